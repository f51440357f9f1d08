"""Use cases about a watch list as a table: all of it out, and lines back in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import uuid4

from sealwire.authorisation import Action
from sealwire.contract.profiling.lists import (
    MAX_REPORTED,
    MAX_TABLE_BYTES,
    MAX_TABLE_ROWS,
    RowError,
    TableReport,
)
from sealwire.errors import NotFound, SealwireError, TooLarge
from sealwire_chassis.table_files import csv_file
from sealwire_chassis.table_files.limits import Limits

from sealwire_profiling.lists.adapters import entries, lists
from sealwire_profiling.lists.adapters.lists import Note
from sealwire_profiling.lists.domain.importing import COLUMNS, read_table, refused, same_entry, table_row
from sealwire_profiling.lists.domain.un_diff import differing
from sealwire_profiling.lists.domain.values import Entry
from sealwire_profiling.lists.refusals import EntryRemoved, OtherVersion
from sealwire_profiling.lists.service_entries import check_room, own_list
from sealwire_profiling.lists.service_lists import find_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from sealwire_profiling.call import Call
    from sealwire_profiling.lists.domain.importing import Line


LIMITS = Limits(max_rows=MAX_TABLE_ROWS)


async def export_file(call: Call, code: str) -> bytes:
    """Return a list as a file; see `export_rows`."""
    rows = await export_rows(call, code)
    return await asyncio.to_thread(csv_file.write, COLUMNS, rows)


async def import_file(call: Call, code: str, data: bytes, *, dry_run: bool = False) -> TableReport:
    """Enter the lines of a file; see `import_rows`.

    Raises:
        UnreadableFile: It is no CSV.
        TooManyRows: It has more than MAX_TABLE_ROWS.
        TooLarge: It has more than MAX_TABLE_BYTES.
    """
    call.tenant(Action.EDIT_LISTS)  # before a file is read for somebody who can import nothing
    if len(data) > MAX_TABLE_BYTES:
        raise TooLarge(max_bytes=MAX_TABLE_BYTES)
    rows = await asyncio.to_thread(csv_file.read, data, LIMITS)
    return await import_rows(call, code, rows, dry_run=dry_run)


async def export_rows(call: Call, code: str) -> list[list[str]]:
    """Return the entries of a list that are not removed, as the lines of a table under COLUMNS.

    Raises:
        NotAllowed: The caller may not see parties, whose names stand on lists.
        NotFound: There is no such list.
    """
    tenant = call.tenant(Action.READ_PARTIES)
    await find_list(call, code, tenant=tenant)
    found = await entries.of_list(call.session, code, tenant=tenant)
    return [table_row(each) for each in found if not each.removed]


async def import_rows(
    call: Call, code: str, rows: Iterable[tuple[int, list[str]]], *, dry_run: bool = False
) -> TableReport:
    """Enter the lines of a table; the good ones, whatever is wrong with others.

    A line without an id adds an entry, unless one of the same names and numbers stands. A line with an id is
    the next version of that entry. Nothing is removed: that needs a reason.

    Args:
        call: The call.
        code: Of the list.
        rows: Number of the line and its cells; the first has the headings.
        dry_run: Only report.

    Raises:
        NotAllowed: The caller may not keep lists.
        NotFound: There is no such list.
        ImportedList: Its entries come from files of the UN alone.
        UnknownTableColumns: The headings do not fit.
        ListFull: It holds no more.
    """
    tenant = call.tenant(Action.EDIT_LISTS)
    stored = await own_list(call, code, tenant=tenant)
    table = await asyncio.to_thread(read_table, rows, of=stored.filing.kind, today=call.today)
    standing = await entries.of_list(call.session, code, tenant=tenant)
    wanted, unchanged, wrong = _judged(table.lines, standing, code)
    added = sum(each.version == 1 for each in wanted)
    await check_room(call, code, added, tenant=tenant)
    if not dry_run:
        before = {each.id: each for each in standing}
        await entries.add(call.session, wanted, tenant=tenant, entered=(call.officer, call.now))
        notes = [_note(each, before) for each in wanted]
        await lists.write_down(call.session, notes, tenant=tenant, by=call.officer, now=call.now)
    errors = sorted([*table.errors, *wrong], key=lambda error: error.line)
    bad = {error.line for error in errors}
    return TableReport(
        lines=len(wanted) + unchanged + len(bad),
        added=added,
        changed=len(wanted) - added,
        unchanged=unchanged,
        refused=len(bad),
        applied=not dry_run,
        errors=tuple(errors[:MAX_REPORTED]),
    )


def _judged(
    lines: Sequence[Line], standing: Sequence[Entry], code: str
) -> tuple[list[Entry], int, list[RowError]]:
    """Return the versions that lines make, how many lines say nothing new, and refusals."""
    by_id = {each.id: each for each in standing}
    known = {same_entry(each.content) for each in standing if not each.removed}
    wanted: list[Entry] = []
    wrong: list[RowError] = []
    unchanged = 0
    for line in lines:
        content = line.filing.content()
        if line.id is None:
            if same_entry(content) in known:
                unchanged += 1
            else:
                known.add(same_entry(content))
                wanted.append(Entry(uuid4(), code, 1, content))
            continue
        before = by_id.get(line.id)
        error = _refusal(line, before)
        if error is not None or before is None:
            wrong.append(refused(line, error or NotFound(), "id"))
        elif before.content == content:
            unchanged += 1
        else:
            wanted.append(Entry(before.id, code, before.version + 1, content))
    return wanted, unchanged, wrong


def _refusal(line: Line, before: Entry | None) -> SealwireError | None:
    if before is None:
        return NotFound()
    if before.removed:
        return EntryRemoved()
    return OtherVersion() if line.filing.version != before.version else None


def _note(entry: Entry, before: Mapping[UUID, Entry]) -> Note:
    earlier = before.get(entry.id)
    fields = differing(earlier.content, entry.content) if earlier else ()
    return Note("entry", entry.list, str(entry.id), entry.version, entry.content.reason, fields)
