"""A rule over the past as it crosses the API: what it would have hit, how well, and what it would change."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from sealwire.contract.models import ContractModel
from sealwire.contract.profiling.rules import Number, RuleText

MAX_REPLAYED = 20_000  # some 5 s of a quiet processor; a client waits 25 s
MAX_REPLAY_DAYS = 1_830
MAX_REPLAY_EXAMPLES = 100


class ReplayIn(ContractModel):
    """What to replay: a version that is filed, or a text that is not filed yet, and over which days."""

    since: date = Field(description="First day: of the selection that judged the consignment.")
    until: date = Field(description="Last day, included.")
    number: Number | None = Field(
        default=None, description="Version of the profile; the newest where neither this nor `rule` is given."
    )
    rule: RuleText | None = Field(
        default=None, description="A text instead of a filed version; the profile need not exist yet."
    )
    examples: Annotated[int, Field(ge=0, le=MAX_REPLAY_EXAMPLES)] = 20

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if self.number is not None and self.rule is not None:
            raise ValueError("a filed version or a text, not both")
        return self


class PartOfWhole(ContractModel):
    """A share with the counts behind it, and its 95 % interval (Wilson)."""

    part: int = Field(ge=0)
    whole: int = Field(ge=0)
    share: float | None = Field(description="None where there is no whole to speak of.")
    low: float | None = None
    high: float | None = None


class ReplayExample(ContractModel):
    """A consignment of which the live set's answer changes."""

    consignment: UUID
    selection: UUID = Field(description="The selection that judged it, whose facts were replayed.")
    reference: str
    on: date = Field(description="Day of that selection.")
    found: bool | None = Field(description="Whether something was found; None where it was not inspected.")


class ReplayChange(ContractModel):
    """Consignments of which the live set's answer changes."""

    count: int
    found: PartOfWhole = Field(description="Of those that were inspected: in how many something was found.")
    examples: tuple[ReplayExample, ...] = Field(description="The newest, as many as were asked for.")


class ReplayOut(ContractModel):
    """What a rule would have done with consignments as they were judged.

    Looked at is what selections kept the facts of: consignments that were opened, and those next in rank. It
    is no sample of all that passed, and only what was inspected has an outcome.
    """

    profile: str
    number: int | None = Field(description="The version that was replayed; None for a text.")
    rule: str
    since: date
    until: date
    judged: int = Field(description="Rows of all selections of these days, most without facts kept.")
    looked_at: int = Field(description="Consignments whose facts are kept, each once.")
    cut: bool = Field(description="There are more of them than are looked at; these are the newest.")
    evaluated: int
    not_evaluable: int = Field(description="Facts that the rule needs are missing; never counted as a hit.")
    hits: int
    precision: PartOfWhole = Field(description="Of the inspected hits, those in which something was found.")
    recall: PartOfWhole = Field(description="Of all in which something was found, those that the rule hits.")
    base: PartOfWhole = Field(description="Of all that were inspected, those in which something was found.")
    lift: float | None = Field(description="Precision divided by base.")
    newly_hit: ReplayChange = Field(description="The live set does not hit them, and would with this rule.")
    no_longer_hit: ReplayChange = Field(
        description="The live set hits them, and would not with this rule in place of its live version."
    )
    live: tuple[str, ...] = Field(description="Codes of the live profiles that it was held against.")
    broken: tuple[str, ...] = Field(description="Codes of live profiles that are no rules any more.")
    empty_sets: tuple[str, ...] = Field(description="Sets that the rule names and that have no values yet.")
