"""Use cases about units: search, particulars, duty. None commits; the transaction is the caller's."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from sealwire.authorisation import Action, check
from sealwire.contract.people import DutyRoster, UnitsPage
from sealwire.errors import NotFound

from sealwire_directory.people.adapters import changes, duty, sets, units
from sealwire_directory.people.domain.duty import check_shifts, on_duty, watch
from sealwire_directory.people.domain.filed import FiledUnit, StoredUnit
from sealwire_directory.people.domain.folding import filed_line
from sealwire_directory.people.domain.history import Change, differing
from sealwire_directory.people.domain.places import check_particulars, zone
from sealwire_directory.people.domain.showing import active_officers, unit_record
from sealwire_directory.people.refusals import ChangedMeanwhile, NoParticulars

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sealwire.contract.people import (
        DutyFiling,
        Shift,
        UnitFiling,
        UnitParticulars,
        UnitRecord,
    )
    from sealwire.directory.state import State

    from sealwire_directory.people.call import Call
    from sealwire_directory.people.domain.filed import UnitQuery
    from sealwire_directory.people.domain.history import Field


async def search(call: Call, query: UnitQuery, *, group: str = "", segment: str = "") -> UnitsPage:
    """Return a page of the units that a query finds, by code.

    Args:
        call: The call.
        query: What is wanted.
        group: Only the units of this group's newest version.
        segment: Only the units of this segment.

    Raises:
        NotFound: There is no such group or segment.
    """
    check(call.who, Action.READ_UNITS)
    state = await call.directory()
    if group:
        query = replace(query, codes=await _members(call, group))
    if segment:
        query = replace(query, segment=await _segment(call, segment))
    found = await units.find(call.session, replace(query, limit=query.limit + 1))
    shown = found[: query.limit]
    more = len(found) > query.limit
    return UnitsPage(units=await records(call, state, shown), next=shown[-1].code if more else None)


async def records(call: Call, state: State, found: Sequence[StoredUnit]) -> tuple[UnitRecord, ...]:
    """Return stored units as they are shown."""
    present = await duty.rosters(call.session, [each.code for each in found], at=call.now)
    return tuple(
        unit_record(each, state.unit(each.code), present.get(each.code, ()), now=call.now) for each in found
    )


async def show(call: Call, code: str) -> UnitRecord:
    """Return a unit.

    Raises:
        NotFound: There is none of this code.
    """
    check(call.who, Action.READ_UNITS, unit=code)
    state = await call.directory()
    return (await records(call, state, [await stored(call, code)]))[0]


async def file(call: Call, code: str, filing: UnitFiling) -> UnitRecord:
    """File a unit's particulars; what is filed already changes nothing.

    Raises:
        NotAllowed: The unit is not the caller's to edit.
        ChangedMeanwhile: They have another version than the caller has read.
        SealwireError: See `check_particulars`.
    """
    check(call.who, Action.EDIT_UNITS, unit=code)
    await call.directory()
    wanted = filing.particulars()
    check_particulars(code, wanted, segments=await sets.all_segments(call.session))
    before = (await units.stored(call.session, [code], lock=True)).get(code)
    if before is None or before.particulars != wanted:
        version = before.version if before is not None else 0
        if version != filing.version or not await save(call, {code: wanted}, before={code: before}):
            raise ChangedMeanwhile(version=version)
    return await show(call, code)


async def save(
    call: Call,
    wanted: Mapping[str, UnitParticulars],
    *,
    before: Mapping[str, StoredUnit | None],
) -> set[str]:
    """Store particulars that were checked, with their history, each over what stood there before.

    Returns:
        The codes of what was stored; somebody else was faster with the others.
    """

    def prepared() -> list[tuple[FiledUnit, Change]]:
        filed = [_filed(code, each, before.get(code)) for code, each in wanted.items()]
        return [(each, _change(each, before.get(each.code))) for each in filed]

    # An import of 20,000 lines takes a second of this: too long for the event loop.
    ready = await asyncio.to_thread(prepared)
    saved = await units.save(call.session, [filed for filed, _ in ready])
    made = [change for filed, change in ready if filed.code in saved]
    await changes.add(call.session, made, by=call.editor, now=call.now)
    for filed, _ in ready:
        old, new = _zone_of(before.get(filed.code)), filed.particulars.time_zone
        if filed.code in saved and old not in (None, new):
            await _move_duty(call, filed.code, new)
    return saved


async def roster(call: Call, code: str) -> DutyRoster:
    """Return a unit's duty roster.

    Raises:
        NotFound: There is no such unit.
    """
    check(call.who, Action.READ_UNITS, unit=code)
    state = await call.directory()
    unit = await stored(call, code)
    watches = (await duty.rosters(call.session, [code])).get(code, [])
    return DutyRoster(
        version=unit.duty_version,
        time_zone=_zone_of(unit) or "",
        shifts=tuple(each.shift for each in watches),
        on_duty=on_duty(watches, now=call.now, active=active_officers(state.unit(code))),
    )


async def set_duty(call: Call, code: str, filing: DutyFiling) -> DutyRoster:
    """File a unit's duty roster in the place of the one before; the same one changes nothing.

    Raises:
        NotAllowed: The unit is not the caller's.
        NotFound: There is no such unit.
        NoParticulars: Its time zone is not known.
        ChangedMeanwhile: The roster has another version than the caller has read.
        SealwireError: See `check_shifts`.
    """
    check(call.who, Action.SET_DUTY, unit=code)
    active = active_officers((await call.held_directory()).unit(code))
    unit = await stored(call, code, lock=True)
    name = _zone_of(unit)
    if name is None:
        raise NoParticulars
    before = [each.shift for each in (await duty.rosters(call.session, [code])).get(code, [])]
    check_shifts(filing.shifts, before=before, active=active)
    if set(before) != set(filing.shifts):
        version = unit.duty_version + 1
        if filing.version != unit.duty_version or not await units.file_duty(
            call.session, code, version=version
        ):
            raise ChangedMeanwhile(version=unit.duty_version)
        watches = [watch(each, zone(name)) for each in filing.shifts]
        await duty.replace(call.session, code, watches, active=active)
        made = Change("duty", code, version, _shifts_changed(before, filing.shifts), unit=code)
        await changes.add(call.session, [made], by=call.editor, now=call.now)
    return await roster(call, code)


async def stored(call: Call, code: str, *, lock: bool = False) -> StoredUnit:
    """Return what is stored of a unit.

    Raises:
        NotFound: There is none of this code, neither in the log nor filed.
    """
    found = (await units.stored(call.session, [code], lock=lock)).get(code)
    if found is None:
        raise NotFound
    return found


def _filed(code: str, wanted: UnitParticulars, before: StoredUnit | None) -> FiledUnit:
    version = (before.version if before is not None else 0) + 1
    return FiledUnit(code, version, wanted, filed_line(code, wanted.model_dump(mode="json")))


def _change(filed: FiledUnit, before: StoredUnit | None) -> Change:
    old = before.particulars.model_dump(mode="json") if before is not None and before.particulars else {}
    fields = differing(old, filed.particulars.model_dump(mode="json"))
    return Change("unit", filed.code, filed.version, fields, unit=filed.code)


def _shifts_changed(before: Sequence[Shift], after: Sequence[Shift]) -> tuple[Field, ...]:
    # Only what went and what came: rosters are long, and change by a line.
    gone = [each.model_dump(mode="json") for each in before if each not in after]
    come = [each.model_dump(mode="json") for each in after if each not in before]
    return differing({"shifts": gone}, {"shifts": come})


def _zone_of(unit: StoredUnit | None) -> str | None:
    return unit.particulars.time_zone if unit is not None and unit.particulars is not None else None


async def _move_duty(call: Call, code: str, time_zone: str) -> None:
    watches = (await duty.rosters(call.session, [code])).get(code, [])
    await duty.move(call.session, code, [watch(each.shift, zone(time_zone)) for each in watches])


async def _members(call: Call, group: str) -> tuple[str, ...]:
    found = await sets.group(call.session, group)
    if found is None:
        raise NotFound(group=group)
    return found.units


async def _segment(call: Call, code: str) -> tuple[str, tuple[str, ...]]:
    found = (await sets.all_segments(call.session)).get(code)
    if found is None:
        raise NotFound(segment=code)
    return code, found.countries
