"""A migrated database of alerts, its parts over it, and a client that is any caller."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import pytest
from sealwire.checkpoint import origin
from sealwire.directory.fields import Log
from sealwire.log_signing import LogSigner
from sealwire_alerts.arrivals import Arrivals
from sealwire_alerts.domain.acceptance import read_candidate
from sealwire_alerts.entrypoints.http import create_app
from sealwire_alerts.grouping import Grouping
from sealwire_alerts.process import Acceptance
from sealwire_alerts.settings import AlertsSettings
from sealwire_chassis import caller, migrate
from sealwire_chassis.database import Database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from conftest import PostgresFixture
    from sealwire.contract.acceptance import Outcome
    from simulators.posting import PostingDevice

RETENTION_DAYS = 30
FOUNDING = hashlib.sha256(b"a test's founding").digest()
LOG_SEED = "0e" * 32
LOG_SIGNER = LogSigner(origin(FOUNDING, Log.ENVELOPES), LOG_SEED)


@dataclass
class Part:
    """What one process of alerts is made of, without the bus."""

    database: Database
    arrivals: Arrivals
    grouping: Grouping

    async def accept(self, *envelopes: bytes) -> list[Outcome]:
        """Submit envelopes as one request."""
        return await self.grouping.accept([read_candidate(envelope) for envelope in envelopes])

    def client(self, who: PostingDevice | caller.Caller | None) -> httpx.AsyncClient:
        """Return a client whose requests carry the caller that the gateway would have checked."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(create_app(self.database, self.arrivals)),
            base_url="http://alerts",
            headers={} if who is None else {caller.HEADER: caller.encode(caller_of(who))},
        )


def caller_of(who: PostingDevice | caller.Caller) -> caller.Caller:
    """Return a device as the gateway names it."""
    if isinstance(who, caller.Caller):
        return who
    return caller.Caller(
        key=who.sign.key_id.hex(),
        kind="device",
        unit=who.unit,
        officer="o-1",
        roles=("analyst",),
        sign=who.sign.public.hex(),
    )


def part(dsn: str, *, pool_size: int = 5, accept_timeout_s: float = 5) -> Part:
    """Put a process's parts together over a database."""
    database = Database(dsn, pool_size=pool_size)
    arrivals = Arrivals(max_readers=100)
    settings = AlertsSettings(
        database_url=dsn, retention_days=RETENTION_DAYS, accept_timeout_s=accept_timeout_s
    )
    return Part(database, arrivals, Grouping(Acceptance(database, arrivals, settings).commit))


@pytest.fixture
async def dsn(postgres: PostgresFixture) -> str:
    """A database with the tables of alerts."""
    address = postgres.fresh_database()
    await migrate.upgrade("sealwire_alerts", address)
    return address


@pytest.fixture
async def alerts(dsn: str) -> AsyncIterator[Part]:
    """One process's parts."""
    made = part(dsn)
    yield made
    await made.grouping.close()
    await made.database.close()


@pytest.fixture
async def two_processes(dsn: str) -> AsyncIterator[Sequence[Part]]:
    """Two processes over one database."""
    made = [part(dsn), part(dsn)]
    yield made
    for each in made:
        await each.grouping.close()
        await each.database.close()
