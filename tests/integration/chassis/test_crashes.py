"""Kill -9 of NATS, PostgreSQL or the relay: every committed event still takes effect exactly once."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from conftest import EVERYTHING
from fastapi import FastAPI
from integration.chassis.scene import (
    connected,
    eventually,
    fresh_subject,
    make_tables,
    running,
    see,
    seen,
    write,
)
from sealwire.errors import Unavailable
from sealwire_chassis import consumer, relay
from sealwire_chassis.database import Database, DatabaseUnavailable
from sealwire_chassis.http_over_nats import BusUnavailable, NatsTransport, serve
from sealwire_local.nats import Nats
from sealwire_local.postgres import Postgres

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator, Iterator

    from integration.chassis.scene import Happened
    from sealwire_chassis.bus import Bus, Subject

N = 200
RELAY = Path(__file__).with_name("relay_process.py")


@pytest.fixture
def own_nats(tmp_path: Path) -> Iterator[Nats]:
    server = Nats(tmp_path / "nats", users={"test": EVERYTHING})
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    server = Postgres(tmp_path_factory.mktemp("crash"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def own_bus(own_nats: Nats) -> AsyncIterator[Bus]:
    async with connected(own_nats) as bus:
        yield bus


async def write_all(db: Database, subject: Subject[Happened]) -> None:
    """Write N events, each again until its commit is known; the number is unique, so that shows."""
    for number in range(N):
        while True:
            try:
                await write(db, subject, [number])
            except Unavailable:
                await asyncio.sleep(0.05)
            else:
                break


async def all_seen(db: Database) -> bool:
    try:
        return len(set(await seen(db))) == N
    except DatabaseUnavailable:
        return False


async def test_events_survive_a_killed_nats(db: Database, own_nats: Nats, own_bus: Bus) -> None:
    subject = await fresh_subject(own_bus)
    async with (
        running(relay.run(db, own_bus, batch=5)),
        running(consumer.run(own_bus, subject, "crash", see, db)),
        running(write_all(db, subject)),
    ):
        await eventually(partial(at_least, db, 20))
        own_nats.kill()
        await asyncio.to_thread(own_nats.start)
        await eventually(partial(all_seen, db), within_s=30)
    assert sorted(await seen(db)) == list(range(N))


async def test_events_survive_a_killed_postgres(bus: Bus, own_postgres: Postgres) -> None:
    dsn = own_postgres.create_service_database("crash").dsn
    await make_tables(dsn)
    db = Database(dsn)
    subject = await fresh_subject(bus)
    async with (
        running(relay.run(db, bus, batch=5)),
        running(consumer.run(bus, subject, "crash", see, db)),
        running(write_all(db, subject)),
    ):
        await eventually(partial(at_least, db, 20))
        own_postgres.kill()
        await asyncio.to_thread(own_postgres.start)
        await eventually(partial(all_seen, db), within_s=30)
    found = await seen(db)
    # An event whose commit was cut off may have been written twice by the writer: two events then.
    assert set(found) == set(range(N))
    assert len(found) <= N + 1
    await db.close()


async def test_events_survive_a_killed_relay(db: Database, dsn: str, bus: Bus, nats_server: Nats) -> None:
    subject = await fresh_subject(bus)
    environment = {
        **os.environ,
        "SEALWIRE_DATABASE_URL": dsn,
        "SEALWIRE_NATS_URL": nats_server.url,
        "SEALWIRE_NATS_SEED_FILE": str(nats_server.seed_file("test")),
    }
    async with running(consumer.run(bus, subject, "crash", see, db)):
        await write(db, subject, range(N))
        for goal in (10, 60):
            async with relay_process(environment, end_with=signal.SIGKILL):
                await eventually(partial(at_least, db, goal), within_s=30)
        # Only the last relay can publish the last event, so it is at work when it is told to end.
        await write(db, subject, [N])
        async with relay_process(environment, end_with=signal.SIGTERM) as last:
            await eventually(partial(at_least, db, N + 1), within_s=30)
        assert last.returncode == 0
    assert await seen(db) == list(range(N + 1))


@asynccontextmanager
async def relay_process(environment: dict[str, str], *, end_with: signal.Signals) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(RELAY), "relay", env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.send_signal(end_with)
        await process.wait()


async def test_calls_fail_at_once_while_nats_is_down_and_work_again_after(
    own_nats: Nats, own_bus: Bus
) -> None:
    app = FastAPI()
    app.get("/")(_hello)
    client = httpx.AsyncClient(transport=NatsTransport(own_bus, "crash"), base_url="http://crash")

    async def answered() -> bool:
        try:
            return (await client.get("/")).status_code == 200
        except BusUnavailable:
            return False

    async def refused() -> bool:
        return not await answered()

    async with running(serve(own_bus, app, "crash")):
        await eventually(answered)
        own_nats.kill()
        await eventually(refused, within_s=2)
        await asyncio.to_thread(own_nats.start)
        await eventually(answered)


async def at_least(db: Database, count: int) -> bool:
    return len(await seen(db)) >= count


async def _hello() -> dict[str, bool]:
    return {"hello": True}
