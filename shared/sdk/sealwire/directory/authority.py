"""Who may say what: a table of kinds and standings, and who has which standing.

A standing is a relation between a signer and what a statement says; a statement is accepted when its
signer has one of the standings that AUTHORITY gives for its kind.
Source: docs/protocol/directory.md section 5.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sealwire.directory.fields import WHOLE_PROGRAMME, Role
from sealwire.directory.payloads import (
    AdministratorAppointed,
    AdministratorRemoved,
    DeviceAdded,
    DeviceRevoked,
    EpochClosed,
    EpochOpened,
    OfficerEnrolled,
    OfficerLeft,
    Payload,
    ProgrammeFounded,
    UnitChanged,
    UnitClosed,
    UnitOpened,
    UnitPayload,
    UnitResumed,
    UnitSuspended,
)
from sealwire.directory.refusals import UnknownSigner, WrongAuthority
from sealwire.directory.state import Administrator, Device, State, Unit, UnitStatus, Use

if TYPE_CHECKING:
    from collections.abc import Iterator


class Standing(StrEnum):
    """What a signer is to the subject of a statement."""

    ROOT = "the programme's root"
    SENIOR = "a programme administrator, about an administrator of a country"
    IN_SCOPE = "an administrator whose scope has the unit"
    FIRST_VOUCHER = (
        "an administrator whose scope has the unit, about its key officer, while no key officer has a device"
    )
    KEY_OFFICER = "a key officer's device of the open unit"
    MEMBER = "a device of the open unit whose officer is more than a viewer"


AUTHORITY: dict[type[Payload], frozenset[Standing]] = {
    ProgrammeFounded: frozenset({Standing.ROOT}),
    AdministratorAppointed: frozenset({Standing.ROOT, Standing.SENIOR}),
    AdministratorRemoved: frozenset({Standing.ROOT}),
    UnitOpened: frozenset({Standing.IN_SCOPE}),
    UnitChanged: frozenset({Standing.IN_SCOPE}),
    UnitSuspended: frozenset({Standing.IN_SCOPE}),
    UnitResumed: frozenset({Standing.IN_SCOPE}),
    UnitClosed: frozenset({Standing.IN_SCOPE}),
    OfficerEnrolled: frozenset({Standing.FIRST_VOUCHER, Standing.KEY_OFFICER}),
    OfficerLeft: frozenset({Standing.IN_SCOPE, Standing.KEY_OFFICER}),
    DeviceAdded: frozenset({Standing.FIRST_VOUCHER, Standing.KEY_OFFICER}),
    DeviceRevoked: frozenset({Standing.IN_SCOPE, Standing.KEY_OFFICER}),
    EpochOpened: frozenset({Standing.MEMBER}),
    EpochClosed: frozenset({Standing.MEMBER}),
}

Signer = Administrator | Device | None  # None: the root


def signer_of(state: State, key_id: bytes) -> tuple[Signer, bytes]:
    """Return who signs statements with a key, and the 32-byte public key.

    Raises:
        UnknownSigner: The key is nobody's signing key.
    """
    found = state.keys.get(key_id)
    if found is not None and found.use is Use.ROOT:
        return None, state.root_key
    signer = state.administrators.get(key_id) or state.device(key_id)
    if signer is None:
        raise UnknownSigner
    return signer, signer.sign


def check_authority(state: State, signer: Signer, payload: Payload) -> None:
    """Check that a signer may say this in this state.

    Raises:
        WrongAuthority: The signer has no standing that AUTHORITY names for the kind.
    """
    allowed = AUTHORITY[type(payload)]
    if allowed.isdisjoint(standings(state, signer, payload)):
        raise WrongAuthority(f"{payload.kind} is said by: {'; or '.join(sorted(allowed))}.")


def standings(state: State, signer: Signer, payload: Payload) -> Iterator[Standing]:
    """Yield what a signer is to the subject of a statement; nothing once removed or revoked."""
    if signer is None:
        yield Standing.ROOT
    elif not signer.active:
        return
    elif isinstance(signer, Administrator):
        yield from _of_administrator(state, signer, payload)
    else:
        yield from _of_device(state, signer, payload)


def _of_administrator(state: State, signer: Administrator, payload: Payload) -> Iterator[Standing]:
    if isinstance(payload, AdministratorAppointed):
        if signer.scope == WHOLE_PROGRAMME != payload.scope:
            yield Standing.SENIOR
        return
    if not isinstance(payload, UnitPayload) or not signer.covers(payload.unit):
        return
    yield Standing.IN_SCOPE
    unit = state.unit(payload.unit)
    if unit is not None and not unit.has_key_officer() and _is_about_a_key_officer(unit, payload):
        yield Standing.FIRST_VOUCHER


def _is_about_a_key_officer(unit: Unit, payload: UnitPayload) -> bool:
    if isinstance(payload, OfficerEnrolled):
        return Role.KEY_OFFICER in payload.roles
    if isinstance(payload, DeviceAdded):
        officer = unit.officers.get(payload.officer)
        return officer is not None and officer.active and Role.KEY_OFFICER in officer.roles
    return False


def _of_device(state: State, signer: Device, payload: Payload) -> Iterator[Standing]:
    if not isinstance(payload, UnitPayload) or payload.unit != signer.unit:
        return
    unit = state.units[signer.unit]
    if unit.status is not UnitStatus.OPEN:
        return
    roles = unit.roles_of(signer)
    if Role.KEY_OFFICER in roles:
        yield Standing.KEY_OFFICER
    if any(role is not Role.VIEWER for role in roles):
        yield Standing.MEMBER
