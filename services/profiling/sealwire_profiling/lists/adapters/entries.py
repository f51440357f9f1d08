"""Entries and their versions in PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.contract.profiling.lists import EntryContent, EntryRecord, EntryState
from sqlalchemy import Select, and_, case, func, insert, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from sealwire_profiling.lists.adapters.tables import list_entries
from sealwire_profiling.lists.domain.values import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Row, Subquery
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: entries in one state on a day, after an id."""

    on: date
    state: EntryState
    after: UUID | None
    limit: int


async def active(session: AsyncSession, *, tenant: Tenant, on: date) -> list[Entry]:
    """Return the entries of all lists that can hit on a day."""
    newest = _newest(tenant)
    wanted = select(newest).where(_in_state(newest, EntryState.ACTIVE, on))
    return [_entry(row) for row in await session.execute(wanted)]


async def entered_since(session: AsyncSession, *, tenant: Tenant, since: int) -> set[UUID]:
    """Return the ids of entries that have a version from that second on (Unix seconds)."""
    wanted = select(list_entries.c.id).where(
        list_entries.c.tenant == tenant, list_entries.c.entered_at >= since
    )
    return set(await session.scalars(wanted))


async def of_list(session: AsyncSession, code: str, *, tenant: Tenant) -> list[Entry]:
    """Return the newest version of every entry of a list, removed ones too, by id."""
    newest = _newest(tenant, list_entries.c.list == code)
    return [_entry(row) for row in await session.execute(select(newest).order_by(newest.c.id))]


async def page(session: AsyncSession, code: str, wanted: Page, *, tenant: Tenant) -> list[EntryRecord]:
    """Return entries of a list in a state, by id."""
    newest = _newest(tenant, list_entries.c.list == code)
    rows = select(newest).where(_in_state(newest, wanted.state, wanted.on)).order_by(newest.c.id)
    if wanted.after is not None:
        rows = rows.where(newest.c.id > wanted.after)
    return [record(row, wanted.on) for row in await session.execute(rows.limit(wanted.limit))]


async def counts(session: AsyncSession, *, tenant: Tenant, on: date) -> dict[str, dict[EntryState, int]]:
    """Return how many entries each list has in each state on a day."""
    newest = _newest(tenant)
    state = case(
        *((_in_state(newest, each, on), literal(each.value)) for each in EntryState), else_=literal("")
    ).label("state")
    counted = select(newest.c.list, state, func.count()).group_by(newest.c.list, state)
    found: dict[str, dict[EntryState, int]] = {}
    for code, each, count in await session.execute(counted):
        found.setdefault(code, {})[EntryState(each)] = count
    return found


async def versions(
    session: AsyncSession, code: str, entry: UUID, *, tenant: Tenant, on: date
) -> list[EntryRecord]:
    """Return all versions of an entry, the newest first."""
    wanted = (
        select(list_entries)
        .where(list_entries.c.tenant == tenant, list_entries.c.list == code, list_entries.c.id == entry)
        .order_by(list_entries.c.version.desc())
    )
    return [record(row, on) for row in await session.execute(wanted)]


async def newest(session: AsyncSession, entries: Sequence[UUID], *, tenant: Tenant) -> dict[UUID, Entry]:
    """Return the newest version of some entries, of whichever list."""
    found: dict[UUID, Entry] = {}
    for at in range(0, len(entries), _BATCH):
        rows = _newest(tenant, list_entries.c.id.in_(entries[at : at + _BATCH]))
        found |= {row.id: _entry(row) for row in await session.execute(select(rows))}
    return found


async def add(
    session: AsyncSession,
    entries: Sequence[Entry],
    *,
    tenant: Tenant,
    entered: tuple[str, int],
    removal: str | None = None,
) -> None:
    """Add versions of entries.

    Args:
        session: The transaction; its commit is refused where a version exists by now.
        entries: The versions.
        tenant: Whose they are.
        entered: By whom and when.
        removal: Why they are removed, if these versions remove them.
    """
    rows = [
        {
            "tenant": tenant,
            "list": each.list,
            "id": each.id,
            "version": each.version,
            "content": each.content.model_dump(mode="json", exclude_defaults=True),
            "expires_on": each.content.expires_on,
            "removal": removal,
            "entered_by": entered[0],
            "entered_at": entered[1],
        }
        for each in entries
    ]
    for at in range(0, len(rows), _BATCH):
        await session.execute(insert(list_entries), rows[at : at + _BATCH])


def record(row: Row[tuple[object, ...]], on: date) -> EntryRecord:
    """Return a version as it is shown on a day."""
    entry = _entry(row)
    return EntryRecord(
        id=entry.id, list=entry.list, version=entry.version, state=entry.state(on), content=entry.content,
        entered_by=row.entered_by, entered_at=row.entered_at, removal=row.removal,
    )  # fmt: skip


def _newest(tenant: Tenant, *where: ColumnElement[bool]) -> Subquery:
    """Return the newest version of each entry, as rows of the table."""
    made: Select[tuple[object, ...]] = (
        select(list_entries)
        .ext(distinct_on(list_entries.c.list, list_entries.c.id))
        .where(list_entries.c.tenant == tenant, *where)
        .order_by(list_entries.c.list, list_entries.c.id, list_entries.c.version.desc())
    )
    return made.subquery()


def _in_state(newest: Subquery, state: EntryState, on: date) -> ColumnElement[bool]:
    if state is EntryState.REMOVED:
        return newest.c.removal.is_not(None)
    last = newest.c.expires_on
    fresh = or_(last.is_(None), last >= on) if state is EntryState.ACTIVE else last < on
    return and_(newest.c.removal.is_(None), fresh)


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(
        id=row.id,
        list=row.list,
        version=row.version,
        content=EntryContent.model_validate(row.content),
        removed=row.removal is not None,
    )
