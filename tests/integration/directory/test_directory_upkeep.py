"""The directory's process announces what ends on the real bus; its table of announcements goes and comes."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
from integration.directory.conftest import LOG_SEED, osh_opens, process
from sealwire.directory.author import LIFETIME_S
from sealwire.directory.batch import Batch
from sealwire.directory.expiry import Ends
from sealwire_chassis import bus as chassis_bus
from sealwire_chassis import migrate
from sealwire_chassis.settings import Settings
from sealwire_directory.expiry.adapters.tables import announcements
from sealwire_directory.expiry.events import EXPIRING
from sealwire_directory.process import run_relay, serve
from sealwire_directory.settings import DirectorySettings
from simulators.programme import OSH, Programme
from sqlalchemy import func, insert, select

if TYPE_CHECKING:
    from pathlib import Path

    from nats.aio.msg import Msg
    from sealwire.contract.events import DirectoryExpiring
    from sealwire_chassis.database import Database
    from sealwire_local.nats import Nats

HOUR_S = 3_600
PACKAGE = "sealwire_directory"


@pytest.fixture
def programme() -> Programme:
    """A programme whose first devices end in an hour or so."""
    return Programme(now=int(time.time()) - LIFETIME_S + HOUR_S)


@pytest.fixture
def settings(dsn: str, nats_server: Nats, programme: Programme, tmp_path: Path) -> DirectorySettings:
    key = tmp_path / "log-directory.key"
    key.write_text(LOG_SEED)
    return DirectorySettings(
        database_url=dsn,
        nats_url=nats_server.url,
        nats_seed_file=nats_server.seed_file("directory"),
        founding=programme.founding.hex(),
        log_key_file=key,
        upkeep_every_s=0.2,
    )


async def test_what_ends_is_announced_on_the_bus_once(
    settings: DirectorySettings, database: Database, programme: Programme, nats_server: Nats
) -> None:
    service = process(database, programme)
    async with service.http:
        await service.post(Batch(tuple(programme.statements)))
        assert (await service.post(osh_opens(programme))).status_code == 201
    told: asyncio.Queue[DirectoryExpiring] = asyncio.Queue()

    async def on_message(msg: Msg) -> None:
        told.put_nowait(EXPIRING.decode(msg.data))

    listening = Settings(nats_url=nats_server.url, nats_seed_file=nats_server.seed_file("test"))
    bus = await chassis_bus.connect(listening, user="test")
    await bus.nc.subscribe(EXPIRING.name(), cb=on_message)
    await bus.nc.flush()
    tasks = [asyncio.create_task(each(settings)) for each in (serve, serve, run_relay)]
    found = [await asyncio.wait_for(told.get(), 30) for _ in range(2)]
    assert {each.kind for each in found} == {Ends.ADMINISTRATOR, Ends.DEVICE}
    assert {each.place for each in found} == {"KG", OSH}
    assert {each.threshold_days for each in found} == {1}
    # Several rounds of two processes later there is nothing more to tell.
    await asyncio.sleep(1)
    assert told.empty()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await bus.close()


async def test_the_announcements_go_and_come_again_with_rows_in_them(dsn: str, database: Database) -> None:
    row = {"kind": "device", "id": b"an id", "threshold_days": 7, "announced_at": 1}
    async with database.transaction() as session:
        await session.execute(insert(announcements).values(row))
    await migrate.downgrade(PACKAGE, dsn, revision="0002")
    await migrate.upgrade(PACKAGE, dsn)
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(announcements)) == 0
        await session.execute(insert(announcements).values(row))
