"""What each kind of statement does to the state, once its signer was found to have the authority.

Each effect checks what its kind needs (the unit's status, that things exist or are new) and returns the
state after it. The log's own book-keeping (size, heads) is not here but in rules.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sealwire.directory.epochs import close_epoch, close_unit_epoch, open_epoch, with_device
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
from sealwire.directory.refusals import AlreadyInDirectory, KeyReused, NotInDirectory, WrongUnitStatus
from sealwire.directory.state import Administrator, Device, KeyUse, Officer, State, Unit, UnitStatus, Use
from sealwire.keys import key_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sealwire.directory.authority import Signer

OPEN = frozenset({UnitStatus.OPEN})
SUSPENDED = frozenset({UnitStatus.SUSPENDED})
NOT_CLOSED = OPEN | SUSPENDED

UNIT_STATUS: dict[type[UnitPayload], frozenset[UnitStatus]] = {
    UnitChanged: NOT_CLOSED,
    UnitSuspended: OPEN,
    UnitResumed: SUSPENDED,
    UnitClosed: NOT_CLOSED,
    OfficerEnrolled: OPEN,
    OfficerLeft: NOT_CLOSED,
    DeviceAdded: OPEN,
    DeviceRevoked: NOT_CLOSED,
    EpochOpened: OPEN,
    EpochClosed: OPEN,
}


def take_effect(state: State, signer: Signer, payload: Payload) -> State:
    """Return the state that a statement leads to.

    Raises:
        Conflict, Unprocessable: The rule of docs/protocol/directory.md section 6 that it breaks.
    """
    if isinstance(payload, UnitPayload) and not isinstance(payload, UnitOpened):
        unit = _standing_unit(state, payload)
        after = _ON_UNIT[type(payload)](unit, signer, payload)
        state = replace(state, units=state.units.insert(after.code, after))
    else:
        state = _ON_PROGRAMME[type(payload)](state, payload)
    return _with_keys(state, _new_keys(payload))


def _standing_unit(state: State, payload: UnitPayload) -> Unit:
    unit = state.unit(payload.unit)
    if unit is None:
        raise NotInDirectory("There is no such unit.", unit=payload.unit)
    if unit.status not in UNIT_STATUS[type(payload)]:
        raise WrongUnitStatus(f"The unit is {unit.status}.", unit=payload.unit, unit_status=str(unit.status))
    return unit


def _found(state: State, payload: ProgrammeFounded) -> State:
    return replace(
        state,
        name=payload.name,
        root_key=payload.root,
        retention_days=payload.retention_days,
        epoch_days=payload.epoch_days,
    )


def _appoint(state: State, payload: AdministratorAppointed) -> State:
    if _administrator(state, payload.administrator) is not None:
        raise AlreadyInDirectory("An administrator has this handle.", administrator=payload.administrator)
    appointed = Administrator(
        key_id(payload.sign), payload.administrator, payload.scope, payload.sign, payload.auth, active=True
    )
    return replace(state, administrators=state.administrators.insert(appointed.id, appointed))


def _remove(state: State, payload: AdministratorRemoved) -> State:
    removed = _administrator(state, payload.administrator)
    if removed is None:
        raise NotInDirectory("No active administrator has this handle.", administrator=payload.administrator)
    administrators = state.administrators.insert(removed.id, replace(removed, active=False))
    return replace(state, administrators=administrators)


def _administrator(state: State, handle: str) -> Administrator | None:
    # Administrators are few (a handful for each country), so a scan is cheaper than a second map.
    return next((a for a in state.administrators.values() if a.handle == handle and a.active), None)


def _open_unit(state: State, payload: UnitOpened) -> State:
    if payload.unit in state.units:
        raise AlreadyInDirectory("A unit has or had this code; no code is used twice.", unit=payload.unit)
    unit = Unit(payload.unit, payload.name, UnitStatus.OPEN, head=b"", head_ts=0)
    return replace(state, units=state.units.insert(unit.code, unit))


def _change_unit(unit: Unit, _: Signer, payload: UnitChanged) -> Unit:
    return replace(unit, names=payload.name)


def _suspend(unit: Unit, _: Signer, _payload: UnitSuspended) -> Unit:
    return close_unit_epoch(replace(unit, status=UnitStatus.SUSPENDED))


def _resume(unit: Unit, _: Signer, _payload: UnitResumed) -> Unit:
    return replace(unit, status=UnitStatus.OPEN)


def _close_unit(unit: Unit, _: Signer, _payload: UnitClosed) -> Unit:
    unit = _revoke_all(unit, unit.active_devices())
    return close_unit_epoch(replace(unit, status=UnitStatus.CLOSED))


def _enrol(unit: Unit, _: Signer, payload: OfficerEnrolled) -> Unit:
    known = unit.officers.get(payload.officer)
    if known is not None and known.active:
        raise AlreadyInDirectory("The officer is enrolled.", unit=unit.code, officer=payload.officer)
    officer = Officer(payload.officer, payload.roles, active=True)
    return replace(unit, officers=unit.officers.insert(officer.handle, officer))


def _leave(unit: Unit, _: Signer, payload: OfficerLeft) -> Unit:
    officer = _active_officer(unit, payload.officer)
    unit = replace(unit, officers=unit.officers.insert(officer.handle, replace(officer, active=False)))
    theirs = tuple(device for device in unit.active_devices() if device.officer == officer.handle)
    return close_unit_epoch(_revoke_all(unit, theirs))


def _add_device(unit: Unit, signer: Signer, payload: DeviceAdded) -> Unit:
    _active_officer(unit, payload.officer)
    device = Device(
        id=key_id(payload.sign),
        unit=unit.code,
        officer=payload.officer,
        sign=payload.sign,
        auth=payload.auth,
        seal=payload.seal,
        active=True,
    )
    unit = replace(unit, devices=unit.devices.insert(device.id, device))
    return with_device(unit, signer, device.id, epoch=payload.epoch)


def _revoke_device(unit: Unit, _: Signer, payload: DeviceRevoked) -> Unit:
    device = unit.devices.get(payload.device)
    if device is None or not device.active:
        raise NotInDirectory("The unit has no such active device.", unit=unit.code)
    return close_unit_epoch(_revoke_all(unit, (device,)))


def _active_officer(unit: Unit, handle: str) -> Officer:
    officer = unit.officers.get(handle)
    if officer is None or not officer.active:
        raise NotInDirectory("The unit has no such active officer.", unit=unit.code, officer=handle)
    return officer


def _revoke_all(unit: Unit, devices: tuple[Device, ...]) -> Unit:
    kept = unit.devices
    for device in devices:
        kept = kept.insert(device.id, replace(device, active=False))
    return replace(unit, devices=kept)


def _new_keys(payload: Payload) -> tuple[tuple[bytes, KeyUse], ...]:
    match payload:
        case ProgrammeFounded():
            return ((key_id(payload.root), KeyUse(Use.ROOT)),)
        case AdministratorAppointed():
            owner = key_id(payload.sign)
            return (
                (owner, KeyUse(Use.ADMINISTRATOR_SIGN, owner=owner)),
                (key_id(payload.auth), KeyUse(Use.ADMINISTRATOR_AUTH, owner=owner)),
            )
        case DeviceAdded():
            owner = key_id(payload.sign)
            return (
                (owner, KeyUse(Use.DEVICE_SIGN, payload.unit, owner)),
                (key_id(payload.auth), KeyUse(Use.DEVICE_AUTH, payload.unit, owner)),
                (payload.seal, KeyUse(Use.DEVICE_SEAL, payload.unit, owner)),
            )
        case EpochOpened():
            return ((payload.key, KeyUse(Use.EPOCH, payload.unit, number=payload.number)),)
        case _:
            return ()


def _with_keys(state: State, new: tuple[tuple[bytes, KeyUse], ...]) -> State:
    keys = state.keys
    for identifier, use in new:
        if identifier in keys:
            raise KeyReused(use=str(use.use))
        keys = keys.insert(identifier, use)
    return replace(state, keys=keys)


# The payload's own class is the key, so each effect gets the kind that it is written for.
_ON_PROGRAMME: Mapping[type[Payload], Callable[[State, Any], State]] = {
    ProgrammeFounded: _found,
    AdministratorAppointed: _appoint,
    AdministratorRemoved: _remove,
    UnitOpened: _open_unit,
}
_ON_UNIT: Mapping[type[Payload], Callable[[Unit, Signer, Any], Unit]] = {
    UnitChanged: _change_unit,
    UnitSuspended: _suspend,
    UnitResumed: _resume,
    UnitClosed: _close_unit,
    OfficerEnrolled: _enrol,
    OfficerLeft: _leave,
    DeviceAdded: _add_device,
    DeviceRevoked: _revoke_device,
    EpochOpened: open_epoch,
    EpochClosed: close_epoch,
}
