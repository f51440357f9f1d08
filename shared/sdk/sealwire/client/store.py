"""The device's own database: an SQLite file that several processes may use at once."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sealwire.errors import Conflict, Unprocessable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SCHEMA_VERSION = 1
_LOCK_WAIT_S = 30.0

_SCHEMA = """
CREATE TABLE statements (size INTEGER PRIMARY KEY, raw BLOB NOT NULL) STRICT;
CREATE TABLE seal_keys (key_id BLOB PRIMARY KEY, public BLOB NOT NULL) STRICT;
CREATE TABLE sender (seq INTEGER NOT NULL, header_hash BLOB NOT NULL) STRICT;
CREATE TABLE sent_counts (unit TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT;
CREATE TABLE mailbox (cursor INTEGER NOT NULL) STRICT;
CREATE TABLE envelopes (
    id BLOB PRIMARY KEY,
    raw BLOB NOT NULL,
    sender TEXT NOT NULL,
    device BLOB NOT NULL,
    seq INTEGER NOT NULL,
    own_n INTEGER,
    position INTEGER,
    accepted_at INTEGER,
    problem TEXT,
    opened_at INTEGER
) STRICT;
CREATE INDEX envelopes_by_position ON envelopes (position);
CREATE INDEX envelopes_by_count ON envelopes (device, own_n);
CREATE INDEX envelopes_by_seq ON envelopes (device, seq);
CREATE TABLE outbox (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE receipts (
    envelope BLOB NOT NULL,
    device BLOB NOT NULL,
    kind TEXT NOT NULL,
    raw BLOB NOT NULL,
    posted INTEGER NOT NULL,
    PRIMARY KEY (envelope, device, kind)
) STRICT;
CREATE TABLE invitations (
    code_hash BLOB PRIMARY KEY, unit TEXT NOT NULL, officer TEXT NOT NULL, roles TEXT NOT NULL
) STRICT;
INSERT INTO sender VALUES (0, zeroblob(32));
INSERT INTO mailbox VALUES (0);
"""


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
            if version == 0:
                for statement in _SCHEMA.split(";\n"):
                    self.execute(statement)
                self.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
