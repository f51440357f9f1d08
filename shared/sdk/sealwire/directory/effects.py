"""What each kind of statement does to the state, once its signer was found to have the authority.

Each effect checks what its kind needs (the unit's status, that things exist or are new) and returns the
state after it. The log's own book-keeping (size, heads) is not here but in rules.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sealwire.directory.authority import Said
from sealwire.directory.epochs import close_epoch, close_unit_epoch, open_epoch, with_device
from sealwire.directory.fields import MAX_DEVICES
from sealwire.directory.new_keys import with_new_keys
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
from sealwire.directory.refusals import AlreadyInDirectory, NotInDirectory, TooManyDevices, WrongUnitStatus
from sealwire.directory.state import Administrator, Device, Officer, Recovery, State, Unit, UnitStatus
from sealwire.keys import key_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sealwire.directory.authority import Signer

OPEN = frozenset({UnitStatus.OPEN})
SUSPENDED = frozenset({UnitStatus.SUSPENDED})
NOT_CLOSED = OPEN | SUSPENDED

UNIT_STATUS: dict[type[UnitPayload], frozenset[UnitStatus]] = {
    UnitChanged: NOT_CLOSED,
    UnitSuspended: OPEN,
    UnitResumed: SUSPENDED,
    UnitClosed: NOT_CLOSED,
    UnitRecovered: OPEN,
    RecoverySet: OPEN,
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
        after = _ON_UNIT[type(payload)](unit, Said(signer, state.size + 1), payload)
        state = replace(state, units=state.units.insert(after.code, after))
    else:
        state = _ON_PROGRAMME[type(payload)](state, payload)
    return with_new_keys(state, payload)


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
    if state.administrator(payload.administrator) is not None:
        raise AlreadyInDirectory("An administrator has this handle.", administrator=payload.administrator)
    appointed = Administrator(
        id=key_id(payload.sign),
        handle=payload.administrator,
        scope=payload.scope,
        sign=payload.sign,
        auth=payload.auth,
        until=payload.until,
        since=state.size + 1,
    )
    return replace(state, administrators=state.administrators.insert(appointed.id, appointed))


def _remove(state: State, payload: AdministratorRemoved) -> State:
    removed = state.administrator(payload.administrator)
    if removed is None:
        raise NotInDirectory("No active administrator has this handle.", administrator=payload.administrator)
    ended = replace(removed, ended=state.size + 1)
    return replace(state, administrators=state.administrators.insert(removed.id, ended))


def _appoint_log(state: State, payload: LogAppointed) -> State:
    keys = (*state.log_keys(payload.log), payload.key)
    return replace(state, logs=state.logs.insert(payload.log, keys))


def _open_unit(state: State, payload: UnitOpened) -> State:
    if payload.unit in state.units:
        raise AlreadyInDirectory("A unit has or had this code; no code is used twice.", unit=payload.unit)
    statuses = ((state.size + 1, UnitStatus.OPEN),)
    unit = Unit(payload.unit, payload.name, statuses, head=b"", head_ts=0)
    return replace(state, units=state.units.insert(unit.code, unit))


def _change_unit(unit: Unit, _: Said, payload: UnitChanged) -> Unit:
    return replace(unit, names=payload.name)


def _suspend(unit: Unit, said: Said, _: UnitSuspended) -> Unit:
    return close_unit_epoch(_with_status(unit, said, UnitStatus.SUSPENDED), said)


def _resume(unit: Unit, said: Said, _: UnitResumed) -> Unit:
    return _with_status(unit, said, UnitStatus.OPEN)


def _close_unit(unit: Unit, said: Said, _: UnitClosed) -> Unit:
    unit = _revoke(unit, said, unit.active_devices())
    return close_unit_epoch(_with_status(unit, said, UnitStatus.CLOSED), said)


def _with_status(unit: Unit, said: Said, status: UnitStatus) -> Unit:
    return replace(unit, statuses=(*unit.statuses, (said.size, status)))


def _recover(unit: Unit, said: Said, _: UnitRecovered) -> Unit:
    unit = _revoke(unit, said, unit.active_devices())
    unit = _discharge(unit, said, (officer for officer in unit.officers.values() if officer.active))
    return close_unit_epoch(replace(unit, recovering=True), said)


def _set_recovery(unit: Unit, said: Said, payload: RecoverySet) -> Unit:
    recovery = Recovery(
        id=key_id(payload.sign),
        unit=unit.code,
        sign=payload.sign,
        seal=payload.seal,
        threshold=payload.threshold,
        shares=payload.shares,
        since=said.size,
    )
    earlier = tuple(replace(each, ended=said.size) if each.active else each for each in unit.recoveries)
    return replace(unit, recoveries=(*earlier, recovery))


def _enrol(unit: Unit, said: Said, payload: OfficerEnrolled) -> Unit:
    known = unit.officers.get(payload.officer)
    if known is not None and known.active:
        raise AlreadyInDirectory("The officer is enrolled.", unit=unit.code, officer=payload.officer)
    officer = Officer(handle=payload.officer, roles=payload.roles, since=said.size)
    return replace(unit, officers=unit.officers.insert(officer.handle, officer))


def _leave(unit: Unit, said: Said, payload: OfficerLeft) -> Unit:
    officer = _active_officer(unit, payload.officer)
    theirs = (device for device in unit.active_devices() if device.officer == officer.handle)
    return close_unit_epoch(_discharge(_revoke(unit, said, theirs), said, (officer,)), said)


def _add_device(unit: Unit, said: Said, payload: DeviceAdded) -> Unit:
    officer = _active_officer(unit, payload.officer)
    if len(unit.active) >= MAX_DEVICES:
        raise TooManyDevices(unit=unit.code, limit=MAX_DEVICES)
    device = Device(
        id=key_id(payload.sign),
        unit=unit.code,
        officer=officer.handle,
        roles=officer.roles,
        sign=payload.sign,
        auth=payload.auth,
        seal=payload.seal,
        until=payload.until,
        since=said.size,
    )
    unit = replace(
        unit,
        devices=unit.devices.insert(device.id, device),
        active=unit.active.insert(device.id),
        recovering=False,
    )
    return with_device(unit, said, device, epoch=payload.epoch)


def _revoke_device(unit: Unit, said: Said, payload: DeviceRevoked) -> Unit:
    device = unit.devices.get(payload.device)
    if device is None or not device.active:
        raise NotInDirectory("The unit has no such active device.", unit=unit.code)
    return close_unit_epoch(_revoke(unit, said, (device,)), said)


def _active_officer(unit: Unit, handle: str) -> Officer:
    officer = unit.officers.get(handle)
    if officer is None or not officer.active:
        raise NotInDirectory("The unit has no such active officer.", unit=unit.code, officer=handle)
    return officer


def _revoke(unit: Unit, said: Said, devices: Iterable[Device]) -> Unit:
    kept, active = unit.devices, unit.active
    for device in devices:
        kept = kept.insert(device.id, replace(device, ended=said.size))
        active = active.remove(device.id)
    return replace(unit, devices=kept, active=active)


def _discharge(unit: Unit, said: Said, officers: Iterable[Officer]) -> Unit:
    kept = unit.officers
    for officer in officers:
        kept = kept.insert(officer.handle, replace(officer, ended=said.size))
    return replace(unit, officers=kept)


# The payload's own class is the key, so each effect gets the kind that it is written for.
_ON_PROGRAMME: Mapping[type[Payload], Callable[[State, Any], State]] = {
    ProgrammeFounded: _found,
    AdministratorAppointed: _appoint,
    AdministratorRemoved: _remove,
    LogAppointed: _appoint_log,
    UnitOpened: _open_unit,
}
_ON_UNIT: Mapping[type[Payload], Callable[[Unit, Said, Any], Unit]] = {
    UnitChanged: _change_unit,
    UnitSuspended: _suspend,
    UnitResumed: _resume,
    UnitClosed: _close_unit,
    UnitRecovered: _recover,
    RecoverySet: _set_recovery,
    OfficerEnrolled: _enrol,
    OfficerLeft: _leave,
    DeviceAdded: _add_device,
    DeviceRevoked: _revoke_device,
    EpochOpened: open_epoch,
    EpochClosed: close_epoch,
}
