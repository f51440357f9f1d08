"""Estimates of a time: each group over the selections that it took part in, in numbers and in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sealwire_profiling.inspections.domain.estimating import Period, estimates, shadows_of
from sealwire_profiling.inspections.domain.telling import Kind, told
from sealwire_profiling.selection.domain.estimates import Estimate
from sealwire_profiling.selection.domain.past import Inspected, Past, Rest, Said, groups_of

SINCE, UNTIL = date(2026, 1, 1), date(2026, 3, 31)
FIRST, SECOND = UUID(int=1), UUID(int=2)
SURE = Inspected(
    "a", (FIRST, 0), 1.0, designed=True, found=True, groups=frozenset({"policy", "profile seal"})
)
DRAWN = Inspected(
    "b", (FIRST, 0), 0.1, designed=True, found=False, groups=frozenset({"shadow-profile new@1"})
)
REST = Rest((FIRST, 0), 0.1, 9, {"profile seal": 2, "band 0.00-0.02": 7})


def period(past: Past, **more: frozenset[str]) -> Period:
    shadows = {FIRST: more.get("first", frozenset()), SECOND: more.get("second", frozenset())}
    return Period(SINCE, UNTIL, past, shadows, left_out=3)


def test_each_group_that_anything_belongs_to_has_estimates() -> None:
    made = estimates(period(Past([SURE, DRAWN], [REST])), language="en")
    assert (made.selections, made.left_out) == (2, 3)
    assert made.prevalence.value == pytest.approx(1 / 11)
    assert (made.policy.precision.value, made.policy.recall.value) == (1.0, 1.0)
    assert [each.name for each in made.by_profile] == ["seal"]
    # Two of its candidates were left to chance, so it is not known to the last.
    assert made.by_profile[0].precision.too_few
    assert [each.name for each in made.by_band] == ["0.00-0.02"]
    assert made.by_band[0].precision.value is None
    assert made.shadow_policy is None


def test_a_shadow_is_estimated_over_the_selections_beside_which_it_ran() -> None:
    elsewhere = replace(SURE, id="c", draw=(SECOND, 0))
    new = frozenset({"shadow-profile new@1", "shadow-policy"})
    drawn = replace(DRAWN, found=True)
    made = estimates(period(Past([SURE, drawn, elsewhere], [REST]), first=new), language="en")
    [shadow] = made.by_shadow_profile
    assert (shadow.name, shadow.selections) == ("new@1", 1)
    # Ten stand behind the draw, one was sure; the find of the other selection is not its to have found.
    assert shadow.recall.value == pytest.approx(10 / 11)
    assert made.policy.recall.value == pytest.approx(2 / 12)
    assert made.shadow_policy is not None
    assert (made.shadow_policy.selections, made.shadow_policy.recall.value) == (1, 0.0)


def test_a_time_without_selections_says_nothing_and_fails_at_nothing() -> None:
    made = estimates(Period(SINCE, UNTIL, Past([], []), {}, 0), language="en")
    assert (made.selections, made.prevalence.value, made.policy.recall.value) == (0, None, None)
    assert made.policy.precision.too_few
    assert made.policy.precision.says == "It says nothing yet: no inspection stands behind it."


def test_what_could_not_run_has_no_estimates() -> None:
    stored = {
        "profiles": [{"name": "new@1", "hits": 0}, {"name": "bad@1", "problem": "rule-faulty"}],
        "model": {"model": "m", "problem": "model-damaged"},
    }
    assert shadows_of(stored) == {"shadow-profile new@1"}
    assert shadows_of({**stored, "model": {"model": "m"}}) == {"shadow-profile new@1", "shadow-policy"}
    assert shadows_of(None) == frozenset()


def test_a_candidate_belongs_to_what_was_said_of_it() -> None:
    said = Said(("seal",), 0.03, ("new@1",), 0.6, "exploration")
    assert groups_of(said) == {
        "profile seal", "band 0.02-0.05", "shadow-profile new@1", "shadow-band 0.50-1.00", "shadow-policy",
    }  # fmt: skip
    assert "shadow-policy" not in groups_of(replace(said, shadow_slot="random"))
    assert groups_of(Said()) == frozenset()


ENOUGH = Estimate(0.25, 0.1, 0.4, inspected=50, drawn=40, found=10, too_few=False, uncovered=0, lost=0)


@pytest.mark.parametrize(
    ("figure", "kind", "has", "has_not"),
    [
        (ENOUGH, Kind.DRAWN, ["25.0 %", "10.0", "40.0 %", "Inspections: 50"], ["nothing yet", "lost"]),
        (replace(ENOUGH, too_few=True), Kind.DRAWN, ["nothing yet", "30 draws", "25.0 %"], ["5 with"]),
        (replace(ENOUGH, too_few=True), Kind.RECALL, ["30 draws", "5 with a find"], []),
        (replace(ENOUGH, too_few=True), Kind.OFFICERS, ["30 inspections"], ["draws have"]),
        (replace(ENOUGH, uncovered=7, lost=2), Kind.DRAWN, ["7 candidates", "never inspected: 2"], []),
        (replace(ENOUGH, value=None), Kind.DRAWN, ["no inspection"], ["%"]),
    ],
)
def test_the_words_say_what_stands_behind_a_figure(
    figure: Estimate, kind: Kind, has: list[str], has_not: list[str]
) -> None:
    says = told(figure, kind, "en")
    assert [each for each in has if each not in says] == []
    assert [each for each in has_not if each in says] == []
    russian = told(figure, kind, "ru")
    assert russian != says
    assert [each for each in ("%", "50", "40") if (each in says) is not (each in russian)] == []
