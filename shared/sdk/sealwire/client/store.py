"""The device's own database: an SQLite file that several processes may use at once."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sealwire.client.schema import SCHEMA_VERSION, upgrade
from sealwire.errors import Conflict, Unprocessable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_LOCK_WAIT_S = 30.0


class HomeUnusable(Unprocessable, code="home-unusable"):
    """The home folder cannot be read or written; check its permissions and the disk's space."""


class StoreFailed(HomeUnusable, code="store-failed"):
    """The home folder's database cannot be used; check the disk's space and the folder's permissions."""


class StoreIsNewer(Conflict, code="store-newer"):
    """The home folder was written by a newer version; update this program."""


class Store:
    """One open connection to a home's `state.db`.

    Every write is durable when its transaction ends (WAL with full sync): a counter that a lost power
    supply takes back would be used twice.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._connection = sqlite3.connect(path, timeout=_LOCK_WAIT_S, isolation_level=None)
            path.chmod(0o600)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
        except (sqlite3.Error, OSError) as error:
            raise StoreFailed(str(error)) from error
        self._prepare()

    def close(self) -> None:
        """Close the connection; what was not committed is undone."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do several writes or none, alone among all processes that use this home.

        Raises:
            StoreFailed: Another process held the home for 30 s, or the disk is full.
        """
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def execute(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run one statement that returns nothing.

        Raises:
            StoreFailed: SQLite could not.
        """
        self.rows(sql, values)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return every row of a query.

        Raises:
            StoreFailed: SQLite could not.
        """
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise StoreFailed(str(error)) from error

    def row(self, sql: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None.

        Raises:
            StoreFailed: SQLite could not.
        """
        return next(iter(self.rows(sql, values)), None)

    def _prepare(self) -> None:
        with self.transaction():
            found = self.row("PRAGMA user_version")
            version = int(found[0]) if found else 0
            if version > SCHEMA_VERSION:
                raise StoreIsNewer(found=version, known=SCHEMA_VERSION)
            if version < SCHEMA_VERSION:
                upgrade(self, version)
