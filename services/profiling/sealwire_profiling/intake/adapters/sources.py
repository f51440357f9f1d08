"""Sources, and how long an administration keeps consignments, in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.intake import Mapping, SourceOut
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from sealwire_profiling.intake.adapters.tables import retention, sources

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant


async def all_of(session: AsyncSession, *, tenant: Tenant) -> list[SourceOut]:
    """Return all sources, by code."""
    found = await session.execute(select(sources).where(sources.c.tenant == tenant).order_by(sources.c.code))
    return [_source(row) for row in found]


async def get(session: AsyncSession, code: str, *, tenant: Tenant) -> SourceOut | None:
    """Return a source."""
    found = await session.execute(select(sources).where(sources.c.tenant == tenant, sources.c.code == code))
    row = found.one_or_none()
    return None if row is None else _source(row)


async def count(session: AsyncSession, *, tenant: Tenant) -> int:
    """Return how many sources there are."""
    found = await session.scalar(select(func.count()).where(sources.c.tenant == tenant))
    return found or 0


async def save(session: AsyncSession, source: SourceOut, *, tenant: Tenant) -> bool:
    """Store a source over the version before its own; False where another one is there by now."""
    values = {"tenant": tenant, **source.model_dump(mode="json")}
    new = insert(sources).values(values)
    statement = new.on_conflict_do_update(
        index_elements=[sources.c.tenant, sources.c.code],
        set_={name: new.excluded[name] for name in ("version", "name", "mapping", "saved_at", "saved_by")},
        where=sources.c.version == new.excluded.version - 1,
    ).returning(sources.c.version)
    if source.version > 1:
        # Nothing is there to insert over: the version before was never filed.
        known = await get(session, source.code, tenant=tenant)
        if known is None:
            return False
    return await session.scalar(statement) is not None


async def kept_days(session: AsyncSession, *, tenant: Tenant) -> int | None:
    """Return how many days the administration keeps consignments, if it has said so."""
    return await session.scalar(select(retention.c.days).where(retention.c.tenant == tenant))


async def keep(session: AsyncSession, days: int, *, tenant: Tenant, at: int, by: str) -> None:
    """Store how many days the administration keeps consignments."""
    new = insert(retention).values(tenant=tenant, days=days, saved_at=at, saved_by=by)
    await session.execute(
        new.on_conflict_do_update(
            index_elements=[retention.c.tenant],
            set_={name: new.excluded[name] for name in ("days", "saved_at", "saved_by")},
        )
    )


def _source(row: Row[Any]) -> SourceOut:
    return SourceOut(
        code=row.code,
        version=row.version,
        name=row.name,
        mapping=Mapping.model_validate(row.mapping),
        saved_at=row.saved_at,
        saved_by=row.saved_by,
    )
