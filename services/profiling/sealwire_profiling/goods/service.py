"""Use cases of strategic goods: an administration's control tables, and advice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.profiling.goods import (
    MAX_CONTROL_TABLE_BYTES,
    ControlTableFiling,
    ControlTableRecord,
    ControlTableReport,
    ControlTables,
)
from sealwire.errors import NotFound, TooLarge
from sealwire_chassis.table_files import reading
from sealwire_chassis.table_files.limits import Limits

from sealwire_profiling.goods.adapters import control_tables
from sealwire_profiling.goods.domain.advice import assess
from sealwire_profiling.goods.domain.correlation import MAX_ROWS, read_table
from sealwire_profiling.goods.domain.questions import Answer
from sealwire_profiling.goods.domain.showing import advice_out, line_errors
from sealwire_profiling.goods.knowing import known
from sealwire_profiling.goods.refusals import ControlTableChanged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sealwire.contract.profiling.goods import AdviceOut, AdviceQuery

    from sealwire_profiling.call import Call
    from sealwire_profiling.goods.domain.correlation import Correlation


LIMITS = Limits(max_rows=MAX_ROWS)


async def tables(call: Call) -> ControlTables:
    """Return the newest version of each of the administration's tables."""
    tenant = call.tenant(Action.READ_CONSIGNMENTS)
    return ControlTables(tables=tuple(await control_tables.newest(call.session, tenant)))


async def file_table(call: Call, name: str, filing: ControlTableFiling, data: bytes) -> ControlTableReport:
    """File a table as its next version; a file without a usable row files nothing.

    Args:
        call: The call.
        name: By which the administration calls the table.
        filing: Edition and source, and whether to report only.
        data: A CSV or XLSX file; see `read_table`.

    Raises:
        NotAllowed: The caller may not set the administration's tables.
        TooLarge: It has more than 8 MiB.
        TooManyRows: It has more than 100,000 rows.
        UnreadableFile: It is neither CSV in UTF-8 nor XLSX.
        ControlTableChanged: Somebody else was faster.
    """
    call.tenant(Action.SET_PROFILING)
    if len(data) > MAX_CONTROL_TABLE_BYTES:
        raise TooLarge(max_bytes=MAX_CONTROL_TABLE_BYTES)
    read = await asyncio.to_thread(lambda: read_table(reading.read(data, LIMITS)))
    filed = 0
    if read.rows and not filing.dry_run:
        filed = await _add(call, name, filing, read.rows)
    errors = line_errors(read.errors)
    return ControlTableReport(rows=len(read.rows), refused=read.refused, errors=errors, version=filed)


async def retire_table(call: Call, name: str) -> ControlTables:
    """File a version without rows, so that the table gives no reason any more; its past stays.

    Raises:
        NotFound: The administration has no such table.
    """
    tenant = call.tenant(Action.SET_PROFILING)
    found = [each for each in await control_tables.newest(call.session, tenant) if each.name == name]
    if not found:
        raise NotFound
    if found[0].rows:
        filing = ControlTableFiling(edition=found[0].edition, source=found[0].source)
        await _add(call, name, filing, ())
    return await tables(call)


async def advise(call: Call, query: AdviceQuery) -> AdviceOut:
    """Return whether a consignment needs an expert, by the administration's tables and country groups."""
    tenant = call.tenant(Action.READ_CONSIGNMENTS)
    today = await known(call.session, [query.consignment], tenant=tenant)
    answers = {question: Answer(answer) for question, answer in query.answers.items()}
    return advice_out(assess(query.consignment, today.knowledge, answers))


async def _add(call: Call, name: str, filing: ControlTableFiling, rows: Sequence[Correlation]) -> int:
    tenant = call.tenant(Action.SET_PROFILING)
    before = await control_tables.version(call.session, tenant, name)
    record = ControlTableRecord(
        name=name,
        version=before + 1,
        edition=filing.edition,
        source=filing.source,
        rows=len(rows),
        filed_at=call.now,
        filed_by=call.officer,
    )
    if not await control_tables.add(call.session, tenant, record, rows):
        raise ControlTableChanged(version=before + 1)
    return record.version
