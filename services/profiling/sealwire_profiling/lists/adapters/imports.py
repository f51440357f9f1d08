"""Files that are imported in parts, in PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.contract.profiling.lists import UnReport
from sqlalchemy import and_, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_new

from sealwire_profiling.lists.adapters.tables import list_import_parts, list_imports

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant


@dataclass(frozen=True, slots=True)
class StoredImport:
    """An import: of which list, who began it and when; `finished` once it was applied."""

    id: UUID
    list: str
    opened_by: str
    opened_at: int
    finished: bool = False


async def open_import(session: AsyncSession, opened: StoredImport, *, tenant: Tenant) -> None:
    """Begin an import. Parts of earlier ones of the list that were never finished are dropped."""
    unfinished = select(list_imports.c.id).where(
        list_imports.c.tenant == tenant,
        list_imports.c.list == opened.list,
        list_imports.c.finished_at.is_(None),
    )
    ids = list(await session.scalars(unfinished))
    for each in ids:
        await drop_parts(session, each, tenant=tenant)
    await session.execute(
        delete(list_imports).where(list_imports.c.tenant == tenant, list_imports.c.id.in_(ids))
    )
    row = {
        "tenant": tenant, "id": opened.id, "list": opened.list, "opened_by": opened.opened_by,
        "opened_at": opened.opened_at,
    }  # fmt: skip
    await session.execute(insert(list_imports).values(row))


async def find(session: AsyncSession, code: str, key: UUID, *, tenant: Tenant) -> StoredImport | None:
    """Return an import of a list."""
    wanted = select(list_imports).where(
        list_imports.c.tenant == tenant, list_imports.c.id == key, list_imports.c.list == code
    )
    row = (await session.execute(wanted)).first()
    if row is None:
        return None
    return StoredImport(row.id, row.list, row.opened_by, row.opened_at, row.finished_at is not None)


async def store_part(session: AsyncSession, key: UUID, number: int, data: bytes, *, tenant: Tenant) -> None:
    """Store a part over an earlier one of its number."""
    new = insert_new(list_import_parts).values(
        {"tenant": tenant, "upload": key, "number": number, "data": data}
    )
    await session.execute(
        new.on_conflict_do_update(
            index_elements=list(list_import_parts.primary_key), set_={"data": new.excluded.data}
        )
    )


async def parts(session: AsyncSession, key: UUID, *, tenant: Tenant) -> list[bytes]:
    """Return the parts that are stored, in order; they are as many as their highest number says, or fewer."""
    wanted = (
        select(list_import_parts.c.data)
        .where(list_import_parts.c.tenant == tenant, list_import_parts.c.upload == key)
        .order_by(list_import_parts.c.number)
    )
    return list(await session.scalars(wanted))


async def drop_parts(session: AsyncSession, key: UUID, *, tenant: Tenant) -> None:
    """Drop the bytes of an import."""
    await session.execute(
        delete(list_import_parts).where(
            and_(list_import_parts.c.tenant == tenant, list_import_parts.c.upload == key)
        )
    )


async def finish(session: AsyncSession, key: UUID, report: UnReport, *, tenant: Tenant, now: int) -> None:
    """Keep what an import did, and drop its bytes."""
    await drop_parts(session, key, tenant=tenant)
    # Counts and date: the entries' own versions say what changed.
    told = report.model_dump(mode="json", exclude={"changes", "faults"})
    await session.execute(
        update(list_imports)
        .where(list_imports.c.tenant == tenant, list_imports.c.id == key)
        .values(finished_at=now, report=told)
    )


async def dated(session: AsyncSession, *, tenant: Tenant) -> dict[str, datetime]:
    """Return when the UN made the file that each list has now, where the file says so."""
    newest = (
        select(list_imports.c.list, func.max(list_imports.c.finished_at).label("at"))
        .where(list_imports.c.tenant == tenant, list_imports.c.finished_at.is_not(None))
        .group_by(list_imports.c.list)
        .subquery()
    )
    wanted = select(list_imports.c.list, list_imports.c.report).join(
        newest,
        and_(
            list_imports.c.tenant == tenant,
            list_imports.c.list == newest.c.list,
            list_imports.c.finished_at == newest.c.at,
        ),
    )
    reports = {row.list: UnReport.model_validate(row.report) for row in await session.execute(wanted)}
    return {code: report.generated for code, report in reports.items() if report.generated is not None}
