"""The tables of a home's database, and how a home of an earlier version is brought up to them.

A new home goes through every version in turn as well, so that each test of a home runs the upgrades.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.merkle import Frontier

if TYPE_CHECKING:
    from sealwire.client.store import Store

_EXCHANGE = """
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

_LOGS = """
ALTER TABLE statements ADD COLUMN root BLOB NOT NULL DEFAULT x'';
CREATE TABLE snapshot (
    only INTEGER PRIMARY KEY CHECK (only = 1), size INTEGER NOT NULL, state BLOB NOT NULL
) STRICT;
CREATE TABLE checkpoints (
    log TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL
) STRICT;
CREATE TABLE evidence (
    number INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    ours BLOB NOT NULL,
    theirs BLOB NOT NULL,
    detail TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    reviewed_at INTEGER,
    UNIQUE (code, theirs)
) STRICT;
CREATE TABLE proofs (
    envelope BLOB PRIMARY KEY, leaf INTEGER NOT NULL, hashes BLOB NOT NULL, note BLOB NOT NULL
) STRICT;
"""

_NEWS = """
CREATE TABLE news (size INTEGER PRIMARY KEY, first_at INTEGER NOT NULL) STRICT;
CREATE TABLE news_read (size INTEGER NOT NULL) STRICT;
INSERT INTO news_read VALUES (0);
"""


def _make_exchange(store: Store) -> None:
    _run(store, _EXCHANGE)


def _add_logs(store: Store) -> None:
    _run(store, _LOGS)
    frontier = Frontier()
    for size, raw in store.rows("SELECT size, raw FROM statements ORDER BY size"):
        frontier = frontier.append(raw)
        store.execute("UPDATE statements SET root = ? WHERE size = ?", (frontier.root(), size))


def _add_news(store: Store) -> None:
    _run(store, _NEWS)


def _run(store: Store, script: str) -> None:
    for statement in script.split(";\n"):
        store.execute(statement)


_STEPS = (_make_exchange, _add_logs, _add_news)
SCHEMA_VERSION = len(_STEPS)


def upgrade(store: Store, version: int) -> None:
    """Bring a database from a version (0: empty) to the newest, inside the caller's transaction."""
    for step in _STEPS[version:]:
        step(store)
    store.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
