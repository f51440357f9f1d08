"""The relay: publishes outbox rows to JetStream, in order, and deletes those that the stream holds.

Rows stay until the stream has acknowledged them, so nothing is lost when this process, NATS or
PostgreSQL dies at any point; a row published twice carries the same `Nats-Msg-Id`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prometheus_client import Counter, Gauge
from sealwire.errors import Unavailable

from sealwire_chassis.logs import get_logger
from sealwire_chassis.replies import BusUnavailable, Durable

if TYPE_CHECKING:
    from sealwire_chassis.bus import Bus
    from sealwire_chassis.database import Database

BATCH = 500
_ACK_S = 5.0
# Polling instead of NOTIFY: a notifying commit takes a lock of the whole cluster until it is
# flushed, which ends PostgreSQL's group commit. One poll costs this process 0.1 ms of CPU. The
# pause also lets events gather, since a round costs much more than one event in it.
_PAUSE_S = 0.05
_BACKOFF_S = (0.1, 5.0)
_LOCK = 0x5EA1_0B0C  # one relay at a time per database, or the order would be lost
_OLDEST = """
WITH mine AS MATERIALIZED (SELECT pg_try_advisory_xact_lock($1) AS locked)
SELECT id, message_id, subject, payload FROM outbox, mine WHERE mine.locked ORDER BY id LIMIT $2
"""
_PUBLISHED = Counter("sealwire_relay_published", "Outbox rows that a stream acknowledged")
_REFUSED = Counter("sealwire_relay_refused", "Publishes that a stream did not acknowledge")
_ROWS = Gauge("sealwire_relay_batch_rows", "Rows in the last batch")
_log = get_logger(__name__)


async def run(db: Database, bus: Bus, *, batch: int = BATCH) -> None:
    """Publish until cancelled; faults of NATS and PostgreSQL are waited out.

    Args:
        db: Database with the table `outbox`.
        bus: Connection of a user who may publish the subjects.
        batch: Most rows in one round.

    Raises:
        BusUnavailable: The connection was closed for good.
    """
    failures = 0
    async with asyncio.TaskGroup() as group:
        lost = group.create_task(bus.lost())
        while not lost.done():
            try:
                published = await publish_batch(db, bus, batch=batch)
                failures = 0
            except Unavailable as error:
                failures += 1
                published = 0
                _log.warning("relay waits", problem=error.code, failures=failures)
            if published < batch:
                await asyncio.sleep(max(_PAUSE_S, _backoff(failures)))


async def publish_batch(db: Database, bus: Bus, *, batch: int = BATCH) -> int:
    """Publish the oldest rows once and return how many are done.

    Raises:
        BusUnavailable: The stream did not take a row; what it took is deleted.
        DatabaseUnavailable: Nothing is deleted; all of it will be published again.
    """
    async with db.driver_transaction() as connection:
        found = await connection.fetch(_OLDEST, _LOCK, batch)
        _ROWS.set(len(found))
        if not found:
            return 0
        messages = [
            Durable(row["subject"], row["payload"], message_id=row["message_id"].hex) for row in found
        ]
        stored = await bus.replies.publish_durable(messages, timeout_s=_ACK_S)
        done = [row["id"] for row, ok in zip(found, stored, strict=True) if ok]
        if done:
            await connection.execute("DELETE FROM outbox WHERE id = ANY($1::bigint[])", done)
    _PUBLISHED.inc(len(done))
    if len(done) < len(found):
        _REFUSED.inc(len(found) - len(done))
        raise BusUnavailable("A stream did not take an event.", missing=len(found) - len(done))
    return len(done)


def _backoff(failures: int) -> float:
    low, high = _BACKOFF_S
    return min(high, low * 2 ** min(failures - 1, 10)) if failures else 0.0
