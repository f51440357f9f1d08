"""This device's own copy of the directory log: every statement verified here, kept, and never taken back.

What it says is kept as a snapshot, so that opening a home costs the same however long the log is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.client import following
from sealwire.client.http import Offline
from sealwire.client.refusals import DirectoryDiffers
from sealwire.directory import snapshot
from sealwire.directory.fields import Log
from sealwire.directory.rules import apply
from sealwire.directory.snapshot import MalformedSnapshot
from sealwire.directory.state import State
from sealwire.merkle import EMPTY_ROOT

if TYPE_CHECKING:
    from sealwire.client.exchange import Exchange
    from sealwire.client.following import Ahead
    from sealwire.client.store import Store

SNAPSHOT_EVERY = 1_000
"""Statements after which the snapshot is made anew: so many are replayed at most when a home is opened."""


class DirectoryCopy:
    """The log in the home's database, and what it says.

    Args:
        store: The device's database.
        founding: The pinned hash of the founding statement.

    Attributes:
        state: The newest state that this device has verified.
        store: Where it is kept.
    """

    def __init__(self, store: Store, founding: bytes) -> None:
        self.store = store
        self._snapshot_size, self.state = _from_snapshot(store, founding)
        self.read()
        self.save()

    @property
    def signed(self) -> bool:
        """Whether the directory appoints a key that signs its checkpoints, so that each sync checked one."""
        return self.state.log_key(Log.DIRECTORY) is not None

    def root_at(self, size: int) -> bytes | None:
        """Return the Merkle root after `size` statements; None when this copy is shorter."""
        if size == 0:
            return EMPTY_ROOT
        row = self.store.row("SELECT root FROM statements WHERE size = ?", (size,))
        return bytes(row[0]) if row is not None else None

    def read(self) -> None:
        """Add what another process of this home has fetched since."""
        for raw in self.statements(after=self.state.size):
            self.state = apply(self.state, raw)

    def statements(self, *, after: int = 0, limit: int = -1) -> list[bytes]:
        """Return the statements after a size, in order; all of them unless there is a limit."""
        rows = self.store.rows(
            "SELECT raw FROM statements WHERE size > ? ORDER BY size LIMIT ?", (after, limit)
        )
        return [row[0] for row in rows]

    def add(self, ahead: Ahead) -> None:
        """Keep statements that were verified; what another process of this home has kept must be the same.

        Raises:
            DirectoryDiffers: It is not; nothing is kept.
        """
        with self.store.transaction():
            there = int(self.store.rows("SELECT count(*) FROM statements")[0][0])
            common = max(min(there - ahead.start, len(ahead.statements)), 0)
            if common and self.root_at(ahead.start + common) != ahead.roots[common - 1]:
                raise DirectoryDiffers("Another process of this home was shown other statements.", size=there)
            for place in range(common, len(ahead.statements)):
                self.store.execute(
                    "INSERT INTO statements VALUES (?, ?, ?)",
                    (ahead.start + place + 1, ahead.statements[place], ahead.roots[place]),
                )
        if ahead.state.size > self.state.size:
            self.state = ahead.state

    def save(self) -> None:
        """Make the snapshot anew where the log has grown enough since the last."""
        if self.state.size - self._snapshot_size < SNAPSHOT_EVERY:
            return
        self.store.execute(
            "INSERT INTO snapshot VALUES (1, ?, ?) ON CONFLICT (only) DO UPDATE SET"
            " size = excluded.size, state = excluded.state WHERE excluded.size > snapshot.size",
            (self.state.size, snapshot.encode(self.state)),
        )
        self._snapshot_size = self.state.size

    async def sync(self, exchange: Exchange) -> State:
        """Fetch, verify and keep what is new.

        Raises:
            ServerLied: What is shown is no honest continuation of this copy; the class says how, nothing of
                it is kept but the evidence.
            CheckpointMissing: The server shows no checkpoint.
            Offline: The server does not answer.
        """
        await following.follow(self, exchange)
        self.save()
        return self.state

    async def sync_if_online(self, exchange: Exchange) -> bool:
        """Fetch what is new where the server answers; otherwise go on with this copy.

        This copy may then be old: what it does not know yet, the exchange refuses or a later look shows.

        Returns:
            Whether the server answered.

        Raises:
            Offline: It does not answer, and this copy is empty.
            ServerLied, CheckpointMissing: As for `sync`.
        """
        try:
            await self.sync(exchange)
        except Offline:
            if not self.state.founded:
                raise
            return False
        return True


def _from_snapshot(store: Store, founding: bytes) -> tuple[int, State]:
    """Return the snapshot and its size; of a home without a usable one, the empty state."""
    row = store.row("SELECT state, root FROM snapshot JOIN statements USING (size)")
    if row is not None:
        try:
            state = snapshot.decode(row[0], founding)
        except MalformedSnapshot:
            # By an earlier version, or damaged: the statements are here, and say it all again.
            return 0, State.empty(founding)
        if state.root() == row[1]:
            return state.size, state
    return 0, State.empty(founding)


async def seal_key(store: Store, exchange: Exchange, wanted: bytes) -> bytes:
    """Return the X-Wing public key of a key id that the log names, from the cache or the server."""
    row = store.row("SELECT public FROM seal_keys WHERE key_id = ?", (wanted,))
    if row is not None:
        return bytes(row[0])
    public = await exchange.seal_key(wanted)
    store.execute("INSERT OR IGNORE INTO seal_keys VALUES (?, ?)", (wanted, public))
    return public
