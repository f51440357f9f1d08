"""Invitations: who may invite whom, for how long, and when a code counts."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.directory.authority import Standing, check_authority, standings
from sealwire.directory.payloads import DeviceAdded, OfficerEnrolled
from sealwire.directory.refusals import AlreadyInDirectory, KeyReused, NotInDirectory, WrongUnitStatus
from sealwire.directory.state import Administrator, Device, State, Unit, UnitStatus
from sealwire.keys import key_id

from sealwire_directory.log.refusals import (
    CodeExpired,
    CodeTaken,
    CodeUsed,
    InvitationTime,
    NotAVoucher,
    WrongCode,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sealwire.directory.enrolment import DevicePublics, EnrolmentRequest
    from sealwire.directory.fields import Role

MAX_VALIDITY_S = 7 * 86_400

Voucher = Administrator | Device


@dataclass(frozen=True, slots=True)
class Invitation:
    """A voucher's promise to look at one request that presents a code.

    Attributes:
        unit: The unit's code.
        officer: The handle of who is invited.
        roles: What the officer will be enrolled as.
        code_hash: Hash of the one-time code, which the service never keeps.
        expires_at: Unix seconds.
        voucher: Id of the device or administrator that invites.
        used_by: SHA-256 of the request that used the code; None while unused.
    """

    unit: str
    officer: str
    roles: tuple[Role, ...]
    code_hash: bytes
    expires_at: int
    voucher: bytes
    used_by: bytes | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that presented its code and waits for a voucher; `requested_at` in Unix seconds."""

    request: EnrolmentRequest
    roles: tuple[Role, ...]
    requested_at: int


def voucher_of(state: State, caller_id: bytes) -> Voucher:
    """Return who calls, as the log knows them now.

    Raises:
        NotAVoucher: No active administrator or device has this id.
    """
    found = state.administrators.get(caller_id) or state.device(caller_id)
    if found is None or not found.active:
        raise NotAVoucher
    return found


def check_voucher(state: State, caller: Voucher, unit: str) -> None:
    """Check that a caller may see who waits in a unit.

    Raises:
        NotAVoucher: It is neither an administrator of the unit nor one of its key officers.
    """
    # Any statement about the unit's officers would do: standings do not depend on what it says.
    payload = OfficerEnrolled(ts=0, prev=b"", unit=unit, officer="", roles=())
    allowed = {Standing.IN_SCOPE, Standing.KEY_OFFICER}
    if allowed.isdisjoint(standings(state, caller, payload)):
        raise NotAVoucher


def check_invitation(state: State, invitation: Invitation, caller: Voucher, *, now: int) -> None:
    """Check that the caller could vouch for whom it invites, so that nobody is invited in vain.

    Raises:
        InvitationTime: It expires in the past, or after more than seven days.
        NotInDirectory, WrongUnitStatus: The unit is not there or not open.
        AlreadyInDirectory: The officer is enrolled with other roles.
        WrongAuthority: The caller may not vouch for this officer.
    """
    if not now < invitation.expires_at <= now + MAX_VALIDITY_S:
        raise InvitationTime(earliest=now + 1, latest=now + MAX_VALIDITY_S)
    unit = state.unit(invitation.unit)
    if unit is None:
        raise NotInDirectory("There is no such unit.", unit=invitation.unit)
    if unit.status is not UnitStatus.OPEN:
        raise WrongUnitStatus(f"The unit is {unit.status}.", unit=unit.code)
    check_authority(state, caller, _what_vouching_says(unit, invitation))


def _what_vouching_says(unit: Unit, invitation: Invitation) -> OfficerEnrolled | DeviceAdded:
    officer = unit.officers.get(invitation.officer)
    code, handle = invitation.unit, invitation.officer
    if officer is None or not officer.active:
        return OfficerEnrolled(ts=0, prev=b"", unit=code, officer=handle, roles=invitation.roles)
    if set(officer.roles) != set(invitation.roles):
        raise AlreadyInDirectory("The officer is enrolled with other roles.", unit=code, officer=handle)
    return DeviceAdded(
        ts=0, prev=b"", unit=code, officer=handle, sign=b"", auth=b"", seal=b"", epoch=None, until=0
    )


def check_announced_again(known: Invitation, again: Invitation) -> None:
    """Check that a code that was announced before is announced with the same facts.

    Raises:
        CodeTaken: It is not.
    """
    facts = (known.unit, known.officer, known.roles, known.expires_at, known.voucher)
    if facts != (again.unit, again.officer, again.roles, again.expires_at, again.voucher):
        raise CodeTaken


def matching(invitations: Sequence[Invitation], request: EnrolmentRequest) -> Invitation:
    """Return the invitation whose code a request presents, in time that does not tell how near a guess was.

    Args:
        invitations: All to the request's unit under its handle.
        request: What came in.

    Raises:
        WrongCode: None has this code.
    """
    found = [each for each in invitations if hmac.compare_digest(each.code_hash, request.code_hash)]
    if not found:
        raise WrongCode
    return found[0]


def already_used(invitation: Invitation, digest: bytes, *, now: int) -> bool:
    """Tell whether this very request used the code before, so that a lost answer can be asked for again.

    Args:
        invitation: Whose code the request presents.
        digest: SHA-256 of the request.
        now: Unix seconds.

    Raises:
        CodeUsed: Another request used it.
        CodeExpired: Nobody used it in time.
    """
    if invitation.used_by is not None:
        if not hmac.compare_digest(invitation.used_by, digest):
            raise CodeUsed
        return True
    if now >= invitation.expires_at:
        raise CodeExpired
    return False


def check_new_keys(state: State, publics: DevicePublics) -> None:
    """Check that no key of an applicant stands in the log, and that no two are one.

    Raises:
        KeyReused: One does, or they are.
    """
    ids = {key_id(publics.sign), key_id(publics.auth), publics.seal_id}
    if len(ids) < len((publics.sign, publics.auth, publics.seal)) or any(each in state.keys for each in ids):
        raise KeyReused
