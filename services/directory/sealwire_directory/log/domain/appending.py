"""Judging a batch: do its statements follow, and does it bring just the keys and grants they need?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.directory.authority import check_in_time, signer_of
from sealwire.directory.fields import Log
from sealwire.directory.new_keys import seal_keys
from sealwire.directory.payloads import DeviceAdded, EpochOpened, LogAppointed, RecoverySet
from sealwire.directory.rules import apply
from sealwire.directory.statement import Statement, parse
from sealwire.keys import check_seal_key, key_id

from sealwire_directory.log.refusals import (
    GrantMissing,
    GrantNotNamed,
    KeyMissing,
    KeyNotNamed,
    LogKeyNotHeld,
    StatementFutureDated,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sealwire.directory.batch import Batch
    from sealwire.directory.state import State

MAX_SKEW_S = 600


@dataclass(frozen=True, slots=True)
class Judged:
    """A batch that may be appended.

    Attributes:
        state: The directory after it.
        keys: The X-Wing public keys that it brings, by key id.
        vouched: The sign keys of the devices that it adds, whose enrolment is over.
        statements: Its statements, parsed.
    """

    state: State
    keys: dict[bytes, bytes]
    vouched: tuple[bytes, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class _Needed:
    """A grant that a statement names; the signer has the seed and may leave out its own.

    `device` is the id of a device or of a recovery.
    """

    epoch_key: bytes
    device: bytes
    signer: bytes


def judge(state: State, batch: Batch, *, now: int) -> Judged:
    """Decide on a batch against the log's present state.

    Args:
        state: The directory after everything appended so far.
        batch: Statements with their keys and grants.
        now: Unix seconds.

    Raises:
        SealwireError: The first check that fails; nothing of the batch counts then.
    """
    keys = {key_id(check_seal_key(public)): public for public in batch.keys}
    named: set[bytes] = set()
    vouched: list[bytes] = []
    needed: list[_Needed] = []
    statements = tuple(map(parse, batch.statements))
    for raw, statement in zip(batch.statements, statements, strict=True):
        _check_time(statement, now)
        state = apply(state, raw)
        # By the clock here: an author past its time could date its statements back.
        check_in_time(signer_of(state, statement.key_id)[0], now - MAX_SKEW_S)
        named.update(seal_keys(statement.payload))
        needed.extend(_grants(statement, state))
        if isinstance(statement.payload, DeviceAdded):
            vouched.append(statement.payload.sign)
    _check_keys(named, set(keys))
    _check_grants(needed, batch)
    return Judged(state, keys, tuple(vouched), statements)


def check_log_keys(statements: Iterable[Statement], *, held: Callable[[bytes], bool]) -> None:
    """Check that this log's key is appointed where it is at hand; of the envelope log alerts alone knows.

    Args:
        statements: Of a batch.
        held: Tells whether this service signs with a key.

    Raises:
        LogKeyNotHeld: It does not.
    """
    for payload in (statement.payload for statement in statements):
        if isinstance(payload, LogAppointed) and payload.log == Log.DIRECTORY and not held(payload.key):
            raise LogKeyNotHeld


def _check_time(statement: Statement, now: int) -> None:
    if statement.payload.ts > now + MAX_SKEW_S:
        raise StatementFutureDated(latest=now + MAX_SKEW_S)


def _grants(statement: Statement, after: State) -> Iterator[_Needed]:
    payload, signer = statement.payload, statement.key_id
    match payload:
        case EpochOpened():
            recovery = after.units[payload.unit].recovery
            for grantee in (*payload.devices, *((recovery.id,) if recovery else ())):
                yield _Needed(payload.key, grantee, signer)
        case DeviceAdded(epoch=int(number)):
            epoch = after.units[payload.unit].epochs[number]
            yield _Needed(epoch.key, key_id(payload.sign), signer)
        case RecoverySet():
            current = after.units[payload.unit].open_epoch()
            if current is not None and signer in current.devices:
                yield _Needed(current.key, key_id(payload.sign), signer)


def _check_keys(named: set[bytes], brought: set[bytes]) -> None:
    if named - brought:
        raise KeyMissing(missing=sorted(key.hex() for key in named - brought))
    if brought - named:
        raise KeyNotNamed(unnamed=sorted(key.hex() for key in brought - named))


def _check_grants(needed: list[_Needed], batch: Batch) -> None:
    pairs = [(grant.epoch_key, grant.device) for grant in batch.grants]
    brought = set(pairs)
    if len(brought) < len(pairs) or brought - {(need.epoch_key, need.device) for need in needed}:
        raise GrantNotNamed
    missing = {
        need.device.hex()
        for need in needed
        if need.device != need.signer and (need.epoch_key, need.device) not in brought
    }
    if missing:
        raise GrantMissing(devices=sorted(missing))
