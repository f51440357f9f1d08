"""Use cases about whole tables: units and officers to files, and back from them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sealwire.authorisation import Action, check, listing
from sealwire.contract.people import (
    MAX_IMPORT_ROWS,
    ImportReport,
    OfficerParticulars,
    UnitParticulars,
)
from sealwire.errors import NotFound
from sealwire.identifiers import check_handle, check_unit_code
from sealwire_chassis.table_files.refusals import TooManyRows

from sealwire_directory.people import service_officers, service_units
from sealwire_directory.people.adapters import officers, sets, table_files, units
from sealwire_directory.people.domain.filed import StoredOfficer, UnitQuery
from sealwire_directory.people.domain.importing import Judged, Seen, Verdict, judge, lines_of, repeated
from sealwire_directory.people.domain.layouts import OFFICERS, UNITS, officer_row, unit_row
from sealwire_directory.people.domain.places import check_particulars
from sealwire_directory.people.domain.redaction import redacted, withheld
from sealwire_directory.people.refusals import ChangedMeanwhile

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from sealwire_directory.people.adapters.table_files import Format
    from sealwire_directory.people.call import Call
    from sealwire_directory.people.domain.filed import StoredUnit
    from sealwire_directory.people.domain.importing import Line
    from sealwire_directory.people.domain.layouts import Layout

_MAX_ERRORS = 1_000


@dataclass(frozen=True, slots=True)
class How:
    """How a file is imported: only looked at; and whether one bad line keeps all others out."""

    dry_run: bool = False
    all_or_nothing: bool = False


async def export_units(call: Call, form: Format, *, country: str = "") -> bytes:
    """Return the units as a file.

    Raises:
        TooManyRows: There are more than an import takes; a country at a time has fewer.
    """
    check(call.who, Action.READ_UNITS)
    state = await call.directory()
    found = await _units_in(call, country)
    rows = [unit_row(each) for each in await service_units.records(call, state, found)]
    return await _written(form, UNITS, rows)


async def export_officers(call: Call, form: Format, *, country: str = "") -> bytes:
    """Return the officers as a file, as far as the caller may see them; see `export_units`."""
    check(call.who, Action.READ_UNITS)
    state = await call.directory()
    by_unit = await _officers_of(call, [each.code for each in await _units_in(call, country)])
    rows = [
        officer_row(record)
        for code, known in by_unit.items()
        for record in service_officers.records(call, state.unit(code), code, known)
    ]
    return await _written(form, OFFICERS, rows)


async def import_units(call: Call, data: bytes, how: How) -> ImportReport:
    """Import units' particulars.

    Raises:
        NotAllowed: The caller may edit no unit at all.
        SealwireError: The file as a whole cannot be read; what is wrong with a line stands in the report.
    """
    listing(call.who, Action.EDIT_UNITS)  # before a file is read for somebody who can import nothing
    lines, judged = await _lines(data, UNITS)
    await call.directory()
    segments = await sets.all_segments(call.session)
    before = await units.stored(call.session, {line.cells["code"] for line in lines}, lock=not how.dry_run)

    def judge_line(line: Line) -> Judged[UnitParticulars]:
        code = line.cells["code"]

        def allowed(wanted: UnitParticulars) -> None:
            check(call.who, Action.EDIT_UNITS, unit=check_unit_code(code))
            check_particulars(code, wanted, segments=segments)

        return judge(line, UNITS, UnitParticulars, _seen_unit(before.get(code)), check=allowed)

    judged += await asyncio.to_thread(lambda: list(map(judge_line, lines)))

    async def save(wanted: Mapping[str, UnitParticulars]) -> Collection[str]:
        return await service_units.save(call, wanted, before=before)

    return await _applied(judged, how, key=lambda line: line.cells["code"], save=save)


async def import_officers(call: Call, data: bytes, how: How) -> ImportReport:
    """Import officers' particulars; see `import_units`."""
    listing(call.who, Action.EDIT_OFFICERS)
    lines, judged = await _lines(data, OFFICERS)
    state, codes = await call.held_directory(), {line.cells["unit"] for line in lines}
    known = set(await units.stored(call.session, codes))
    stored = await officers.stored(call.session, codes, lock=not how.dry_run)
    before = {(each.unit, each.handle): each for each in stored}

    def judge_line(line: Line) -> Judged[OfficerParticulars]:
        code, handle = _officer_key(line)
        officer = before.get((code, handle), StoredOfficer(code, handle, 0, None, None))

        def allowed(_wanted: OfficerParticulars) -> None:
            check(call.who, Action.EDIT_OFFICERS, unit=check_unit_code(code))
            check_handle(handle)
            if code not in known:
                raise NotFound(field="unit")
            service_officers.check_serves(state.unit(code), officer)

        return judge(line, OFFICERS, OfficerParticulars, _seen_officer(call, officer), check=allowed)

    judged += await asyncio.to_thread(lambda: list(map(judge_line, lines)))

    async def save(wanted: Mapping[tuple[str, str], OfficerParticulars]) -> Collection[tuple[str, str]]:
        return await service_officers.save(call, wanted, before=before)

    return await _applied(judged, how, key=_officer_key, save=save)


