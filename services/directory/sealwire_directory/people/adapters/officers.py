"""Officers' particulars in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.people import OfficerParticulars
from sqlalchemy import ARRAY, JSON, Text, any_, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from sealwire_directory.people.adapters.tables import officers
from sealwire_directory.people.domain.filed import StoredOfficer

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_directory.people.domain.filed import FiledOfficer


async def stored(session: AsyncSession, units: Collection[str], *, lock: bool = False) -> list[StoredOfficer]:
    """Return what is stored of the officers of some units, by unit and handle.

    Args:
        session: The transaction.
        units: Their codes.
        lock: Whether others wait to change them until the transaction ends.
    """
    found = (
        select(officers)
        .where(officers.c.unit == any_(literal(list(units), ARRAY(Text))))
        .order_by(officers.c.unit, officers.c.handle)
    )
    return [_stored(row) for row in await session.execute(found.with_for_update() if lock else found)]


async def save(session: AsyncSession, filed: Sequence[FiledOfficer]) -> set[tuple[str, str]]:
    """Store particulars, each over the version before its own.

    Returns:
        Unit and handle of what was stored; the others have another version by now.
    """
    if not filed:
        return set()
    rows = [
        {
            "unit": each.unit,
            "handle": each.handle,
            "version": each.version,
            "particulars": each.particulars.model_dump(mode="json"),
        }
        for each in sorted(filed, key=lambda each: (each.unit, each.handle))
    ]
    new = insert(officers)
    statement = new.on_conflict_do_update(
        index_elements=[officers.c.unit, officers.c.handle],
        set_={name: new.excluded[name] for name in ("version", "particulars")},
        where=officers.c.version == new.excluded.version - 1,
    ).returning(officers.c.unit, officers.c.handle)
    return {(row.unit, row.handle) for row in await session.execute(statement, rows)}


async def follow(session: AsyncSession, unit: str, *, left: Collection[str] | None, since: int) -> None:
    """Note who has left a unit by the log, and who has come back.

    Args:
        session: The transaction.
        unit: Its code.
        left: Handles of those who have left; None: everybody, since the unit is closed.
        since: When, Unix seconds; whoever was noted before keeps the earlier time.
    """
    gone = officers.c.handle == any_(literal(list(left or ()), ARRAY(Text)))
    of_unit = update(officers).where(officers.c.unit == unit)
    if left is None:
        await session.execute(of_unit.where(officers.c.left_at.is_(None)).values(left_at=since))
        return
    await session.execute(of_unit.where(officers.c.left_at.is_(None), gone).values(left_at=since))
    await session.execute(of_unit.where(officers.c.left_at.is_not(None), ~gone).values(left_at=None))


async def erase_left(session: AsyncSession, *, before: int) -> list[StoredOfficer]:
    """Erase the particulars of officers who left before a time.

    Args:
        session: The transaction.
        before: Unix seconds.

    Returns:
        Whose; with the version that this made, and what stood there before.
    """
    wanted = (
        select(officers)
        .where(officers.c.left_at < before, officers.c.particulars.is_not(None))
        .order_by(officers.c.unit, officers.c.handle)
        .with_for_update()
    )
    found = [_stored(row) for row in await session.execute(wanted)]
    for each in found:
        whose = (officers.c.unit == each.unit, officers.c.handle == each.handle)
        # SQL's NULL: JSON's null would still be something that is filed.
        erased = {"version": each.version + 1, "particulars": literal(None, JSON(none_as_null=True))}
        await session.execute(update(officers).where(*whose).values(erased))
    return found


def _stored(row: Row[tuple[object, ...]]) -> StoredOfficer:
    filed = None if row.particulars is None else OfficerParticulars.model_validate(row.particulars)
    return StoredOfficer(row.unit, row.handle, row.version, filed, row.left_at)
