"""A bus user, a stream and a database with the chassis's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from integration.chassis.scene import Happened, connected, fresh_subject, make_tables
from sealwire_chassis.database import Database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from conftest import PostgresFixture
    from sealwire_chassis.bus import Bus, Subject
    from sealwire_local.nats import Nats


@pytest.fixture
async def bus(nats_server: Nats) -> AsyncIterator[Bus]:
    """A connected user who may do everything."""
    async with connected(nats_server) as opened:
        yield opened


@pytest.fixture
async def subject(bus: Bus) -> Subject[Happened]:
    """A subject on a stream of its own."""
    return await fresh_subject(bus)


@pytest.fixture
async def dsn(postgres: PostgresFixture) -> str:
    """A database with the chassis's tables."""
    address = postgres.fresh_database()
    await make_tables(address)
    return address


@pytest.fixture
async def db(dsn: str) -> AsyncIterator[Database]:
    """That database, opened."""
    database = Database(dsn)
    yield database
    await database.close()
