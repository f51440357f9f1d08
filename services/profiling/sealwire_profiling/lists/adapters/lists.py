"""Lists and the history of changes in PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.contract.profiling.lists import ListChange, ListFiling
from sqlalchemy import func, insert, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert as insert_new

from sealwire_profiling.lists.adapters.tables import list_changes, list_counters, list_versions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant


@dataclass(frozen=True, slots=True)
class StoredList:
    """The newest version of a list; `saved_at` in Unix seconds."""

    code: str
    version: int
    filing: ListFiling
    saved_by: str
    saved_at: int


@dataclass(frozen=True, slots=True)
class Note:
    """What is written down of a change.

    Attributes:
        subject: list, entry, import or clearance.
        list: Code of the list.
        name: Id of the subject.
        version: That it has now.
        note: Why, in the officer's words.
        fields: Which fields differ.
    """

    subject: str
    list: str
    name: str
    version: int
    note: str = ""
    fields: tuple[str, ...] = ()


async def all_lists(session: AsyncSession, *, tenant: Tenant) -> list[StoredList]:
    """Return the newest version of every list, by code."""
    of_each = (
        select(list_versions.c.code, func.max(list_versions.c.version))
        .where(list_versions.c.tenant == tenant)
        .group_by(list_versions.c.code)
    )
    wanted = (
        select(list_versions)
        .where(list_versions.c.tenant == tenant)
        .where(tuple_(list_versions.c.code, list_versions.c.version).in_(of_each))
        .order_by(list_versions.c.code)
    )
    return [_list(row) for row in await session.execute(wanted)]


async def one_list(session: AsyncSession, code: str, *, tenant: Tenant) -> StoredList | None:
    """Return the newest version of a list."""
    wanted = (
        select(list_versions)
        .where(list_versions.c.tenant == tenant, list_versions.c.code == code)
        .order_by(list_versions.c.version.desc())
        .limit(1)
    )
    row = (await session.execute(wanted)).first()
    return None if row is None else _list(row)


async def hold(session: AsyncSession, code: str, *, tenant: Tenant) -> None:
    """Wait until nobody else changes the list, and keep others waiting until the transaction ends.

    Two imports at once would both see what is missing, and both add it.
    """
    await session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"list {tenant} {code}"}
    )


async def add_list(
    session: AsyncSession, code: str, filing: ListFiling, *, tenant: Tenant, saved: tuple[str, int]
) -> bool:
    """Add the version after the one that a filing names; False when there is one by now.

    Args:
        session: The transaction.
        code: Of the list.
        filing: What it will say.
        tenant: Whose list it is.
        saved: By whom and when.
    """
    row = {
        "tenant": tenant,
        "code": code,
        "version": filing.version + 1,
        "filing": filing.model_dump(mode="json", exclude={"version"}),
        "saved_by": saved[0],
        "saved_at": saved[1],
    }
    statement = insert_new(list_versions).values(row).on_conflict_do_nothing().returning(list_versions.c.code)
    return await session.scalar(statement) is not None


async def write_down(
    session: AsyncSession, notes: Sequence[Note], *, tenant: Tenant, by: str, now: int
) -> None:
    """Write down changes, as the last step of the transaction that makes them, and count it.

    Others who change lists of the administration wait from here on until the transaction ends.
    """
    rows = [
        {
            "tenant": tenant, "at": now, "by": by, "subject": each.subject, "list": each.list,
            "name": each.name, "version": each.version, "note": each.note, "fields": list(each.fields),
        }
        for each in notes
    ]  # fmt: skip
    if rows:
        await session.execute(insert(list_changes), rows)
        first = insert_new(list_counters).values(tenant=tenant, changes=1)
        more = {"changes": list_counters.c.changes + 1}
        await session.execute(first.on_conflict_do_update(index_elements=["tenant"], set_=more))


async def counted(session: AsyncSession, *, tenant: Tenant) -> int:
    """Return how often the lists of an administration have changed; ask before reading them."""
    wanted = select(list_counters.c.changes).where(list_counters.c.tenant == tenant)
    return await session.scalar(wanted) or 0


async def changes(
    session: AsyncSession, code: str, *, tenant: Tenant, before: int | None, limit: int
) -> list[ListChange]:
    """Return what was changed on a list, newest first."""
    wanted = (
        select(list_changes)
        .where(list_changes.c.tenant == tenant, list_changes.c.list == code)
        .order_by(list_changes.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        wanted = wanted.where(list_changes.c.id < before)
    return [
        ListChange(
            id=row.id, at=row.at, by=row.by, subject=row.subject, list=row.list, name=row.name,
            version=row.version, note=row.note, fields=tuple(row.fields),
        )
        for row in await session.execute(wanted)
    ]  # fmt: skip


def _list(row: Row[tuple[object, ...]]) -> StoredList:
    return StoredList(
        code=row.code,
        version=row.version,
        filing=ListFiling.model_validate({**row.filing, "version": row.version}),
        saved_by=row.saved_by,
        saved_at=row.saved_at,
    )
