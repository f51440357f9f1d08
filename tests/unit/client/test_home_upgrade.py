"""A home of an earlier version opens, keeps what it had, and goes on; one of a later one is left alone."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from sealwire.client import home, schema
from sealwire.client.directory import DirectoryCopy
from sealwire.client.store import StoreIsNewer
from sealwire.directory.replica import Replica
from simulators.stand_in import StandIn
from simulators.threads import Thread

if TYPE_CHECKING:
    from pathlib import Path

    from sealwire.client.home import Home


@pytest.fixture
def thread() -> Thread:
    return Thread()


def first_version(folder: Path, statements: list[bytes]) -> None:
    """Write a database as version 1 left it."""
    connection = sqlite3.connect(folder / home.DATABASE)
    connection.executescript(schema._EXCHANGE)
    connection.executemany("INSERT INTO statements VALUES (?, ?)", enumerate(statements, 1))
    connection.execute("UPDATE mailbox SET cursor = 7")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()


def made(folder: Path, thread: Thread, *, statements: int) -> Home:
    known = home.create(folder, server="https://exchange.example", founding=thread.programme.founding.hex())
    for file in folder.glob(f"{home.DATABASE}*"):
        file.unlink()
    first_version(folder, thread.programme.statements[:statements])
    return known


async def test_a_home_of_the_first_version_opens_and_goes_on(tmp_path: Path, thread: Thread) -> None:
    store = made(tmp_path / "home", thread, statements=9).store()
    copy = DirectoryCopy(store, thread.programme.founding)
    assert copy.state.size == 9
    state = await copy.sync(StandIn(thread.programme))
    assert (state.size, state.root()) == (thread.programme.state.size, thread.programme.state.root())
    store.close()


def test_an_upgraded_home_knows_the_root_after_each_statement(tmp_path: Path, thread: Thread) -> None:
    store = made(tmp_path / "home", thread, statements=5).store()
    kept = store.rows("SELECT root FROM statements ORDER BY size")
    store.close()
    replica = Replica(thread.programme.founding)
    replica.append(thread.programme.statements[:5])
    assert [row[0] for row in kept] == [replica.root_at(size) for size in range(1, 6)]


def test_an_upgraded_home_keeps_what_it_had(tmp_path: Path, thread: Thread) -> None:
    known = made(tmp_path / "home", thread, statements=5)
    for _ in range(2):
        store = known.store()
        assert store.rows("SELECT cursor FROM mailbox") == [(7,)]
        assert store.rows("SELECT count(*) FROM statements") == [(5,)]
        store.close()


def test_a_home_of_a_later_version_is_left_alone(tmp_path: Path, thread: Thread) -> None:
    known = made(tmp_path / "home", thread, statements=5)
    known.store().close()
    connection = sqlite3.connect(known.folder / home.DATABASE)
    connection.execute(f"PRAGMA user_version = {schema.SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(StoreIsNewer):
        known.store()
