"""Selections of a time on which officers acted, with what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.inspections import Outcome
from sealwire.contract.profiling.selections import State
from sqlalchemy import ARRAY, Uuid, and_, any_, exists, func, literal, select

from sealwire_profiling.assessments.adapters.tables import selected, selections
from sealwire_profiling.inspections.adapters.inspections import codes, uncorrected
from sealwire_profiling.inspections.adapters.tables import inspections
from sealwire_profiling.selection.domain.past import Inspected, Said, belongs, groups_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

_I, _S, _R = inspections.c, selections.c, selected.c


@dataclass(frozen=True, slots=True)
class ActedOn:
    """A selection of which at least one inspection was recorded.

    Attributes:
        id: The selection.
        rest: Counts of what it left, of `remaining.rest_of`; None in selections of older releases.
        shadow: What ran beside it, of `shadow_rows.summary`.
    """

    id: UUID
    rest: Sequence[Mapping[str, Any]] | None
    shadow: Mapping[str, Any] | None


async def acted_on(
    session: AsyncSession, *, tenant: Tenant, since: date, until: date, limit: int
) -> list[ActedOn]:
    """Return the selections of some days of which an inspection was recorded, the newest first.

    Args:
        session: The transaction.
        tenant: Whose.
        since: First day.
        until: Last day.
        limit: How many at most.
    """
    inspected = exists().where(_I.tenant == tenant, _I.selection == _S.id, uncorrected())
    wanted = (
        select(_S.id, _S.rest, _S.shadow)
        .where(_S.tenant == tenant, _S.state == State.DONE.value, _S.on_day.between(since, until), inspected)
        .order_by(_S.on_day.desc(), _S.id)
        .limit(limit)
    )
    return [ActedOn(row.id, row.rest, row.shadow) for row in await session.execute(wanted)]


async def tried(
    session: AsyncSession, within: Mapping[str, Any], *, tenant: Tenant, limit: int
) -> dict[UUID, Mapping[str, Any]]:
    """Return the newest selections beside which something was in shadow, each with what ran beside it.

    Args:
        session: The transaction.
        within: What its `shadow` has to hold.
        tenant: Whose.
        limit: How many at most.
    """
    wanted = (
        select(_S.id, _S.shadow)
        .where(_S.tenant == tenant, _S.state == State.DONE.value, _S.shadow.contains(within))
        .order_by(_S.on_day.desc(), _S.id)
        .limit(limit)
    )
    return {row.id: row.shadow for row in await session.execute(wanted)}


async def shadows(
    session: AsyncSession, *, tenant: Tenant, since: date, until: date, limit: int
) -> list[Mapping[str, Any]]:
    """Return what ran in shadow beside the newest selections of some days."""
    wanted = (
        select(_S.shadow)
        .where(_S.tenant == tenant, _S.on_day.between(since, until), _S.shadow.is_not(None))
        .order_by(_S.on_day.desc(), _S.id)
        .limit(limit)
    )
    return list(await session.scalars(wanted))


async def opened(
    session: AsyncSession, ids: Collection[UUID], *, tenant: Tenant, limit: int
) -> list[Inspected]:
    """Return what selections and officers wanted opened, each once, with what its last inspections say.

    Args:
        session: The transaction.
        ids: Of the selections.
        tenant: Whose.
        limit: How many at most.
    """
    these = any_(literal(list(ids), ARRAY(Uuid)))
    outcomes = (
        select(_I.selection, _I.consignment, func.array_agg(_I.outcome).label("outcomes"))
        .where(_I.tenant == tenant, _I.selection == these, uncorrected())
        .group_by(_I.selection, _I.consignment)
        .subquery()
    )
    same = and_(outcomes.c.selection == _R.selection, outcomes.c.consignment == _R.consignment)
    wanted = (
        select(
            _R.selection, _R.consignment, _R.draw, _R.slot, _R.propensity, _R.probability, _R.shadow_hits,
            _R.shadow_probability, _R.shadow_slot, codes("profile").label("profiles"), outcomes.c.outcomes,
        )
        .select_from(selected.outerjoin(outcomes, same))
        .where(_R.tenant == tenant, _R.selection == these, _R.slot.is_not(None))
        .limit(limit)
    )  # fmt: skip
    return [_inspected(row) for row in await session.execute(wanted)]


def _inspected(row: Row[Any]) -> Inspected:
    designed, made = belongs(row.slot)
    said = Said(
        row.profiles or (), row.probability, row.shadow_hits or (), row.shadow_probability, row.shadow_slot
    )
    return Inspected(
        str(row.consignment),
        (row.selection, row.draw),
        row.propensity,
        designed,
        _found(row.outcomes or ()),
        made | groups_of(said),
    )


def _found(outcomes: Iterable[str]) -> bool | None:
    """Return whether any of the inspections of a consignment found something; None where none looked."""
    known = [found for each in outcomes if (found := Outcome(each).found) is not None]
    return any(known) if known else None
