"""The whole history of a case in one document, for a unit that is older than this exchange."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from sealwire.contract.onboarding.cases import CaseIn, CaseState
from sealwire.contract.onboarding.equipment import HandoverIn
from sealwire.contract.onboarding.evidence import EvidenceIn
from sealwire.contract.onboarding.fields import MAX_LIST, Day, Filed, Remark
from sealwire.contract.onboarding.training import CourseIn, ParticipantIn


class ImportedCourse(Filed):
    """A course and the unit's participants; a course that is known under its id stays as it is."""

    id: UUID
    course: CourseIn
    participants: list[ParticipantIn] = Field(max_length=MAX_LIST)


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
