from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from statistics import fmean

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as searched
from hypothesis import strategies as st
from sealwire_profiling.selection.domain.bands import band
from sealwire_profiling.selection.domain.estimates import (
    Estimate,
    hit_rate,
    precision,
    prevalence,
    recall,
)
from sealwire_profiling.selection.domain.overrides import Ask, Change, override
from sealwire_profiling.selection.domain.past import Inspected, inspected, past_of
from sealwire_profiling.selection.domain.selecting import select
from simulators.selection_candidates import MONDAY, settings, table

SURE = Inspected("a", (MONDAY,), 1.0, designed=True, found=True, groups=frozenset({"policy"}))
DRAWN = replace(SURE, id="b", propensity=0.02, found=False, groups=frozenset())


DAYS, EACH = 200, 30


class Year:
    """Days of a post with a known truth, to be selected with many seeds."""

    def __init__(self) -> None:
        draws = np.random.default_rng(4)
        size = DAYS * EACH
        risk = draws.beta(0.7, 6.0, size)
        seen = np.clip(risk + draws.normal(0, 0.05, size), 0, 1)
        names = [f"c{number:03}" for number in range(size)]
        self.truth = dict(zip(names, (draws.random(size) < risk).tolist(), strict=True))
        self.groups = {
            name: ["band"] if 0.1 < value < 0.2 else [] for name, value in zip(names, seen, strict=True)
        }
        self.frame = table(*({"probability": float(value)} for value in seen)).with_columns(
            pl.Series("arrives_on", [MONDAY + timedelta(days=number // EACH) for number in range(size)])
        )

    def rows(self, seed: int) -> list[Inspected]:
        selection = select(self.frame, settings(10, seed=seed, exploration=0.0), model="m1")
        return [
            inspected(row, self.truth[row.id] if row.opened else None, self.groups[row.id])
            for row in selection.rows
        ]

    def true(self, rows: list[Inspected]) -> dict[str, float]:
        band = [self.truth[name] for name, groups in self.groups.items() if groups]
        policy = [self.truth[row.id] for row in rows if "policy" in row.groups]
        total = sum(self.truth.values())
        return {
            "prevalence": total / len(self.truth),
            "precision": fmean(band),
            "recall": sum(policy) / total,
            "band recall": sum(band) / total,
        }


def _estimates(rows: list[Inspected]) -> dict[str, Estimate]:
    return {
        "prevalence": prevalence(past_of(rows)),
        "precision": precision(past_of(rows), "band"),
        "recall": recall(past_of(rows), "policy"),
        "band recall": recall(past_of(rows), "band"),
    }


@pytest.fixture(scope="module")
def runs() -> tuple[dict[str, float], list[dict[str, Estimate]]]:
    year = Year()
    made = [year.rows(seed) for seed in range(14)]
    return year.true(made[0]), [_estimates(rows) for rows in made]


@pytest.mark.parametrize("figure", ["prevalence", "precision", "recall", "band recall"])
def test_the_figures_are_right_on_average_and_mostly_within_their_interval(
    figure: str, runs: tuple[dict[str, float], list[dict[str, Estimate]]]
) -> None:
    truth, found = runs[0][figure], [run[figure] for run in runs[1]]
    values = [each.value for each in found if each.value is not None]
    assert len(values) == len(found)
    spread = float(np.std(values)) / len(values) ** 0.5
    assert abs(fmean(values) - truth) < 4 * spread + 0.02
    enough = [each for each in found if not each.too_few]
    assert len(enough) > len(found) / 2
    assert sum(each.low <= truth <= each.high for each in enough) >= len(enough) - 2
    assert all(each.low <= (each.value or 0.0) <= each.high for each in found)


def test_what_was_opened_for_its_risk_says_too_much_about_the_rest() -> None:
    year = Year()
    rows = year.rows(1)
    naive = fmean(bool(row.found) for row in rows if row.found is not None)
    honest = prevalence(past_of(rows)).value
    truth = year.true(rows)["prevalence"]
    assert honest is not None
    assert abs(honest - truth) < abs(naive - truth) / 3


def test_an_inspection_that_found_nothing_counts() -> None:
    assert precision(past_of([SURE]), "policy").value == 1.0
    assert precision(past_of([SURE, replace(SURE, id="c", found=False)]), "policy").value == 0.5


def test_a_group_that_is_opened_to_the_last_is_known_without_draws() -> None:
    figure = precision(past_of([SURE, replace(SURE, id="c", found=False)]), "policy")
    assert (figure.low, figure.high, figure.too_few) == (0.5, 0.5, False)


def test_each_drawn_inspection_stands_for_those_like_it() -> None:
    rows = [SURE, *(replace(DRAWN, id=f"d{number}", found=number < 1) for number in range(40))]
    assert prevalence(past_of(rows)).value == pytest.approx((1 + 50) / (1 + 40 * 50))
    assert recall(past_of(rows), "policy").value == pytest.approx(1 / (1 + 50))


def test_too_few_draws_are_said() -> None:
    few = [replace(DRAWN, id=f"d{number}") for number in range(29)]
    assert prevalence(past_of(few)).too_few
    assert not prevalence(past_of([*few, DRAWN])).too_few


def test_a_recall_needs_draws_that_found_something() -> None:
    rows = [SURE, *(replace(DRAWN, id=f"d{number}", found=number < 4) for number in range(60))]
    assert recall(past_of(rows), "policy").too_few
    assert not recall(past_of([*rows, replace(DRAWN, id="e", found=True)]), "policy").too_few


def test_draws_that_found_nothing_leave_room_for_what_they_missed() -> None:
    rows = [SURE, *(replace(DRAWN, id=f"d{number}") for number in range(100))]
    figure = recall(past_of(rows), "policy")
    # 0 of 100 draws: up to 3.6 % of 5,000 may have been missed.
    assert (figure.value, figure.high, figure.too_few) == (1.0, 1.0, True)
    assert figure.low == pytest.approx(1 / (1 + 5_000 * 0.0362), rel=0.01)
    nobody = recall(past_of(rows), "no such profile")
    assert (nobody.value, nobody.low) == (0.0, 0.0)
    assert nobody.high == pytest.approx(1 - figure.low)


def test_nothing_behind_a_figure_is_no_figure() -> None:
    figure = precision(past_of([SURE]), "no such profile")
    assert (figure.value, figure.low, figure.high, figure.too_few) == (None, 0.0, 1.0, True)


def test_days_without_a_draw_are_left_out_and_counted() -> None:
    tuesday = MONDAY + timedelta(days=1)
    blind = [
        replace(SURE, id="x", draw=(tuesday,)),
        replace(DRAWN, id="y", draw=(tuesday,), propensity=0.0, designed=False, found=None),
    ]
    rows = [SURE, *(replace(DRAWN, id=f"d{number}") for number in range(40))]
    assert prevalence(past_of([*rows, *blind])) == replace(prevalence(past_of(rows)), uncovered=2)


def test_what_an_officer_added_is_not_taken_for_a_draw() -> None:
    added = replace(DRAWN, id="o", designed=False, found=True)
    rows = [SURE, *(replace(DRAWN, id=f"d{number}") for number in range(40))]
    assert prevalence(past_of([*rows, added])) == prevalence(past_of(rows))


def test_what_was_selected_and_never_inspected_is_counted_as_lost() -> None:
    rows = [SURE, *(replace(DRAWN, id=f"d{number}", found=None) for number in range(3))]
    assert prevalence(past_of(rows)).lost == 3


def test_an_officers_changes_leave_the_design_as_it_was() -> None:
    selection = select(table({"probability": 0.5}, {}, {}), settings(1), model="m1")
    added, _ = override(selection, Ask(Change.ADD, "c002", "officer-7", "A call from Osh"))
    row = inspected(added.row("c002"), found=True, groups=())
    assert (row.designed, row.groups) == (False, frozenset({"officer"}))
    removed, _ = override(selection, Ask(Change.REMOVE, "c000", "officer-7", "A call from Osh"))
    row = inspected(removed.row("c000"), found=None, groups=())
    assert (row.designed, row.groups) == (True, frozenset({"policy"}))


def test_what_officers_added_has_a_rate_of_its_own() -> None:
    added = replace(DRAWN, designed=False, groups=frozenset({"officer"}))
    rows = [replace(added, id=f"o{number}", found=number < 10) for number in range(40)]
    figure = hit_rate(past_of([*rows, DRAWN, replace(added, id="never", found=None)]), "officer")
    assert (figure.value, figure.inspected, figure.found, figure.lost) == (0.25, 40, 10, 1)
    assert figure.low < 0.25 < figure.high
    assert not figure.too_few
    assert hit_rate(past_of(rows[:29]), "officer").too_few
    assert hit_rate(past_of([]), "officer").value is None


def test_what_was_sure_says_nothing_of_what_only_chance_could_have_opened() -> None:
    left = replace(DRAWN, id="left", designed=False, found=None)
    for rows in ([SURE, left], [SURE, replace(SURE, id="c", found=False), left]):
        figure = prevalence(past_of(rows))
        assert (figure.low, figure.high, figure.too_few) == (0.0, 1.0, True)


ROWS = st.builds(
    Inspected,
    id=st.uuids().map(str),
    draw=st.tuples(st.integers(0, 2)),
    propensity=st.sampled_from([0.0, 0.001, 0.3, 1.0]),
    designed=st.booleans(),
    found=st.sampled_from([None, False, True]),
    groups=st.frozensets(st.sampled_from(["policy", "profile a", "officer"])),
).filter(lambda row: row.propensity > 0.0 or not row.designed)


@searched(deadline=None)
@given(st.lists(ROWS, max_size=12))
def test_an_estimate_is_a_share_within_its_interval_whatever_stands_behind_it(rows: list[Inspected]) -> None:
    past = past_of(rows)
    made = [prevalence(past), precision(past, "profile a"), recall(past, "policy"), hit_rate(past, "officer")]
    for each in made:
        value = each.low if each.value is None else each.value
        assert 0.0 <= each.low <= value + 1e-9
        assert value - 1e-9 <= each.high <= 1.0
        assert each.drawn <= each.inspected


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (None, None),
        (0.0, "0.00-0.02"),
        (0.02, "0.02-0.05"),
        (0.499, "0.20-0.50"),
        (1.0, "0.50-1.00"),
    ],
)
def test_a_probability_lies_in_one_band(probability: float | None, expected: str | None) -> None:
    assert band(probability) == expected


def test_the_interval_is_that_of_clopper_and_pearson() -> None:
    rows = [replace(DRAWN, id=f"d{number}", propensity=0.0001, found=number < 3) for number in range(30)]
    figure = prevalence(past_of(rows))
    # 3 of 30; the finite rest hardly counts at this propensity.
    assert figure.low == pytest.approx(0.0211, abs=2e-4)
    assert figure.high == pytest.approx(0.2653, abs=2e-4)
