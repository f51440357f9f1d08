"""PostgreSQL is killed while envelopes are accepted: what was answered is stored, once."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
from integration.alerts.conftest import Part, part
from sealwire.contract.acceptance import Accepted, Refused
from sealwire_alerts.domain.acceptance import read_candidate
from sealwire_chassis import migrate
from sealwire_local.postgres import Postgres
from simulators.posting import BATKEN, PostingDevice
from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

DEVICES, EACH = 16, 30


@pytest.fixture
def own_postgres(tmp_path: Path) -> Iterator[Postgres]:
    """A server that this test may kill."""
    server = Postgres(tmp_path / "postgres")
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
async def crashing(own_postgres: Postgres) -> AsyncIterator[Part]:
    """Alerts over that server."""
    dsn = own_postgres.create_service_database("alerts").dsn
    await migrate.upgrade("sealwire_alerts", dsn)
    made = part(dsn)
    yield made
    await made.grouping.close()
    await made.database.close()


async def test_what_was_answered_accepted_is_stored_once_after_a_crash(
    own_postgres: Postgres, crashing: Part
) -> None:
    answered: dict[bytes, Accepted] = {}
    unanswered: list[bytes] = []
    halfway = asyncio.Event()

    async def post(device: PostingDevice) -> None:
        for _ in range(EACH):
            envelope = device.envelope()
            (outcome,) = await crashing.accept(envelope)
            if isinstance(outcome, Accepted):
                answered[envelope] = outcome
                if len(answered) >= DEVICES * EACH // 2:
                    halfway.set()
            else:
                assert outcome == Refused("unavailable")
                unanswered.append(envelope)

    async def kill_when_halfway() -> None:
        await halfway.wait()
        own_postgres.kill()

    await asyncio.gather(kill_when_halfway(), *(post(PostingDevice()) for _ in range(DEVICES)))
    assert len(answered) >= DEVICES * EACH // 2
    assert unanswered
    await asyncio.to_thread(own_postgres.start)

    again = {envelope: await accepted_in_the_end(crashing, envelope) for envelope in unanswered}
    for envelope, outcome in answered.items():
        assert await crashing.accept(envelope) == [outcome]
    async with crashing.database.transaction() as session:
        stored = (await session.execute(text("SELECT position, raw FROM envelopes ORDER BY position"))).all()
        mail = (await session.execute(text("SELECT position FROM mailbox ORDER BY position"))).all()
        units = await session.scalar(text("SELECT count(DISTINCT unit) FROM mailbox"))
    assert {row.raw: row.position for row in stored} == {
        envelope: outcome.position for envelope, outcome in {**answered, **again}.items()
    }
    positions = list(range(1, DEVICES * EACH + 1))
    assert [row.position for row in stored] == positions
    assert [row.position for row in mail] == positions
    assert units == len({BATKEN})


async def accepted_in_the_end(alerts: Part, envelope: bytes) -> Accepted:
    async with asyncio.timeout(20):
        while True:
            (outcome,) = await alerts.accept(envelope)
            if isinstance(outcome, Accepted):
                return outcome
            await asyncio.sleep(0.02)


async def test_a_database_that_hangs_costs_a_group_its_timeout_and_the_next_is_accepted(dsn: str) -> None:
    alerts, device = part(dsn, accept_timeout_s=0.3), PostingDevice()
    envelope = device.envelope()
    async with alerts.database.transaction() as session:
        await session.execute(text("SELECT size FROM log_head FOR UPDATE"))
        began = time.monotonic()
        assert await alerts.accept(envelope) == [Refused("unavailable")]
        assert time.monotonic() - began < 3
    (outcome,) = await alerts.accept(envelope)
    assert isinstance(outcome, Accepted)
    assert outcome.position == 1
    await alerts.grouping.close()
    await alerts.database.close()


async def test_while_the_database_is_down_every_waiting_request_is_refused_soon(
    own_postgres: Postgres, crashing: Part
) -> None:
    device = PostingDevice()
    assert isinstance((await crashing.accept(device.envelope()))[0], Accepted)
    own_postgres.kill()
    began = time.monotonic()
    candidates = [read_candidate(device.envelope()) for _ in range(20)]
    outcomes = await asyncio.gather(*(crashing.grouping.accept([each]) for each in candidates))
    assert outcomes == [[Refused("unavailable")]] * 20
    assert time.monotonic() - began < 5
