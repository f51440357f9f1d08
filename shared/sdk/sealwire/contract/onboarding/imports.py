"""The whole history of a case in one document, for a unit that is older than this exchange."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from sealwire.contract.onboarding.cases import CaseIn, CaseState
from sealwire.contract.onboarding.equipment import HandoverIn
from sealwire.contract.onboarding.evidence import EvidenceIn
from sealwire.contract.onboarding.fields import MAX_LIST, Day, Filed, Remark, check_once, check_order
from sealwire.contract.onboarding.training import CourseIn, ParticipantIn


class ImportedCourse(Filed):
    """A course and the unit's participants; a course that is known under its id stays as it is."""

    id: UUID
    course: CourseIn
    participants: list[ParticipantIn] = Field(max_length=MAX_LIST)

    @model_validator(mode="after")
    def _once(self) -> Self:
        check_once(each.handle for each in self.participants)
        return self


class ImportedHandover(Filed):
    """A handover under its id."""

    id: UUID
    handover: HandoverIn


class ImportedStep(Filed):
    """A state that the case came to, and when."""

    to: CaseState
    on: Day
    note: Remark = ""


class ImportIn(Filed):
    """A case with its evidence and its steps, which pass the same gates in the same order."""

    case: CaseIn
    evidence: list[EvidenceIn] = Field(default=[], max_length=MAX_LIST)
    courses: list[ImportedCourse] = Field(default=[], max_length=50)
    handovers: list[ImportedHandover] = Field(default=[], max_length=50)
    history: list[ImportedStep] = Field(min_length=1, max_length=len(CaseState))

    @model_validator(mode="after")
    def _plain(self) -> Self:
        check_once(each.id for each in self.courses)
        check_once(each.id for each in self.handovers)
        check_order(each.on for each in self.history)
        return self
