"""The hits of the consignments of a selection: by which it was made, and which they have by now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sealwire.contract.profiling.lists import HitRecord
from sealwire.contract.profiling.selections import State
from sqlalchemy import ARRAY, Uuid, and_, any_, exists, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB, distinct_on

from sealwire_profiling.assessments.adapters.tables import rescreened, rescreenings, selected, selections
from sealwire_profiling.assessments.domain.since import Again
from sealwire_profiling.intake.adapters.tables import consignments
from sealwire_profiling.lists.domain.recording import hit_of
from sealwire_profiling.lists.domain.rescreening import Rescreened

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Subquery
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.lists.domain.screening import Hit
    from sealwire_profiling.tenancy import Tenant

_C, _S, _R, _A = consignments.c, selected.c, rescreenings.c, rescreened.c
_other, _newer, _this = selected.alias("other"), selections.alias("newer"), selections.alias("this")


async def open_in(session: AsyncSession, selection_id: UUID, *, tenant: Tenant) -> list[str]:
    """Return the open consignments of a selection that no newer one has judged, by id."""
    judged_anew = exists(
        select(_other.c.consignment)
        .join(_newer, and_(_newer.c.tenant == _other.c.tenant, _newer.c.id == _other.c.selection))
        .where(
            _other.c.tenant == tenant,
            _other.c.consignment == _S.consignment,
            _newer.c.state == State.DONE.value,
            tuple_(_newer.c.requested_at, _newer.c.id) > tuple_(_this.c.requested_at, _this.c.id),
        )
    )
    wanted = (
        select(_S.consignment)
        .join(consignments, and_(_C.tenant == _S.tenant, _C.id == _S.consignment))
        .join(_this, and_(_this.c.tenant == _S.tenant, _this.c.id == _S.selection))
        .where(_S.tenant == tenant, _S.selection == selection_id, _C.open, ~judged_anew)
        .order_by(_S.consignment)
    )
    return list(map(str, await session.scalars(wanted)))


async def hits(
    session: AsyncSession, selection_id: UUID, ids: Collection[str], *, tenant: Tenant
) -> dict[str, tuple[Hit, ...]]:
    """Return the hits that consignments of a selection have by what is stored, by id."""
    last = newest_of(selection_id, tenant)
    wanted = (
        select(_S.consignment, func.coalesce(last.c.after, _S.hits).label("hits"))
        .outerjoin(last, last.c.consignment == _S.consignment)
        .where(_S.tenant == tenant, _S.selection == selection_id, _S.consignment == _any_of(ids))
    )
    return {str(row.consignment): _hits_of(row.hits) for row in await session.execute(wanted)}


async def still_open(session: AsyncSession, ids: Collection[str], *, tenant: Tenant) -> set[UUID]:
    """Return those of some consignments that are there and open, and stay so until the transaction ends."""
    wanted = select(_C.id).where(_C.tenant == tenant, _C.id == _any_of(ids), _C.open).order_by(_C.id)
    return set(await session.scalars(wanted.with_for_update(read=True)))


async def count(session: AsyncSession, selection_id: UUID, *, tenant: Tenant) -> int:
    """Return of how many consignments of a selection lists say something else since."""
    last = newest_of(selection_id, tenant)
    found = (
        select(func.count())
        .select_from(selected)
        .join(last, last.c.consignment == _S.consignment)
        .where(_S.tenant == tenant, _S.selection == selection_id, differ(last))
    )
    return await session.scalar(found) or 0


async def page(
    session: AsyncSession, rescreening: UUID, *, tenant: Tenant, after: int, limit: int
) -> list[Again]:
    """Return the consignments that a re-screening changed, by their rank in the selection.

    Args:
        session: The transaction.
        rescreening: Its id.
        tenant: Whose.
        after: Rank behind which they begin.
        limit: How many at most.
    """
    wanted = (
        select(rescreened, _S.rank, _S.reference)
        .join(rescreenings, and_(_R.tenant == _A.tenant, _R.id == _A.rescreening))
        .join(
            selected,
            and_(_S.tenant == _A.tenant, _S.selection == _R.selection, _S.consignment == _A.consignment),
        )
        .where(_A.tenant == tenant, _A.rescreening == rescreening, _S.rank > after)
        .order_by(_S.rank)
        .limit(limit)
    )
    return [
        Again(row.consignment, row.reference, row.rank, changes_of(row.before, row.after))
        for row in await session.execute(wanted)
    ]


def newest_of(selection_id: UUID, tenant: Tenant) -> Subquery:
    """Return what came out last of each consignment of a selection that was screened again."""
    return newest(tenant, _R.selection == selection_id)


def newest(tenant: Tenant, of: ColumnElement[bool]) -> Subquery:
    """Return what came out last of each consignment in each of some selections."""
    made = (
        select(_A.consignment, _A.after, _A.mandatory, _R.finished_at)
        .ext(distinct_on(_R.selection, _A.consignment))
        .join(rescreenings, and_(_R.tenant == _A.tenant, _R.id == _A.rescreening))
        .where(_A.tenant == tenant, _R.tenant == tenant, of)
        .order_by(_R.selection, _A.consignment, _R.list_changes.desc())
    )
    return made.subquery("newest_hits")


def differ(last: Subquery) -> ColumnElement[bool]:
    """Return whether the hits of `newest` are others than those by which the selection was made."""
    return last.c.after != func.coalesce(_S.hits, literal([], JSONB))


def changes_of(before: Sequence[dict[str, Any]] | None, after: Sequence[dict[str, Any]]) -> Rescreened:
    """Return what has become of hits, as they were stored."""
    return Rescreened(_hits_of(before), _hits_of(after))


def _hits_of(stored: Sequence[dict[str, Any]] | None) -> tuple[Hit, ...]:
    return tuple(hit_of(HitRecord.model_validate(each)) for each in stored or ())


def _any_of(ids: Collection[str]) -> Any:
    return any_(literal([UUID(each) for each in ids], ARRAY(Uuid)))
