"""What tests of events and calls share: a numbered event, a stream of its own, waiting and running."""

from __future__ import annotations

import asyncio
import itertools
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from pydantic import BaseModel
from sealwire_chassis import bus as bus_module
from sealwire_chassis import inbox, outbox
from sealwire_chassis.bus import Bus, Subject
from sealwire_chassis.settings import Settings
from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable

    from sealwire_chassis.database import Database
    from sealwire_local.nats import Nats
    from sqlalchemy.ext.asyncio import AsyncSession


class Happened(BaseModel):
    """A numbered event."""

    number: int


METADATA = MetaData()
outbox.outbox_table(METADATA)
inbox.inbox_table(METADATA)
_numbers = itertools.count()


def settings_for(server: Nats, user: str = "test") -> Settings:
    """Return the settings of a process that is this user."""
    return Settings(nats_url=server.url, nats_seed_file=server.seed_file(user))


@asynccontextmanager
async def connected(server: Nats, user: str = "test") -> AsyncIterator[Bus]:
    """Connect a bus for a while."""
    opened = await bus_module.connect(settings_for(server, user), user=user)
    try:
        yield opened
    finally:
        await opened.close()


async def fresh_subject(bus: Bus, *, duplicate_window_s: float = 60) -> Subject[Happened]:
    """Return a subject on a new stream."""
    number = next(_numbers)
    stream, name = f"TEST{number}", f"test{number}.v1.happened"
    config = bus_module.stream(stream, [name], max_age_s=3600)
    config.duplicate_window = duplicate_window_s
    await bus.ensure_stream(config)
    return Subject(name, Happened, stream=stream)


async def eventually(check: Callable[[], Awaitable[bool]], *, within_s: float = 10) -> None:
    """Poll until a check holds."""
    async with asyncio.timeout(within_s):
        while not await check():  # noqa: ASYNC110 - what is waited for lies in other processes
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running(work: Coroutine[None, None, None]) -> AsyncIterator[asyncio.Task[None]]:
    """Run something in the background, and stop it at the end."""
    task = asyncio.create_task(work)
    try:
        await asyncio.sleep(0)
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()


async def write(db: Database, subject: Subject[Happened], numbers: Iterable[int]) -> None:
    """Write events into the outbox, each in a transaction of its own."""
    for number in numbers:
        async with db.transaction() as session:
            await outbox.add(session, subject, Happened(number=number))


async def left(db: Database) -> int:
    """Return how many rows the outbox holds."""
    async with db.transaction() as session:
        return int(await session.scalar(text("SELECT count(*) FROM outbox")))


async def make_tables(dsn: str) -> None:
    """Create outbox, inbox and a table `seen` for what handlers do."""
    engine = create_async_engine(dsn)
    async with engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)
        await connection.execute(text("CREATE TABLE seen (n int)"))
    await engine.dispose()


async def see(session: AsyncSession, message: Happened) -> None:
    """Handle an event by writing its number into `seen`."""
    await session.execute(text("INSERT INTO seen VALUES (:n)"), {"n": message.number})


async def seen(db: Database) -> list[int]:
    """Return the numbers that were handled."""
    async with db.transaction() as session:
        return list(await session.scalars(text("SELECT n FROM seen")))
