from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire_profiling.selection.domain.candidates import CANDIDATES
from sealwire_profiling.selection.domain.rows import Lane, Row, Selection, Slot
from sealwire_profiling.selection.domain.selecting import MODEL_PARTIAL, NO_MODEL, select, split
from sealwire_profiling.selection.domain.settings import Capacity, Settings, Thresholds
from sealwire_profiling.selection.refusals import CandidatesUnusable, SettingOutOfRange
from simulators.selection_candidates import MONDAY, frames, plans, settings, table

if TYPE_CHECKING:
    from collections.abc import Callable


def _groups(selection: Selection) -> dict[tuple[Any, Any], list[Row]]:
    groups: dict[tuple[Any, Any], list[Row]] = defaultdict(list)
    for row in selection.rows:
        groups[row.office, row.arrives_on].append(row)
    return groups


def _slots(selection: Selection) -> dict[str, Slot | None]:
    return {row.id: row.slot for row in selection.rows}


@given(frames, plans)
def test_a_post_never_opens_more_than_it_can_except_what_is_mandatory(
    frame: pl.DataFrame, plan: Settings
) -> None:
    for (office, day), rows in _groups(select(frame, plan, model="m1")).items():
        opened = [row for row in rows if row.slot]
        mandatory = [row for row in rows if row.slot is Slot.MANDATORY]
        assert len(opened) <= max(plan.capacity.of(office, day), len(mandatory))


@given(frames, plans)
def test_every_mandatory_one_is_shown_and_the_overflow_named(frame: pl.DataFrame, plan: Settings) -> None:
    selection = select(frame, plan, model="m1")
    mandatory = set(frame.filter(pl.col("mandatory"))["id"])
    assert {row.id for row in selection.rows if row.slot is Slot.MANDATORY} == mandatory
    for (office, day), rows in _groups(selection).items():
        beyond = sum(row.slot is Slot.MANDATORY for row in rows) - plan.capacity.of(office, day)
        assert sum(row.overflow for row in rows) == max(0, beyond)
        assert not any(row.overflow and row.slot is not Slot.MANDATORY for row in rows)
    assert set(selection.overflow) <= mandatory


@given(frames, plans)
def test_each_candidate_has_exactly_one_lane_and_one_rank(frame: pl.DataFrame, plan: Settings) -> None:
    selection = select(frame, plan, model="m1")
    assert sorted(row.id for row in selection.rows) == sorted(frame["id"])
    for rows in _groups(selection).values():
        assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
    assert all((row.lane is Lane.RED) is (row.slot is not None) for row in selection.rows)


@given(frames, plans)
def test_probabilities_of_those_not_chosen_add_up_to_the_draws(frame: pl.DataFrame, plan: Settings) -> None:
    for rows in _groups(select(frame, plan, model="m1")).values():
        left = [row for row in rows if row.slot in {None, Slot.RANDOM}]
        draws = sum(row.slot is Slot.RANDOM for row in rows)
        assert sum(row.propensity for row in left) == pytest.approx(draws)
        assert all(row.propensity == 1.0 for row in rows if row not in left)


