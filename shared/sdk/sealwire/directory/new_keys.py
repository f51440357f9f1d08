"""The keys that a statement brings into the log: each has one owner and one use, for ever."""

from __future__ import annotations

from dataclasses import replace
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
from sealwire.directory.state import KeyUse, State, Use
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
