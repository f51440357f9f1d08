"""What a feedback notice tells is entered as an inspection of the unit's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sealwire.client.profiling.feedback import entered
from sealwire.notices import from_json
from sealwire.notices.codelists import codelist
from sealwire.notices.feedback import FeedbackNotice
from sealwire_profiling.inspections.domain.recording import check

if TYPE_CHECKING:
    from sealwire.contract.profiling.inspections import InspectionIn

TODAY = date(2026, 11, 20)
EXAMPLE = Path(__file__).parents[4] / "examples" / "acetic-acid" / "feedback.json"
PLAIN: dict[str, Any] = {
    "warning_reference": "BL-1",
    "located": "yes",
    "actions": ["scan", "physical"],
    "controlled_at": "2026-11-18T10:00+06:00",
    "outcome": "no-irregularity",
    "usefulness": 4,
    "indicators": [
        {"text": "Consignee seen for the first time", "rule": "thin-trader", "verdict": "wrong"},
        {"text": "Seal changed", "rule": "seal-changed", "verdict": "right"},
        {"text": "a hunch", "verdict": "right"},
    ],
    "seals_found": [{"number": "A1", "condition": "replaced"}, {"number": "A2"}],
}
OUTCOMES: dict[str, dict[str, Any]] = {
    "no-irregularity": {},
    "administrative": {},
    "permit-missing": {},
    "seizure": {"seizure_reference": "S-9"},
    "forwarded": {"forwarded_to": "KZ-AKT"},
    "not-controlled": {
        "actions": ["none"],
        "not_controlled_because": "it had left",
        "located": "left-already",
    },
}


def inspection(**more: Any) -> InspectionIn:
    notice = FeedbackNotice.read(1, {**PLAIN, **more})
    return entered(notice, consignment=UUID(int=1), envelope=UUID(int=2), today=TODAY)


def test_the_real_case_is_entered_as_it_came() -> None:
    notice = from_json(EXAMPLE)
    assert isinstance(notice, FeedbackNotice)
    made = entered(notice, consignment=UUID(int=1), envelope=UUID(int=2), today=TODAY)
    check(made, today=TODAY)
    assert made.outcome.value == notice.outcome


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_an_inspection_that_holds_together(outcome: str) -> None:
    made = inspection(outcome=outcome, **OUTCOMES[outcome])
    check(made, today=TODAY)
    assert made.outcome.value == outcome


def test_there_is_no_outcome_that_was_not_tried() -> None:
    assert set(OUTCOMES) == set(codelist("outcome").codes)


def test_indicators_that_name_a_profile_judge_it() -> None:
    verdicts = {each.profile: each.right for each in inspection().verdicts}
    assert verdicts == {"thin-trader": False, "seal-changed": True}


def test_seals_whose_condition_was_told_are_kept() -> None:
    assert [(each.found, each.condition.value) for each in inspection().seals] == [("A1", "replaced")]


def test_the_day_is_the_controls_and_else_that_of_entering() -> None:
    assert inspection().inspected_on == date(2026, 11, 18)
    assert inspection(controlled_at=None).inspected_on == TODAY
