"""Whether inspections have decided about a consignment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.inspections import Outcome
from sqlalchemy import and_, exists, literal, or_, update

from sealwire_profiling.inspections.adapters.tables import inspections
from sealwire_profiling.intake.adapters.tables import consignments

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

_C, _I = consignments.c, inspections.c
_correction = inspections.alias("correction")


async def settle(session: AsyncSession, consignment: UUID, *, tenant: Tenant, corrected: bool) -> None:
    """Close a consignment, or open it, as its release and the inspections that stand say.

    Only those of its present version: what was decided about other documents decides nothing about these.
    Only a correction opens: it says that what had closed it was not so.

    Args:
        session: A transaction that holds the consignment (`filing.hold`).
        consignment: Its id.
        tenant: Whose.
        corrected: Whether the inspection that was just recorded corrects another.
    """
    replaced = exists().where(_correction.c.tenant == tenant, _correction.c.corrects == _I.id)
    decided = exists().where(
        _I.tenant == tenant,
        _I.consignment == _C.id,
        or_(_I.version == _C.version, _I.version.is_(None)),
        _I.outcome != Outcome.NOT_CONTROLLED.value,
        ~replaced,
    )
    this = update(consignments).where(_C.tenant == tenant, _C.id == consignment)
    opened = and_(literal(corrected), ~_C.released)
    await session.execute(this.values(open=and_(~decided, or_(_C.open, opened))))
