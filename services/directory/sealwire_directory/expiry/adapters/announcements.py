"""The announcements in PostgreSQL, and the lock of the one process that sees to what ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from sealwire_directory.expiry.adapters.tables import announcements

if TYPE_CHECKING:
    from sealwire.directory.expiry import Ending
    from sqlalchemy.ext.asyncio import AsyncSession

_UPKEEP_LOCK = 0x5EA1_E0D5  # one upkeep at a time per database


async def alone(session: AsyncSession) -> bool:
    """Tell whether no other process sees to what ends; the lock lasts until this transaction ends."""
    return bool(await session.scalar(select(func.pg_try_advisory_xact_lock(_UPKEEP_LOCK))))


async def note(session: AsyncSession, ending: Ending, threshold_days: int, *, now: int) -> bool:
    """Note that something is announced; tell whether this is the first time."""
    row = {
        "kind": ending.kind.value,
        "id": ending.id,
        "threshold_days": threshold_days,
        "announced_at": now,
    }
    noted = insert(announcements).values(row).on_conflict_do_nothing().returning(announcements.c.id)
    return await session.scalar(noted) is not None


async def forget_before(session: AsyncSession, announced_at: int) -> None:
    """Forget what was announced before a time, and has ended since."""
    await session.execute(delete(announcements).where(announcements.c.announced_at < announced_at))
