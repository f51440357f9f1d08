"""Annual work plans, and the donors that pay for what is in them."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from sealwire.contract.models import ContractModel
from sealwire.contract.onboarding.fields import (
    MAX_LIST,
    Country,
    Day,
    DonorId,
    Filed,
    Line,
    Names,
    UnitCode,
    check_order,
)


class PlanStatus(StrEnum):
    """Whether a plan binds; a draft covers no unit."""

    DRAFT = "draft"
    AGREED = "agreed"
    DONE = "done"


class Activity(Filed):
    """Something that is planned."""

    what: Line
    starts: Day
    ends: Day
    place: Line
    donor: DonorId | None = None
    units: list[UnitCode] = Field(default=[], max_length=MAX_LIST, description="Which units it is for.")
    participants_planned: int = Field(default=0, ge=0, le=100_000)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        check_order((self.starts, self.ends))
        return self


class WorkPlanIn(Filed):
    """A country's plan for a year, whole."""

    status: PlanStatus
    activities: list[Activity] = Field(max_length=MAX_LIST)


class WorkPlanOut(ContractModel):
    """A plan as it stands."""

    country: Country
    year: int
    plan: WorkPlanIn


class WorkPlansOut(ContractModel):
    """Plans by year and country."""

    plans: list[WorkPlanOut]


class DonorIn(Filed):
    """Who pays."""

    name: Names


class DonorOut(ContractModel):
    """A donor under its id."""

    id: DonorId
    donor: DonorIn


class DonorsOut(ContractModel):
    """All donors."""

    donors: list[DonorOut]
