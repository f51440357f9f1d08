"""Which consignments of a selection nobody wants to look at before they are released."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.selections import Lane, State
from sqlalchemy import and_, exists, select, update

from sealwire_profiling.assessments.adapters.rescreened import newest
from sealwire_profiling.assessments.adapters.tables import rescreenings, selected, selections
from sealwire_profiling.intake.adapters.tables import consignments

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire.contract.profiling.selections import SelectionOut
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

_C, _S = consignments.c, selected.c
_FREE = (Lane.GREEN.value, Lane.BLUE.value)
_HELD = (Lane.RED.value, Lane.YELLOW.value)
_other, _newer = selected.alias("other"), selections.alias("newer")


async def releasable(
    session: AsyncSession, selection: SelectionOut, *, tenant: Tenant
) -> tuple[list[UUID], int]:
    """Return the open consignments of the green and blue lanes that may go, and how many may not.

    Not those that were amended since: nobody has judged these documents. Not those that a newer selection
    has in its red or yellow lane, or that a list compels to open since. Whoever amends one of those returned
    waits until the transaction ends.

    Args:
        session: The transaction.
        selection: A selection that is made.
        tenant: Whose.
    """
    held_by_newer = exists(
        select(_other.c.consignment)
        .join(_newer, and_(_newer.c.tenant == _other.c.tenant, _newer.c.id == _other.c.selection))
        .where(
            _other.c.tenant == tenant,
            _other.c.consignment == _S.consignment,
            _other.c.lane.in_(_HELD),
            _newer.c.state == State.DONE.value,
            # Of the same second too: which of them came later does not matter, either holds.
            _newer.c.id != selection.id,
            _newer.c.requested_at >= int(selection.requested_at.timestamp()),
        )
    )
    since = newest(tenant, _this_or_newer(selection, tenant))
    compelled = exists().where(since.c.consignment == _S.consignment, since.c.mandatory)
    wanted = (
        select(_C.id, (and_(_C.version == _S.version, ~held_by_newer, ~compelled)).label("free"))
        .join(selected, and_(_S.tenant == _C.tenant, _S.consignment == _C.id))
        .where(_C.tenant == tenant, _C.open, _S.selection == selection.id, _S.lane.in_(_FREE))
        .order_by(_C.id)
        .with_for_update(of=consignments)
    )
    rows = (await session.execute(wanted)).all()
    free = [row.id for row in rows if row.free]
    return free, len(rows) - len(free)


def _this_or_newer(selection: SelectionOut, tenant: Tenant) -> ColumnElement[bool]:
    since = int(selection.requested_at.timestamp())
    newer = select(_newer.c.id).where(_newer.c.tenant == tenant, _newer.c.requested_at >= since)
    return rescreenings.c.selection.in_(newer)


async def stamp(session: AsyncSession, selection_id: UUID, *, tenant: Tenant, by: str, now: int) -> None:
    """Keep who released the lanes of a selection last, and when (Unix seconds)."""
    this = (selections.c.tenant == tenant, selections.c.id == selection_id)
    await session.execute(update(selections).where(*this).values(released_at=now, released_by=by))
