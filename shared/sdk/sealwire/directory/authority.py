"""Who may say what: a table of kinds and standings, and who has which standing.

A standing is a relation between a signer and what a statement says; a statement is accepted when its
signer has one of the standings that AUTHORITY gives for its kind.
Source: docs/protocol/directory.md section 5.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sealwire.directory.fields import WHOLE_PROGRAMME, Role
from sealwire.directory.payloads import (
    AdministratorAppointed,
    AdministratorRemoved,
    DeviceAdded,
    DeviceRevoked,
    EpochClosed,
    EpochOpened,
    LogAppointed,
    OfficerEnrolled,
    OfficerLeft,
    Payload,
    ProgrammeFounded,
    RecoverySet,
    UnitChanged,
    UnitClosed,
    UnitOpened,
    UnitPayload,
    UnitRecovered,
    UnitResumed,
    UnitSuspended,
)
from sealwire.directory.refusals import SignerExpired, UnknownSigner, WrongAuthority
from sealwire.directory.state import Administrator, Device, Recovery, State, Unit, UnitStatus, Use

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
    RECOVERY = "the open unit's recovery key"
    RESTARTER = "the open unit's recovery key, about its key officer, from the recovery to the first device"


AUTHORITY: dict[type[Payload], frozenset[Standing]] = {
    ProgrammeFounded: frozenset({Standing.ROOT}),
    AdministratorAppointed: frozenset({Standing.ROOT, Standing.SENIOR}),
    AdministratorRemoved: frozenset({Standing.ROOT, Standing.SENIOR}),
    LogAppointed: frozenset({Standing.ROOT}),
    UnitOpened: frozenset({Standing.IN_SCOPE}),
    UnitChanged: frozenset({Standing.IN_SCOPE}),
    UnitSuspended: frozenset({Standing.IN_SCOPE}),
    UnitResumed: frozenset({Standing.IN_SCOPE}),
    UnitClosed: frozenset({Standing.IN_SCOPE}),
    UnitRecovered: frozenset({Standing.RECOVERY}),
    RecoverySet: frozenset({Standing.KEY_OFFICER}),
    OfficerEnrolled: frozenset({Standing.FIRST_VOUCHER, Standing.KEY_OFFICER, Standing.RESTARTER}),
    OfficerLeft: frozenset({Standing.IN_SCOPE, Standing.KEY_OFFICER}),
    DeviceAdded: frozenset({Standing.FIRST_VOUCHER, Standing.KEY_OFFICER, Standing.RESTARTER}),
    DeviceRevoked: frozenset({Standing.IN_SCOPE, Standing.KEY_OFFICER}),
    EpochOpened: frozenset({Standing.MEMBER}),
    EpochClosed: frozenset({Standing.MEMBER}),
}

Signer = Administrator | Device | Recovery | None  # None: the root


class Said(NamedTuple):
    """Who makes a statement, and as which one: the log's size with it."""

    signer: Signer
    size: int


def signer_of(state: State, key_id: bytes) -> tuple[Signer, bytes]:
    """Return who signs statements with a key, and the 32-byte public key.

    Raises:
        UnknownSigner: The key is nobody's signing key.
    """
    found = state.keys.get(key_id)
    if found is not None and found.use is Use.ROOT:
        return None, state.root_key
    signer = state.device(key_id) or state.administrators.get(key_id) or state.recovery(key_id)
    if signer is None:
        raise UnknownSigner
    return signer, signer.sign


def check_in_time(signer: Signer, at: int) -> None:
    """Check that a signer's time is not over; the root and recovery keys have no end.

    Args:
        signer: Who signs.
        at: Unix seconds, by the statement; the service looks at its own clock too.

    Raises:
        SignerExpired: It is over.
    """
    if isinstance(signer, Administrator | Device) and at > signer.until:
        raise SignerExpired(until=signer.until, at=at)


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
    elif isinstance(signer, Recovery):
        yield from _of_recovery(state, signer, payload)
    else:
        yield from _of_device(state, signer, payload)


def _of_administrator(state: State, signer: Administrator, payload: Payload) -> Iterator[Standing]:
    if isinstance(payload, AdministratorAppointed | AdministratorRemoved):
        if signer.scope == WHOLE_PROGRAMME and _is_about_a_country(state, payload):
            yield Standing.SENIOR
        return
    if not isinstance(payload, UnitPayload) or not signer.covers(payload.unit):
        return
    yield Standing.IN_SCOPE
    unit = state.unit(payload.unit)
    if unit is not None and not unit.has_key_officer() and _is_about_a_key_officer(unit, payload):
        yield Standing.FIRST_VOUCHER


def _is_about_a_country(state: State, payload: AdministratorAppointed | AdministratorRemoved) -> bool:
    if isinstance(payload, AdministratorAppointed):
        return payload.scope != WHOLE_PROGRAMME
    removed = state.administrator(payload.administrator)
    return removed is not None and removed.scope != WHOLE_PROGRAMME


def _is_about_a_key_officer(unit: Unit, payload: UnitPayload) -> bool:
    if isinstance(payload, OfficerEnrolled):
        return Role.KEY_OFFICER in payload.roles
    if isinstance(payload, DeviceAdded):
        officer = unit.officers.get(payload.officer)
        return officer is not None and officer.active and Role.KEY_OFFICER in officer.roles
    return False


def _of_recovery(state: State, signer: Recovery, payload: Payload) -> Iterator[Standing]:
    unit = _own_open_unit(state, signer, payload)
    if unit is None or not isinstance(payload, UnitPayload):
        return
    yield Standing.RECOVERY
    if unit.recovering and _is_about_a_key_officer(unit, payload):
        yield Standing.RESTARTER


def _of_device(state: State, signer: Device, payload: Payload) -> Iterator[Standing]:
    if _own_open_unit(state, signer, payload) is None:
        return
    if Role.KEY_OFFICER in signer.roles:
        yield Standing.KEY_OFFICER
    if signer.takes_part:
        yield Standing.MEMBER


def _own_open_unit(state: State, signer: Device | Recovery, payload: Payload) -> Unit | None:
    if not isinstance(payload, UnitPayload) or payload.unit != signer.unit:
        return None
    unit = state.units[signer.unit]
    return unit if unit.status is UnitStatus.OPEN else None
