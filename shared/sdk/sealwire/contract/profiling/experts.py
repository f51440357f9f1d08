"""What officers answered about a consignment's goods, whom they asked, and what experts said.

Records are added one after the other and never changed: a later one corrects an earlier one.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from sealwire.contract.models import ContractModel, Seconds
from sealwire.contract.profiling.consignments import Text
from sealwire.contract.profiling.goods import AdviceOut, MovementRecord

MAX_RECORDS = 200
"""Of one consignment."""

UnitCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z0-9]{2,12}$")]
After = Annotated[
    int, Field(ge=0, le=MAX_RECORDS, description="Number of the newest record that was read; 0 for none.")
]
Answers = Annotated[dict[str, Literal["yes", "no", "unknown"]], Field(min_length=1, max_length=100)]


class Stage(StrEnum):
    """How far a consignment has come between officers and experts."""

    NOTHING = "nothing-asks-for-an-expert"
    UNANSWERED = "not-answered"
    ANSWERED = "answered"
    WITH_EXPERT = "with-an-expert"
    EXPERT_ANSWERED = "expert-answered"


class ExpertSays(StrEnum):
    """What an expert of the licensing authority answered, in the expert's responsibility."""

    LICENCE_NEEDED = "licence-needed"
    NO_LICENCE_NEEDED = "no-licence-needed"
    CANNOT_TELL = "cannot-tell"
    WANTS_MORE = "wants-more"


class ExpertStanding(ContractModel):
    """Where a consignment stands that needs an expert, or has been with one."""

    stage: Stage
    outdated: bool = Field(
        description="Documents, control tables or country groups have changed since the newest record."
    )


class RestsOn(ContractModel):
    """The versions of what was looked at."""

    consignment: int = Field(description="Version of the documents.")
    tables: dict[str, int] = Field(description="Version of each control table, by name.")
    groups: dict[str, int] = Field(description="Version of each group of countries that weighs, by name.")
    priority_list: date = Field(description="Day of the Common High Priority List.")


class AnswersFiling(ContractModel):
    """Answers to guided questions; `unknown` takes an earlier answer back."""

    after: After
    answers: Answers = Field(description="By the question's id; what is left out stays as it was answered.")


class RequestFiling(ContractModel):
    """An information request that was sent to an expert unit; nothing of its content is here."""

    after: After
    unit: UnitCode
    envelope: UUID | None = Field(default=None, description="Of the request, where it went by the exchange.")


class ReplyFiling(ContractModel):
    """What an expert answered to a request."""

    after: After
    request: int = Field(ge=1, le=MAX_RECORDS, description="Number of the record of the request.")
    says: ExpertSays
    words: Text = Field(default="", description="The expert's own; they may name parties.")
    envelope: UUID | None = Field(default=None, description="Of the answer, where it came by the exchange.")
    movement: MovementRecord = Field(
        default=MovementRecord(),
        description="Regimes, items, end user and licences as the expert names them.",
    )


class AnswersRecord(ContractModel):
    """What was answered, and the advice that came out of all answers by then."""

    answers: Answers
    advice: AdviceOut


class RequestRecord(ContractModel):
    """Whom an officer asked."""

    unit: UnitCode
    envelope: UUID | None = None


class ReplyRecord(ContractModel):
    """What the expert answered."""

    request: int
    says: ExpertSays
    words: Text = ""
    envelope: UUID | None = None
    movement: MovementRecord = MovementRecord()


class StrategicRecord(ContractModel):
    """One record: answers, a request, or a reply."""

    number: int = Field(ge=1)
    recorded_at: Seconds
    recorded_by: str
    rests_on: RestsOn
    answers: AnswersRecord | None = None
    request: RequestRecord | None = None
    reply: ReplyRecord | None = None


class AnswerOut(ContractModel):
    """The answer to a question that counts: the newest."""

    question: str
    answer: Literal["yes", "no"]
    number: int = Field(description="Of the record that has it.")
    answered_at: Seconds
    answered_by: str


class StrategicFile(ContractModel):
    """A consignment's records, oldest first, and what they come to by what is known today."""

    consignment: UUID
    standing: ExpertStanding
    answers: tuple[AnswerOut, ...]
    advice: AdviceOut
    records: tuple[StrategicRecord, ...]
    redacted: bool = Field(description="End users and experts' words are withheld from who sees no parties.")
