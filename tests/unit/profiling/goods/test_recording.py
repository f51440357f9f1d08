"""A consignment's records: which answers count, and where it stands."""

from __future__ import annotations

from datetime import date

import pytest
from sealwire.contract.profiling.experts import ExpertSays, RestsOn, Stage
from sealwire_profiling.goods.domain.questions import Answer
from sealwire_profiling.goods.domain.recording import Step, answers_of, standing

NOW = RestsOn(consignment=2, tables={"national": 3}, groups={}, priority_list=date(2024, 2, 23))
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
ASKED = Step(1, NOW, asked=True)
ASKED_AGAIN = Step(3, NOW, asked=True)
ANSWERED = Step(2, NOW, answers={"weapons-use": NO})


def reply(number: int, to: int, says: ExpertSays = ExpertSays.CANNOT_TELL) -> Step:
    return Step(number, NOW, replied_to=to, says=says)


STAGES = [
    ("nothing at all", [], False, Stage.NOTHING),
    ("goods alone", [], True, Stage.UNANSWERED),
    ("an answer", [ANSWERED], True, Stage.ANSWERED),
    (
        "an answer that was taken back",
        [ANSWERED, Step(3, NOW, {"weapons-use": UNKNOWN})],
        True,
        Stage.UNANSWERED,
    ),
    ("an answer about goods that ask for nothing", [ANSWERED], False, Stage.NOTHING),
    ("a request", [ASKED], True, Stage.WITH_EXPERT),
    ("a request about goods that ask for nothing", [ASKED], False, Stage.WITH_EXPERT),
    ("a question back", [ASKED, reply(2, 1, ExpertSays.WANTS_MORE)], True, Stage.WITH_EXPERT),
    ("a reply", [ASKED, reply(2, 1)], True, Stage.EXPERT_ANSWERED),
    ("a reply to one of two", [ASKED, reply(2, 1), ASKED_AGAIN], True, Stage.WITH_EXPERT),
    ("replies to both", [ASKED, reply(2, 1), ASKED_AGAIN, reply(4, 3)], True, Stage.EXPERT_ANSWERED),
    (
        "answers behind the reply",
        [ASKED, reply(2, 1), Step(3, NOW, {"weapons-use": YES})],
        True,
        Stage.EXPERT_ANSWERED,
    ),
]


@pytest.mark.parametrize(
    ("steps", "needed", "stage"), [row[1:] for row in STAGES], ids=[row[0] for row in STAGES]
)
def test_where_a_consignment_stands(steps: list[Step], stage: Stage, *, needed: bool) -> None:
    assert standing(steps, NOW, needed=needed).stage is stage


CHANGES = [
    ("documents", {"consignment": 3}),
    ("a new version of a table", {"tables": {"national": 4}}),
    ("a new table", {"tables": {"national": 3, "eu": 1}}),
    ("a group", {"groups": {"diversion": 1}}),
    ("the list", {"priority_list": date(2026, 1, 1)}),
]


@pytest.mark.parametrize("change", [row[1] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_what_changed_since_the_newest_record_is_told(change: dict[str, object]) -> None:
    today = NOW.model_copy(update=change)
    assert standing([ANSWERED], today, needed=True).outdated
    assert not standing([ANSWERED, Step(3, today)], today, needed=True).outdated
    assert not standing([ANSWERED], NOW, needed=True).outdated
    assert not standing([], today, needed=True).outdated


def test_of_each_question_the_newest_answer_counts() -> None:
    steps = [
        Step(1, NOW, answers={"weapons-use": YES, "cash-for-costly": YES, "licence-shown": NO}),
        Step(2, NOW, answers={"weapons-use": NO, "cash-for-costly": UNKNOWN}),
    ]
    assert answers_of(steps) == {"weapons-use": NO, "licence-shown": NO}
