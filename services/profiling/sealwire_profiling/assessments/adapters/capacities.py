"""How an administration selects: every version of its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.selections import CapacityIn, CapacityOut
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from sealwire_profiling.assessments.adapters.tables import capacities

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant


async def newest(session: AsyncSession, *, tenant: Tenant) -> CapacityOut:
    """Return the settings in force; version 0 are those of the product."""
    wanted = select(capacities).where(capacities.c.tenant == tenant)
    row = (await session.execute(wanted.order_by(capacities.c.version.desc()).limit(1))).one_or_none()
    if row is None:
        return CapacityOut(version=0)
    return CapacityOut(**{**row.body, "version": row.version}, changed_by=row.changed_by)


async def save(session: AsyncSession, wanted: CapacityIn, *, tenant: Tenant, by: str, now: int) -> bool:
    """Store the next version; False where somebody else was faster.

    Args:
        session: The transaction.
        wanted: With the version that was read.
        tenant: Whose.
        by: The officer.
        now: Unix seconds.
    """
    if (await newest(session, tenant=tenant)).version != wanted.version:
        return False
    row = {
        "tenant": tenant, "version": wanted.version + 1, "body": wanted.model_dump(mode="json"),
        "changed_by": by, "changed_at": now,
    }  # fmt: skip
    added = insert(capacities).values(row).on_conflict_do_nothing().returning(capacities.c.version)
    return await session.scalar(added) is not None
