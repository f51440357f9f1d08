"""Each gate names exactly what is missing, and nothing when it is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sealwire.contract.onboarding import CaseState, CourseKind, EvidenceKind, Particulars, Result
from sealwire_directory.onboarding.domain import path
from sealwire_directory.onboarding.domain.facts import Facts, InLog
from sealwire_directory.onboarding.domain.overdue import PLANNED_DAYS, late_days, planned_days
from sealwire_directory.onboarding.domain.path import PATH, Case
from sealwire_directory.onboarding.domain.practice import LATEST_MONTHS, months_after
from simulators.casework import OFFICERS, assessment, handover
from simulators.onboarding_facts import FILE, FULL, TODAY, attendance

DAY_S = 86_400
DEFECTIVE = {"item": "Density meter", "quantity": 2, "serials": ["A1", "A2"], "condition": "defective"}


def without(kind: EvidenceKind, facts: Facts = FULL) -> Facts:
    return replace(facts, evidence={each: filed for each, filed in facts.evidence.items() if each != kind})


def officers(facts: Facts, count: int) -> Facts:
    particulars = Particulars.model_validate({**facts.particulars.model_dump(), "officers": OFFICERS[:count]})
    return replace(facts, particulars=particulars)


def trained(*, theory: Result, practical: Result = Result.PASSED) -> Facts:
    first = OFFICERS[0].handle
    mine = (
        attendance(first, CourseKind.THEORY, theory),
        attendance(first, CourseKind.PRACTICAL, practical),
    )
    return replace(FULL, training=(*(each for each in FULL.training if each.handle != first), *mine))


def ahead() -> Facts:
    """Return facts on a day when the courses are still to come."""
    return replace(FULL, today=date(2021, 9, 9))


LACKING: dict[str, tuple[Facts, CaseState, list[str]]] = {
    "no letter": (without(EvidenceKind.LETTER), CaseState.REQUESTED, ["letter"]),
    "no site, no agencies": (
        replace(FULL, particulars=Particulars(officers=OFFICERS)),
        CaseState.REQUESTED,
        ["site", "agencies"],
    ),
    "neither plan nor MoU": (without(EvidenceKind.AGREEMENT), CaseState.AGREED, ["agreement"]),
    "no assessment": (without(EvidenceKind.ASSESSMENT), CaseState.ASSESSED, ["assessment"]),
    "one officer": (officers(FULL, 1), CaseState.TRAINED, ["officers"]),
    "theory failed": (trained(theory=Result.FAILED), CaseState.TRAINED, ["theory"]),
    "theory only attended": (trained(theory=Result.ATTENDED), CaseState.TRAINED, ["theory"]),
    "theory not over yet": (replace(ahead(), handovers=()), CaseState.TRAINED, ["theory", "theory"]),
    "nothing handed over": (replace(FULL, handovers=()), CaseState.EQUIPPED, ["equipment"]),
    "one of two handed over": (
        replace(FULL, handovers=(handover(FILE, serials=["A1"], quantity=1),)),
        CaseState.EQUIPPED,
        ["equipment"],
    ),
    "one serial number for two": (
        replace(FULL, handovers=(handover(FILE, serials=["A1"]),)),
        CaseState.EQUIPPED,
        ["serials"],
    ),
    "two that do not work": (
        replace(FULL, handovers=(handover(FILE, serials=["A1", "A2"], items=[DEFECTIVE]),)),
        CaseState.EQUIPPED,
        ["equipment"],
    ),
    "handed over tomorrow": (
        replace(FULL, handovers=(handover(FILE, serials=["A1", "A2"], on=date(2022, 5, 2)),)),
        CaseState.EQUIPPED,
        ["equipment"],
    ),
    "no practical course": (
        trained(theory=Result.PASSED, practical=Result.FAILED),
        CaseState.PRACTISED,
        ["practical"],
    ),
    "no sandbox exchange": (without(EvidenceKind.SANDBOX), CaseState.PRACTISED, ["sandbox"]),
    "not in the log": (
        replace(FULL, log=InLog()),
        CaseState.CONNECTED,
        ["unit_opened", "key_holders"],
    ),
    "one key holder": (
        replace(FULL, log=InLog(opened=True, key_holders=frozenset({"key-1"}))),
        CaseState.CONNECTED,
        ["key_holders"],
    ),
    "no test notice": (without(EvidenceKind.TEST_NOTICE), CaseState.CONNECTED, ["test_notice"]),
    "no act": (without(EvidenceKind.OPENING), CaseState.OPEN, ["opening"]),
}


@pytest.mark.parametrize("name", LACKING)
def test_a_gate_names_what_is_missing(name: str) -> None:
    facts, to, expected = LACKING[name]
    assert [each.code for each in path.missing(facts, to)] == expected
    assert path.missing(FULL, to) == ()


def test_every_gate_is_refused_for_something() -> None:
    assert {to for _, to, _ in LACKING.values()} == set(PATH)


def test_an_earlier_gate_is_asked_again_when_its_evidence_is_taken_back() -> None:
    failed_later = trained(theory=Result.FAILED)
    assert [each.code for each in path.missing(failed_later, CaseState.OPEN)] == ["theory"]


def test_equipment_without_serial_numbers_needs_a_reason_for_it() -> None:
    item = {"item": "Density meter", "quantity": 2, "no_serials_because": "The maker gives none."}
    facts = replace(FULL, handovers=(handover(FILE, serials=[], items=[item]),))
    assert path.missing(facts, CaseState.EQUIPPED) == ()


def test_gifts_beside_the_assessment_hold_nothing_up() -> None:
    gift = handover(None, serials=[], items=[{"item": "Kettle", "quantity": 1}], donor=None)
    facts = replace(FULL, handovers=(*FULL.handovers, gift))
    assert path.missing(facts, CaseState.EQUIPPED) == ()


def test_two_lines_of_one_item_are_added_up_on_both_sides() -> None:
    one = assessment(FILE, quantity=1)
    twice = one.model_copy(update={"equipment": one.equipment * 3})
    facts = replace(FULL, evidence={**FULL.evidence, EvidenceKind.ASSESSMENT: twice})
    assert [each.text for each in path.missing(facts, CaseState.EQUIPPED)] == [
        "handover of density meter: 2 of 3 handed over"
    ]


@pytest.mark.parametrize(
    ("practical", "warned"),
    [
        (date(2022, 3, 9), True),
        (date(2022, 3, 10), False),
        (date(2022, 6, 10), False),
        (date(2022, 6, 11), True),
    ],
)
def test_a_practical_course_outside_six_to_nine_months_after_theory_warns_and_does_not_stop(
    practical: date, *, warned: bool
) -> None:
    training = tuple(
        replace(each, starts=practical, ends=practical) if each.kind is CourseKind.PRACTICAL else each
        for each in FULL.training
    )
    facts = replace(FULL, today=date(2022, 7, 1), training=training)
    assert path.missing(facts, CaseState.PRACTISED) == ()
    warnings = path.warnings(facts, CaseState.PRACTISED)
    assert [each.code for each in warnings] == (["practice_window"] * 2 if warned else [])


def test_a_month_that_is_shorter_ends_earlier() -> None:
    assert months_after(date(2021, 8, 31), 6) == date(2022, 2, 28)
    assert months_after(date(2021, 11, 30), 3) == date(2022, 2, 28)
    assert months_after(date(2021, 12, 1), 9) == date(2022, 9, 1)


@pytest.mark.parametrize(("days", "late"), [(0, 0), (90, 0), (91, 1), (100, 10)])
def test_a_step_is_late_from_the_day_after_its_planned_days(days: int, late: int) -> None:
    case = Case("KG-BATKEN", Particulars(), CaseState.REQUESTED, since=1_000)
    assert late_days(case, PLANNED_DAYS, now=1_000 + days * DAY_S) == late


def test_practice_is_late_when_the_window_after_theory_has_closed() -> None:
    days = PLANNED_DAYS[CaseState.EQUIPPED] + PLANNED_DAYS[CaseState.PRACTISED]
    closes = months_after(date(2021, 9, 10), LATEST_MONTHS)
    assert abs((closes - date(2021, 9, 10)).days - days) <= 2


def test_an_operator_changes_single_planned_days() -> None:
    changed = planned_days({CaseState.AGREED: 10})
    assert changed[CaseState.AGREED] == 10
    assert changed[CaseState.TRAINED] == PLANNED_DAYS[CaseState.TRAINED]


@pytest.mark.parametrize("state", [CaseState.OPEN, CaseState.SUSPENDED, CaseState.CLOSED])
def test_nothing_is_late_where_no_step_is_left(state: CaseState) -> None:
    assert late_days(Case("KG-BATKEN", Particulars(), state), PLANNED_DAYS, now=10**10) == 0


def test_today_is_not_ahead() -> None:
    on_the_day = replace(FULL, today=date(2022, 4, 8))
    assert path.missing(on_the_day, CaseState.PRACTISED) == ()
    assert date(2022, 4, 8) < TODAY
