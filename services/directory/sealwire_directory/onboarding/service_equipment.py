"""The use case of equipment: set down what was handed over to a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire_directory.onboarding.adapters import equipment
from sealwire_directory.onboarding.gathering import to_change
from sealwire_directory.onboarding.refusals import IdTaken
from sealwire_directory.onboarding.service_evidence import cite
from sealwire_directory.onboarding.service_plans import check_donors

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire.contract.onboarding import HandoverIn

    from sealwire_directory.onboarding.acting import Acting


async def put_handover(acting: Acting, unit: str, handover_id: UUID, handover: HandoverIn) -> None:
    """Set a handover to a unit down, or set it right.

    Raises:
        IdTaken: The id is another unit's handover's.
        DatedAhead: It is dated in the future.
        SealwireError: The caller may not, there is no case, or the act or the donor is unknown.
    """
    await to_change(acting, unit)
    acting.check_past(handover.on)
    await check_donors(acting, [handover.donor])
    if handover.act is not None:
        await cite(acting, unit, [handover.act])
    before = await equipment.known(acting.session, handover_id)
    if not await equipment.put(acting.session, handover_id, unit, handover):
        raise IdTaken
    what = "handover set right" if before else "equipment handed over"
    detail = handover.model_dump(mode="json", exclude={"remarks"})
    await acting.note(unit, what, handover=str(handover_id), **detail)
