"""Clearances and their versions in PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from sealwire_profiling.lists.adapters.tables import clearance_versions
from sealwire_profiling.lists.domain.values import Clearance

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant


@dataclass(frozen=True, slots=True)
class StoredClearance:
    """The newest version of a clearance, who made it, when (Unix seconds) and why."""

    clearance: Clearance
    reason: str
    cleared_by: str
    cleared_at: int


async def all_newest(
    session: AsyncSession, *, tenant: Tenant, entry: UUID | None = None
) -> list[StoredClearance]:
    """Return the newest version of all clearances, or of those about one entry; withdrawn ones too."""
    wanted = (
        select(clearance_versions)
        .ext(distinct_on(clearance_versions.c.id))
        .where(clearance_versions.c.tenant == tenant)
        .order_by(clearance_versions.c.id, clearance_versions.c.version.desc())
    )
    if entry is not None:
        wanted = wanted.where(clearance_versions.c.entry == entry)
    return [_stored(row) for row in await session.execute(wanted)]


async def newest(session: AsyncSession, clearance: UUID, *, tenant: Tenant) -> StoredClearance | None:
    """Return the newest version of a clearance."""
    wanted = (
        select(clearance_versions)
        .where(clearance_versions.c.tenant == tenant, clearance_versions.c.id == clearance)
        .order_by(clearance_versions.c.version.desc())
        .limit(1)
    )
    row = (await session.execute(wanted)).first()
    return None if row is None else _stored(row)


async def add(session: AsyncSession, stored: StoredClearance, *, tenant: Tenant) -> bool:
    """Add a version of a clearance; False when there is one of its number by now."""
    each = stored.clearance
    row = {
        "tenant": tenant, "id": each.id, "version": each.version, "list": each.list, "entry": each.entry,
        "what": each.what, "value": each.value, "only_with": each.only_with,
        "fingerprint": each.fingerprint, "expires_on": each.expires_on, "withdrawn": each.withdrawn,
        "reason": stored.reason, "cleared_by": stored.cleared_by, "cleared_at": stored.cleared_at,
    }  # fmt: skip
    statement = (
        insert(clearance_versions).values(row).on_conflict_do_nothing().returning(clearance_versions.c.id)
    )
    return await session.scalar(statement) is not None


def _stored(row: Row[tuple[object, ...]]) -> StoredClearance:
    clearance = Clearance(
        id=row.id, version=row.version, list=row.list, entry=row.entry, what=row.what, value=row.value,
        only_with=row.only_with, fingerprint=row.fingerprint, expires_on=row.expires_on,
        withdrawn=row.withdrawn,
    )  # fmt: skip
    return StoredClearance(clearance, row.reason, row.cleared_by, row.cleared_at)
