"""Consignments out of PostgreSQL: by page, with their versions, and as the history of an administration."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import polars as pl
from sealwire.contract.profiling.consignments import Consignment
from sqlalchemy import ARRAY, Text, Uuid, any_, cast, false, literal, select

from sealwire_profiling.frame.domain.building import Received
from sealwire_profiling.frame.domain.history import HISTORY
from sealwire_profiling.intake.adapters.tables import consignment_versions, consignments
from sealwire_profiling.intake.domain.stored import Query, Stored, Version, container_key, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Result, Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

_C = consignments.c
_AMENDED_ONCE = 2
"""The version that the first amendment makes."""


async def load(  # noqa: PLR0913 - each narrows on its own, and most callers give one
    session: AsyncSession,
    *,
    tenant: Tenant,
    ids: Collection[str] | None = None,
    upload: str | None = None,
    open_only: bool = False,
    limit: int,
    after: str = "",
) -> list[Stored]:
    """Return a page of consignments, by id.

    Args:
        session: The transaction.
        tenant: Whose.
        ids: Only these.
        upload: Only those that this upload brought or was the last to amend.
        open_only: Only those that are still to be decided about.
        limit: Most that are returned.
        after: Id behind which the page begins: the last of the page before.
    """
    conditions = [_C.tenant == tenant]
    if ids is not None:
        conditions.append(_C.id == any_(literal([UUID(each) for each in ids], ARRAY(Uuid))))
    if upload is not None:
        conditions.append(_C.upload == UUID(upload))
    if open_only:
        conditions.append(_C.open)
    return await _page(session, conditions, after=after, limit=limit)


async def open_ids(session: AsyncSession, *, tenant: Tenant, upload: str | None, limit: int) -> list[str]:
    """Return the ids of consignments that are still to be decided about, in their order; see `load`."""
    conditions = [_C.tenant == tenant, _C.open]
    if upload is not None:
        conditions.append(_C.upload == UUID(upload))
    found = await session.scalars(select(_C.id).where(*conditions).order_by(_C.id).limit(limit))
    return list(map(str, found))


async def find(session: AsyncSession, query: Query, *, tenant: Tenant) -> list[Stored]:
    """Return a page of the consignments that are searched for, by id."""
    return await _page(session, [*_conditions(query, tenant)], after=query.after, limit=query.limit)


async def _page(
    session: AsyncSession, conditions: list[ColumnElement[bool]], *, after: str, limit: int
) -> list[Stored]:
    if after:
        conditions = [*conditions, _C.id > UUID(after)]
    found = await session.execute(select(consignments).where(*conditions).order_by(_C.id).limit(limit))
    return await _all_stored(found)


async def _all_stored(found: Result[Any]) -> list[Stored]:
    # Thousands of bodies take a good part of a second to check: too long for the event loop.
    return await asyncio.to_thread(lambda: [_stored(row) for row in found])


def _conditions(query: Query, tenant: Tenant) -> Iterator[ColumnElement[bool]]:
    yield _C.tenant == tenant
    if query.upload is not None:
        yield _C.upload == query.upload
    if query.reference:
        yield _C.reference == query.reference
    if query.container:
        yield _C.containers.contains([container_key(query.container)])
    if query.party:
        # Of signs alone no party has all words, rather than every party all of none.
        wanted = sorted(words(query.party))
        yield _C.party_words.contains(wanted) if wanted else false()
    if query.office:
        yield _C.office == query.office
    if query.since is not None:
        yield _C.seen_on >= query.since
    if query.until is not None:
        yield _C.seen_on <= query.until


async def versions(session: AsyncSession, *, tenant: Tenant, consignment: UUID) -> list[Version]:
    """Return the versions that amendments replaced, oldest first; the newest stands in `load`."""
    table = consignment_versions.c
    found = await session.execute(
        select(consignment_versions)
        .where(table.tenant == tenant, table.consignment == consignment)
        .order_by(table.version)
    )
    return [_version(row) for row in found]


async def by_reference(
    session: AsyncSession, *, tenant: Tenant, source: str, references: Collection[str], lock: bool = False
) -> dict[str, Stored]:
    """Return what a source said under some references, as far as it did.

    Args:
        session: The transaction.
        tenant: Whose.
        source: Code of the source.
        references: Any number: they are sent as one array.
        lock: Whether others wait to amend them until the transaction ends.
    """
    wanted = literal(list(references), ARRAY(Text))
    statement = (
        select(consignments)
        .where(_C.tenant == tenant, _C.source == source, _C.reference == any_(wanted))
        .order_by(_C.id)
    )
    # Not for those that only keep it from being erased: a selection that is stored holds all open ones so.
    found = await session.execute(statement.with_for_update(key_share=True) if lock else statement)
    return {each.consignment.reference: each for each in await _all_stored(found)}


async def history(session: AsyncSession, *, tenant: Tenant, before: date, since: date) -> pl.DataFrame:
    """Return what an administration saw from `since` up to the day before `before`: HISTORY, and `id`.

    `declared_on` is the day of receipt where the documents name none, so that it counts too.
    """
    columns = [cast(_C.id, Text), *(_C.seen_on if name == "declared_on" else _C[name] for name in HISTORY)]
    found = await session.execute(
        select(*columns).where(_C.tenant == tenant, _C.seen_on >= since, _C.seen_on < before)
    )
    schema = {"id": pl.String(), **HISTORY}
    return pl.DataFrame([tuple(row) for row in found], schema=schema, orient="row")


async def received(session: AsyncSession, stored: Sequence[Stored], *, tenant: Tenant) -> list[Received]:
    """Return consignments as the frame takes them, with the days on which they were amended."""
    days = await _days_between(session, stored, tenant)
    return [_received(each, days.get(each.id, ())) for each in stored]


async def _days_between(
    session: AsyncSession, stored: Sequence[Stored], tenant: Tenant
) -> dict[UUID, list[date]]:
    """Return the days of the amendments between the first version and the newest, by consignment."""
    table = consignment_versions.c
    ids = [each.id for each in stored if each.current.number > _AMENDED_ONCE]
    found = await session.execute(
        select(table.consignment, table.received_at).where(
            table.tenant == tenant, table.consignment == any_(literal(ids, ARRAY(Uuid))), table.version > 1
        )
    )
    days: dict[UUID, list[date]] = {}
    for row in found:
        days.setdefault(row.consignment, []).append(_day(row.received_at))
    return days


def _received(stored: Stored, between: Iterable[date]) -> Received:
    current = stored.current
    return Received(
        id=str(stored.id),
        source=stored.source,
        consignment=stored.consignment,
        amendments=current.number - 1,
        amended=stored.amended,
        amended_on=(*between, _day(current.received_at)) if current.number > 1 else (),
    )


def _day(unix_s: int) -> date:
    return datetime.fromtimestamp(unix_s, UTC).date()


def _stored(row: Row[Any]) -> Stored:
    return Stored(row.id, row.source, _version(row), tuple(row.amended), row.open, row.fingerprint)


def _version(row: Row[Any]) -> Version:
    return Version(
        number=row.version,
        received_at=row.received_at,
        upload=row.upload,
        line=row.line,
        changed=tuple(row.changed),
        consignment=Consignment.model_validate(row.body),
    )
