"""A consignment's records, and what they come to: which answers count, and how far the expert has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sealwire.contract.profiling.experts import AnswerOut, ExpertSays, ExpertStanding, Stage

from sealwire_profiling.goods.domain.questions import Answer, questions
from sealwire_profiling.goods.refusals import (
    NoSuchRequest,
    StrategicRecordsChanged,
    TooManyStrategicRecords,
    UnknownQuestion,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sealwire.contract.profiling.experts import RestsOn, StrategicRecord

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Step:
    """What of a record decides where the consignment stands.

    Attributes:
        number: Of the record.
        rests_on: The versions it rests on.
        answers: What was answered in it.
        asked: Whether it is a request to an expert.
        replied_to: The request that it is the reply to, if it is one.
        says: What the expert said.
    """

    number: int
    rests_on: RestsOn
    answers: Mapping[str, Answer] = field(default_factory=dict)
    asked: bool = False
    replied_to: int | None = None
    says: ExpertSays | None = None


def step_of(record: StrategicRecord) -> Step:
    """Return what of a record decides."""
    answers, reply = record.answers, record.reply
    return Step(
        number=record.number,
        rests_on=record.rests_on,
        answers={} if answers is None else {name: Answer(each) for name, each in answers.answers.items()},
        asked=record.request is not None,
        replied_to=None if reply is None else reply.request,
        says=None if reply is None else reply.says,
    )


def answers_of(steps: Sequence[Step]) -> dict[str, Answer]:
    """Return the answers that count: of each question the newest, unless it took the one before back."""
    newest = {name: answer for step in steps for name, answer in step.answers.items()}
    return {name: answer for name, answer in newest.items() if answer is not Answer.UNKNOWN}


def standing(steps: Sequence[Step], rests_on: RestsOn, *, needed: bool) -> ExpertStanding:
    """Return where a consignment stands.

    A request is open until a reply to it says something; who wants to know more has not answered it.

    Args:
        steps: Of its records, oldest first.
        rests_on: The versions of today.
        needed: Whether goods or answers ask for an expert by what is known today.
    """
    told = [each for each in steps if each.says is not None and each.says is not ExpertSays.WANTS_MORE]
    waiting = {each.number for each in steps if each.asked} - {each.replied_to for each in told}
    if waiting:
        stage = Stage.WITH_EXPERT
    elif told:
        stage = Stage.EXPERT_ANSWERED
    elif not needed:
        stage = Stage.NOTHING
    elif answers_of(steps):
        stage = Stage.ANSWERED
    else:
        stage = Stage.UNANSWERED
    return ExpertStanding(stage=stage, outdated=bool(steps) and steps[-1].rests_on != rests_on)


def counting(records: Sequence[StrategicRecord]) -> tuple[AnswerOut, ...]:
    """Return the answers that count with who gave them, in the order in which the questions are asked."""
    given = {
        name: (answer, record)
        for record in records
        if record.answers is not None
        for name, answer in record.answers.answers.items()
    }
    return tuple(
        AnswerOut(
            question=name,
            answer=given[name][0],
            number=given[name][1].number,
            answered_at=given[name][1].recorded_at,
            answered_by=given[name][1].recorded_by,
        )
        for name in questions()
        if name in given and given[name][0] != "unknown"
    )


def check_questions(answers: Mapping[str, object]) -> None:
    """Refuse answers to what is not asked, which would be lost.

    Raises:
        UnknownQuestion: There is one.
    """
    unknown = sorted(answers.keys() - questions().keys())
    if unknown:
        raise UnknownQuestion(questions=[each[:_SHOWN] for each in unknown[:20]])


def check_request(records: Sequence[StrategicRecord], number: int) -> None:
    """Refuse a reply to what is no request.

    Raises:
        NoSuchRequest: No record of this number is one.
    """
    if all(each.number != number or each.request is None for each in records):
        raise NoSuchRequest(request=number)


def check_after(records: Sequence[StrategicRecord], after: int, *, most: int) -> None:
    """Refuse a record by someone who has not read the newest one.

    Raises:
        StrategicRecordsChanged: There is another newest one.
        TooManyStrategicRecords: There is no room.
    """
    newest = records[-1].number if records else 0
    if after != newest:
        raise StrategicRecordsChanged(newest=newest)
    if newest >= most:
        raise TooManyStrategicRecords(most=most)


def repeats(records: Sequence[StrategicRecord], filed: StrategicRecord) -> bool:
    """Tell whether the newest record is one that was filed already: an answer to it was lost on the way."""
    if not records or records[-1].number != filed.number:
        return False
    newest = records[-1]
    if newest.answers is not None and filed.answers is not None:
        same = newest.answers.answers == filed.answers.answers
    else:
        same = (newest.answers, newest.request, newest.reply) == (filed.answers, filed.request, filed.reply)
    return same and newest.recorded_by == filed.recorded_by
