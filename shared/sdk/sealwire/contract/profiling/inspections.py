"""Inspections and what came of them. Nothing found is a result too, and counts as much.

Outcomes, actions and conditions have the codes of the notices (docs/notices.md), so that a feedback notice
can be entered as it is.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from sealwire.contract.models import ContractModel
from sealwire.contract.profiling.consignments import Identifier, SealCondition, Text
from sealwire.contract.profiling.goods import MovementRecord

MAX_FINDINGS = 50
MAX_SEALS_SEEN = 40


class Kind(StrEnum):
    """What was done."""

    DOCUMENT_CHECK = "document-check"
    SEAL_CHECK = "seal-check"
    SCAN = "scan"
    PHYSICAL = "physical"
    FIELD_TEST = "field-test"
    LABORATORY = "laboratory"


class Outcome(StrEnum):
    """What came of it."""

    NO_IRREGULARITY = "no-irregularity"
    ADMINISTRATIVE = "administrative"
    PERMIT_MISSING = "permit-missing"
    SEIZURE = "seizure"
    FORWARDED = "forwarded"
    NOT_CONTROLLED = "not-controlled"

    @property
    def found(self) -> bool | None:
        """Whether something was wrong; None where the goods were not controlled here."""
        if self in {Outcome.FORWARDED, Outcome.NOT_CONTROLLED}:
            return None
        return self is not Outcome.NO_IRREGULARITY


class Point(StrEnum):
    """The seven points of a container. Source: US CBP, C-TPAT seven-point container inspection."""

    UNDERCARRIAGE = "undercarriage"
    DOORS = "doors"
    RIGHT_SIDE = "right-side"
    LEFT_SIDE = "left-side"
    FRONT_WALL = "front-wall"
    ROOF = "roof"
    FLOOR = "floor"


class Look(StrEnum):
    """What a look at a point gave."""

    SOUND = "sound"
    ANOMALY = "anomaly"
    NOT_LOOKED_AT = "not-looked-at"


class PointSeen(ContractModel):
    """One of the seven points."""

    point: Point
    look: Look
    note: Text = ""


class SealSeen(ContractModel):
    """A seal as it was found; view, verify, tug and twist are the four steps of a seal check (C-TPAT)."""

    equipment: Identifier | None = None
    declared: Identifier | None = Field(default=None, description="Number in the documents.")
    found: Identifier | None = Field(
        default=None, description="Number on the seal; none where it is missing."
    )
    condition: SealCondition
    viewed: bool = False
    verified: bool = False
    tugged: bool = False
    twisted: bool = False


class Found(ContractModel):
    """Something that was found, in the unit in which it was measured; kg and litres are never added up."""

    commodity_group: Identifier = Field(description="Code of the notices' codelist commodity-group.")
    description: Text
    amount: float | None = Field(default=None, gt=0, le=1e12, allow_inf_nan=False)
    unit: Identifier | None = Field(default=None, description="UN/ECE Recommendation 20: KGM, LTR, C62.")
    hs: Identifier | None = None
    concealed_in: Text = ""
    movement: MovementRecord | None = Field(
        default=None, description="Of strategic goods: regimes, items, end user and licences."
    )


class Verdict(ContractModel):
    """Whether a profile that hit was right, in the officer's judgement."""

    profile: Identifier
    right: bool


class InspectionIn(ContractModel):
    """An inspection to record; whoever wants to correct one names it in `corrects`."""

    consignment: UUID
    selection: UUID | None = Field(default=None, description="The selection that asked for it, if one did.")
    inspected_on: date
    place: Text = ""
    kinds: Annotated[tuple[Kind, ...], Field(max_length=len(Kind))] = ()
    points: Annotated[tuple[PointSeen, ...], Field(max_length=len(Point))] = ()
    seals: Annotated[tuple[SealSeen, ...], Field(max_length=MAX_SEALS_SEEN)] = ()
    outcome: Outcome
    findings: Annotated[tuple[Found, ...], Field(max_length=MAX_FINDINGS)] = ()
    verdicts: Annotated[tuple[Verdict, ...], Field(max_length=200)] = ()
    reason: Text = Field(default="", description="Why it was not controlled, or where it was forwarded.")
    note: Text = ""
    corrects: UUID | None = None
    feedback: UUID | None = Field(default=None, description="The envelope of the feedback notice it is from.")


class InspectionOut(InspectionIn):
    """A recorded inspection."""

    id: UUID
    recorded_at: datetime
    recorded_by: str
    corrected_by: UUID | None = Field(default=None, description="The inspection that took its place.")


class InspectionsOut(ContractModel):
    """A page of inspections, newest first."""

    inspections: tuple[InspectionOut, ...]
    next: str | None = None


class Share(ContractModel):
    """How often something was right: `found` of `inspected`, with a 95 % interval (Wilson)."""

    name: str
    inspected: int
    found: int
    precision: float | None = Field(description="None where nothing was inspected.")
    low: float | None = None
    high: float | None = None


class ChosenShare(Share):
    """How often what was chosen was right; `chosen` counts a consignment once for each selection."""

    chosen: int


class Compared(ContractModel):
    """What the live set and the model in shadow choose at the same budget, and what was found in it."""

    selections: int = Field(description="Selections beside which a model in shadow ran.")
    both: ChosenShare
    live_only: ChosenShare
    shadow_only: ChosenShare = Field(description="Opened only where chance or an officer chose them too.")


class ShadowEvidence(ContractModel):
    """What inspections say of a profile's version or a model while it was in shadow."""

    selections: int = Field(description="Selections beside which it ran.")
    not_run: int = Field(description="Selections beside which it could not run.")
    shadow: Share = Field(description="Of what it would have chosen.")
    live: tuple[Share, ...] = Field(description="Of what the live set chose in the same selections.")
    compared: Compared | None = Field(default=None, description="Of models.")


class FiguresOut(ContractModel):
    """What inspections say of what asked for them; `by_slot` has overrides as a slot of their own."""

    since: date
    until: date
    inspected: int
    found: int
    not_controlled: int
    by_profile: tuple[Share, ...]
    by_list: tuple[Share, ...]
    by_band: tuple[Share, ...] = Field(description="Bands of the model's probability, as in the estimates.")
    by_slot: tuple[Share, ...]
    by_month: tuple[Share, ...]
    by_shadow_profile: tuple[Share, ...] = Field(
        default=(), description="Profiles in shadow, as `code@version`; they asked for none of these."
    )
    by_shadow_band: tuple[Share, ...] = Field(default=(), description="Bands of the model in shadow.")
    shadow_model: Compared | None = Field(
        default=None,
        description="Of the selections and inspections of the time; none where no model was in shadow.",
    )
