"""What officers and experts said about goods, in PostgreSQL. Records are added, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.experts import StrategicRecord
from sqlalchemy import ARRAY, Uuid, any_, literal, select
from sqlalchemy.dialects.postgresql import insert

from sealwire_profiling.goods.adapters.tables import strategic_records

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

_R = strategic_records.c
_STAMP = ("number", "recorded_at", "recorded_by")


async def of_consignments(
    session: AsyncSession, ids: Collection[UUID], *, tenant: Tenant
) -> dict[UUID, list[StrategicRecord]]:
    """Return the records of some consignments, oldest first, by consignment; of those that have any."""
    wanted = (
        select(strategic_records)
        .where(_R.tenant == tenant, _R.consignment == any_(literal(list(ids), ARRAY(Uuid))))
        .order_by(_R.consignment, _R.number)
    )
    found: dict[UUID, list[StrategicRecord]] = {}
    for row in await session.execute(wanted):
        stamp = {name: getattr(row, name) for name in _STAMP}
        found.setdefault(row.consignment, []).append(StrategicRecord(**row.body, **stamp))
    return found


async def add(session: AsyncSession, consignment: UUID, record: StrategicRecord, *, tenant: Tenant) -> bool:
    """Add a record; False when there is one of its number by now."""
    row = {
        "tenant": tenant,
        "consignment": consignment,
        "body": record.model_dump(mode="json", exclude=set(_STAMP), exclude_none=True),
        **{name: getattr(record, name) for name in _STAMP},
    }
    statement = insert(strategic_records).values(row).on_conflict_do_nothing().returning(_R.number)
    return await session.scalar(statement) is not None
