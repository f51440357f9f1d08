"""This device's own copy of the directory log: every statement verified here, kept, and never taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.client.http import Offline
from sealwire.directory.replica import Replica
from sealwire.errors import Conflict, SealwireError, Unprocessable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sealwire.client.exchange import Exchange
    from sealwire.client.store import Store
    from sealwire.directory.state import State


class DirectoryRolledBack(Conflict, code="directory-rolled-back"):
    """The server shows an older directory than before; do not send, and tell your administrator."""


class DirectoryDiffers(Conflict, code="directory-differs"):
    """The server shows another directory than others saw; do not send, and tell your administrator."""


class DirectoryBehind(Unprocessable, code="directory-behind"):
    """The sender has seen a longer directory than the server shows here; fetch it again."""


class History:
    """The directory after each of its statements.

    States share everything that did not change, so that keeping them all costs little and the
    directory can be asked what it said when a sender looked at it.
    """

    def __init__(self, founding: bytes) -> None:
        self._replica = Replica(founding)
        self._states = [self._replica.state]

    @property
    def state(self) -> State:
        """The newest state."""
        return self._replica.state

    def append(self, statements: Iterable[bytes]) -> None:
        """Verify and add statements; those before a refused one stay.

        Raises:
            SealwireError: The refusal of the first statement that does not follow.
        """
        for raw in statements:
            self._states.append(self._replica.append([raw]))

    def seen(self, size: int, root: bytes) -> State:
        """Return the state that a sender saw, after comparing the root it signed.

        Raises:
            DirectoryBehind: This copy is shorter.
            DirectoryDiffers: The sender was shown another log.
        """
        if size >= len(self._states):
            raise DirectoryBehind(seen=size, known=self.state.size)
        if self._replica.root_at(size) != root:
            raise DirectoryDiffers(size=size)
        return self._states[size]


class DirectoryCopy:
    """The log in the home's database, and what it says.

    Args:
        store: The device's database.
        founding: The pinned hash of the founding statement.
    """

    def __init__(self, store: Store, founding: bytes) -> None:
        self._store = store
        self.history = History(founding)
        self.read()

    @property
    def state(self) -> State:
        """The newest state that this device has verified."""
        return self.history.state

    def read(self) -> None:
        """Add what another process of this home has fetched since."""
        rows = self._store.rows("SELECT raw FROM statements WHERE size > ? ORDER BY size", (self.state.size,))
        self.history.append(row[0] for row in rows)

    def statements(self) -> list[bytes]:
        """Return every statement, in order."""
        return [row[0] for row in self._store.rows("SELECT raw FROM statements ORDER BY size")]

    async def sync(self, exchange: Exchange) -> State:
        """Fetch, verify and keep what is new.

        Raises:
            DirectoryRolledBack: The server's log is shorter than this copy.
            DirectoryDiffers: The server's log is not a continuation of this copy.
            Offline: The server does not answer.
        """
        while True:
            self.read()
            # The last statement is asked for again: a server that shows another log is seen at once.
            known = self.state.size
            after = max(known - 1, 0)
            size, page = await exchange.statements(after=after)
            if size < known or len(page) < known - after:
                raise DirectoryRolledBack(known=known, shown=size)
            self._keep(page, after)
            if self.state.size >= size or len(page) == known - after:
                return self.state

    async def sync_if_online(self, exchange: Exchange) -> bool:
        """Fetch what is new where the server answers; otherwise go on with this copy.

        This copy may then be old: what it does not know yet, the exchange refuses or a later look shows.

        Returns:
            Whether the server answered.

        Raises:
            Offline: It does not answer, and this copy is empty.
            DirectoryRolledBack, DirectoryDiffers: As for `sync`.
        """
        try:
            await self.sync(exchange)
        except Offline:
            if not self.state.founded:
                raise
            return False
        return True

    def _keep(self, page: list[bytes], after: int) -> None:
        # While the answer was on its way, another task or process of this home may have added some.
        self.read()
        known = self.state.size
        overlap, new = page[: known - after], page[known - after :]
        if overlap != self._stored(after, len(overlap)):
            raise DirectoryDiffers(size=known)
        try:
            self.history.append(new)
        except SealwireError as error:
            raise DirectoryDiffers(
                f"Its next statement is refused: {error.detail or error.title()}",
                size=self.state.size,
                check=error.code,
            ) from error
        finally:
            self._write(new[: self.state.size - known], known)

    def _stored(self, after: int, count: int) -> list[bytes]:
        rows = self._store.rows(
            "SELECT raw FROM statements WHERE size > ? ORDER BY size LIMIT ?", (after, count)
        )
        return [row[0] for row in rows]

    def _write(self, verified: list[bytes], known: int) -> None:
        if not verified:
            return
        with self._store.transaction():
            for size, raw in enumerate(verified, known + 1):
                other = self._store.row("SELECT raw FROM statements WHERE size = ?", (size,))
                if other is not None and other[0] != raw:
                    raise DirectoryDiffers(size=size)
                self._store.execute("INSERT OR IGNORE INTO statements VALUES (?, ?)", (size, raw))


async def seal_key(store: Store, exchange: Exchange, wanted: bytes) -> bytes:
    """Return the X-Wing public key of a key id that the log names, from the cache or the server."""
    row = store.row("SELECT public FROM seal_keys WHERE key_id = ?", (wanted,))
    if row is not None:
        return bytes(row[0])
    public = await exchange.seal_key(wanted)
    store.execute("INSERT OR IGNORE INTO seal_keys VALUES (?, ?)", (wanted, public))
    return public
