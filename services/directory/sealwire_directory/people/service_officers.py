"""Use cases about officers: what is filed about them, who may see it, and when it is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action, check
from sealwire.contract.people import OfficerParticulars, Officers, Service
from sealwire.identifiers import check_handle

from sealwire_directory.people.adapters import changes, officers
from sealwire_directory.people.domain.filed import FiledOfficer, StoredOfficer
from sealwire_directory.people.domain.history import Change, Editor, differing
from sealwire_directory.people.domain.redaction import PERSONAL, withheld
from sealwire_directory.people.domain.showing import officer_record
from sealwire_directory.people.following import followed
from sealwire_directory.people.refusals import ChangedMeanwhile, HasLeft
from sealwire_directory.people.service_units import stored as stored_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sealwire.contract.people import OfficerFiling, OfficerRecord
    from sealwire.directory.state import Unit
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_directory.log.verified import VerifiedLog
    from sealwire_directory.people.call import Call

    Key = tuple[str, str]

RETENTION = Editor(key="", handle="retention")
_DAY_S = 86_400


async def of_unit(call: Call, code: str) -> Officers:
    """Return a unit's officers, by handle, as far as the caller may see them.

    Raises:
        NotFound: There is no such unit.
    """
    check(call.who, Action.READ_UNITS, unit=code)
    state = await call.directory()
    await stored_unit(call, code)
    known = await officers.stored(call.session, [code])
    return Officers(officers=records(call, state.unit(code), code, known))


def records(
    call: Call, unit: Unit | None, code: str, known: Sequence[StoredOfficer]
) -> tuple[OfficerRecord, ...]:
    """Return the officers of a unit as the caller is shown them: those of the log, and those filed."""
    every = {each.handle: each for each in known}
    for handle in unit.officers if unit is not None else ():
        every.setdefault(handle, StoredOfficer(code, handle, 0, None, None))
    without = withheld(call.who, code)
    return tuple(officer_record(every[handle], unit, without=without) for handle in sorted(every))


async def file(call: Call, code: str, handle: str, filing: OfficerFiling) -> OfficerRecord:
    """File an officer's particulars; what is filed already changes nothing.

    Raises:
        NotAllowed: The unit's officers are not the caller's to edit.
        NotFound: There is no such unit.
        HasLeft: The officer has left by the log, or the unit is closed.
        ChangedMeanwhile: They have another version than the caller has read.
    """
    check(call.who, Action.EDIT_OFFICERS, unit=code)
    state, wanted = await call.held_directory(), filing.particulars()
    await stored_unit(call, code)
    unit, key = state.unit(code), (code, check_handle(handle))
    known = await officers.stored(call.session, [code], lock=True)
    before = next((each for each in known if each.handle == handle), None)
    check_serves(unit, before or StoredOfficer(code, handle, 0, None, None))
    if before is None or before.particulars != wanted:
        version = before.version if before is not None else 0
        if version != filing.version or not await save(call, {key: wanted}, before={key: before}):
            raise ChangedMeanwhile(version=version)
    known = await officers.stored(call.session, [code])
    return next(each for each in records(call, unit, code, known) if each.handle == handle)


def check_serves(unit: Unit | None, officer: StoredOfficer) -> None:
    """Check that an officer has not left.

    Raises:
        HasLeft: They have, or the unit is closed; what is kept of them is only waiting to be erased.
    """
    if officer_record(officer, unit).status is Service.LEFT:
        raise HasLeft(field="handle")


async def save(
    call: Call,
    wanted: Mapping[Key, OfficerParticulars],
    *,
    before: Mapping[Key, StoredOfficer | None],
) -> set[Key]:
    """Store particulars that were checked, with their history; see `service_units.save`."""
    filed = []
    for (code, handle), each in wanted.items():
        old = before.get((code, handle))
        filed.append(FiledOfficer(code, handle, (old.version if old is not None else 0) + 1, each))
    saved = await officers.save(call.session, filed)
    made = [
        _change(before.get((each.unit, each.handle)), each)
        for each in filed
        if (each.unit, each.handle) in saved
    ]
    await changes.add(call.session, made, by=call.editor, now=call.now)
    return saved


async def erase_left(session: AsyncSession, verified: VerifiedLog, *, retention_days: int, now: int) -> int:
    """Erase what is filed about officers who left long ago; the history keeps their handles only.

    Args:
        session: The transaction.
        verified: The log.
        retention_days: How long it is kept after they left.
        now: Unix seconds.

    Returns:
        How many.
    """
    await followed(session, verified)
    erased = await officers.erase_left(session, before=now - retention_days * _DAY_S)
    made = [
        _change(each, FiledOfficer(each.unit, each.handle, each.version + 1, OfficerParticulars()))
        for each in erased
    ]
    await changes.add(session, made, by=RETENTION, now=now)
    return len(erased)


def _change(before: StoredOfficer | None, after: FiledOfficer) -> Change:
    old = (before.particulars if before is not None else None) or OfficerParticulars()
    fields = differing(
        old.model_dump(mode="json"), after.particulars.model_dump(mode="json"), personal=PERSONAL
    )
    return Change("officer", f"{after.unit}/{after.handle}", after.version, fields, unit=after.unit)
