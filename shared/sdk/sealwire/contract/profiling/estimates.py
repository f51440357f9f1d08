"""What selections are worth, opened or not: estimated from what chance alone chose, with intervals."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from sealwire.contract.models import ContractModel


class EstimateOut(ContractModel):
    """A share with its 95 % interval, and what stands behind it; `says` has it all in words."""

    value: float | None = Field(description="None where nothing stands behind it.")
    low: float
    high: float
    inspected: int = Field(description="Inspections behind it.")
    drawn: int = Field(description="Those of them that were drawn at random.")
    found: int = Field(description="Those of them that found something.")
    uncovered: int = Field(description="Candidates of posts and days without a draw; it is not about them.")
    lost: int = Field(description="Selected, and never inspected.")
    too_few: bool = Field(description="It says nothing yet, whatever its value.")
    says: str


class GroupEstimates(ContractModel):
    """A policy, a profile or a band: how much of it is right, and how much of all there is lies in it."""

    name: str
    selections: int = Field(description="Selections of the time in which it took part.")
    precision: EstimateOut
    recall: EstimateOut


class EstimatesOut(ContractModel):
    """Estimates over the selections of a time of which at least one inspection was recorded."""

    since: date
    until: date
    selections: int
    left_out: int = Field(description="Selections of older releases, which kept too little to estimate from.")
    prevalence: EstimateOut = Field(description="Share of all candidates that have something to find.")
    policy: GroupEstimates = Field(description="All that something else than chance or an officer selected.")
    officers: EstimateOut = Field(description="Share of what officers added in which something was found.")
    by_profile: tuple[GroupEstimates, ...]
    by_band: tuple[GroupEstimates, ...] = Field(description="Bands of the model's probability.")
    shadow_policy: GroupEstimates | None = Field(
        description="What models in shadow would have selected; none where there was none."
    )
    by_shadow_profile: tuple[GroupEstimates, ...] = Field(description="Named `code@version`.")
    by_shadow_band: tuple[GroupEstimates, ...]
