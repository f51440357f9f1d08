"""A change is stored before it is answered, or it is not stored and not answered as done."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI
from sealwire_chassis import database, problems
from sealwire_chassis.database import (
    CommitRefused,
    Database,
    DatabaseFault,
    DatabaseUnavailable,
    SessionDep,
    session,
)
from sealwire_chassis.settings import Settings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

CREATE = "CREATE TABLE thing (name text, CONSTRAINT once UNIQUE (name) DEFERRABLE INITIALLY DEFERRED)"
INSERT = text("INSERT INTO thing VALUES (:name)")


@pytest.fixture
async def things(db: Database) -> Database:
    async with db.transaction() as opened:
        await opened.execute(text(CREATE))
    return db


async def count(db: Database) -> int:
    async with db.transaction() as opened:
        return int(await opened.scalar(text("SELECT count(*) FROM thing")))


async def test_work_is_committed_on_a_clean_exit(things: Database) -> None:
    async with things.transaction() as opened:
        await opened.execute(INSERT, {"name": "a"})
    assert await count(things) == 1


async def test_work_is_rolled_back_when_the_block_raises(things: Database) -> None:
    async def fail() -> None:
        async with things.transaction() as opened:
            await opened.execute(INSERT, {"name": "a"})
            raise KeyError("ours")

    with pytest.raises(KeyError):
        await fail()
    assert await count(things) == 0


async def test_a_constraint_that_fails_at_the_commit_refuses_the_change(things: Database) -> None:
    async def twice() -> None:
        async with things.transaction() as opened:
            await opened.execute(INSERT, {"name": "a"})
            await opened.execute(INSERT, {"name": "a"})

    with pytest.raises(CommitRefused):
        await twice()
    assert await count(things) == 0


async def test_a_statement_that_the_database_refuses_is_our_fault_and_shows_no_values(
    things: Database,
) -> None:
    async def wrong() -> None:
        async with things.transaction() as opened:
            await opened.execute(text("INSERT INTO nothing VALUES (:name)"), {"name": "canary"})

    with pytest.raises(DatabaseFault) as caught:
        await wrong()
    assert "canary" not in str(caught.value) + str(caught.value.__cause__)


async def test_a_database_that_is_not_there_is_unavailable() -> None:
    db = Database("postgresql+asyncpg://nobody:nothing@127.0.0.1:1/none")
    with pytest.raises(DatabaseUnavailable):
        await db.ping()


async def test_a_connection_that_the_server_ended_is_unavailable_once_and_replaced(things: Database) -> None:
    async def cut() -> None:
        async with things.transaction() as opened:
            await opened.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DatabaseUnavailable):
        await cut()
    await things.ping()


async def test_the_driver_transaction_commits_rolls_back_and_refuses_alike(things: Database) -> None:
    async def insert(*names: str) -> None:
        async with things.driver_transaction() as connection:
            for name in names:
                await connection.execute("INSERT INTO thing VALUES ($1)", name)
            if "fail" in names:
                raise KeyError

    await insert("a")
    with pytest.raises(CommitRefused):
        await insert("b", "b")
    with pytest.raises(KeyError):
        await insert("c", "fail")
    assert await count(things) == 1


async def test_a_cancelled_driver_transaction_changes_nothing_and_stays_cancelled(things: Database) -> None:
    began = asyncio.Event()

    async def slow() -> None:
        async with things.driver_transaction() as connection:
            await connection.execute("INSERT INTO thing VALUES ('a')")
            began.set()
            await connection.execute("SELECT pg_sleep(30)")

    for _ in range(10):
        began.clear()
        task = asyncio.create_task(slow())
        await began.wait()
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await count(things) == 0


@pytest.mark.parametrize("kind", ["transaction", "driver_transaction"])
async def test_connections_that_were_ended_while_idle_are_unavailable_or_replaced(
    dsn: str, kind: str
) -> None:
    db, other = Database(dsn, pool_size=1), Database(dsn, pool_size=1)
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    outcomes = set()
    for turn in range(60):
        await db.ping()
        async with other.transaction() as opened:
            await opened.execute(text(end + " AND pid <> pg_backend_pid()"))
        await asyncio.sleep(turn / 20_000)
        try:
            async with getattr(db, kind)() as connection:
                await connection.execute(text("SELECT 1") if kind == "transaction" else "SELECT 1")
            outcomes.add("replaced")
        except DatabaseUnavailable:
            outcomes.add("unavailable")
            await db.ping()
    assert outcomes <= {"replaced", "unavailable"}
    await db.close()
    await other.close()


async def test_a_driver_connection_that_the_server_ended_is_replaced(things: Database) -> None:
    async def cut() -> None:
        async with things.driver_transaction() as connection:
            await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    for _ in range(3):
        with pytest.raises(DatabaseUnavailable):
            await cut()
    async with things.driver_transaction() as connection:
        assert await connection.fetchval("SELECT 1") == 1


async def test_more_transactions_than_connections_wait_for_each_other(things: Database) -> None:
    assert Settings().database_url == ""
    async with things.transaction(), things.transaction(), things.transaction():
        await things.ping()


def app_with(things: Database, dependency: object) -> httpx.AsyncClient:
    app = FastAPI()
    app.state.database = things
    problems.install(app)

    async def add(name: str, opened: AsyncSession) -> dict[str, bool]:
        await opened.execute(INSERT, {"name": name})
        return {"stored": True}

    add.__annotations__["opened"] = dependency
    app.post("/things/{name}", status_code=201)(add)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://x"
    )


async def test_a_route_whose_commit_fails_is_answered_409_and_one_whose_commit_holds_201(
    things: Database,
) -> None:
    async with app_with(things, SessionDep) as client:
        assert (await client.post("/things/a")).status_code == 201
        refused = await client.post("/things/a")
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "commit-refused"
    assert await count(things) == 1


async def test_the_scope_of_the_session_is_what_makes_it_so(things: Database) -> None:
    """With FastAPI's default scope the same failing commit is answered as done."""
    late = Annotated[AsyncSession, Depends(session)]
    async with app_with(things, late) as client:
        await client.post("/things/a")
        assert (await client.post("/things/a")).status_code == 201
    assert await count(things) == 1


