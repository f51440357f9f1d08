"""What the envelope log's tree is made of: digests in the order of positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sealwire_chassis.tree import TreeCorrupt
from sqlalchemy import text

if TYPE_CHECKING:
    from sealwire_chassis.database import Database
    from sqlalchemy.ext.asyncio import AsyncSession

_BEHIND: Final = "SELECT log_head.size - tree_head.size FROM log_head, tree_head"
_DIGESTS: Final = text(
    "SELECT position, digest FROM envelopes WHERE position > :after ORDER BY position LIMIT :limit"
)


async def behind(database: Database) -> int:
    """Return how many envelopes the tree lacks, at the cost of one statement."""
    ((count,),) = await database.driver_statement(_BEHIND)
    return int(count)


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