@given(frames, plans, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_nothing(
    frame: pl.DataFrame, plan: Settings, randomness: Any
) -> None:
    rows, columns = list(range(frame.height)), list(frame.columns)
    randomness.shuffle(rows)
    randomness.shuffle(columns)
    assert select(frame[rows].select(columns), plan, model="m1") == select(frame, plan, model="m1")


@given(frames, plans)
def test_the_same_seed_gives_the_same_selection_and_another_seed_other_draws_only(
    frame: pl.DataFrame, plan: Settings
) -> None:
    once = select(frame, plan, model="m1")
    assert select(frame, plan, model="m1") == once
    other = Settings(plan.seed ^ 1, plan.capacity, plan.exploration_share, plan.random_floor)
    again = select(frame, other, model="m1")
    for mine, theirs in zip(
        *(sorted(each.rows, key=lambda row: row.id) for each in (once, again)), strict=True
    ):
        assert mine.propensity == theirs.propensity
        if not {mine.slot, theirs.slot} <= {None, Slot.RANDOM}:
            assert (mine.slot, mine.rank) == (theirs.slot, theirs.rank)


def test_a_tie_is_broken_by_the_id_and_never_by_the_seed() -> None:
    tied = table({"probability": 0.5}, {"probability": None, "rule_score": 5.0})
    first = {select(tied, settings(1, seed=seed), model="m1").rows[0].id for seed in range(20)}
    assert len(first) == 1


def test_a_selection_does_not_depend_on_another_post_or_day() -> None:
    here = [{"probability": number / 100} for number in range(20)]
    there = [
        {"probability": 0.9, "office": "KG-OSH"},
        {"probability": 0.9, "arrives_on": MONDAY + timedelta(1)},
    ]
    alone = _slots(select(table(*here), settings(5), model="m1"))
    beside = _slots(select(table(*here, *there), settings(5), model="m1"))
    assert {name: beside[name] for name in alone} == alone


def test_the_stored_probability_is_how_often_a_seed_draws_it() -> None:
    frame = table(*({"probability": number / 100, "mandatory": number == 0} for number in range(24)))
    seeds = 1_000
    times: Counter[str] = Counter()
    for seed in range(seeds):
        selection = select(frame, settings(8, seed=seed), model="m1")
        times.update(row.id for row in selection.rows if row.slot)
    for row in selection.rows:
        error = (row.propensity * (1 - row.propensity) / seeds) ** 0.5
        assert abs(times[row.id] / seeds - row.propensity) <= 4.5 * error
    assert {round(row.propensity, 4) for row in selection.rows} == {1.0, round(1 / 17, 4)}


def test_slots_are_given_in_their_order() -> None:
    rows: list[dict[str, Any]] = [{"probability": 0.01 * number} for number in range(30)]
    rows[3] |= {"mandatory": True}
    rows[4] |= {"consignee_earlier": 0, "shipper_earlier": 0, "consignee_heading_earlier": 0}
    selection = select(table(*rows), settings(6), model="m1")
    slots = _slots(selection)
    assert slots["c003"] is Slot.MANDATORY
    assert slots["c004"] is Slot.EXPLORATION
    assert [name for name, slot in slots.items() if slot is Slot.EXPECTED_VALUE] == ["c029", "c028", "c027"]
    assert [row.slot for row in selection.rows[:6]] == [
        Slot.MANDATORY, *[Slot.EXPECTED_VALUE] * 3, Slot.EXPLORATION, Slot.RANDOM
    ]  # fmt: skip


def test_severity_weighs_as_much_as_probability() -> None:
    rows = [{"probability": 0.2}, {"probability": 0.1, "severity": 3.0}, {"probability": 0.15}]
    selection = select(table(*rows), settings(1), model="m1")
    assert [row.id for row in selection.rows] == ["c001", "c000", "c002"]


def test_slots_that_nobody_new_needs_go_to_the_expected_value() -> None:
    rows = [{"probability": 0.01 * number} for number in range(30)]
    slots = Counter(_slots(select(table(*rows), settings(10), model="m1")).values())
    assert slots == {Slot.EXPECTED_VALUE: 9, Slot.RANDOM: 1, None: 20}


@pytest.mark.parametrize("model", [None, "m1"], ids=["no model", "a model that gave nothing"])
def test_without_probabilities_rules_decide_and_it_says_so(model: str | None) -> None:
    rows = [{"probability": None, "rule_score": float(number % 7)} for number in range(30)]
    selection = select(table(*rows), settings(5), model=model)
    assert selection.degraded == NO_MODEL
    assert selection.model is None
    chosen = [row for row in selection.rows if row.slot is Slot.EXPECTED_VALUE]
    assert len(chosen) == 4
    assert {row.reasons[0] for row in chosen} == {"rules-decide"}
    scores = {f"c{number:03}": number % 7 for number in range(30)}
    assert min(scores[row.id] for row in chosen) == 6
    assert sum(row.slot is Slot.RANDOM for row in selection.rows) == 1


def test_with_all_probabilities_it_is_not_degraded() -> None:
    selection = select(table({}, {}), settings(1), model="m1")
    assert (selection.degraded, selection.model) == (None, "m1")


def test_probabilities_without_a_model_are_not_looked_at() -> None:
    rows = [{"probability": 0.9}, {"probability": 0.1, "rule_score": 3.0}]
    selection = select(table(*rows), settings(1), model=None)
    assert [row.slot for row in selection.rows] == [Slot.EXPECTED_VALUE, None]
    assert selection.rows[0].id == "c001"


def test_where_some_have_no_probability_these_stand_by_their_rules_and_it_says_so() -> None:
    rows: list[dict[str, Any]] = [{"probability": 0.01 * number} for number in range(1, 11)]
    rows += [{"probability": None, "rule_score": float(number)} for number in range(1, 11)]
    selection = select(table(*rows), settings(4, exploration=0.0), model="m1")
    assert selection.degraded == MODEL_PARTIAL
    chosen = {row.id for row in selection.rows if row.slot is Slot.EXPECTED_VALUE}
    assert {"c009", "c019"} <= chosen


def test_without_model_and_hits_nothing_is_opened_for_its_value() -> None:
    slots = Counter(_slots(select(table(*[{}] * 30), settings(10), model=None)).values())
    assert slots == {Slot.RANDOM: 1, None: 29}


def test_what_rules_could_not_see_comes_before_what_they_cleared() -> None:
    rows = [{"rule_score": 5.0}, {"rule_score": 5.0, "not_evaluable": 2}]
    assert [row.id for row in select(table(*rows), settings(0), model=None).rows] == ["c001", "c000"]


@pytest.mark.parametrize(
    ("capacity", "mandatory", "candidates", "shared"),
    [
        (20, 0, 1_000, (15, 3, 2)),
        (200, 0, 1_000, (150, 30, 20)),
        (20, 4, 50, (13, 2, 1)),
        (2, 0, 1_000, (1, 0, 1)),
        (1, 0, 1_000, (1, 0, 0)),
        (3, 5, 1_000, (0, 0, 0)),
        (4, 0, 0, (3, 1, 0)),
    ],
    ids=[
        "a tenth of the capacity", "a share of the traffic", "after the mandatory",
        "half of two", "none of one", "more mandatory than capacity", "nothing there",
    ],
)  # fmt: skip
def test_the_capacity_is_shared(
    capacity: int, mandatory: int, candidates: int, shared: tuple[int, int, int]
) -> None:
    given_out = split(capacity, mandatory, candidates, settings(capacity, exploration=0.15))
    assert (given_out.expected_value, given_out.exploration, given_out.random) == shared


@pytest.mark.parametrize(
    ("row", "lane"),
    [
        ({"probability": 0.10}, Lane.YELLOW),
        ({"probability": 0.099}, Lane.BLUE),
        ({"probability": 0.04}, Lane.BLUE),
        ({"probability": 0.039}, Lane.GREEN),
        ({"probability": 0.0, "rule_score": 30.0}, Lane.YELLOW),
        ({"probability": 0.0, "rule_score": 10.0}, Lane.BLUE),
        ({"probability": 0.0, "rule_score": 9.9}, Lane.GREEN),
    ],
    ids=str,
)
def test_a_lane_is_the_stricter_one_of_probability_and_rules(row: dict[str, Any], lane: Lane) -> None:
    assert select(table(row), settings(0), model="m1").rows[0].lane is lane


def test_a_day_and_a_post_have_their_own_capacity() -> None:
    tuesday = MONDAY + timedelta(days=1)
    capacity = Capacity(1, {"KG-BAT": 3}, {("KG-BAT", tuesday): 0})
    asked = (("KG-BAT", MONDAY), ("KG-BAT", tuesday), ("KG-OSH", tuesday))
    assert [capacity.of(office, day) for office, day in asked] == [3, 0, 1]
    assert [capacity.of(None, MONDAY), capacity.of("KG-BAT", None)] == [1, 3]


def test_reasons_name_the_slot_and_what_was_found() -> None:
    row = {"mandatory": True, "rule_score": 5.0, "list_score": 0.9, "not_evaluable": 1}
    selection = select(table(row), settings(1), model="m1")
    assert selection.rows[0].reasons == ("mandatory", "profile-hit", "list-hit", "not-evaluable")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda frame: frame.drop("severity"), "severity"),
        (lambda frame: frame.with_columns(pl.lit(None, pl.String).alias("id")), "id"),
        (lambda frame: frame.with_columns(pl.lit("c").alias("id")), "id"),
        (lambda frame: frame.with_columns(pl.lit(float("nan")).alias("probability")), "probability"),
        (lambda frame: frame.with_columns(pl.lit(1.01).alias("probability")), "probability"),
        (lambda frame: frame.with_columns(pl.lit(-0.5).alias("rule_score")), "rule_score"),
        (lambda frame: frame.with_columns(pl.lit(float("inf")).alias("severity")), "severity"),
        (lambda frame: frame.with_columns(pl.lit(-1).alias("not_evaluable")), "not_evaluable"),
        (lambda frame: frame.with_columns(pl.lit(None, pl.Boolean).alias("mandatory")), "mandatory"),
        (lambda frame: frame.with_columns(pl.lit("much").alias("rule_score")), "type"),
    ],
    ids=[
        "missing column", "null id", "id twice", "no number", "above one", "below zero",
        "infinite", "negative count", "null flag", "text for a figure",
    ],
)  # fmt: skip
def test_candidates_that_cannot_be_ranked_are_refused(
    spoil: Callable[[pl.DataFrame], pl.DataFrame], told: str
) -> None:
    frame = table({}, {})
    assert len(select(frame, settings(1), model="m1").rows) == 2
    with pytest.raises(CandidatesUnusable, match=told):
        select(spoil(frame), settings(1), model="m1")