async def _lines(data: bytes, layout: Layout) -> tuple[list[Line], list[Judged[Any]]]:
    rows = await asyncio.to_thread(table_files.read, data)
    return repeated(lines_of(rows, layout), layout)


async def _applied(
    judged: list[Judged[Any]], how: How, *, key: Callable[[Line], Any], save: Callable[[Any], Any]
) -> ImportReport:
    """Store what is to be stored of judged lines, and report."""
    refused = any(each.verdict is Verdict.REFUSED for each in judged)
    applied = not how.dry_run and not (how.all_or_nothing and refused)
    if applied:
        wanted = {key(each.line): each.particulars for each in judged if each.particulars is not None}
        saved = await save(wanted)
        if how.all_or_nothing and len(saved) < len(wanted):
            raise ChangedMeanwhile
        judged = [
            _overtaken(each) if each.particulars is not None and key(each.line) not in saved else each
            for each in judged
        ]
    return _report(judged, applied=applied)


def _overtaken(judged: Judged[Any]) -> Judged[Any]:
    error = judged.line.error("version", ChangedMeanwhile())
    return replace(judged, verdict=Verdict.REFUSED, particulars=None, errors=(error,))


def _report(judged: Sequence[Judged[Any]], *, applied: bool) -> ImportReport:
    errors = sorted((error for each in judged for error in each.errors), key=lambda error: error.line)
    counts = {verdict.value: sum(each.verdict is verdict for each in judged) for verdict in Verdict}
    return ImportReport(lines=len(judged), applied=applied, errors=tuple(errors[:_MAX_ERRORS]), **counts)


async def _units_in(call: Call, country: str) -> list[StoredUnit]:
    found = await units.find(call.session, UnitQuery(country=country, limit=MAX_IMPORT_ROWS + 1))
    return _bounded(found)


async def _officers_of(call: Call, codes: Sequence[str]) -> dict[str, list[StoredOfficer]]:
    by_unit: dict[str, list[StoredOfficer]] = {code: [] for code in codes}
    for each in await officers.stored(call.session, codes):
        by_unit[each.unit].append(each)
    return by_unit


async def _written(form: Format, layout: Layout, rows: list[list[str]]) -> bytes:
    return await asyncio.to_thread(table_files.write, form, layout.columns, _bounded(rows))


def _bounded(rows: list[Any]) -> list[Any]:
    if len(rows) > MAX_IMPORT_ROWS:
        raise TooManyRows(max_rows=MAX_IMPORT_ROWS)
    return rows


def _officer_key(line: Line) -> tuple[str, str]:
    return line.cells["unit"], line.cells["handle"]


def _seen_unit(before: StoredUnit | None) -> Seen[UnitParticulars]:
    return Seen() if before is None else Seen(before.version, before.particulars)


def _seen_officer(call: Call, before: StoredOfficer) -> Seen[OfficerParticulars]:
    if before.particulars is None:
        return Seen(before.version)
    return Seen(before.version, redacted(before.particulars, withheld(call.who, before.unit)))
