"""Cases: a unit's way from the request to its opening, step by step."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator

from sealwire.contract.models import ContractModel, HexHash, Seconds
from sealwire.contract.onboarding.equipment import HandoverOut
from sealwire.contract.onboarding.evidence import EvidenceOut, Letter
from sealwire.contract.onboarding.fields import (
    MAX_LIST,
    Country,
    DonorId,
    Filed,
    Handle,
    Line,
    Names,
    Reason,
    Remark,
    UnitCode,
    check_once,
)
from sealwire.contract.people import Gender


class CaseState(StrEnum):
    """How far a unit has come; source: docs/onboarding.md."""

    REQUESTED = "requested"
    AGREED = "agreed"
    ASSESSED = "assessed"
    TRAINED = "trained"
    EQUIPPED = "equipped"
    PRACTISED = "practised"
    CONNECTED = "connected"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class SiteKind(StrEnum):
    """What kind of post a unit works at."""

    SEA_PORT = "sea_port"
    DRY_PORT = "dry_port"
    RAIL = "rail"
    LAND_CROSSING = "land_crossing"
    AIRPORT = "airport"


class Point(Filed):
    """A place on the map (WGS 84)."""

    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False)
    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False)


class Site(Filed):
    """Where the unit will work."""

    name: Names
    kind: SiteKind
    place: Line = Field(description="As one finds it: town, road, port.")
    point: Point | None = None


class OfficerNominated(Filed):
    """Someone whom the administration has named for the unit; never in the log."""

    handle: Handle
    name: Line
    gender: Gender = Gender.UNSTATED
    rank: Remark = ""
    agency: Remark = ""


class Particulars(Filed):
    """What is known of a unit before it exists; what is missing is asked for at the gates."""

    site: Site | None = None
    agencies: list[Line] = Field(default=[], max_length=20)
    donors: list[DonorId] = Field(default=[], max_length=20)
    officers: list[OfficerNominated] = Field(default=[], max_length=MAX_LIST)

    @model_validator(mode="after")
    def _once(self) -> Self:
        # Two officers open a unit: one who is named twice is one.
        check_once(each.handle for each in self.officers)
        return self


class CaseIn(Particulars):
    """A request for a unit."""

    unit: UnitCode
    letter: Letter | None = None


class CaseChange(Particulars):
    """A case's particulars, all of them, as they shall be from now on."""

    version: int = Field(ge=1, description="Of the case as it was read; another means that it has changed.")


class StepIn(Filed):
    """A step to the next state."""

    to: CaseState
    version: int = Field(ge=1, description="Of the case as it was read.")
    note: Remark = Field(
        default="", description="Whatever explains the step, such as a late practical course."
    )


class ReopenIn(Filed):
    """Back to an earlier state, with the reason."""

    to: CaseState
    version: int = Field(ge=1, description="Of the case as it was read.")
    reason: Reason


class Missing(ContractModel):
    """One thing that a gate asks for."""

    code: str = Field(description="Stable, for programs.")
    text: str = Field(description="For people: what is missing and of what.")


class NextStep(ContractModel):
    """The next state, what is missing for it, and what is unusual but allowed."""

    state: CaseState
    missing: list[Missing]
    warnings: list[Missing]


class CaseSummary(ContractModel):
    """A case in a list."""

    unit: UnitCode
    country: Country
    state: CaseState
    since: Seconds = Field(description="When it came to this state.")
    version: int
    name: dict[str, str]
    donors: list[str]


class CaseOut(CaseSummary):
    """A case with all that was filed for it."""

    site: Site | None
    agencies: list[str]
    officers: list[OfficerNominated]
    evidence: list[EvidenceOut]
    handovers: list[HandoverOut]
    next: NextStep | None = Field(description="None where no step can be asked for.")


class CasesOut(ContractModel):
    """The cases that the caller may see, by code."""

    cases: list[CaseSummary]


class EventOut(ContractModel):
    """Something that somebody did; never changed, never removed."""

    number: int
    at: Seconds
    key: HexHash = Field(description="Id of the key that did it.")
    handle: str
    subject: str = Field(description="A unit code, a country, or * for the programme.")
    what: str
    detail: dict[str, Any]


class EventsOut(ContractModel):
    """Events in the order in which they happened."""

    events: list[EventOut]


class OverdueCase(ContractModel):
    """A case whose next step is late."""

    unit: UnitCode
    state: CaseState
    since: Seconds
    planned_days: int
    late_days: int
    next: NextStep


class OverdueOut(ContractModel):
    """The late cases, the latest first."""

    cases: list[OverdueCase]
