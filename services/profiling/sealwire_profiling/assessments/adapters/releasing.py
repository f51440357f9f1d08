"""Which consignments of a selection nobody wants to look at before they are released."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.selections import Lane, State
from sqlalchemy import ARRAY, Uuid, and_, any_, exists, literal, select, update

from sealwire_profiling.assessments.adapters.rescreened import newest
from sealwire_profiling.assessments.adapters.tables import rescreenings, selected, selections
from sealwire_profiling.inspections.adapters.tables import inspections
from sealwire_profiling.intake.adapters.tables import consignments
from sealwire_profiling.lists.adapters.tables import list_counters

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire.contract.profiling.selections import SelectionOut
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

_C, _I, _S = consignments.c, inspections.c, selected.c
_FREE = (Lane.GREEN.value, Lane.BLUE.value)
_HELD = (Lane.RED.value, Lane.YELLOW.value)
_other, _newer = selected.alias("other"), selections.alias("newer")


async def releasable(
    session: AsyncSession, selection: SelectionOut, *, tenant: Tenant
) -> tuple[list[UUID], int]:
    """Return the open consignments of the green and blue lanes that may go, and how many may not.

    Not those that were amended since: nobody has judged these documents. Not those that a newer selection
    has in its red or yellow lane, that a list compels to open since, or that a correction opened again. Who
    amends or decides about one of those returned waits until the transaction ends.

    Args:
        session: The transaction.
        selection: A selection that is made.
        tenant: Whose.
    """
    mine = (_S.tenant == tenant, _S.selection == selection.id, _S.lane.in_(_FREE))
    open_ones = (
        select(_C.id)
        .join(selected, and_(_S.tenant == _C.tenant, _S.consignment == _C.id))
        .where(_C.tenant == tenant, _C.open, *mine)
        .order_by(_C.id)
        .with_for_update(of=consignments, key_share=True)
    )
    held = list(await session.scalars(open_ones))
    # Only now: whoever waited for a lock still sees what was before the others' transactions ended.
    may_go = (
        select(_C.id)
        .join(selected, and_(_S.tenant == _C.tenant, _S.consignment == _C.id))
        .where(_C.tenant == tenant, _C.open, *mine, _C.id == any_(literal(held, ARRAY(Uuid))))
        .where(_C.version == _S.version, ~_held_by_newer(selection, tenant))
        .where(~_compelled(selection, tenant), ~_opened_again(selection, tenant))
        .order_by(_C.id)
    )
    free = list(await session.scalars(may_go))
    return free, len(held) - len(free)


async def unscreened(session: AsyncSession, selection: SelectionOut, *, tenant: Tenant) -> bool:
    """Tell whether lists have changed, and this selection or a newer one is not screened again yet."""
    behind = select(_newer.c.id).where(
        _newer.c.tenant == tenant,
        _newer.c.requested_at >= _asked_at(selection),
        _newer.c.list_changes < list_counters.c.changes,
        list_counters.c.tenant == tenant,
    )
    return bool(await session.scalar(select(behind.exists())))


def _held_by_newer(selection: SelectionOut, tenant: Tenant) -> ColumnElement[bool]:
    return exists(
        select(_other.c.consignment)
        .join(_newer, and_(_newer.c.tenant == _other.c.tenant, _newer.c.id == _other.c.selection))
        .where(
            _other.c.tenant == tenant,
            _other.c.consignment == _S.consignment,
            _other.c.lane.in_(_HELD),
            _newer.c.state == State.DONE.value,
            # Of the same second too: which of them came later does not matter, either holds.
            _newer.c.id != selection.id,
            _newer.c.requested_at >= _asked_at(selection),
        )
    )


def _compelled(selection: SelectionOut, tenant: Tenant) -> ColumnElement[bool]:
    since = newest(tenant, _this_or_newer(selection, tenant))
    return exists().where(since.c.consignment == _S.consignment, since.c.mandatory)


def _opened_again(selection: SelectionOut, tenant: Tenant) -> ColumnElement[bool]:
    """Return whether a correction since may have opened it: lists were not held against a closed one."""
    made_at = 0 if selection.finished_at is None else int(selection.finished_at.timestamp())
    return exists().where(
        _I.tenant == tenant,
        _I.consignment == _S.consignment,
        _I.corrects.is_not(None),
        _I.recorded_at >= made_at,
    )


def _asked_at(selection: SelectionOut) -> int:
    return int(selection.requested_at.timestamp())


def _this_or_newer(selection: SelectionOut, tenant: Tenant) -> ColumnElement[bool]:
    asked_at = _asked_at(selection)
    newer = select(_newer.c.id).where(_newer.c.tenant == tenant, _newer.c.requested_at >= asked_at)
    return rescreenings.c.selection.in_(newer)


async def stamp(session: AsyncSession, selection_id: UUID, *, tenant: Tenant, by: str, now: int) -> None:
    """Keep who released the lanes of a selection last, and when (Unix seconds)."""
    this = (selections.c.tenant == tenant, selections.c.id == selection_id)
    await session.execute(update(selections).where(*this).values(released_at=now, released_by=by))
