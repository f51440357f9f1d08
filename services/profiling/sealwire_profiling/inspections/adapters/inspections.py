"""Inspections: written once, read newest first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sealwire.contract.profiling.inspections import InspectionOut, Outcome
from sqlalchemy import ARRAY, Uuid, and_, any_, exists, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH, insert

from sealwire_profiling.assessments.adapters.tables import selected
from sealwire_profiling.inspections.adapters.tables import inspections
from sealwire_profiling.inspections.domain.figures import Judged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sealwire.contract.profiling.inspections import InspectionIn
    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

ASKED = and_(
    selected.c.tenant == inspections.c.tenant,
    selected.c.selection == inspections.c.selection,
    selected.c.consignment == inspections.c.consignment,
)
"""Joins an inspection to the row of the selection that had asked for it."""
_corrections = inspections.alias("corrections")
_correcting = and_(_corrections.c.tenant == inspections.c.tenant, _corrections.c.corrects == inspections.c.id)


async def add(
    session: AsyncSession, inspection: InspectionIn, *, tenant: Tenant, stamp: Mapping[str, object]
) -> bool:
    """Store an inspection; False where the same one was corrected, or the feedback entered, already.

    Args:
        session: The transaction.
        inspection: Checked.
        tenant: Whose it is.
        stamp: `id`, `version` of the documents and `selection` that it is about, `recorded_at` (Unix seconds)
            and `recorded_by`.
    """
    row = {
        "tenant": tenant, "consignment": inspection.consignment, "selection": inspection.selection,
        "inspected_on": inspection.inspected_on, "outcome": inspection.outcome.value,
        "body": inspection.model_dump(mode="json"), "corrects": inspection.corrects,
        "feedback": inspection.feedback, **stamp,
    }  # fmt: skip
    added = insert(inspections).values(row).on_conflict_do_nothing().returning(inspections.c.id)
    return await session.scalar(added) is not None


async def find(session: AsyncSession, inspection_id: UUID, *, tenant: Tenant) -> InspectionOut | None:
    """Return an inspection."""
    row = (await session.execute(_shown(tenant).where(inspections.c.id == inspection_id))).one_or_none()
    return None if row is None else _out(row)


async def subject_of(
    session: AsyncSession, inspection_id: UUID, *, tenant: Tenant
) -> tuple[int | None, UUID | None]:
    """Return the version of the documents, and the selection, that an inspection is about."""
    wanted = select(inspections.c.version, inspections.c.selection).where(
        inspections.c.tenant == tenant, inspections.c.id == inspection_id
    )
    row = (await session.execute(wanted)).one()
    return row.version, row.selection


async def by_feedback(
    session: AsyncSession, envelope: UUID, consignment: UUID, *, tenant: Tenant
) -> InspectionOut | None:
    """Return what was entered from a feedback notice about a consignment."""
    same = (inspections.c.feedback == envelope, inspections.c.consignment == consignment)
    row = (await session.execute(_shown(tenant).where(*same))).one_or_none()
    return None if row is None else _out(row)


async def page(
    session: AsyncSession,
    *,
    tenant: Tenant,
    consignment: UUID | None = None,
    before: tuple[int, UUID] | None = None,
    limit: int,
) -> list[InspectionOut]:
    """Return inspections, newest first.

    Args:
        session: The transaction.
        tenant: Whose.
        consignment: Only of this one.
        before: Recording time and id of the last one of the page before.
        limit: How many at most.
    """
    order = (inspections.c.recorded_at, inspections.c.id)
    wanted = _shown(tenant).order_by(*(each.desc() for each in order)).limit(limit)
    if consignment is not None:
        wanted = wanted.where(inspections.c.consignment == consignment)
    if before is not None:
        wanted = wanted.where(
            (inspections.c.recorded_at < before[0])
            | ((inspections.c.recorded_at == before[0]) & (inspections.c.id < before[1]))
        )
    return [_out(row) for row in await session.execute(wanted)]


async def judged(
    session: AsyncSession, *, tenant: Tenant, since: date, until: date, limit: int
) -> list[Judged]:
    """Return the inspections of some days, each with what had asked for it; not those that were corrected.

    Args:
        session: The transaction.
        tenant: Whose.
        since: First day.
        until: Last day.
        limit: How many at most, the newest of them.
    """
    days = inspections.c.inspected_on.between(since, until)
    return await _judged(session, days, tenant=tenant, limit=limit)


async def judged_of(
    session: AsyncSession, selections: Sequence[UUID], *, tenant: Tenant, limit: int
) -> list[Judged]:
    """Return the inspections of some selections; see `judged`."""
    these = inspections.c.selection == any_(literal(list(selections), ARRAY(Uuid)))
    return await _judged(session, these, tenant=tenant, limit=limit)


async def _judged(
    session: AsyncSession, which: ColumnElement[bool], *, tenant: Tenant, limit: int
) -> list[Judged]:
    wanted = (
        select(
            inspections.c.inspected_on, inspections.c.outcome, selected.c.probability, selected.c.slot,
            codes("profile").label("profiles"), codes("list").label("lists"), selected.c.shadow_hits,
            selected.c.shadow_probability, selected.c.shadow_slot,
        )
        .select_from(inspections.outerjoin(selected, ASKED))
        .where(inspections.c.tenant == tenant, which, uncorrected())
        .order_by(inspections.c.inspected_on.desc(), inspections.c.id)
        .limit(limit)
    )  # fmt: skip
    return [
        Judged(
            row.inspected_on,
            Outcome(row.outcome),
            profiles=tuple(dict.fromkeys(row.profiles or ())),
            lists=tuple(dict.fromkeys(row.lists or ())),
            probability=row.probability,
            slot=row.slot or "none",
            shadow_profiles=tuple(row.shadow_hits or ()),
            shadow_probability=row.shadow_probability,
            shadow_slot=row.shadow_slot,
        )
        for row in await session.execute(wanted)
    ]


async def outcomes(session: AsyncSession, *, tenant: Tenant, since: date) -> Mapping[str, int]:
    """Return by a profile's code how many inspections since a day told whether its hit was right."""
    told = [each.value for each in Outcome if each.found is not None]
    hits = (
        select(func.jsonb_array_elements_text(codes("profile")).label("code"))
        .select_from(inspections.join(selected, ASKED))
        .where(
            inspections.c.tenant == tenant,
            inspections.c.inspected_on >= since,
            inspections.c.outcome.in_(told),
            uncorrected(),
        )
        .subquery()
    )
    counted = select(hits.c.code, func.count().label("hits")).group_by(hits.c.code)
    return {row.code: row.hits for row in await session.execute(counted)}


def uncorrected() -> ColumnElement[bool]:
    """Return what holds of an inspection whose place no other has taken."""
    return ~exists(_corrections).where(_correcting)


def codes(kind: str) -> ColumnElement[list[str] | None]:
    """Return the codes of a kind of reason: the sentences of 200,000 inspections stay in the database."""
    path = literal(f'$[*] ? (@.kind == "{kind}").code').cast(JSONPATH)
    return func.jsonb_path_query_array(selected.c.reasons, path, type_=JSONB)


def _shown(tenant: Tenant) -> Select[tuple[object, ...]]:
    return (
        select(
            inspections.c.id, inspections.c.body, inspections.c.recorded_at, inspections.c.recorded_by,
            _corrections.c.id.label("corrected_by"),
        )
        .select_from(inspections.outerjoin(_corrections, _correcting))
        .where(inspections.c.tenant == tenant)
    )  # fmt: skip


def _out(row: Row[tuple[object, ...]]) -> InspectionOut:
    return InspectionOut(
        **row.body,
        id=row.id,
        recorded_at=datetime.fromtimestamp(row.recorded_at, UTC),
        recorded_by=row.recorded_by,
        corrected_by=row.corrected_by,
    )
