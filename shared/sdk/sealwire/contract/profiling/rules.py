"""Risk profiles as they cross the API: versions, where each stands, faults of a text, named sets."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from sealwire.contract.models import ContractModel, Seconds
from sealwire.contract.profiling.consignments import Country
from sealwire.contract.profiling.inspections import ShadowEvidence

PROFILE_CODE = r"^[a-z0-9][a-z0-9-]{0,47}$"
MAX_RULE = 4_000
MAX_SET_VALUES = 10_000
MAX_SETS = 200

MAX_VERSIONS = 1_000
MAX_SET_BYTES = 2_097_152

Words = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]+$"
    ),
]
Number = Annotated[int, Field(ge=1, le=MAX_VERSIONS)]
RuleText = Annotated[
    str, StringConstraints(max_length=MAX_RULE, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")
]
"""CEL; several lines if need be."""


class Lane(StrEnum):
    """Where a hit sends a consignment: red physical, yellow documents, blue afterwards."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"


class ProfileState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    SHADOW = "shadow"
    APPROVED = "approved"
    LIVE = "live"
    RETIRED = "retired"


class ProfileStep(StrEnum):
    """What is done to a version."""

    SHADOW = "shadow"
    APPROVE = "approve"
    GO_LIVE = "go-live"
    RETIRE = "retire"


class Worded(ContractModel):
    """A sentence in both languages."""

    en: Words
    ru: Words


class Profile(ContractModel):
    """What a profile says."""

    title: Worded
    rule: RuleText = Field(description="CEL; docs/profiles.md has the vocabulary.")
    weight: int = Field(ge=1, le=100)
    commodity: str = Field(pattern=r"^[a-z][a-z-]{0,40}$", description="Commodity group of the notices.")
    lane: Lane
    why: Worded = Field(description="Why a hit matters.")


class ProfileFiling(ContractModel):
    """A new version to file."""

    after: int = Field(
        ge=0, le=MAX_VERSIONS, description="The newest version that its author has read; 0 for none."
    )
    profile: Profile


class ProfileEvent(ContractModel):
    """A step that was done."""

    step: ProfileStep
    by: str
    at: Seconds


class ProfileVersion(ContractModel):
    """One version; what it says never changes."""

    code: str
    number: Number
    profile: Profile
    author: str
    written_at: Seconds
    state: ProfileState
    events: tuple[ProfileEvent, ...] = ()
    shadow: ShadowEvidence | None = Field(
        default=None,
        description="What inspections say of it while it was in shadow; on the profile's own page, to whom"
        " figures are shown.",
    )


class ProfileVersions(ContractModel):
    """Versions of profiles, by code and number."""

    versions: tuple[ProfileVersion, ...]


class StepFiling(ContractModel):
    """A step to do."""

    step: ProfileStep


class TextFiling(ContractModel):
    """A rule's text to check."""

    rule: RuleText


class FaultRecord(ContractModel):
    """One fault of a text; line and column count from 1."""

    code: str
    line: int = Field(ge=1)
    column: int = Field(ge=1)
    sentence: Worded


class TextReport(ContractModel):
    """What checking a text found: it is a rule where there are no faults."""

    faults: tuple[FaultRecord, ...]
    variables: tuple[str, ...] = Field(description="The variables that the rule looks at.")


class SetKind(StrEnum):
    """What a named set holds."""

    LIST = "list"
    GROUP = "group"


class SetFiling(ContractModel):
    """A named set to file."""

    after: int = Field(ge=0, description="The newest version that the officer has read; 0 for none.")
    values: Annotated[tuple[Words, ...], Field(max_length=MAX_SET_VALUES)]


class CountryGroupFiling(SetFiling):
    """A named group of countries to file."""

    values: Annotated[tuple[Country, ...], Field(max_length=300)]


class SetRecord(ContractModel):
    """The newest version of a named set; version 0 is what every administration starts with."""

    kind: SetKind
    name: str
    version: int = Field(ge=0)
    values: tuple[str, ...]
    withheld: int = Field(
        default=0, description="Values of a list that the reader, who sees no parties, is not shown."
    )
    saved_by: str = ""
    saved_at: Seconds = 0


class Sets(ContractModel):
    """The named sets that rules can use, by kind and name."""

    sets: tuple[SetRecord, ...]


class SourceRecord(ContractModel):
    """The public document that describes an indicator."""

    title: str
    publisher: str
    year: int


class ReadyRecord(ContractModel):
    """A ready profile, to make a draft of."""

    code: str
    profile: Profile
    source: SourceRecord


class ReadyProfiles(ContractModel):
    """All ready profiles."""

    profiles: tuple[ReadyRecord, ...]
