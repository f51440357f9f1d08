"""What is filed does not contradict itself: nobody is named twice, and days stand in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel, ValidationError
from sealwire.contract.onboarding import (
    Activity,
    CaseChange,
    CaseIn,
    CourseIn,
    CourseKind,
    ImportIn,
    ParticipantsIn,
    Result,
)
from sealwire_local.past_cases import past_case
from simulators import casework
from simulators.casework import BATKEN

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = "00" * 32


def accepted(model: type[BaseModel], form: dict[str, Any]) -> None:
    model.model_validate(form)


def refused(model: type[BaseModel], form: dict[str, Any]) -> str:
    """Return the type of the only error, which is what the API names as the reason."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(form)
    (error,) = caught.value.errors()
    return error["type"]


def history() -> dict[str, Any]:
    return past_case(BATKEN, {"en": "Batken"}).document.model_dump(mode="json")


@pytest.mark.parametrize("model", [CaseIn, CaseChange])
def test_an_officer_is_nominated_once(model: type[BaseModel]) -> None:
    form = casework.request_of(FILE).model_dump(mode="json")
    if model is CaseChange:
        form = {name: form[name] for name in ("site", "agencies", "donors", "officers")} | {"version": 1}
    accepted(model, form)
    first = form["officers"][0]
    assert refused(model, {**form, "officers": [first, {**first, "name": "Another"}]}) == "named_twice"


def test_a_participant_has_one_result() -> None:
    form = casework.participants(Result.PASSED, Result.FAILED).model_dump(mode="json")
    accepted(ParticipantsIn, form)
    first = form["participants"][0]
    again = {"participants": [first, {**first, "result": "failed"}]}
    assert refused(ParticipantsIn, again) == "named_twice"


def twice(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda form: {**form, name: [form[name][0], form[name][0]]}


def one_participant_twice(form: dict[str, Any]) -> dict[str, Any]:
    first = form["courses"][0]
    return {**form, "courses": [{**first, "participants": first["participants"][:1] * 2}]}


@pytest.mark.parametrize(
    "spoilt", [twice("courses"), twice("handovers"), one_participant_twice], ids=["course", "handover", "one"]
)
def test_an_import_names_each_course_handover_and_participant_once(
    spoilt: Callable[[dict[str, Any]], dict[str, Any]],
) -> None:
    accepted(ImportIn, history())
    assert refused(ImportIn, spoilt(history())) == "named_twice"


def test_the_states_of_an_import_follow_each_other_in_time() -> None:
    form = history()
    days = [each["on"] for each in form["history"]]
    form["history"] = [{**each, "on": days[0]} for each in form["history"]]
    accepted(ImportIn, form)
    form["history"][-1]["on"] = "2019-12-31"
    assert refused(ImportIn, form) == "wrong_order"


def test_what_lasts_ends_on_its_first_day_or_later() -> None:
    course = casework.course(CourseKind.THEORY).model_dump(mode="json")
    activity = {"what": "Mission", "place": "Osh"}
    for model, form in ((CourseIn, course), (Activity, activity)):
        accepted(model, {**form, "starts": "2021-09-06", "ends": "2021-09-06"})
        assert refused(model, {**form, "starts": "2021-09-06", "ends": "2021-09-05"}) == "wrong_order"
