"""The envelope log: positions without gaps, given out under one lock, and the envelopes at them.

The accept path speaks to the driver: a session and its statements were half of its CPU (docs/decisions/0008).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from sealwire_alerts.adapters.plans import NO_SCANS
from sealwire_alerts.domain.acceptance import Candidate, Decision, Known, retain_until
from sealwire_alerts.events import ENVELOPES_ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import asyncpg

# With `plans.forbid_scans` in the same round trip.
_LOCK: Final = f"SELECT size, {NO_SCANS} FROM log_head WHERE id = 1 FOR UPDATE"  # noqa: S608 - a constant

# A statement of its own, after the lock is held: only then does its snapshot hold the last group.
_KNOWN: Final = """
SELECT id, device, seq, digest, position, accepted_at FROM envelopes WHERE id = ANY ($1::uuid[])
UNION
SELECT e.id, e.device, e.seq, e.digest, e.position, e.accepted_at
FROM unnest($2::bytea[], $3::bigint[]) AS wanted (device, seq)
CROSS JOIN LATERAL (
    SELECT * FROM envelopes AS e WHERE e.device = wanted.device AND e.seq = wanted.seq OFFSET 0
) AS e
"""

# One statement for all that an accept writes: a round trip per group instead of four.
_APPEND: Final = """
WITH accepted AS (
    INSERT INTO envelopes (
        position, id, device, seq, sender, digest, header_hash, sent_at, expires_at, due, answers, priority,
        tlp, size, raw, retain_until, accepted_at
    )
    SELECT *, $17::bigint FROM unnest(
        $1::bigint[], $2::uuid[], $3::bytea[], $4::bigint[], $5::text[], $6::bytea[], $7::bytea[],
        $8::bigint[], $9::bigint[], $10::bigint[], $11::uuid[], $12::smallint[], $13::text[],
        $14::integer[], $15::bytea[], $16::bigint[]
    )
), delivered AS (
    INSERT INTO mailbox (unit, position) SELECT * FROM unnest($18::text[], $19::bigint[])
), announced AS (
    INSERT INTO outbox (message_id, subject, payload) VALUES ($20::uuid, $21::text, $22::bytea)
)
UPDATE log_head SET size = $23 WHERE id = 1
"""


class LockedLog:
    """The log while this transaction alone may append to it; made by `lock`."""

    def __init__(self, connection: asyncpg.Connection[Any], size: int) -> None:
        self._connection = connection
        self.size = size

    async def known(self, candidates: Sequence[Candidate]) -> list[Known]:
        """Return the accepted envelopes that share an id, or a device and its count, with a candidate."""
        rows = await self._connection.fetch(
            _KNOWN,
            [candidate.id for candidate in candidates],
            [candidate.device for candidate in candidates],
            [candidate.seq for candidate in candidates],
        )
        return [Known(*row) for row in rows]

    async def append(
        self, decision: Decision, event: bytes, *, accepted_at: int, retention_days: int
    ) -> None:
        """Store the new envelopes of a group, their leaves, mailbox entries and event; move the head.

        Args:
            decision: Made under this lock.
            event: The message of `ENVELOPES_ACCEPTED` about it.
            accepted_at: Unix seconds.
            retention_days: How long the envelopes are kept, at least.
        """
        rows = [
            (*_row(c, position), retain_until(accepted_at, c.expires_at, retention_days=retention_days))
            for position, c in enumerate(decision.stored, decision.first)
        ]
        mail = [(unit, row[0]) for row, c in zip(rows, decision.stored, strict=True) for unit in c.units]
        await self._connection.execute(
            _APPEND,
            *zip(*rows, strict=True),
            accepted_at,
            *zip(*mail, strict=True),
            uuid4(),
            ENVELOPES_ACCEPTED.name(),
            event,
            decision.size,
        )


async def lock(connection: asyncpg.Connection[Any]) -> LockedLog:
    """Return the log, locked until the connection's transaction ends.

    Every append of every replica waits here, so positions are given out in the order of commits, and
    a reader who has seen one position will never be shown a smaller one later.
    """
    return LockedLog(connection, await connection.fetchval(_LOCK))


def _row(c: Candidate, position: int) -> tuple[Any, ...]:
    return (
        position, c.id, c.device, c.seq, c.sender, c.digest, c.header_hash, c.sent_at, c.expires_at, c.due,
        c.answers, c.priority, c.tlp, len(c.raw), c.raw,
    )  # fmt: skip