def test_further_columns_are_ignored() -> None:
    frame = table({}).with_columns(pl.lit(1).alias("more"))
    assert len(frame.columns) == len(CANDIDATES) + 1
    assert len(select(frame, settings(1), model="m1").rows) == 1


@pytest.mark.parametrize(
    "make",
    [
        lambda: Capacity(-1),
        lambda: Capacity(1, {"KG-BAT": 10_001}),
        lambda: Capacity(1, {}, {("KG-BAT", MONDAY): -1}),
        lambda: Settings(-1, Capacity(1)),
        lambda: Settings(2**63, Capacity(1)),
        lambda: Settings(1, Capacity(1), exploration_share=0.51),
        lambda: Settings(1, Capacity(1), exploration_share=float("nan")),
        lambda: Settings(1, Capacity(1), random_floor=0.0),
        lambda: Settings(1, Capacity(1), random_floor=0.021),
        lambda: Settings(1, Capacity(1), random_most=0.04),
        lambda: Settings(1, Capacity(1), random_most=0.51),
        lambda: Thresholds(yellow_probability=0.03, blue_probability=0.04),
        lambda: Thresholds(yellow_probability=1.1),
        lambda: Thresholds(blue_score=0.0),
        lambda: Thresholds(yellow_score=float("inf")),
    ],
)
def test_settings_out_of_range_are_refused(make: Callable[[], object]) -> None:
    with pytest.raises(SettingOutOfRange):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Capacity(0, {"KG-BAT": 10_000}, {("KG-BAT", MONDAY): 0}),
        lambda: Settings(0, Capacity(1), exploration_share=0.0, random_floor=0.01),
        lambda: Settings(2**63 - 1, Capacity(1), exploration_share=0.5, random_floor=0.02),
        lambda: Thresholds(0.05, 0.05, 10.0, 10.0),
    ],
)
def test_settings_within_range_are_accepted(make: Callable[[], object]) -> None:
    assert make()
