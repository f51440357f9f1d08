"""Reports for donors and administrations: counts, no names."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from sealwire.contract.models import ContractModel
from sealwire.contract.onboarding.fields import CourseKind, Day
from sealwire.contract.people import Gender


class Per(StrEnum):
    """What a report has a line for."""

    UNIT = "unit"
    COUNTRY = "country"
    DONOR = "donor"


class Form(StrEnum):
    """In what form a report comes."""

    JSON = "json"
    CSV = "csv"
    HTML = "html"


class ReportFilter(ContractModel):
    """What was asked for; empty: no limit."""

    per: Per = Per.UNIT
    year: int | None = None
    unit: str = ""
    country: str = ""
    donor: str = ""


class TrainingLine(ContractModel):
    """Officers who passed or attended courses of a kind."""

    group: str = Field(description="Unit, country or donor; `-` where no donor is named.")
    kind: CourseKind
    gender: Gender
    officers: int = Field(description="Different officers.")
    seats: int = Field(description="Participations; who took two courses took two seats.")


class EquipmentLine(ContractModel):
    """Equipment handed over."""

    group: str = Field(description="Unit, country or donor; `-` where no donor is named.")
    item: str
    quantity: int
    handovers: int


class ReportOut(ContractModel):
    """Officers trained and equipment handed over."""

    asked: ReportFilter = Field(description="With the limits of what the caller may see.")
    made_on: Day
    training: list[TrainingLine]
    equipment: list[EquipmentLine]
    officers: int = Field(description="Different officers in all lines together.")
    seats: int
