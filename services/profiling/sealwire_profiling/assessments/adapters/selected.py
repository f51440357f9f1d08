"""The consignments of a selection, by rank, and what officers changed of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sealwire.contract.profiling.selections import Amend, Lane, ShadowSeen, Slot
from sqlalchemy import false, func, insert, select, update

from sealwire_profiling.assessments.adapters import rescreened
from sealwire_profiling.assessments.adapters.tables import overrides, selected
from sealwire_profiling.assessments.domain.since import Since
from sealwire_profiling.assessments.domain.standing import Overridden, Standing
from sealwire_profiling.intake.adapters.tables import consignments
from sealwire_profiling.selection.domain import rows as lanes
from sealwire_profiling.selection.domain.rows import Row

if TYPE_CHECKING:
    from sqlalchemy import Row as Found
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.assessments.domain.standing import Window
    from sealwire_profiling.tenancy import Tenant

_C, _S, _O = consignments.c, selected.c, overrides.c


async def page(
    session: AsyncSession, selection_id: UUID, window: Window, *, tenant: Tenant
) -> list[Standing]:
    """Return the consignments of a selection by rank, with their last override and what lists say since."""
    newest = (
        select(_O.consignment, func.max(_O.number).label("number"))
        .where(_O.tenant == tenant, _O.selection == selection_id)
        .group_by(_O.consignment)
        .subquery()
    )
    last = (
        select(overrides)
        .join(newest, (newest.c.consignment == _O.consignment) & (newest.c.number == _O.number))
        .where(_O.tenant == tenant, _O.selection == selection_id)
        .subquery()
    )
    since = rescreened.newest_of(selection_id, tenant)
    wanted = (
        select(
            selected, last.c.does, last.c.category, last.c.reason, last.c.made_by, last.c.made_at,
            since.c.after, since.c.finished_at, func.coalesce(_C.open, false()).label("open"),
        )
        .outerjoin(last, last.c.consignment == _S.consignment)
        .outerjoin(since, since.c.consignment == _S.consignment)
        .outerjoin(consignments, (_C.tenant == _S.tenant) & (_C.id == _S.consignment))
        .where(_S.tenant == tenant, _S.selection == selection_id, _S.rank > window.after)
        .order_by(_S.rank)
        .limit(window.limit)
    )  # fmt: skip
    if window.changed:
        wanted = wanted.where(rescreened.differ(since))
    if window.opened:
        wanted = wanted.where(_S.slot.is_not(None))
    return [_standing(row) for row in await session.execute(wanted)]


async def find(session: AsyncSession, selection_id: UUID, consignment: UUID, *, tenant: Tenant) -> Row | None:
    """Return the row of a consignment in a selection without reasons; the selection's lock keeps it so."""
    wanted = select(selected).where(
        _S.tenant == tenant, _S.selection == selection_id, _S.consignment == consignment
    )
    row = (await session.execute(wanted)).one_or_none()
    if row is None:
        return None
    return Row(
        id=str(row.consignment),
        office=row.office,
        arrives_on=None,
        rank=row.place,
        lane=lanes.Lane(row.lane),
        slot=None if row.slot is None else lanes.Slot(row.slot),
        propensity=row.propensity,
        overflow=row.overflow,
        removed=row.removed,
    )


async def rank_of(session: AsyncSession, selection_id: UUID, consignment: UUID, *, tenant: Tenant) -> int:
    """Return the rank of a consignment that is in a selection."""
    same = (_S.tenant == tenant, _S.selection == selection_id, _S.consignment == consignment)
    rank: int = (await session.execute(select(_S.rank).where(*same))).scalar_one()
    return rank


async def override(
    session: AsyncSession, selection_id: UUID, changed: Row, made: Overridden, *, tenant: Tenant
) -> None:
    """Store a row as an officer's change left it, and keep who did it and why.

    Args:
        session: A transaction that holds the selection's lock.
        selection_id: The selection.
        changed: The row; its reasons are those that the change adds.
        made: The record.
        tenant: Whose.
    """
    so_far = select(func.coalesce(func.max(_O.number), 0)).where(
        _O.tenant == tenant, _O.selection == selection_id
    )
    row = {
        "tenant": tenant, "selection": selection_id, "number": (await session.scalar(so_far) or 0) + 1,
        "consignment": UUID(changed.id), "does": made.does.value, "category": made.category,
        "reason": made.reason, "made_by": made.made_by, "made_at": made.made_at,
    }  # fmt: skip
    await session.execute(insert(overrides).values(row))
    await session.execute(
        update(selected)
        .where(_S.tenant == tenant, _S.selection == selection_id, _S.consignment == UUID(changed.id))
        .values(
            lane=changed.lane.value,
            slot=None if changed.slot is None else changed.slot.value,
            removed=changed.removed,
        )
    )


def _standing(row: Found[Any]) -> Standing:
    changed = None
    if row.does is not None:
        changed = Overridden(Amend(row.does), row.category, row.reason, row.made_by, row.made_at)
    return Standing(
        row.consignment,
        row.reference,
        row.office,
        row.rank,
        row.place,
        Lane(row.lane),
        None if row.slot is None else Slot(row.slot),
        row.propensity,
        row.overflow,
        row.removed,
        row.score,
        row.probability,
        row.reasons,
        changed,
        _shadow(row),
        None if row.after is None else _since(row),
    )


def _shadow(row: Found[Any]) -> ShadowSeen | None:
    said = (row.shadow_hits, row.shadow_probability, row.shadow_slot)
    if said == (None, None, None):
        return None
    hits, probability, slot = said
    return ShadowSeen(profiles=tuple(hits or ()), probability=probability, slot=slot)


def _since(row: Found[Any]) -> Since:
    return Since(rescreened.changes_of(row.hits, row.after), row.finished_at, row.open)
