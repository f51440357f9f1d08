"""How far the room's tables follow the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, union
from sqlalchemy.dialects.postgresql import insert

from sealwire_directory.people.adapters.tables import duty_shifts, log_followed, officers, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

_ROW = 1
_NOTHING_FILED: dict[str, object] = {"version": 0, "duty_version": 0, "filed_words": ""}


async def size(session: AsyncSession) -> int:
    """Return how many statements the tables follow."""
    return await session.scalar(select(log_followed.c.size)) or 0


async def lock(session: AsyncSession) -> int:
    """Let nobody else follow until the transaction ends; return how many statements the tables follow."""
    await session.execute(insert(log_followed).values(id=_ROW, size=0).on_conflict_do_nothing())
    return await session.scalar(select(log_followed.c.size).with_for_update()) or 0


async def hold(session: AsyncSession) -> None:
    """Let the tables follow no further until the transaction ends; many may hold them at once."""
    await session.execute(select(log_followed.c.size).with_for_update(read=True))


async def set_size(session: AsyncSession, size: int) -> None:
    """Write down how many statements the tables follow."""
    await session.execute(log_followed.update().values(size=size))


async def heads(session: AsyncSession) -> dict[str, bytes | None]:
    """Return each unit's last statement that was followed."""
    rows = await session.execute(select(units.c.code, units.c.head))
    return {row.code: row.head for row in rows}


async def staffed(session: AsyncSession) -> set[str]:
    """Return the units of which officers' particulars or shifts are stored."""
    return set(await session.scalars(union(select(officers.c.unit), select(duty_shifts.c.unit))))


async def put_units(session: AsyncSession, rows: Sequence[dict[str, object]]) -> None:
    """Write what the log says of units: code, status, head and log_words."""
    if not rows:
        return
    new = insert(units)
    statement = new.on_conflict_do_update(
        index_elements=[units.c.code],
        set_={name: new.excluded[name] for name in ("status", "head", "log_words")},
    )
    await session.execute(statement, [{**_NOTHING_FILED, **row} for row in rows])
