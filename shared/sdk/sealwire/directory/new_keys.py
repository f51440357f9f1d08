"""The keys that a statement brings into the log: each has one owner and one use, for ever."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from sealwire.directory.payloads import (
    AdministratorAppointed,
    DeviceAdded,
    EpochOpened,
    LogAppointed,
    Payload,
    ProgrammeFounded,
    RecoverySet,
)
from sealwire.directory.refusals import KeyReused
from sealwire.directory.state import KeyUse, State, Unit, Use
from sealwire.keys import key_id

if TYPE_CHECKING:
    from collections.abc import Iterator


def with_new_keys(state: State, payload: Payload) -> State:
    """Return the state that knows a statement's keys too.

    Raises:
        KeyReused: One of them stands in the log already, or twice in the statement.
    """
    keys = state.keys
    for identifier, use in _keys_of(payload):
        if identifier in keys:
            raise KeyReused(use=str(use.use))
        keys = keys.insert(identifier, use)
    return state if keys is state.keys else replace(state, keys=keys)


def seal_keys(payload: Payload) -> tuple[bytes, ...]:
    """Return the key ids of the X-Wing keys that a statement brings; whoever appends it brings the keys."""
    match payload:
        case DeviceAdded(seal=seal) | RecoverySet(seal=seal):
            return (seal,)
        case EpochOpened(key=key):
            return (key,)
        case _:
            return ()


def key_uses(state: State) -> Iterator[tuple[bytes, KeyUse]]:
    """Yield every key of a state with its use, as they came with the statements that brought them."""
    if not state.founded:
        return
    yield key_id(state.root_key), KeyUse(Use.ROOT)
    for key in chain.from_iterable(state.logs.values()):
        yield key_id(key), KeyUse(Use.LOG)
    for administrator in state.administrators.values():
        yield administrator.id, KeyUse(Use.ADMINISTRATOR_SIGN, owner=administrator.id)
        yield key_id(administrator.auth), KeyUse(Use.ADMINISTRATOR_AUTH, owner=administrator.id)
    for unit in state.units.values():
        yield from _keys_in(unit)


def _keys_in(unit: Unit) -> Iterator[tuple[bytes, KeyUse]]:
    for device in unit.devices.values():
        yield device.id, KeyUse(Use.DEVICE_SIGN, unit.code, device.id)
        yield key_id(device.auth), KeyUse(Use.DEVICE_AUTH, unit.code, device.id)
        yield device.seal, KeyUse(Use.DEVICE_SEAL, unit.code, device.id)
    for recovery in unit.recoveries:
        yield recovery.id, KeyUse(Use.RECOVERY_SIGN, unit.code, recovery.id)
        yield recovery.seal, KeyUse(Use.RECOVERY_SEAL, unit.code, recovery.id)
    for epoch in unit.epochs.values():
        yield epoch.key, KeyUse(Use.EPOCH, unit.code, number=epoch.number)


def _keys_of(payload: Payload) -> Iterator[tuple[bytes, KeyUse]]:
    match payload:
        case ProgrammeFounded():
            yield key_id(payload.root), KeyUse(Use.ROOT)
        case AdministratorAppointed():
            owner = key_id(payload.sign)
            yield owner, KeyUse(Use.ADMINISTRATOR_SIGN, owner=owner)
            yield key_id(payload.auth), KeyUse(Use.ADMINISTRATOR_AUTH, owner=owner)
        case LogAppointed():
            yield key_id(payload.key), KeyUse(Use.LOG)
        case RecoverySet():
            owner = key_id(payload.sign)
            yield owner, KeyUse(Use.RECOVERY_SIGN, payload.unit, owner)
            yield payload.seal, KeyUse(Use.RECOVERY_SEAL, payload.unit, owner)
        case DeviceAdded():
            owner = key_id(payload.sign)
            yield owner, KeyUse(Use.DEVICE_SIGN, payload.unit, owner)
            yield key_id(payload.auth), KeyUse(Use.DEVICE_AUTH, payload.unit, owner)
            yield payload.seal, KeyUse(Use.DEVICE_SEAL, payload.unit, owner)
        case EpochOpened():
            yield payload.key, KeyUse(Use.EPOCH, payload.unit, number=payload.number)
