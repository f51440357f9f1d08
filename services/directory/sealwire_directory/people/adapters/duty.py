"""Duty rosters in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.people import Shift
from sqlalchemy import ARRAY, Text, any_, delete, insert, literal, select, update

from sealwire_directory.people.adapters.tables import duty_shifts
from sealwire_directory.people.domain.duty import Watch

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession


async def rosters(
    session: AsyncSession, units: Collection[str], *, at: int | None = None
) -> dict[str, list[Watch]]:
    """Return the shifts of units that have any, by unit, in the order of their beginning.

    Args:
        session: The transaction.
        units: Their codes.
        at: Unix seconds: only those of this moment, and of officers who are active.
    """
    wanted = select(duty_shifts).where(duty_shifts.c.unit == any_(literal(list(units), ARRAY(Text))))
    if at is not None:
        wanted = wanted.where(duty_shifts.c.active, duty_shifts.c.starts_at <= at, duty_shifts.c.ends_at > at)
    found: dict[str, list[Watch]] = {}
    for row in await session.execute(wanted.order_by(duty_shifts.c.starts, duty_shifts.c.officer)):
        shift = Shift(officer=row.officer, starts=row.starts, ends=row.ends)
        found.setdefault(row.unit, []).append(Watch(shift, row.starts_at, row.ends_at))
    return found


async def replace(
    session: AsyncSession, unit: str, watches: Sequence[Watch], *, active: Collection[str]
) -> None:
    """Let a unit's roster be these shifts, of which those of active officers count."""
    await session.execute(delete(duty_shifts).where(duty_shifts.c.unit == unit))
    rows = [
        {
            "unit": unit,
            "officer": each.shift.officer,
            "starts": each.shift.starts,
            "ends": each.shift.ends,
            "starts_at": each.starts_at,
            "ends_at": each.ends_at,
            "active": each.shift.officer in active,
        }
        for each in watches
    ]
    if rows:
        await session.execute(insert(duty_shifts), rows)


async def move(session: AsyncSession, unit: str, watches: Sequence[Watch]) -> None:
    """Set the moments of shifts anew, after the unit's time zone has changed."""
    for each in watches:
        whose = (
            duty_shifts.c.unit == unit,
            duty_shifts.c.officer == each.shift.officer,
            duty_shifts.c.starts == each.shift.starts,
        )
        moments = {"starts_at": each.starts_at, "ends_at": each.ends_at}
        await session.execute(update(duty_shifts).where(*whose).values(moments))


async def follow(session: AsyncSession, unit: str, *, active: Collection[str]) -> None:
    """Note whose shifts count: those of the officers who are active by the log."""
    counts = duty_shifts.c.officer == any_(literal(list(active), ARRAY(Text)))
    of_unit = update(duty_shifts).where(duty_shifts.c.unit == unit)
    await session.execute(of_unit.where(duty_shifts.c.active != counts).values(active=counts))
