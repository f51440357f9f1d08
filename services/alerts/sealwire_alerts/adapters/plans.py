"""How PostgreSQL plans the statements of alerts: each is a look-up by index, whatever a table's size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

NO_SCANS: Final = "set_config('enable_seqscan', 'off', true)"
"""SQL that forbids sequential scans for the rest of the transaction."""

_FORBID: Final = text(f"SELECT {NO_SCANS}")


async def forbid_scans(session: AsyncSession) -> None:
    """Plan the rest of the transaction without sequential scans.

    The driver keeps generic plans. One that was made while a table was small scans it, and would go on
    doing so until the next ANALYZE: a page of ten took 200 ms after 100,000 entries had come.
    """
    await session.execute(_FORBID)
