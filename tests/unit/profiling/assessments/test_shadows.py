"""What is in shadow is worked out beside a selection, and changes nothing of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from sealwire.contract.profiling.selections import CapacityOut
from sealwire_profiling.assessments.domain.assessing import Known, assess
from sealwire_profiling.assessments.domain.choosing import choose, choose_beside, settings_of
from sealwire_profiling.assessments.domain.ranking import rows_of
from sealwire_profiling.assessments.domain.remaining import rest_of
from sealwire_profiling.assessments.domain.shadow_rows import summary
from sealwire_profiling.assessments.domain.shadowing import Shadows, named
from sealwire_profiling.model.domain.calibration import Calibration
from sealwire_profiling.rules.domain.compiling import compile_rule
from sealwire_profiling.rules.domain.ready import starting_sets
from sealwire_profiling.selection.domain.rows import POLICY
from sealwire_profiling.simulator import World

from bench.trade import known, received, trained

if TYPE_CHECKING:
    from sealwire_profiling.model.domain.model import Model

WORLD = World(7, 300)
PAST = [each for week in range(4) for each in WORLD.week(week).consignments]
WEEK = WORLD.week(4)
TODAY = WEEK.starts + timedelta(days=6)
BATCH = received(WEEK.consignments)
SHADOW = ("shadow_hits", "shadow_probability", "shadow_slot")
BROAD = named(compile_rule("broad", "goods_count > 0", starting_sets()), 2)
UNTOLD = named(compile_rule("untold", "1 / (goods_count - goods_count) > 0", starting_sets()), 1)


@pytest.fixture(scope="module")
def facts() -> Known:
    return known(PAST, on=TODAY)


@pytest.fixture(scope="module")
def model() -> Model:
    return trained(PAST, [], on=WEEK.starts)


def made(facts: Known, *, budget: int | None = 20) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """Return rows and summary as `making` stores them."""
    assessed = assess(BATCH, facts, on=TODAY)
    settings, together = settings_of(CapacityOut(version=0), seed=5, budget=budget), budget is not None
    selection = choose(assessed, facts.profiles, settings, together=together, model="live")
    assessed, beside = choose_beside(assessed, facts.profiles, settings, together=together)
    rows = list(rows_of(assessed, facts.profiles, selection, facts.model, beside=beside))
    return rows, summary(assessed.shadowed, rows)


def bare(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in SHADOW} for row in rows]


@pytest.mark.parametrize("live", [False, True], ids=["rules alone are live", "a model is live"])
@pytest.mark.parametrize("budget", [None, 20], ids=["capacity of each post", "one budget"])
def test_shadows_change_no_slot_lane_propensity_score_or_reason(
    facts: Known, model: Model, budget: int | None, *, live: bool
) -> None:
    alone = replace(facts, model=model if live else None)
    other = replace(model, calibration=Calibration((-20.0, 20.0), (0.9, 0.1)))
    beside = replace(alone, shadows=Shadows(rules=(BROAD, UNTOLD), digest="other", model=other))
    without, nothing = made(alone, budget=budget)
    rows, ran = made(beside, budget=budget)
    assert bare(rows) == bare(without)
    assert nothing is None
    assert ran is not None
    # And they did run, and would have done something else.
    assert all(row["shadow_hits"] == ["broad@2"] for row in rows)
    assert all(row["shadow_probability"] is not None for row in rows)
    assert ran["model"]["shadow_only"] > 0
    assert all(row[name] is None for row in without for name in SHADOW)


def test_the_summary_counts_hits_and_what_could_not_be_told_and_the_choices_of_both(
    facts: Known, model: Model
) -> None:
    rows, ran = made(replace(facts, shadows=Shadows(rules=(UNTOLD, BROAD), digest="m", model=model)))
    assert ran is not None
    assert ran["profiles"] == [
        {"name": "broad@2", "hits": len(BATCH), "not_evaluable": 0},
        {"name": "untold@1", "hits": 0, "not_evaluable": len(BATCH)},
    ]
    live = {row["consignment"] for row in rows if row["slot"] in POLICY}
    shadow = {row["consignment"] for row in rows if row["shadow_slot"] in POLICY}
    assert ran["model"] == {
        "model": "m", "both": len(live & shadow), "live_only": len(live - shadow),
        "shadow_only": len(shadow - live),
    }  # fmt: skip


def test_a_model_in_shadow_would_have_what_it_has_when_it_is_live(facts: Known, model: Model) -> None:
    rows, _ = made(replace(facts, shadows=Shadows(digest="m", model=model)))
    live, _ = made(replace(facts, model=model))
    expected = {row["consignment"]: (row["probability"], row["slot"]) for row in live}
    assert {r["consignment"]: (r["shadow_probability"], r["shadow_slot"]) for r in rows} == expected


def test_a_profile_in_shadow_that_fails_leaves_the_others_running(facts: Known) -> None:
    failing = replace(BROAD, id="failing@1", expression=pl.col("nowhere"))
    shadows = Shadows(rules=(failing, BROAD), broken={"gone@3": "rule-faulty"})
    rows, ran = made(replace(facts, shadows=shadows))
    assert ran is not None
    assert ran["profiles"] == [
        {"name": "broad@2", "hits": len(BATCH), "not_evaluable": 0},
        {"name": "failing@1", "problem": "internal"},
        {"name": "gone@3", "problem": "rule-faulty"},
    ]
    assert bare(rows) == bare(made(facts)[0])


def _reads_what_is_not_there(model: Model) -> Model:
    spec = replace(model.scorer.spec, numeric=(*model.scorer.spec.numeric, "nowhere"))
    return replace(model, scorer=replace(model.scorer, spec=spec))


def _speaks_nonsense(model: Model) -> Model:
    return replace(model, calibration=Calibration((0.0, 1.0), (float("nan"), float("nan"))))


def _is_broken(model: Model) -> Model:
    return replace(model, scorer=replace(model.scorer, boosters=("no booster",)))


@pytest.mark.parametrize(
    ("spoilt", "problem"),
    [
        (_reads_what_is_not_there, "columns-missing"),
        (_speaks_nonsense, "selection-candidates-unusable"),
        (_is_broken, "internal"),
        (lambda _: None, "model-damaged"),
    ],
)
def test_a_model_in_shadow_that_cannot_run_is_a_problem_that_is_shown_and_stops_nothing(
    facts: Known, model: Model, spoilt: Any, problem: str
) -> None:
    shadows = Shadows(rules=(BROAD,), digest="m", model=spoilt(model), no_model="model-damaged")
    rows, ran = made(replace(facts, shadows=shadows))
    assert ran is not None
    assert ran["model"] == {"model": "m", "problem": problem}
    assert {row["shadow_slot"] for row in rows} == {None}
    assert rows[0]["shadow_hits"] == ["broad@2"]
    assert bare(rows) == bare(made(facts)[0])


def test_a_model_in_shadow_that_is_too_old_says_so(facts: Known, model: Model) -> None:
    old = replace(facts, model_max_age_days=0, shadows=Shadows(digest="m", model=model))
    _, ran = made(old)
    assert ran is not None
    assert ran["model"] == {"model": "m", "problem": "model-stale"}


def test_what_a_selection_leaves_is_counted_by_post_and_day(facts: Known, model: Model) -> None:
    rows, _ = made(replace(facts, shadows=Shadows(rules=(BROAD,), digest="m", model=model)), budget=None)
    rest = {each["draw"]: each for each in rest_of(rows)}
    left = [row for row in rows if row["slot"] is None]
    assert len(rest) > 1
    assert {draw: each["candidates"] for draw, each in rest.items()} == Counter(r["draw"] for r in left)
    for row in left:
        assert rest[row["draw"]]["propensity"] == row["propensity"]
    hits = Counter(r["code"] for row in left for r in row["reasons"] if r["kind"] == "profile")
    counted = Counter[str]()
    for each in rest.values():
        counted.update(each["groups"])
    assert {
        name.removeprefix("profile "): n for name, n in counted.items() if name.startswith("profile ")
    } == hits
    assert counted["shadow-profile broad@2"] == len(left)
    assert sum(n for name, n in counted.items() if name.startswith("shadow-band ")) == len(left)
    chosen = [row for row in left if row["shadow_slot"] in POLICY]
    assert counted["shadow-policy"] == len(chosen)
