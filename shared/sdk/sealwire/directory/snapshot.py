"""A state as bytes and back, so that a verified log need not be replayed at every start.

A snapshot is this party's own note of what it has verified, and is trusted like the rest of its disk: the
checksum finds damage, not lies.

    snapshot = CBOR [domain, SHA-256 of body, body]    body = CBOR array, see `_body`

A record is an array in the order of the names below. An epoch's devices are places in the unit's list
of devices, and which key is for what and which devices count is not written, since it follows from the rest.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rpds import HashTrieMap, HashTrieSet

from sealwire import cbor
from sealwire.directory.fields import Role
from sealwire.directory.new_keys import key_uses
from sealwire.directory.state import (
    Administrator,
    Device,
    Epoch,
    Lasting,
    Officer,
    Recovery,
    State,
    Unit,
    UnitStatus,
)
from sealwire.errors import SealwireError, Unprocessable
from sealwire.merkle import Frontier

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DOMAIN = "sealwire/snapshot/1"  # another form gets another number, and old ones are replayed
MAX_BYTES = 2**30

_PARTS = 3
_ADMINISTRATOR = ("since", "ended", "id", "handle", "scope", "sign", "auth", "until")
_OFFICER = ("since", "ended", "handle", "roles")
_DEVICE = ("since", "ended", "id", "officer", "roles", "sign", "auth", "seal", "until")
_RECOVERY = ("since", "ended", "id", "sign", "seal", "threshold", "shares")


class MalformedSnapshot(Unprocessable, code="malformed-snapshot"):
    """The saved state of the directory is damaged, of another programme or version; replay the log."""


def encode(state: State) -> bytes:
    """Return a state as bytes; equal states give equal bytes."""
    body = cbor.encode(_body(state))
    return cbor.encode([DOMAIN, hashlib.sha256(body).digest(), body])


def decode(data: bytes, founding: bytes) -> State:
    """Return the state that `encode` was given.

    Args:
        data: The snapshot.
        founding: The pinned founding hash, which must be the snapshot's.

    Raises:
        MalformedSnapshot: It is damaged, of another founding or of another version.
    """
    try:
        state = _state(_checked(data))
    except (SealwireError, TypeError, ValueError, LookupError, AttributeError) as error:
        raise MalformedSnapshot from error
    if state.founding != founding:
        raise MalformedSnapshot("It is of another programme.")
    return state


def _checked(data: bytes) -> Any:
    parts = cbor.decode(data, max_bytes=MAX_BYTES)
    if not isinstance(parts, list) or len(parts) != _PARTS or parts[0] != DOMAIN:
        raise MalformedSnapshot
    _, checksum, body = parts
    if not isinstance(body, bytes) or hashlib.sha256(body).digest() != checksum:
        raise MalformedSnapshot
    return cbor.decode(body, max_bytes=MAX_BYTES)


def _body(state: State) -> list[Any]:
    return [
        state.founding,
        state.name,
        state.root_key,
        state.retention_days,
        state.epoch_days,
        state.head,
        state.head_ts,
        [state.frontier.size, list(state.frontier.peaks)],
        [_row(each, _ADMINISTRATOR) for _, each in sorted(state.administrators.items())],
        [_unit_row(unit) for _, unit in sorted(state.units.items())],
        {log: list(keys) for log, keys in state.logs.items()},
    ]


def _unit_row(unit: Unit) -> list[Any]:
    devices = sorted(unit.devices.values(), key=lambda device: device.id)
    places = {device.id: place for place, device in enumerate(devices)}
    return [
        unit.code,
        dict(unit.names),
        [[since, status.value] for since, status in unit.statuses],
        unit.head,
        unit.head_ts,
        unit.recovering,
        [_row(each, _OFFICER) for _, each in sorted(unit.officers.items())],
        [_row(each, _DEVICE) for each in devices],
        [_epoch_row(each, places) for _, each in sorted(unit.epochs.items())],
        [_row(each, _RECOVERY) for each in unit.recoveries],
    ]


def _epoch_row(epoch: Epoch, places: dict[bytes, int]) -> list[Any]:
    granted = sorted(places[device] for device in epoch.devices)
    return [epoch.since, epoch.ended, epoch.key, epoch.until, granted]


def _row(record: Lasting, names: Iterable[str]) -> list[Any]:
    values = (getattr(record, name) for name in names)
    return [[role.value for role in value] if isinstance(value, tuple) else value for value in values]


def _state(body: Any) -> State:
    founding, name, root_key, retention_days, epoch_days, head, head_ts, frontier, *rest = body
    administrators, units, logs = rest
    state = State(
        founding=founding,
        name=name,
        root_key=root_key,
        retention_days=retention_days,
        epoch_days=epoch_days,
        head=head,
        head_ts=head_ts,
        frontier=Frontier(frontier[0], tuple(frontier[1])),
        administrators=HashTrieMap(
            {row[2]: Administrator(**_named(_ADMINISTRATOR, row)) for row in administrators}
        ),
        units=HashTrieMap({row[0]: _unit(row) for row in units}),
        logs=HashTrieMap({log: tuple(keys) for log, keys in logs.items()}),
    )
    return replace(state, keys=HashTrieMap(dict(key_uses(state))))


def _unit(row: Any) -> Unit:
    code, names, statuses, head, head_ts, recovering, *rest = row
    officers, devices, epochs, recoveries = rest
    ids = [each[2] for each in devices]
    return Unit(
        code=code,
        names=names,
        statuses=tuple((since, UnitStatus(status)) for since, status in statuses),
        head=head,
        head_ts=head_ts,
        officers=HashTrieMap({each[2]: Officer(**_with_roles(_OFFICER, each)) for each in officers}),
        devices=HashTrieMap({each[2]: Device(unit=code, **_with_roles(_DEVICE, each)) for each in devices}),
        epochs=HashTrieMap({number: _epoch(number, each, ids) for number, each in enumerate(epochs, 1)}),
        recoveries=tuple(Recovery(unit=code, **_named(_RECOVERY, each)) for each in recoveries),
        recovering=recovering,
        active=HashTrieSet(each[2] for each in devices if each[1] is None),
    )


def _epoch(number: int, row: Any, ids: Sequence[bytes]) -> Epoch:
    since, ended, key, until, granted = row
    devices = frozenset(ids[place] for place in granted)
    return Epoch(number=number, key=key, until=until, devices=devices, since=since, ended=ended)


def _with_roles(names: Sequence[str], row: Any) -> dict[str, Any]:
    fields = _named(names, row)
    return {**fields, "roles": tuple(Role(role) for role in fields["roles"])}


def _named(names: Sequence[str], row: Any) -> dict[str, Any]:
    return dict(zip(names, row, strict=True))
