"""Equipment: what was handed over to a unit, by whom, with which serial numbers."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from sealwire.contract.models import ContractModel
from sealwire.contract.onboarding.fields import (
    MAX_LIST,
    Day,
    DonorId,
    Filed,
    FileHash,
    Line,
    Quantity,
    Remark,
)


class Condition(StrEnum):
    """In what condition something was handed over."""

    NEW = "new"
    USED = "used"
    DEFECTIVE = "defective"


class ItemHandedOver(Filed):
    """Some pieces of one kind."""

    item: Line = Field(description="Named as in the assessment.")
    quantity: Quantity
    serials: list[Line] = Field(default=[], max_length=MAX_LIST)
    no_serials_because: Remark = Field(default="", description="Why pieces have no serial number.")
    condition: Condition = Condition.NEW


class HandoverIn(Filed):
    """A handover; what it lacks is asked for at the gate."""

    on: Day
    donor: DonorId | None = None
    act: FileHash | None = Field(default=None, description="The signed handover act.")
    items: list[ItemHandedOver] = Field(min_length=1, max_length=MAX_LIST)
    remarks: Remark = ""


class HandoverOut(ContractModel):
    """A handover as it stands."""

    id: UUID
    handover: HandoverIn
