"""An inspection is believed when its parts agree; what contradicts itself is named."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sealwire.contract.profiling.inspections import InspectionIn, Outcome, Point
from sealwire.notices.codelists import codelist
from sealwire_profiling.inspections.domain.recording import check
from sealwire_profiling.inspections.refusals import Incoherent

TODAY = date(2026, 5, 4)
CLEAN: dict[str, Any] = {
    "consignment": UUID(int=1),
    "inspected_on": TODAY,
    "kinds": ["physical", "seal-check"],
    "outcome": "no-irregularity",
    "points": [{"point": each, "look": "sound"} for each in Point],
    "seals": [{"equipment": "ZZZU1234564", "declared": "A1", "found": "A1", "condition": "intact"}],
}
CIGARETTES = {"commodity_group": "tobacco", "description": "cigarettes", "amount": 12_000, "unit": "C62"}
SEIZED = {**CLEAN, "outcome": "seizure", "findings": [CIGARETTES]}

ACCEPTED: dict[str, dict[str, Any]] = {
    "nothing was found": CLEAN,
    "something was seized": SEIZED,
    "a post to the east is a day ahead": {**CLEAN, "inspected_on": TODAY + timedelta(days=1)},
    "it was forwarded, and says where": {
        **CLEAN, "outcome": "forwarded", "kinds": [], "reason": "to Osh, where it is unloaded",
    },
    "it was not controlled, and says why": {
        **CLEAN, "outcome": "not-controlled", "kinds": [], "points": [], "reason": "it had left",
    },
    "what was found was not measured yet": {
        **SEIZED, "findings": [{"commodity_group": "drugs", "description": "powder"}],
    },
}  # fmt: skip
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "from the future": ({**CLEAN, "inspected_on": TODAY + timedelta(days=2)}, "inspected_on"),
    "a seizure of nothing": ({**SEIZED, "findings": []}, "findings"),
    "something found, and no irregularity": ({**CLEAN, "findings": [CIGARETTES]}, "findings"),
    "controlled by doing nothing": ({**CLEAN, "kinds": []}, "kinds"),
    "not controlled by a scan": (
        {**CLEAN, "outcome": "not-controlled", "kinds": ["scan"], "reason": "it had left"},
        "kinds",
    ),
    "not controlled without a reason": ({**CLEAN, "outcome": "not-controlled", "kinds": []}, "reason"),
    "forwarded without saying where": ({**CLEAN, "outcome": "forwarded"}, "reason"),
    "the same point twice": ({**CLEAN, "points": [{"point": "doors", "look": "sound"}] * 2}, "points"),
    "an amount without a unit": ({**SEIZED, "findings": [{**CIGARETTES, "unit": None}]}, "findings.0"),
    "a unit without an amount": ({**SEIZED, "findings": [{**CIGARETTES, "amount": None}]}, "findings.0"),
    "a profile judged twice": ({**CLEAN, "verdicts": [{"profile": "vague", "right": True}] * 2}, "verdicts"),
}


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_a_coherent_inspection_is_recorded(body: dict[str, Any]) -> None:
    check(InspectionIn.model_validate(body), today=TODAY)


@pytest.mark.parametrize(("body", "named"), REFUSED.values(), ids=REFUSED.keys())
def test_a_contradiction_is_refused_by_name(body: dict[str, Any], named: str) -> None:
    with pytest.raises(Incoherent) as caught:
        check(InspectionIn.model_validate(body), today=TODAY)
    assert caught.value.detail.startswith(f"{named}:")


def test_every_contradiction_is_named_at_once() -> None:
    body = {**CLEAN, "outcome": "seizure", "points": [{"point": "roof", "look": "anomaly"}] * 2}
    with pytest.raises(Incoherent) as caught:
        check(InspectionIn.model_validate(body), today=TODAY)
    assert {"findings:", "points:"} <= set(caught.value.detail.split())


def test_outcomes_are_those_of_the_feedback_notice() -> None:
    assert {each.value for each in Outcome} == set(codelist("outcome").codes)


def test_goods_that_were_not_controlled_here_are_neither_found_nor_clean() -> None:
    assert [each.value for each in Outcome if each.found is None] == ["forwarded", "not-controlled"]
    assert [each.value for each in Outcome if each.found is False] == ["no-irregularity"]
