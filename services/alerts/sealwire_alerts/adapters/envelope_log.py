"""The envelope log: positions without gaps, given out under one lock, and the envelopes at them.

The accept path speaks to the driver: a session and its statements were half of its CPU (docs/decisions/0008).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol
from uuid import uuid4

from sealwire_alerts.domain.acceptance import Candidate, Known, retain_until
from sealwire_alerts.events import ENVELOPES_ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    import asyncpg

_LOCK: Final = "SELECT size FROM log_head WHERE id = 1 FOR UPDATE"

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

# All that an accept does, in one statement and so in one round trip. The update of the head takes the lock
# and sees the last committed size, whatever the statement's snapshot; a known id, or device and count,
# fails it as a whole.
_APPEND: Final = """
WITH head AS (
    UPDATE log_head SET size = size + $1 WHERE id = 1 RETURNING size - $1 AS before
), accepted AS (
    INSERT INTO envelopes (
        id, device, seq, sender, digest, header_hash, sent_at, expires_at, due, answers, priority,
        tlp, size, raw, retain_until, accepted_at, position
    )
    SELECT
        id, device, seq, sender, digest, header_hash, sent_at, expires_at, due, answers, priority,
        tlp, size, raw, retain_until, $2::bigint, before + place
    FROM head, unnest(
        $3::uuid[], $4::bytea[], $5::bigint[], $6::text[], $7::bytea[], $8::bytea[], $9::bigint[],
        $10::bigint[], $11::bigint[], $12::uuid[], $13::smallint[], $14::text[], $15::integer[],
        $16::bytea[], $17::bigint[]
    ) WITH ORDINALITY AS new (
        id, device, seq, sender, digest, header_hash, sent_at, expires_at, due, answers, priority,
        tlp, size, raw, retain_until, place
    )
), delivered AS (
    INSERT INTO mailbox (unit, position)
    SELECT unit, before + place FROM head, unnest($18::text[], $19::bigint[]) AS mail (unit, place)
), announced AS (
    INSERT INTO outbox (message_id, subject, payload)
    SELECT $20::uuid, $21::text, convert_to(format($22::text, before + 1), 'UTF8') FROM head
)
SELECT before + 1 FROM head
"""


class Run(Protocol):
    """Runs a statement and returns its rows: in the transaction at hand, or as one of its own."""

    def __call__(self, sql: str, /, *values: object) -> Awaitable[Sequence[Any]]:
        """Return the rows."""


async def append(
    run: Run, candidates: Sequence[Candidate], event: str, *, accepted_at: int, retention_days: int
) -> int:
    """Store new envelopes, their leaves, mailbox entries and event; move the head.

    Every append of every replica waits for the head's lock, so positions are given out in the order of
    commits, and a reader who has seen one position will never be shown a smaller one later.

    Args:
        run: Runs the one statement.
        candidates: At least one; stored at consecutive positions.
        event: The message about it, with `%s` where the first position goes.
        accepted_at: Unix seconds.
        retention_days: How long the envelopes are kept, at least.

    Returns:
        The position of the first.

    Raises:
        CommitRefused: One of them is known, or two are the same; nothing is stored.
    """
    rows = [
        (*_row(c), retain_until(accepted_at, c.expires_at, retention_days=retention_days)) for c in candidates
    ]
    mail = [(unit, place) for place, c in enumerate(candidates, 1) for unit in c.units]
    ((first,),) = await run(
        _APPEND,
        len(rows),
        accepted_at,
        *zip(*rows, strict=True),
        *zip(*mail, strict=True),
        uuid4(),
        ENVELOPES_ACCEPTED.name(),
        event,
    )
    return int(first)


async def lock(connection: asyncpg.Connection[Any]) -> int:
    """Return the log's size, which nobody else changes until the connection's transaction ends."""
    return int(await connection.fetchval(_LOCK))


async def known(connection: asyncpg.Connection[Any], candidates: Sequence[Candidate]) -> list[Known]:
    """Return the accepted envelopes that share an id, or a device and its count, with a candidate."""
    rows = await connection.fetch(
        _KNOWN,
        [candidate.id for candidate in candidates],
        [candidate.device for candidate in candidates],
        [candidate.seq for candidate in candidates],
    )
    return [Known(*row) for row in rows]


def _row(c: Candidate) -> tuple[Any, ...]:
    return (
        c.id, c.device, c.seq, c.sender, c.digest, c.header_hash, c.sent_at, c.expires_at, c.due,
        c.answers, c.priority, c.tlp, len(c.raw), c.raw,
    )  # fmt: skip
