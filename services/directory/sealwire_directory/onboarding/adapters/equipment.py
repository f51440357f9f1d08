"""Handovers of equipment and their items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.onboarding import Condition, HandoverIn, HandoverOut, ItemHandedOver
from sqlalchemy import delete, exists, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from sealwire_directory.onboarding.adapters.tables import handovers, items

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession


async def known(session: AsyncSession, handover_id: UUID) -> bool:
    """Tell whether there is a handover of this id."""
    return bool(await session.scalar(select(exists().where(handovers.c.id == handover_id))))


async def put(session: AsyncSession, handover_id: UUID, unit: str, handover: HandoverIn) -> bool:
    """Set a handover to a unit down, or set it right, items and all; False if it is another unit's."""
    values = {
        "on": handover.on,
        "donor": handover.donor,
        "act": bytes.fromhex(handover.act) if handover.act else None,
        "remarks": handover.remarks,
    }
    statement = upsert(handovers).values(id=handover_id, unit=unit, **values)
    own = statement.on_conflict_do_update(
        index_elements=[handovers.c.id], set_=values, where=handovers.c.unit == unit
    )
    if await session.scalar(own.returning(handovers.c.id)) is None:
        return False
    await session.execute(delete(items).where(items.c.handover == handover_id))
    rows = [
        {"handover": handover_id, "position": position, **item.model_dump()}
        for position, item in enumerate(handover.items)
    ]
    await session.execute(insert(items), rows)
    return True


async def of(session: AsyncSession, unit: str) -> list[HandoverOut]:
    """Return the handovers to a unit by date."""
    query = select(handovers).where(handovers.c.unit == unit).order_by(handovers.c.on, handovers.c.id)
    rows = (await session.execute(query)).all()
    handed_over = await _items(session, [row.id for row in rows])
    return [
        HandoverOut(
            id=row.id,
            handover=HandoverIn(
                on=row.on,
                donor=row.donor,
                act=row.act.hex() if row.act else None,
                items=handed_over[row.id],
                remarks=row.remarks,
            ),
        )
        for row in rows
    ]


async def _items(session: AsyncSession, ids: list[UUID]) -> dict[UUID, list[ItemHandedOver]]:
    query = select(items).where(items.c.handover.in_(ids)).order_by(items.c.handover, items.c.position)
    found: dict[UUID, list[ItemHandedOver]] = {}
    for row in await session.execute(query):
        item = ItemHandedOver(
            item=row.item,
            quantity=row.quantity,
            serials=row.serials,
            no_serials_because=row.no_serials_because,
            condition=Condition(row.condition),
        )
        found.setdefault(row.handover, []).append(item)
    return found
