"""What the envelope log's tree is made of: digests in the order of positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from sealwire_chassis.tree import TreeCorrupt
from sqlalchemy import text

if TYPE_CHECKING:
    from sealwire_chassis.database import Database
    from sqlalchemy.ext.asyncio import AsyncSession

_STANDING: Final = "SELECT log_head.size - tree_head.size AS behind, note FROM log_head, tree_head"
_DIGESTS: Final = text(
    "SELECT position, digest FROM envelopes WHERE position > :after ORDER BY position LIMIT :limit"
)


class Standing(NamedTuple):
    """How many envelopes the tree lacks, and the signed note about those that it has (empty at first)."""

    behind: int
    note: bytes


async def standing(database: Database) -> Standing:
    """Return how the tree stands to the log, at the cost of one statement.

    Raises:
        TreeCorrupt: It is ahead of the log: one of them was restored without the other.
    """
    rows = await database.driver_statement(_STANDING)
    if len(rows) != 1 or rows[0]["behind"] < 0:
        raise TreeCorrupt("It is ahead of its log, or has no head.")
    return Standing(rows[0]["behind"], rows[0]["note"].encode())


async def digests(session: AsyncSession, *, after: int, limit: int) -> list[bytes]:
    """Return the digests behind a position, in order.

    Raises:
        TreeCorrupt: A position is missing before the tree has it.
    """
    rows = (await session.execute(_DIGESTS, {"after": after, "limit": limit})).all()
    for expected, row in enumerate(rows, after + 1):
        if row.position != expected:
            raise TreeCorrupt(f"The log has no envelope {expected}.")
    return [row.digest for row in rows]