async def test_a_plan_never_scans_a_table_that_was_small_once(things: Database) -> None:
    async with things.transaction() as opened:
        assert await opened.scalar(text("SHOW enable_seqscan")) == "off"
    async with things.driver_transaction() as connection:
        assert await connection.fetchval("SHOW enable_seqscan") == "off"


LOCK = "SELECT pg_advisory_xact_lock(7)"


async def waits_in_a_session(db: Database, waiting: asyncio.Event) -> None:
    async with db.transaction() as opened:
        await opened.execute(text(LOCK))
        await waiting.wait()
        await opened.execute(text("SELECT 1"))


async def waits_on_the_driver(db: Database, waiting: asyncio.Event) -> None:
    async with db.driver_transaction() as connection:
        await connection.execute(LOCK)
        await waiting.wait()
        await connection.execute("SELECT 1")


@pytest.mark.parametrize("wait", [waits_in_a_session, waits_on_the_driver])
async def test_a_transaction_that_stands_still_loses_its_locks(
    dsn: str,
    monkeypatch: pytest.MonkeyPatch,
    wait: Callable[[Database, asyncio.Event], Coroutine[None, None, None]],
) -> None:
    monkeypatch.setitem(database._SERVER_SETTINGS, "idle_in_transaction_session_timeout", "200ms")
    stopped, other = Database(dsn, pool_size=1), Database(dsn)
    goes_on = asyncio.Event()
    standing = asyncio.create_task(wait(stopped, goes_on))
    try:
        await asyncio.sleep(0.1)
        async with asyncio.timeout(5), other.transaction() as opened:
            await opened.execute(text(LOCK))
        goes_on.set()
        with pytest.raises(DatabaseUnavailable):
            await standing
        await stopped.ping()
    finally:
        await stopped.close()
        await other.close()
