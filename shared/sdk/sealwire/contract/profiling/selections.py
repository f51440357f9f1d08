"""Selections: which consignments to open, in which order, and why."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from sealwire.contract.models import ContractModel
from sealwire.contract.profiling.consignments import Identifier
from sealwire.contract.profiling.experts import ExpertStanding
from sealwire.contract.profiling.lists import Sentence

MAX_PAGE = 500


class State(StrEnum):
    """How far a selection has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Lane(StrEnum):
    """What is done with a consignment. Source: ASYCUDA selectivity lanes."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    GREEN = "green"


class Slot(StrEnum):
    """Why a consignment is among those that are opened."""

    MANDATORY = "mandatory"
    EXPECTED_VALUE = "expected-value"
    EXPLORATION = "exploration"
    RANDOM = "random"
    OFFICER = "officer"


class Amend(StrEnum):
    """What an override does."""

    ADD = "add"
    REMOVE = "remove"


class SelectionIn(ContractModel):
    """A selection to make over the open consignments."""

    upload: UUID | None = Field(default=None, description="Only those of this upload.")
    budget: int | None = Field(
        default=None, ge=0, le=10_000, description="Inspections altogether; else each office's capacity."
    )
    seed: int | None = Field(
        default=None,
        ge=0,
        le=2**63 - 1,
        description="To make a selection again; else one is drawn and stored.",
    )


class ShadowProfile(ContractModel):
    """A profile's version in shadow, over one selection."""

    name: str = Field(description="Code and version: `vague@2`.")
    hits: int = Field(default=0, ge=0)
    not_evaluable: int = Field(default=0, ge=0, description="Consignments of which it could not be told.")
    problem: str | None = Field(default=None, description="Why it could not run at all.")


class ShadowModel(ContractModel):
    """The model in shadow, over one selection: what it would have had opened at the same budget."""

    model: str = Field(description="Its digest.")
    problem: str | None = Field(default=None, description="Why it could not run.")
    both: int = Field(default=0, ge=0, description="Consignments that it and the live set choose.")
    live_only: int = Field(default=0, ge=0)
    shadow_only: int = Field(default=0, ge=0)


class ShadowsOut(ContractModel):
    """What ran in shadow beside a selection; nothing of it changed the selection."""

    profiles: tuple[ShadowProfile, ...] = ()
    model: ShadowModel | None = None


class ShadowSeen(ContractModel):
    """What shadows say of a consignment; no reason for where it stands."""

    profiles: tuple[str, ...] = Field(default=(), description="Those in shadow that hold, as `code@version`.")
    probability: float | None = Field(default=None, description="By the model in shadow.")
    slot: Slot | None = Field(default=None, description="Why the model in shadow would have it opened.")


class SelectionOut(ContractModel):
    """A selection: what went in, and how it came out."""

    id: UUID
    state: State
    requested_at: datetime
    requested_by: str
    on: date = Field(description="The day it looks at the documents from.")
    upload: UUID | None = None
    budget: int | None = None
    seed: int
    finished_at: datetime | None = None
    model: str | None = Field(
        default=None, description="The model's version; none where rules alone decided."
    )
    degraded: str | None = Field(default=None, description="Why it is less than it could be.")
    overflow: int = Field(
        default=0, description="Mandatory ones beyond the capacity; all of them are listed."
    )
    counts: dict[str, int] = Field(default_factory=dict, description="Consignments by lane and by slot.")
    problem: str | None = Field(default=None, description="Why it failed.")
    broken: tuple[str, ...] = Field(
        default=(), description="Live profiles that could not be applied at all, such as by a lost list."
    )
    shadow: ShadowsOut | None = Field(
        default=None, description="What ran beside it and changed nothing of it; none where nothing did."
    )
    released_at: datetime | None = Field(
        default=None, description="When its green and blue lanes were released last."
    )
    released_by: str | None = None


class Reason(ContractModel):
    """Why a consignment stands where it stands; `text` in the language that was asked for."""

    kind: str = Field(
        description="profile, list, list-note, list-since, list-gone, check, goods, model, slot or "
        "not-evaluable."
    )
    code: str
    text: str
    weight: float | None = None
    facts: dict[str, Any] = Field(default_factory=dict)


