"""What is past its retention, in PostgreSQL: erased, and counted without anybody's name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sealwire.contract.profiling.intake import ErasedCount, UploadState
from sqlalchemy import and_, delete, func, or_, select, union
from sqlalchemy.dialects.postgresql import insert

from sealwire_profiling.intake.adapters.tables import consignments, erased_counts, retention, uploads
from sealwire_profiling.tenancy import Tenant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

_C, _U, _N = consignments.c, uploads.c, erased_counts.c
_MAX_COUNTS = 1_000


async def kept_days(session: AsyncSession, *, usual: int) -> Mapping[Tenant, int]:
    """Return for each administration that keeps anything how many days it keeps it.

    Args:
        session: The transaction.
        usual: Days of those that have not said so.
    """
    tenants = union(select(_C.tenant), select(_U.tenant)).subquery()
    own = retention.c
    found = await session.execute(
        select(tenants.c.tenant, func.coalesce(own.days, usual)).outerjoin(
            retention, own.tenant == tenants.c.tenant
        )
    )
    return {Tenant(tenant): days for tenant, days in found}


async def erase(session: AsyncSession, *, tenant: Tenant, before: int, limit: int) -> list[UUID]:
    """Erase consignments that were last received before a moment; return which, at most `limit`.

    What remains is how many there were for each month, office and heading.
    """
    due = (
        select(_C.id)
        .where(_C.tenant == tenant, _C.received_at < before)
        .order_by(_C.received_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    erased = await session.execute(
        delete(consignments)
        .where(_C.tenant == tenant, _C.id.in_(select(due.c.id)))
        .returning(_C.id, _C.seen_on, _C.office, _C.heading)
    )
    gone = erased.all()
    counts = Counter((row.seen_on.replace(day=1), row.office or "", row.heading or "") for row in gone)
    if counts:
        await _count(session, counts, tenant)
    return [row.id for row in gone]


async def _count(session: AsyncSession, counts: Counter[tuple[date, str, str]], tenant: Tenant) -> None:
    rows = [
        {"tenant": tenant, "month": month, "office": office, "heading": heading, "consignments": number}
        for (month, office, heading), number in sorted(counts.items())
    ]
    new = insert(erased_counts)
    statement = new.on_conflict_do_update(
        index_elements=[_N.tenant, _N.month, _N.office, _N.heading],
        set_={"consignments": _N.consignments + new.excluded.consignments},
    )
    await session.execute(statement, rows)


async def erase_uploads(session: AsyncSession, *, tenant: Tenant, before: int, abandoned: int) -> None:
    """Erase uploads made before a moment, and those whose parts did not come since `abandoned`."""
    unfinished = and_(_U.state == UploadState.RECEIVING.value, _U.created_at < abandoned)
    ended = and_(_U.state != UploadState.READING.value, _U.created_at < before)
    await session.execute(delete(uploads).where(_U.tenant == tenant, or_(ended, unfinished)))


async def remaining(session: AsyncSession, *, tenant: Tenant) -> list[ErasedCount]:
    """Return what remains of erased consignments, the latest months first."""
    found = await session.execute(
        select(erased_counts)
        .where(_N.tenant == tenant)
        .order_by(_N.month.desc(), _N.office, _N.heading)
        .limit(_MAX_COUNTS)
    )
    return [
        ErasedCount(
            month=f"{row.month:%Y-%m}", office=row.office, heading=row.heading, consignments=row.consignments
        )
        for row in found
    ]
