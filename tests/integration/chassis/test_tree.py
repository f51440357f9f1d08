"""A log's tree in PostgreSQL: few rows an append, two processes at once, and damage that is noticed."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from sealwire.checkpoint import Checkpoint, verify
from sealwire.errors import SealwireError
from sealwire.log_signing import LogSigner
from sealwire.merkle import EMPTY_ROOT, Frontier, leaf_hash
from sealwire.proofs import verify_consistency, verify_inclusion
from sealwire_chassis import tree
from sealwire_chassis.database import CommitRefused, Database
from sqlalchemy import MetaData, event, text
from sqlalchemy.ext.asyncio import create_async_engine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from conftest import PostgresFixture

LOG = "sealwire/test/directory"
SIGNER = LogSigner(LOG, "01" * 32)
METADATA = MetaData()
tree.tree_tables(METADATA)
MILLION = 1_000_000
HEAD_ROW = "INSERT INTO tree_head (id, size, peaks, note) VALUES (1, 0, '', '')"


@pytest.fixture
async def dsn(postgres: PostgresFixture) -> str:
    """A database with an empty tree."""
    address = postgres.fresh_database()
    engine = create_async_engine(address)
    async with engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)
        await connection.execute(text(HEAD_ROW))
    await engine.dispose()
    return address


@pytest.fixture
async def db(dsn: str) -> AsyncIterator[Database]:
    """That database, opened."""
    database = Database(dsn)
    yield database
    await database.close()


def leaves(first: int, last: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(8, "big")) for number in range(first, last)]


async def grow(db: Database, new: Sequence[bytes]) -> tree.Head:
    async with db.transaction() as session:
        return await tree.append(session, await tree.lock(session), new, SIGNER)


def root_of(entries: Sequence[bytes]) -> bytes:
    frontier = Frontier()
    for leaf in entries:
        frontier = frontier.append_hash(leaf)
    return frontier.root()


async def test_a_tree_that_grew_proves_its_entries_and_its_growth(db: Database) -> None:
    entries, sizes = leaves(0, 1_300), [0, 1, 2, 255, 256, 257, 700, 1_300]
    for before, size in pairwise(sizes):
        await grow(db, entries[before:size])
    async with db.transaction() as session:
        found = verify((await tree.head(session)).note.encode(), LOG, SIGNER.public)
        assert found == Checkpoint(LOG, 1_300, root_of(entries))
        for size in sizes[1:]:
            root = await tree.root(session, size)
            assert root == root_of(entries[:size])
            for index in {0, size // 2, size - 1}:
                proof = await tree.inclusion(session, index, size=size)
                verify_inclusion(entries[index], index, size=size, proof=proof, root=root)
            steps = await tree.consistency(session, size, second=1_300)
            verify_consistency(size, root, second=1_300, second_root=found.root, proof=steps)


async def test_the_empty_tree_has_a_root_a_signature_and_no_entry(db: Database) -> None:
    signed = await grow(db, [])
    assert verify(signed.note.encode(), LOG, SIGNER.public) == Checkpoint(LOG, 0, EMPTY_ROOT)
    async with db.transaction() as session:
        assert await tree.root(session, 0) == EMPTY_ROOT
        assert await tree.consistency(session, 0, second=0) == []
        with pytest.raises(tree.BeyondTheLog):
            await tree.inclusion(session, 0, size=0)


@pytest.mark.parametrize(("first", "second"), [(0, 6), (4, 6), (3, 2), (-1, 2), (6, 6)])
async def test_nothing_is_proved_about_what_is_not_there(db: Database, first: int, second: int) -> None:
    await grow(db, leaves(0, 5))
    async with db.transaction() as session:
        assert await tree.consistency(session, 2, second=5)
        assert await tree.inclusion(session, 4, size=5)
        with pytest.raises(tree.BeyondTheLog):
            await tree.consistency(session, first, second=second)
        with pytest.raises(tree.BeyondTheLog):
            await tree.inclusion(session, max(first, second), size=second)
        with pytest.raises(tree.BeyondTheLog):
            await tree.root(session, 6)


async def test_an_append_to_a_million_entries_touches_two_rows(db: Database) -> None:
    await grow(db, leaves(0, MILLION))
    written: list[int] = []
    with counted_rows(db, written):
        for number in range(MILLION, MILLION + 300):
            await grow(db, leaves(number, number + 1))
    # The head and the last tile of leaves; one more for each tile that is full by it (here once).
    assert [count for count in written if count != 1] == [2]
    assert len(written) == 600
    async with db.transaction() as session:
        head = await tree.head(session)
        assert head.size == MILLION + 300
        assert await tree.root(session, head.size) == head.edge.root()
        proof = await tree.inclusion(session, MILLION // 3, size=head.size)
    leaf, root = leaves(MILLION // 3, MILLION // 3 + 1)[0], head.edge.root()
    verify_inclusion(leaf, MILLION // 3, size=head.size, proof=proof, root=root)


class counted_rows:  # noqa: N801 - used as a function
    """Counts the rows that each INSERT and UPDATE of a block writes."""

    def __init__(self, db: Database, written: list[int]) -> None:
        self._engine = db._engine.sync_engine
        self._written = written

    def __enter__(self) -> None:
        event.listen(self._engine, "after_cursor_execute", self._note)

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "after_cursor_execute", self._note)

    def _note(self, _connection: object, cursor: object, statement: str, *_: object) -> None:
        if not statement.strip().startswith("SELECT"):
            self._written.append(cursor.rowcount)  # type: ignore[attr-defined]  # a DBAPI cursor


async def test_two_processes_that_grow_one_tree_take_turns(dsn: str) -> None:
    processes = [Database(dsn, pool_size=2), Database(dsn, pool_size=2)]
    taken: dict[int, bytes] = {}

    async def keep_growing(db: Database, name: str) -> None:
        for number in range(40):
            async with db.transaction() as session:
                locked = await tree.lock(session)
                new = [leaf_hash(f"{name} {number} {each}".encode()) for each in range(number % 9)]
                await tree.append(session, locked, new, SIGNER)
            taken.update(enumerate(new, locked.size))

    await asyncio.gather(*(keep_growing(db, str(n)) for n, db in enumerate(processes * 2)))
    entries = [taken[index] for index in range(len(taken))]
    async with processes[0].transaction() as session:
        head = await tree.head(session)
        assert head.size == len(entries)
        assert head.edge.root() == root_of(entries) == await tree.root(session, head.size)
    for db in processes:
        await db.close()


async def test_whoever_need_not_wait_leaves_a_tree_that_grows_alone(db: Database) -> None:
    async with db.transaction() as first, db.transaction() as second:
        assert await tree.try_lock(first) is not None
        assert await tree.try_lock(second) is None
        assert (await tree.head(second)).size == 0
    async with db.transaction() as session:
        assert await tree.try_lock(session) is not None


async def test_what_is_not_committed_leaves_the_tree_as_it_was(db: Database) -> None:
    before = await grow(db, leaves(0, 300))
    with pytest.raises(asyncio.CancelledError):
        await grow_and_stop(db)
    async with db.transaction() as session:
        assert await tree.head(session) == before
        assert await tree.root(session, 300) == before.edge.root()


async def grow_and_stop(db: Database) -> None:
    async with db.transaction() as session:
        await tree.append(session, await tree.lock(session), leaves(300, 900), SIGNER)
        raise asyncio.CancelledError


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("DELETE FROM tiles WHERE level = 0 AND number = 1", "tree-corrupt"),
        ("UPDATE tiles SET hashes = substr(hashes, 1, 320) WHERE number = 1", "tree-corrupt"),
        ("UPDATE tree_head SET size = 290", "tree-corrupt"),
        ("UPDATE tree_head SET size = 307", "tree-corrupt"),
        ("DELETE FROM tree_head", "tree-corrupt"),
    ],
)
async def test_a_damaged_tree_does_not_grow(db: Database, damage: str, code: str) -> None:
    await grow(db, leaves(0, 300))
    await grow(db, leaves(300, 301))
    await run(db, damage)
    with pytest.raises(SealwireError) as refusal:
        await grow(db, leaves(301, 302))
    assert refusal.value.code == code


async def test_a_tile_never_holds_more_than_256_hashes(db: Database) -> None:
    await grow(db, leaves(0, 256))
    with pytest.raises(CommitRefused):
        await run(db, "UPDATE tiles SET hashes = hashes || hashes WHERE level = 0")


async def run(db: Database, statement: str) -> None:
    async with db.transaction() as session:
        await session.execute(text(statement))
