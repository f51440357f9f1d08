"""Training: courses, and who took part with what result."""

from __future__ import annotations

from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from sealwire.contract.models import ContractModel
from sealwire.contract.onboarding.fields import (
    MAX_LIST,
    Country,
    CourseKind,
    Day,
    DonorId,
    Filed,
    Handle,
    Line,
    Remark,
    UnitCode,
    check_once,
    check_order,
)
from sealwire.contract.people import Gender


class Result(StrEnum):
    """How a participant ended a course."""

    PASSED = "passed"
    FAILED = "failed"
    ATTENDED = "attended"


class CourseIn(Filed):
    """A course; whoever keeps cases of its country may set it down."""

    kind: CourseKind
    title: Line
    country: Country
    place: Line
    starts: Day
    ends: Day
    trainers: list[Line] = Field(min_length=1, max_length=50)
    donor: DonorId | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        check_order((self.starts, self.ends))
        return self


class ParticipantIn(Filed):
    """Someone of a unit who took part."""

    handle: Handle
    name: Line
    gender: Gender = Gender.UNSTATED
    result: Result
    remarks: Remark = ""


class ParticipantsIn(Filed):
    """All participants of one unit in one course; those of other units stay as they are."""

    participants: list[ParticipantIn] = Field(max_length=MAX_LIST)

    @model_validator(mode="after")
    def _once(self) -> Self:
        check_once(each.handle for each in self.participants)
        return self


class ParticipantOut(ContractModel):
    """Someone who took part, and for which unit."""

    unit: UnitCode
    participant: ParticipantIn


class CourseOut(ContractModel):
    """A course with the participants that the caller may see."""

    id: UUID
    course: CourseIn
    participants: list[ParticipantOut]


class CoursesOut(ContractModel):
    """Courses, the latest first."""

    courses: list[CourseOut]
