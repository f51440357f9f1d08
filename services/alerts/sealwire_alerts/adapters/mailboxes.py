"""Mailboxes: what each unit was sent, in the order of acceptance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import ARRAY, BigInteger, bindparam, text

from sealwire_alerts.domain.mailbox import Mail, PageQuery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

# The page is cut in the mailbox's index, then each envelope is looked up. Joined freely, the planner may
# walk the envelopes from the first one on, past everything behind the cursor; OFFSET 0 forbids that.
PAGE_SQL: Final = """
SELECT e.* FROM (
    SELECT position FROM mailbox WHERE unit = :unit AND position > :after ORDER BY position LIMIT :limit
) AS page
CROSS JOIN LATERAL (
    SELECT position, id, sender, device, sent_at, accepted_at, priority, tlp, answers, due, size
    FROM envelopes AS e WHERE e.position = page.position OFFSET 0
) AS e
ORDER BY page.position
"""
_PAGE: Final = text(PAGE_SQL)

_ENVELOPES: Final = text(
    "SELECT e.position, e.raw FROM envelopes AS e JOIN mailbox AS m USING (position)"
    " WHERE m.unit = :unit AND e.position = ANY (:positions)"
).bindparams(bindparam("positions", type_=ARRAY(BigInteger)))


async def find(session: AsyncSession, unit: str, query: PageQuery) -> list[Mail]:
    """Return a unit's mail behind the cursor by position, one more than the limit if there is more.

    The cost depends on the page, not on what is behind the cursor.
    """
    parameters = {"unit": unit, "after": query.after, "limit": query.limit + 1}
    return [Mail(*row) for row in await session.execute(_PAGE, parameters)]


async def with_envelopes(session: AsyncSession, unit: str, entries: Sequence[Mail]) -> list[Mail]:
    """Return entries that `find` gave in this transaction with the bytes of their envelopes."""
    parameters = {"unit": unit, "positions": [mail.position for mail in entries]}
    raw = {row.position: row.raw for row in await session.execute(_ENVELOPES, parameters)}
    return [mail.with_envelope(raw[mail.position]) for mail in entries]
