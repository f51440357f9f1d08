"""Evidence: what a case rests on, each piece citing a file by its hash."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from sealwire.contract.models import ContractModel, HexHash, Seconds
from sealwire.contract.onboarding.fields import (
    MAX_LIST,
    CourseKind,
    Day,
    Filed,
    FileHash,
    Line,
    Quantity,
    Reason,
    Remark,
)


class EvidenceKind(StrEnum):
    """What a piece of evidence shows."""

    LETTER = "letter"
    AGREEMENT = "agreement"
    ASSESSMENT = "assessment"
    SANDBOX = "sandbox"
    TEST_NOTICE = "test_notice"
    OPENING = "opening"


class Document(Filed):
    """A dated document."""

    file: FileHash
    dated: Day
    note: Remark = ""


class Letter(Document):
    """The administration's letter that asks for a unit."""

    kind: Literal[EvidenceKind.LETTER] = EvidenceKind.LETTER


class Agreement(Document):
    """A memorandum of understanding; an agreed work plan that covers the unit does as well."""

    kind: Literal[EvidenceKind.AGREEMENT] = EvidenceKind.AGREEMENT


class ItemNeeded(Filed):
    """Equipment that an assessment found missing."""

    item: Line
    quantity: Quantity


class Assessment(Document):
    """The report of a technical needs assessment, and what it found."""

    kind: Literal[EvidenceKind.ASSESSMENT] = EvidenceKind.ASSESSMENT
    staff: int = Field(ge=1, le=10_000, description="Officers that the unit will have.")
    premises: Reason
    link: Reason = Field(description="The post's connection to the network.")
    equipment: list[ItemNeeded] = Field(min_length=1, max_length=MAX_LIST)
    training: list[CourseKind] = Field(min_length=1, max_length=len(CourseKind))


class Sandbox(Document):
    """A sample warning and its feedback, exchanged in the sandbox: the exported exchange file."""

    kind: Literal[EvidenceKind.SANDBOX] = EvidenceKind.SANDBOX


class TestNotice(Filed):
    """Two envelopes as they were sent: one from or to the unit, and the one that answers it."""

    __test__ = False  # pytest would take the name for a test

    kind: Literal[EvidenceKind.TEST_NOTICE] = EvidenceKind.TEST_NOTICE
    notice: FileHash
    answer: FileHash
    note: Remark = ""


class Opening(Document):
    """The act by which the unit was opened; `dated` is the day of the opening."""

    kind: Literal[EvidenceKind.OPENING] = EvidenceKind.OPENING


EvidenceIn = Annotated[
    Letter | Agreement | Assessment | Sandbox | TestNotice | Opening, Field(discriminator="kind")
]


class EvidenceOut(ContractModel):
    """A piece of evidence as it was filed; a later one of its kind takes its place in the gates."""

    number: int = Field(description="Counts all evidence in the order of filing.")
    kind: EvidenceKind
    filed_at: Seconds
    filed_by: str = Field(description="Handle of who filed it.")
    evidence: EvidenceIn


class FileOut(ContractModel):
    """A file is stored under its hash."""

    sha256: HexHash
    media: str
    size: int = Field(description="Bytes.")
