"""The newest checkpoint of each log that this device has verified, and reading a new one."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire import checkpoint
from sealwire.checkpoint import CheckpointUnsigned, ForeignCheckpoint, MalformedCheckpoint
from sealwire.client import evidence
from sealwire.client.http import UnexpectedAnswer
from sealwire.client.refusals import CheckpointForged, ServerLied
from sealwire.client.store import StoreFailed
from sealwire.errors import TooLarge
from sealwire.keys import BadSignature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.client.store import Store
    from sealwire.directory.fields import Log
    from sealwire.directory.state import State


@dataclass(frozen=True, slots=True)
class Shown:
    """A checkpoint of a log; what it says is a claim until `verify`.

    Attributes:
        log: Which of the two.
        size: Entries that the log is said to have.
        root: The Merkle root over them.
        note: The signed note as it came.
    """

    log: Log
    size: int
    root: bytes
    note: bytes


def read(note: bytes, founding: bytes, log: Log) -> Shown:
    """Take a checkpoint apart.

    Raises:
        UnexpectedAnswer: It is none; what answers is not an exchange.
        CheckpointForged: It is another log's.
    """
    try:
        says = checkpoint.claimed(note, checkpoint.origin(founding, log))
    except (MalformedCheckpoint, TooLarge) as error:
        raise UnexpectedAnswer("This is no checkpoint of a log.") from error
    except ForeignCheckpoint as error:
        raise CheckpointForged("It is another log's.", check=error.code) from error
    return Shown(log, says.size, says.root, note)


def verify(shown: Shown, state: State, *, old: bool = False) -> bool:
    """Check a checkpoint's signature by the key that the directory appoints.

    Args:
        shown: As read.
        state: The directory, verified; it says which key.
        old: Whether a key that was replaced since will do, of a checkpoint that is not the newest.

    Returns:
        Whether it is signed: False only while the directory appoints no key for this log.

    Raises:
        CheckpointForged: The appointed key has not signed it.
    """
    newest = state.log_key(shown.log)
    if newest is None:
        return False
    keys = state.log_keys(shown.log) if old else (newest,)
    try:
        checkpoint.verify(shown.note, checkpoint.origin(state.founding, shown.log), *keys)
    except (CheckpointUnsigned, BadSignature) as error:
        raise CheckpointForged(check=error.code) from error
    return True


def last(store: Store, log: Log) -> Shown | None:
    """Return the newest checkpoint of a log that was verified here; None before the first."""
    row = store.row("SELECT size, root, note FROM checkpoints WHERE log = ?", (log,))
    return Shown(log, *row) if row is not None else None


@contextmanager
def evidence_of(store: Store, log: Log, theirs: bytes) -> Iterator[None]:
    """Keep what the exchange showed as evidence if it was a lie, beside the newest checkpoint before it."""
    try:
        yield
    except ServerLied as lie:
        # A disk that is full must not hide the lie itself.
        with suppress(StoreFailed):
            known = last(store, log)
            evidence.keep(store, lie, ours=known.note if known is not None else b"", theirs=theirs)
        raise


def keep(store: Store, shown: Shown) -> None:
    """Remember a verified checkpoint, unless another process has seen a later one."""
    store.execute(
        "INSERT INTO checkpoints VALUES (?, ?, ?, ?) ON CONFLICT (log) DO UPDATE SET"
        " size = excluded.size, root = excluded.root, note = excluded.note"
        " WHERE excluded.size >= checkpoints.size",
        (shown.log, shown.size, shown.root, shown.note),
    )
