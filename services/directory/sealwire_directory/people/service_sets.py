"""Use cases about named sets: segments of countries, and groups of units with their versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action, check
from sealwire.contract.people import GroupRecord, Groups, SegmentRecord, Segments
from sealwire.directory.fields import WHOLE_PROGRAMME
from sealwire.errors import NotFound

from sealwire_directory.people.adapters import changes, sets, units
from sealwire_directory.people.domain.history import Change, differing
from sealwire_directory.people.refusals import ChangedMeanwhile, OtherOwner, UnknownUnits

if TYPE_CHECKING:
    from sealwire.contract.people import GroupFiling, SegmentFiling

    from sealwire_directory.people.call import Call


async def segments(call: Call) -> Segments:
    """Return all segments, by code."""
    check(call.who, Action.READ_UNITS)
    return Segments(segments=tuple((await sets.all_segments(call.session)).values()))


async def file_segment(call: Call, code: str, filing: SegmentFiling) -> SegmentRecord:
    """File a segment; what is filed already changes nothing.

    Raises:
        NotAllowed: Segments are not the caller's to edit.
        ChangedMeanwhile: It has another version than the caller has read.
    """
    check(call.who, Action.EDIT_SEGMENTS)
    before = (await sets.all_segments(call.session)).get(code)
    fields = filing.model_dump(exclude={"version"})
    if before is not None and before.model_dump(include=set(fields)) == fields:
        return before
    version = before.version if before is not None else 0
    wanted = SegmentRecord(code=code, version=version + 1, **fields)
    if version != filing.version or not await sets.save_segment(call.session, wanted):
        raise ChangedMeanwhile(version=version)
    made = Change("segment", code, wanted.version, differing(_told(before), _told(wanted)))
    await changes.add(call.session, [made], by=call.editor, now=call.now)
    return wanted


async def groups(call: Call) -> Groups:
    """Return the newest version of every group, by name."""
    check(call.who, Action.READ_UNITS)
    return Groups(groups=tuple(await sets.newest_groups(call.session)))


async def group(call: Call, name: str, *, version: int | None = None) -> GroupRecord:
    """Return a version of a group, else the newest.

    Raises:
        NotFound: There is none of this name, or no such version.
    """
    check(call.who, Action.READ_UNITS)
    found = await sets.group(call.session, name, version=version)
    if found is None:
        raise NotFound
    return found


async def file_group(call: Call, name: str, filing: GroupFiling) -> GroupRecord:
    """Save a group as its next version; what is saved already changes nothing.

    Raises:
        NotAllowed: The group is not the caller's to edit.
        OtherOwner: It belongs to the programme or to a country, and was to belong to another.
        UnknownUnits: It has units that the directory does not know.
        ChangedMeanwhile: It has another version than the caller has read.
    """
    country = "" if filing.scope == WHOLE_PROGRAMME else filing.scope
    check(call.who, Action.EDIT_GROUPS, country=country)
    await call.directory()
    before = await sets.group(call.session, name)
    if before is not None and before.scope != filing.scope:
        raise OtherOwner
    fields = filing.model_dump(exclude={"version"})
    if before is not None and before.model_dump(include=set(fields)) == fields:
        return before
    await _check_units(call, filing.units)
    version = before.version if before is not None else 0
    wanted = GroupRecord(
        name=name,
        version=version + 1,
        saved_at=call.now,
        key=call.who.key,
        handle=call.who.officer,
        **fields,
    )
    if version != filing.version or not await sets.add_group(call.session, wanted):
        raise ChangedMeanwhile(version=version)
    made = Change("group", name, wanted.version, differing(_told(before), _told(wanted)), country=country)
    await changes.add(call.session, [made], by=call.editor, now=call.now)
    return wanted


async def _check_units(call: Call, codes: tuple[str, ...]) -> None:
    unknown = sorted(set(codes) - set(await units.stored(call.session, codes)))
    if unknown:
        raise UnknownUnits(units=unknown)


def _told(record: SegmentRecord | GroupRecord | None) -> dict[str, object]:
    if record is None:
        return {}
    return record.model_dump(mode="json", include={"names", "countries", "scope", "units", "note"})
