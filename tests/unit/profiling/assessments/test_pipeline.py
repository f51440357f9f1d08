"""From documents to a ranked list: each step's result is in the next one's reasons, and nothing gets lost."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import polars as pl
import pytest
from sealwire.contract.profiling.selections import CapacityOut, Lane, Slot
from sealwire_profiling.assessments.domain.assessing import Assessed, Known, assess
from sealwire_profiling.assessments.domain.choosing import choose, settings_of, untried
from sealwire_profiling.assessments.domain.ranking import rows_of
from sealwire_profiling.frame.domain.building import Received
from sealwire_profiling.frame.domain.columns import SCHEMA
from sealwire_profiling.lists.domain.index import ScreeningIndex
from sealwire_profiling.selection.domain.rows import Slot as ChosenAs
from sealwire_profiling.simulator import World
from simulators.watch import WordScreener, day, entry

from bench.trade import known, received

if TYPE_CHECKING:
    from sealwire_profiling.selection.domain.rows import Selection

WORLD = World(7, 300)
PAST = [each for week in range(4) for each in WORLD.week(week).consignments]
WEEK = WORLD.week(4)
TODAY = WEEK.starts + timedelta(days=6)
BUDGET = 20
EXPLORED = ChosenAs.EXPLORATION


@pytest.fixture(scope="module")
def facts() -> Known:
    return known(PAST, on=TODAY)


@pytest.fixture(scope="module")
def batch() -> list[Received]:
    return received(WEEK.consignments)


@pytest.fixture(scope="module")
def assessed(facts: Known, batch: list[Received]) -> Assessed:
    return assess(batch, facts, on=TODAY)


def made(assessed: Assessed, facts: Known, *, seed: int = 5, budget: int | None = BUDGET) -> Selection:
    settings = settings_of(CapacityOut(version=0), seed=seed, budget=budget)
    return choose(assessed, facts.profiles, settings, together=budget is not None, model=None)


@pytest.fixture(scope="module")
def rows(assessed: Assessed, facts: Known) -> list[dict[str, Any]]:
    return list(rows_of(assessed, facts.profiles, made(assessed, facts), None))


def test_the_profile_of_fewest_outcomes_is_told_of_each_consignment() -> None:
    hit = pl.Series([["a", "b"], [], ["c", "a"], ["a", "new"]], dtype=pl.List(pl.String))
    told = untried(hit, {"a": 9, "b": 3, "c": 9})
    assert told.rows() == [("b", 3), (None, None), ("a", 9), ("new", 0)]
    assert untried(hit.clear(), {}).rows() == []


def test_what_a_profile_without_outcomes_hits_is_explored(assessed: Assessed, facts: Known) -> None:
    tried = replace(facts, profiles=[replace(each, outcomes=99) for each in facts.profiles])
    reasons = [row.reasons for row in made(assessed, facts).rows if row.slot == EXPLORED]
    assert reasons
    assert all("untried-profile" in each for each in reasons)
    later = [row.reasons for row in made(assessed, tried).rows if row.slot == EXPLORED]
    assert later
    assert not any("untried-profile" in each for each in later)


def test_every_consignment_has_a_row_and_every_row_a_lane(
    rows: list[dict[str, Any]], batch: list[Received]
) -> None:
    assert [row["rank"] for row in rows] == list(range(1, len(batch) + 1))
    assert {str(row["consignment"]) for row in rows} == {each.id for each in batch}
    assert {row["lane"] for row in rows} <= {each.value for each in Lane}


def test_as_many_are_opened_as_the_budget_has_and_they_come_first(rows: list[dict[str, Any]]) -> None:
    opened = [row["rank"] for row in rows if row["slot"] is not None]
    assert opened == list(range(1, BUDGET + 1))
    assert Counter(row["slot"] for row in rows[:BUDGET])[Slot.RANDOM.value] >= 1


def test_what_is_opened_is_in_the_red_lane_and_nothing_else_is(rows: list[dict[str, Any]]) -> None:
    assert all((row["lane"] == Lane.RED.value) is (row["slot"] is not None) for row in rows)


def test_each_row_says_why_in_both_languages(rows: list[dict[str, Any]]) -> None:
    for row in rows[:BUDGET]:
        assert row["reasons"]
    for reason in (each for row in rows for each in row["reasons"]):
        assert set(reason["text"]) == {"en", "ru"}
        assert all(reason["text"].values())


def test_the_score_is_the_weight_of_the_profiles_that_are_named(
    rows: list[dict[str, Any]], facts: Known
) -> None:
    weights = {each.rule.id: each.weight for each in facts.profiles}
    for row in rows:
        named = [each["code"] for each in row["reasons"] if each["kind"] == "profile"]
        assert row["score"] == sum(weights[code] for code in named)


def test_profiles_that_cannot_be_told_are_named_and_not_counted(
    rows: list[dict[str, Any]], assessed: Assessed
) -> None:
    at = {str(row["consignment"]): row for row in rows}
    untold = 0
    for place, name in enumerate(assessed.frame["id"]):
        codes = [code for code in assessed.held.columns if assessed.held[code][place] is None]
        told = [each for each in at[name]["reasons"] if each["kind"] == "not-evaluable"]
        assert [each["facts"]["profiles"] for each in told] == ([codes] if codes else [])
        untold += bool(codes)
    assert untold


def test_reasons_and_features_can_be_stored_as_json(rows: list[dict[str, Any]]) -> None:
    assert rows
    for row in rows:
        told = [row["reasons"], row["features"]]
        assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_what_was_known_is_kept_of_those_that_are_opened_and_of_the_next_ones(
    rows: list[dict[str, Any]],
) -> None:
    for row in rows:
        assert (row["features"] is not None) is (row["rank"] <= BUDGET + 200)
    assert set(rows[0]["features"]) == {*SCHEMA, "rules"}


def test_without_a_model_rules_decide_and_the_selection_says_so(assessed: Assessed, facts: Known) -> None:
    assert assessed.degraded == "no-model"
    selection = made(assessed, facts)
    assert (selection.model, selection.degraded) == (None, "no-model")


def test_the_same_seed_makes_the_same_selection_and_another_seed_draws_others(
    assessed: Assessed, facts: Known
) -> None:
    first, again, other = (made(assessed, facts, seed=seed) for seed in (5, 5, 6))
    assert first.rows == again.rows
    drawn = [{row.id for row in each.rows if row.slot == "random"} for each in (first, other)]
    assert drawn[0] != drawn[1]


def test_each_post_and_day_has_its_own_capacity(assessed: Assessed, facts: Known) -> None:
    selection = made(assessed, facts, budget=None)
    groups = Counter((row.office, row.arrives_on) for row in selection.rows if row.opened)
    assert len(groups) > 1
    assert max(groups.values()) <= CapacityOut(version=0).usual


def test_a_profile_at_full_weight_in_the_red_lane_compels(facts: Known, batch: list[Received]) -> None:
    grave = replace(facts.profiles[0], weight=100.0, lane=Lane.RED)
    compelled = replace(facts, profiles=(grave,))
    assessed = assess(batch, compelled, on=TODAY)
    held = assessed.held[grave.rule.id].sum()
    selection = made(assessed, compelled)
    assert held > 0
    assert sum(row.slot == Slot.MANDATORY.value for row in selection.rows) == held


def test_what_a_red_profile_asks_for_has_its_papers_looked_at_when_there_is_no_room(
    facts: Known, batch: list[Received]
) -> None:
    light = replace(facts.profiles[0], weight=1.0, lane=Lane.RED)
    asking = replace(facts, profiles=(light,))
    assessed = assess(batch, asking, on=TODAY)
    rows = list(rows_of(assessed, asking.profiles, made(assessed, asking, budget=0), None))
    for row in rows:
        hit = any(each["code"] == light.rule.id for each in row["reasons"] if each["kind"] == "profile")
        assert row["lane"] == (Lane.YELLOW.value if hit else Lane.GREEN.value)
    assert any(row["lane"] == Lane.YELLOW.value for row in rows)


@pytest.mark.parametrize("at_once", [1, 7])
def test_how_many_consignments_are_in_memory_together_changes_nothing(
    facts: Known, batch: list[Received], at_once: int
) -> None:
    # A reference and a container of the first come again in the last, in another piece.
    first = next(each for each in batch if each.consignment.voyage and each.consignment.equipment)
    again = replace(first, id=str(UUID(int=1)))
    elsewhere = {"reference": "ELSEWHERE", "voyage": "ANOTHER"}
    other = first.consignment.model_copy(update=elsewhere)
    others = [each for each in batch[:40] if each is not first]
    some = [first, *others, again, Received(str(UUID(int=2)), "simulator", other)]
    today = day(entry(1, first.consignment.parties[0].name))
    listed = today, ScreeningIndex.of(today, WordScreener())
    watched = replace(facts, screening=listed, home="KG")
    whole = assess(iter(some), watched, on=TODAY, at_once=len(some))
    pieces = assess(iter(some), watched, on=TODAY, at_once=at_once)
    assert pieces.frame.equals(whole.frame)
    assert pieces.held.equals(whole.held)
    assert (pieces.findings, pieces.hits) == (whole.findings, whole.hits)
    told = list(rows_of(pieces, watched.profiles, made(pieces, watched), None))
    assert told == list(rows_of(whole, watched.profiles, made(whole, watched), None))
    assert pieces.hits[0]
    assert "reference-repeated" in {each.code for each in pieces.findings[-2]}
    assert "equipment-on-two-journeys" in {each.code for each in pieces.findings[-1]}


def test_nothing_to_select_from_makes_an_empty_selection(facts: Known) -> None:
    assessed = assess([], facts, on=TODAY)
    assert list(rows_of(assessed, facts.profiles, made(assessed, facts), None)) == []


def test_an_administration_without_profiles_and_history_selects_all_the_same(batch: list[Received]) -> None:
    nothing = known([], on=TODAY)
    bare = replace(nothing, profiles=())
    assessed = assess(batch, bare, on=TODAY)
    rows = list(rows_of(assessed, (), made(assessed, bare), None))
    assert len(rows) == len(batch)
    assert sum(row["slot"] is not None for row in rows) > 0


def test_the_ranked_list_finds_more_than_chance_would(
    rows: list[dict[str, Any]], batch: list[Received]
) -> None:
    planted = {
        row.id for row, truth in zip(batch, WEEK.consignments, strict=True) if truth.mechanism is not None
    }
    found = sum(str(row["consignment"]) in planted for row in rows[:BUDGET])
    assert found / BUDGET > 2 * len(planted) / len(batch)
