"""Use cases about cleared pairs: clear one, look at it again, take it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from sealwire.authorisation import Action
from sealwire.contract.profiling.clearances import (
    MAX_CLEARANCE_DAYS,
    ClearanceRecord,
    Clearances,
    ClearanceState,
)
from sealwire.contract.profiling.lists import IdentifierKind
from sealwire.errors import NotFound

from sealwire_profiling.lists.adapters import clearances, entries, lists
from sealwire_profiling.lists.adapters.clearances import StoredClearance
from sealwire_profiling.lists.adapters.lists import Note
from sealwire_profiling.lists.domain.clearing import pairs_of
from sealwire_profiling.lists.domain.deceptive import deceptions
from sealwire_profiling.lists.domain.identifiers import canonical
from sealwire_profiling.lists.domain.values import NAME, Clearance, fingerprint
from sealwire_profiling.lists.refusals import (
    AlreadyCleared,
    ClearanceOver,
    OtherVersion,
    SecondLook,
    UnreadableIdentifier,
    WrongExpiry,
)
from sealwire_profiling.lists.screening_by import SCREENER

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sealwire.contract.profiling.clearances import ClearanceFiling, Renewal, Withdrawal

    from sealwire_profiling.call import Call
    from sealwire_profiling.lists.domain.values import Entry
    from sealwire_profiling.tenancy import Tenant

_ORDER = {state: place for place, state in enumerate(("due", "overtaken", "active", "withdrawn"))}


async def read_all(call: Call, *, state: ClearanceState | None = None) -> Clearances:
    """Return the newest version of all clearances, those first that somebody has to look at.

    Raises:
        NotAllowed: The caller may not see parties.
    """
    tenant = call.tenant(Action.READ_PARTIES)
    stored = await clearances.all_newest(call.session, tenant=tenant)
    of = await entries.newest(call.session, sorted({s.clearance.entry for s in stored}), tenant=tenant)
    records = [_record(each, of.get(each.clearance.entry), call.today) for each in stored]
    wanted = [each for each in records if state is None or each.state is state]
    return Clearances(clearances=tuple(sorted(wanted, key=lambda r: (_ORDER[r.state], r.expires_on))))


async def clear(call: Call, filing: ClearanceFiling) -> ClearanceRecord:
    """Clear a pair: this name or number is not the one of this entry.

    Raises:
        NotAllowed: The caller may not keep lists.
        NotFound: There is no such entry, or it is removed.
        WrongExpiry: The last day is past, or too far away.
        UnreadableIdentifier: The value is none of its kind.
        AlreadyCleared: A clearance of this pair exists; the facts have its id.
    """
    tenant = call.tenant(Action.EDIT_LISTS)
    entry = (await entries.newest(call.session, [filing.entry], tenant=tenant)).get(filing.entry)
    if entry is None or entry.removed:
        raise NotFound(field="entry")
    _check_expiry(filing.expires_on, call.today)
    made = Clearance(
        id=uuid4(),
        version=1,
        list=entry.list,
        entry=entry.id,
        what=filing.what,
        value=filing.value,
        only_with=filing.only_with,
        fingerprint=fingerprint(entry.content),
        expires_on=filing.expires_on,
    )
    await lists.hold(call.session, entry.list, tenant=tenant)
    await _check_new(call, made, entry, tenant)
    return await _save(call, made, filing.reason, entry, tenant)


async def renew(call: Call, key: UUID, renewal: Renewal) -> ClearanceRecord:
    """Let a clearance go on, after another officer than the last one has looked at the pair again.

    Raises:
        NotAllowed: See `clear`, also for WrongExpiry.
        NotFound: There is no such clearance.
        OtherVersion: It has another version than the caller has read.
        SecondLook: The caller cleared it last.
        ClearanceOver: It was withdrawn, or its entry has changed or is gone.
    """
    tenant = call.tenant(Action.EDIT_LISTS)
    stored = await _standing(call, key, renewal.version, tenant)
    before = stored.clearance
    entry = (await entries.newest(call.session, [before.entry], tenant=tenant)).get(before.entry)
    if before.state(call.today, entry) not in {ClearanceState.ACTIVE, ClearanceState.DUE}:
        raise ClearanceOver
    if stored.cleared_by == call.officer:
        raise SecondLook
    _check_expiry(renewal.expires_on, call.today)
    after = replace(before, version=before.version + 1, expires_on=renewal.expires_on)
    return await _save(call, after, renewal.reason, entry, tenant)


async def withdraw(call: Call, key: UUID, withdrawal: Withdrawal) -> ClearanceRecord:
    """Take a clearance back; its hits are open again.

    Raises:
        NotAllowed: See `renew`, also for NotFound and OtherVersion.
        ClearanceOver: It was withdrawn already.
    """
    tenant = call.tenant(Action.EDIT_LISTS)
    before = (await _standing(call, key, withdrawal.version, tenant)).clearance
    if before.withdrawn:
        raise ClearanceOver
    entry = (await entries.newest(call.session, [before.entry], tenant=tenant)).get(before.entry)
    after = replace(before, version=before.version + 1, withdrawn=True)
    return await _save(call, after, withdrawal.reason, entry, tenant)


async def _check_new(call: Call, made: Clearance, entry: Entry, tenant: Tenant) -> None:
    pairs = set(pairs_of(made, SCREENER.fold))
    if not pairs or (made.only_with is not None and not _number(made.only_with)):
        raise UnreadableIdentifier(field="value" if not pairs else "only_with")
    for each in await clearances.all_newest(call.session, tenant=tenant, entry=entry.id):
        other = each.clearance
        holds = other.state(call.today, entry) in {ClearanceState.ACTIVE, ClearanceState.DUE}
        # A deceptive spelling is not covered by a plain one, so it is cleared by itself.
        apart = made.what == NAME and other.value != made.value and deceptions(made.value)
        same = pairs & set(pairs_of(other, SCREENER.fold))
        alike = _number(other.only_with) == _number(made.only_with)
        if holds and same and alike and not apart:
            raise AlreadyCleared(clearance=str(other.id), version=other.version)


async def _standing(call: Call, key: UUID, version: int, tenant: Tenant) -> StoredClearance:
    found = await clearances.newest(call.session, key, tenant=tenant)
    if found is None:
        raise NotFound(field="clearance")
    if found.clearance.version != version:
        raise OtherVersion(version=found.clearance.version)
    return found


async def _save(
    call: Call, made: Clearance, reason: str, entry: Entry | None, tenant: Tenant
) -> ClearanceRecord:
    stored = StoredClearance(made, reason, call.officer, call.now)
    if not await clearances.add(call.session, stored, tenant=tenant):
        raise OtherVersion
    note = Note("clearance", made.list, str(made.id), made.version, reason)
    await lists.write_down(call.session, [note], tenant=tenant, by=call.officer, now=call.now)
    return _record(stored, entry, call.today)


def _record(stored: StoredClearance, entry: Entry | None, on: date) -> ClearanceRecord:
    made = stored.clearance
    return ClearanceRecord(
        id=made.id,
        version=made.version,
        list=made.list,
        entry=made.entry,
        what=made.what,
        value=made.value,
        only_with=made.only_with,
        reason=stored.reason,
        expires_on=made.expires_on,
        cleared_by=stored.cleared_by,
        cleared_at=stored.cleared_at,
        state=made.state(on, entry),
    )


def _check_expiry(last: date, today: date) -> None:
    if not today <= last <= today + timedelta(days=MAX_CLEARANCE_DAYS):
        raise WrongExpiry(f"At most {MAX_CLEARANCE_DAYS} days from today.", field="expires_on")


def _number(text: str | None) -> tuple[str, ...]:
    return () if text is None else canonical(IdentifierKind.NUMBER, text)
