from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire_profiling.selection.domain.candidates import Candidate, read
from sealwire_profiling.selection.domain.exploration import UNTRIED, explore, novelties, novelty
from simulators.selection_candidates import frames, table

if TYPE_CHECKING:
    import polars as pl

NEW = {"consignee_earlier": 0, "shipper_earlier": 0, "consignee_heading_earlier": 0}


def test_not_five_of_the_same_trader() -> None:
    same = [{**NEW, "consignee_key": "a", "shipper_key": "x", "heading": "2915"}] * 10
    others = [
        {**NEW, "consignee_earlier": 2, "consignee_key": f"b{each}", "heading": f"84{each}0"}
        for each in range(6)
    ]
    chosen = explore(read(table(*same, *others)), (), 5)
    assert Counter(each.consignee_key == "a" for each in chosen) == {True: 1, False: 4}


def test_not_five_of_the_same_heading() -> None:
    same = [{**NEW, "consignee_key": f"a{each}", "heading": "2915"} for each in range(10)]
    others = [
        {**NEW, "shipper_earlier": 1, "consignee_key": f"b{each}", "heading": f"84{each}0"}
        for each in range(6)
    ]
    chosen = explore(read(table(*same, *others)), (), 5)
    assert Counter(each.heading == "2915" for each in chosen)[True] <= 2


def test_what_is_opened_anyway_counts_for_diversity() -> None:
    first, second, third = read(
        table(
            {"consignee_key": "a"},
            {**NEW, "consignee_key": "a"},
            {**NEW, "shipper_earlier": 2, "consignee_key": "b"},
        )
    )
    assert explore([second, third], [], 1) == [second]
    assert explore([second, third], [first], 1) == [third]


def test_the_known_are_never_explored() -> None:
    assert explore(read(table({}, {})), (), 5) == []


def test_a_party_that_no_document_names_is_not_new() -> None:
    known = {"consignee_earlier": None, "shipper_earlier": None, "consignee_heading_earlier": None}
    unknown, new = read(table(known, NEW))
    assert novelty(unknown) == 0.0
    assert novelties(unknown) == ()
    assert novelty(new) == pytest.approx(1.0)
    assert novelties(new) == ("new-consignee", "new-shipper", "new-heading")


def test_a_profile_of_few_outcomes_is_tried_before_a_new_trader() -> None:
    new, untried = read(table(NEW, {"untried": "empty-heavy", "untried_outcomes": 0}))
    assert novelties(untried) == ("untried-profile",)
    assert explore([new, untried], (), 1) == [untried]
    enough, few = read(
        table(
            {"untried": "empty-heavy", "untried_outcomes": UNTRIED},
            {"untried": "empty-heavy", "untried_outcomes": UNTRIED - 1},
        )
    )
    assert explore([enough], (), 1) == []
    assert explore([few], (), 1) == [few]


def test_not_five_hits_of_the_same_profile() -> None:
    same = [{"untried": "empty-heavy", "untried_outcomes": 0} for _ in range(10)]
    others = [{"untried": f"p{each}", "untried_outcomes": 5} for each in range(4)]
    chosen = explore(read(table(*same, *others)), (), 5)
    assert len({each.untried for each in chosen}) >= 4


def test_of_traders_as_new_the_one_that_looks_worse_comes_first_and_of_profiles_either() -> None:
    better, worse = read(table(NEW, NEW))
    standing = {better.id: 0.2, worse.id: 0.9}
    assert explore([better, worse], (), 1, standing) == [worse]
    assert explore([better, worse], (), 1, {better.id: 0.9, worse.id: 0.2}) == [better]
    tried, untried = read(
        table(
            {"untried": "a", "untried_outcomes": 8},
            {"untried": "b", "untried_outcomes": 0},
        )
    )
    assert explore([tried, untried], (), 1, {tried.id: 1.0, untried.id: 0.1}) == [untried]


@given(frames, st.integers(0, 8))
def test_each_choice_is_the_best_that_is_left(frame: pl.DataFrame, slots: int) -> None:
    candidates = read(frame)
    chosen = explore(candidates, (), slots)
    new = [each for each in candidates if novelty(each) > 0]
    assert len(chosen) == min(slots, len(new))
    for number, each in enumerate(chosen):
        before = chosen[:number]
        rest = [other for other in new if other not in before]
        assert _worth(each, before) == pytest.approx(max(_worth(other, before) for other in rest))


def _worth(candidate: Candidate, before: list[Candidate]) -> float:
    """What is left of its novelty, counted anew without the heap."""
    left = novelty(candidate)
    for other in before:
        for part, mine, theirs in (
            (0.2, candidate.consignee_key, other.consignee_key),
            (0.4, candidate.shipper_key, other.shipper_key),
            (0.5, candidate.heading, other.heading),
            (0.5, candidate.untried, other.untried),
        ):
            left *= part if mine is not None and mine == theirs else 1.0
    return left
