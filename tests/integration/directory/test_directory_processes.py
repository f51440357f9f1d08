"""The processes of the directory on the real bus, with the permissions of the stack."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import httpx
import pytest
from integration.directory.conftest import LOG_SEED, STATEMENTS, code, onboard, osh_opens
from sealwire import cbor
from sealwire.directory.batch import Batch
from sealwire_chassis import bus as chassis_bus
from sealwire_chassis.http_over_nats import BusUnavailable, NatsTransport
from sealwire_chassis.settings import BadSettings, Settings
from sealwire_directory.log.events import APPENDED
from sealwire_directory.process import run_migrations, run_relay, serve
from sealwire_directory.settings import DirectorySettings
from simulators.programme import OSH, Programme, device_keys

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from integration.directory.conftest import Databases
    from nats.aio.msg import Msg
    from sealwire_chassis.bus import Bus
    from sealwire_local.nats import Nats


@pytest.fixture
async def gateway(nats_server: Nats) -> AsyncIterator[Bus]:
    """The gateway's connection, which may do what the gateway may."""
    settings = Settings(nats_url=nats_server.url, nats_seed_file=nats_server.seed_file("gateway"))
    bus = await chassis_bus.connect(settings, user="gateway")
    yield bus
    await bus.close()


@pytest.fixture
def programme() -> Programme:
    return Programme(now=int(time.time()) - 86_400)


@pytest.fixture
def settings(
    postgres: Databases, nats_server: Nats, programme: Programme, tmp_path: Path
) -> DirectorySettings:
    key = tmp_path / "log-directory.key"
    key.write_text(LOG_SEED)
    return DirectorySettings(
        database_url=postgres.fresh_database(),
        nats_url=nats_server.url,
        nats_seed_file=nats_server.seed_file("directory"),
        founding=programme.founding.hex(),
        log_key_file=key,
    )


@pytest.fixture
async def http(settings: DirectorySettings, gateway: Bus) -> AsyncIterator[httpx.AsyncClient]:
    """The directory as the gateway calls it: two serving processes and a relay."""
    await run_migrations(settings)
    tasks = [asyncio.create_task(process(settings)) for process in (serve, serve, run_relay)]
    client = httpx.AsyncClient(transport=NatsTransport(gateway, "directory"), base_url="http://directory")
    async with client:
        await _until_answered(client)
        yield client
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _until_answered(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                await client.get(STATEMENTS)
            except BusUnavailable:
                await asyncio.sleep(0.02)
            else:
                return


async def test_statements_are_appended_and_read_over_the_bus_and_told_to_the_gateway(
    http: httpx.AsyncClient, gateway: Bus, programme: Programme
) -> None:
    told: asyncio.Queue[int] = asyncio.Queue()

    async def on_message(msg: Msg) -> None:
        told.put_nowait(APPENDED.decode(msg.data).size)

    await gateway.nc.subscribe(APPENDED.name(), cb=on_message)
    await gateway.nc.flush()
    first = Batch(tuple(programme.statements))
    assert (await http.post(STATEMENTS, content=first.encode())).json() == {"size": 1}
    second = osh_opens(programme)
    await onboard(http, second)
    assert (await http.post(STATEMENTS, content=second.encode())).json() == {"size": 6}
    assert [await asyncio.wait_for(told.get(), 10), await asyncio.wait_for(told.get(), 10)] == [1, 6]
    # Whichever process answers has verified the same log.
    for number in range(7, 13):
        author = programme.author(device_keys("kg").sign)
        author.change_unit(OSH, {"en": f"Osh {number}"})
        programme.take(author.statements)
        body = Batch(tuple(author.statements)).encode()
        assert (await http.post(STATEMENTS, content=body)).json() == {"size": number}
        read = await http.get(STATEMENTS)
        assert cbor.decode(read.content) == [number, programme.statements]


async def test_a_refusal_passes_the_bus_untouched(http: httpx.AsyncClient, programme: Programme) -> None:
    early = Batch((osh_opens(programme).statements[0],)).encode()
    assert code(await http.post(STATEMENTS, content=early)) == (409, "not-founded")
    assert code(await http.post(STATEMENTS, content=b"\xff")) == (400, "malformed-cbor")
    founding = Batch((programme.statements[0],)).encode()
    assert (await http.post(STATEMENTS, content=founding)).status_code == 201


@pytest.mark.parametrize("lacking", [{"founding": ""}, {"log_key_file": None}], ids=["founding", "log key"])
async def test_a_process_without_a_pinned_founding_or_a_log_key_does_not_start(
    settings: DirectorySettings, lacking: dict[str, object]
) -> None:
    with pytest.raises(BadSettings):
        await serve(settings.model_copy(update=lacking))