class Chosen(ContractModel):
    """A consignment in a selection."""

    consignment: UUID
    reference: str
    office: str | None = None
    rank: int = Field(ge=1, description="Among all of the selection; those that are opened come first.")
    place: int = Field(ge=1, description="Among those of its post and day.")
    lane: Lane
    slot: Slot | None = Field(default=None, description="None where it is not to be opened.")
    propensity: float = Field(ge=0, le=1, description="Its chance of being opened under the stored design.")
    overflow: bool = Field(default=False, description="Mandatory, beyond what the post can open that day.")
    removed: bool = Field(default=False, description="An officer took it off the list.")
    score: float
    probability: float | None = Field(default=None, description="By the model, of finding something.")
    reasons: tuple[Reason, ...] = ()
    overridden: str = Field(default="", description="Who changed it, and why.")
    expert: ExpertStanding | None = Field(
        default=None, description="Where it stands today, where its goods or answers ask for an expert."
    )
    shadow: ShadowSeen | None = Field(default=None, description="What shadows say; it decided nothing.")
    needs_override: bool = Field(
        default=False,
        description="A list compels to open it since the selection was made, and no officer has decided yet.",
    )


class RankedOut(ContractModel):
    """A page of a selection's consignments, by rank."""

    selection: SelectionOut
    rows: tuple[Chosen, ...]
    changed: int = Field(
        default=0, description="Consignments of the selection of which lists say something else since."
    )
    next: int | None = Field(default=None, description="Ask for the next page with after=next.")


class ReleasedOut(ContractModel):
    """What came of releasing the green and blue lanes of a selection."""

    selection: UUID
    released: int = Field(description="Consignments that are decided about now; the next selection has none.")
    kept: int = Field(
        description="Still open ones of these lanes: amended since, held by a newer selection, or on a list "
        "that compels to open them since."
    )


class Category(StrEnum):
    """Why a mandatory consignment is not opened."""

    ALREADY_INSPECTED = "already-inspected"
    MISTAKEN_HIT = "mistaken-hit"
    NOT_ARRIVED = "not-arrived"
    HANDED_OVER = "handed-over"
    NO_MEANS = "no-means"


class OverrideIn(ContractModel):
    """An officer adds a consignment to those that are opened, or takes one off the list."""

    consignment: UUID
    does: Amend
    reason: Sentence
    category: Category | None = Field(default=None, description="Needed to take a mandatory one off.")


class DayCapacity(ContractModel):
    """What a post can open on one day, where it differs."""

    office: Identifier
    day: date
    inspections: int = Field(ge=0, le=10_000)


class CapacityIn(ContractModel):
    """How the administration selects: what can be opened, what is learned from, when papers are looked at."""

    version: int = Field(ge=0, description="The version that was read; 0 for the first.")
    usual: int = Field(default=10, ge=0, le=10_000, description="Inspections a day of a post not named.")
    per_office: dict[Identifier, Annotated[int, Field(ge=0, le=10_000)]] = Field(
        default_factory=dict, max_length=1_000
    )
    per_day: Annotated[tuple[DayCapacity, ...], Field(max_length=5_000)] = ()
    exploration_share: float = Field(
        default=0.15, ge=0, le=0.5, description="Of what the mandatory leave, for what is not known yet."
    )
    random_floor: float = Field(
        default=0.015, ge=0.01, le=0.02, description="Share of all others that is drawn by chance."
    )
    yellow_probability: float = Field(default=0.10, gt=0, le=1)
    blue_probability: float = Field(default=0.04, gt=0, le=1)
    yellow_score: float = Field(default=30.0, gt=0, le=1e6, description="Points of the profiles that hold.")
    blue_score: float = Field(default=10.0, gt=0, le=1e6)
    model_max_age_days: int = Field(default=180, ge=1, le=3_650)


class CapacityOut(CapacityIn):
    """The settings in force."""

    changed_by: str = ""


class SelectionsOut(ContractModel):
    """Selections, newest first."""

    selections: tuple[SelectionOut, ...]
