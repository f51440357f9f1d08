"""What a read or an accept costs does not depend on how much is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from integration.alerts.conftest import Part, caller_of, part
from sealwire.envelope.format import parse
from sealwire_alerts import service
from sealwire_alerts.adapters.mailboxes import PAGE_SQL
from sealwire_alerts.domain.acceptance import read_candidate
from sealwire_alerts.domain.mailbox import PageQuery
from simulators.posting import BATKEN, OSH, SENT_AT, PostingDevice
from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncSession

SENDER, READER = caller_of(PostingDevice(OSH)), caller_of(PostingDevice(BATKEN))
BIG = "KG-BIG"
ENTRIES = 50_000
# What this transaction has read without an index.
SCANNED = (
    "SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_xact_user_tables"
    " WHERE relname IN ('envelopes', 'mailbox', 'receipts')"
)


@pytest.fixture
async def one_connection(dsn: str) -> AsyncIterator[Part]:
    """Alerts with a single connection, so that every statement meets the plans of those before."""
    made = part(dsn, pool_size=1)
    yield made
    await made.grouping.close()
    await made.database.close()


async def blocks_read(alerts: Part, after: int) -> tuple[int, str]:
    """Return how many blocks a page of ten costs, and the plan."""
    async with alerts.database.transaction() as session:
        explain = text("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) " + PAGE_SQL)
        plan = await session.scalar(explain, {"unit": BIG, "after": after, "limit": 11})
        return plan[0]["Plan"]["Shared Hit Blocks"] + plan[0]["Plan"]["Shared Read Blocks"], str(plan)


@pytest.mark.parametrize("analyzed", [False, True], ids=["before ANALYZE", "after ANALYZE"])
async def test_a_page_costs_the_same_with_ten_entries_behind_the_cursor_or_fifty_thousand(
    alerts: Part, *, analyzed: bool
) -> None:
    await alerts.accept(PostingDevice().envelope())
    await fill(alerts)
    if analyzed:
        await analyze(alerts)
    near, _ = await blocks_read(alerts, 1010)
    far, plan = await blocks_read(alerts, ENTRIES + 980)
    assert near > 10
    assert far <= near + 5
    assert "Seq Scan" not in plan


async def test_plans_that_were_made_for_small_tables_do_not_scan_large_ones(one_connection: Part) -> None:
    alerts, device = one_connection, PostingDevice()
    envelope = device.envelope()
    await alerts.accept(envelope)
    await analyze(alerts)
    for _ in range(8):  # more often than it takes the server to keep one plan for all values
        assert await rows_scanned(alerts, envelope, device, unit=BATKEN) == 0
    await fill(alerts)
    device.seq = 2 * ENTRIES
    assert await rows_scanned(alerts, envelope, device, unit=BIG) == 0


async def test_the_measure_sees_a_scan(one_connection: Part) -> None:
    await one_connection.accept(PostingDevice().envelope())

    async def scan(session: AsyncSession) -> None:
        await session.execute(text("SELECT count(*) FROM envelopes WHERE tlp = 'RED'"))

    assert await scanned_by(one_connection, scan) == 1


async def rows_scanned(alerts: Part, envelope: bytes, device: PostingDevice, *, unit: str) -> int:
    """Do all that alerts does with its tables, and return how many rows were read without an index."""
    envelope_id = parse(envelope).id
    query = PageQuery(after=0, limit=10, envelopes=True)

    async def read_page(session: AsyncSession) -> None:
        assert (await service.load_page(session, unit, query)).entries

    async def fetch(session: AsyncSession) -> None:
        assert await service.fetch_envelope(session, envelope_id, who=SENDER) == envelope

    async def list_receipts(session: AsyncSession) -> None:
        assert await service.list_receipts(session, envelope_id, who=READER) == []

    reads = [await scanned_by(alerts, work) for work in (read_page, fetch, list_receipts)]
    return sum(reads, await scanned_by_accept(alerts, device))


async def scanned_by_accept(alerts: Part, device: PostingDevice) -> int:
    """Return how many rows an accept read without an index."""
    candidates = [read_candidate(device.envelope())]
    async with alerts.database.driver_transaction() as connection:
        before = await connection.fetchval(SCANNED)
        await service.accept_each(connection, candidates, now=SENT_AT, retention_days=1)
        return int(await connection.fetchval(SCANNED) - before)


async def scanned_by(alerts: Part, work: Callable[[AsyncSession], Awaitable[None]]) -> int:
    """Return how many rows some work read without an index, in a transaction of its own."""
    async with alerts.database.transaction() as session:
        before = await session.scalar(text(SCANNED))
        await work(session)
        return int(await session.scalar(text(SCANNED)) - before)


async def analyze(alerts: Part) -> None:
    async with alerts.database.transaction() as session:
        await session.execute(text("ANALYZE envelopes, mailbox, receipts"))


async def fill(alerts: Part) -> None:
    """Store many small rows at once; only their number matters here."""
    copies = (
        "INSERT INTO envelopes SELECT n + 1000, gen_random_uuid(), device, n + 1000, sender, digest,"
        " header_hash, sent_at, accepted_at, expires_at, retain_until, due, answers, priority, tlp, size, ''"
        " FROM envelopes, generate_series(1, :entries) AS n WHERE position = 1"
    )
    mail = "INSERT INTO mailbox SELECT :unit, n + 1000 FROM generate_series(1, :entries) AS n"
    async with alerts.database.transaction() as session:
        await session.execute(text(copies), {"entries": ENTRIES})
        await session.execute(text(mail), {"entries": ENTRIES, "unit": BIG})
