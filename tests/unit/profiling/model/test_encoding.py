"""Rates of findings tell no row its own outcome."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from sealwire_profiling.model.domain.encoding import (
    fold_of_groups,
    group_numbers,
    learn_rates,
    out_of_fold,
    smoothed,
)
from sealwire_profiling.model.domain.figures import auc

ROWS, VALUES = 6_000, 2_500
KEY = ("noise",)


@pytest.fixture(scope="module")
def noise() -> tuple[pl.DataFrame, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """A column of many values that has nothing to do with the outcome."""
    draw = np.random.default_rng(11)
    table = pl.DataFrame({"noise": [f"n{each}" for each in draw.integers(0, VALUES, ROWS)]})
    return table, (draw.random(ROWS) < 0.2).astype(np.int64)


def test_a_random_column_says_nothing_out_of_fold(
    noise: tuple[pl.DataFrame, np.ndarray[tuple[int], np.dtype[np.int64]]],
) -> None:
    table, labels = noise
    folds = fold_of_groups(np.arange(ROWS), 5, seed=1)
    rates = smoothed(*out_of_fold(table, labels, KEY, folds), float(labels.mean()), 5.0)
    assert abs(auc(labels, rates) - 0.5) < 0.03


def test_the_same_column_leaks_when_a_row_is_in_its_own_rate(
    noise: tuple[pl.DataFrame, np.ndarray[tuple[int], np.dtype[np.int64]]],
) -> None:
    table, labels = noise
    naive = smoothed(*learn_rates(table, labels, KEY).look_up(table), float(labels.mean()), 5.0)
    assert auc(labels, naive) > 0.75


def test_leaving_out_only_the_row_itself_leaks_too(
    noise: tuple[pl.DataFrame, np.ndarray[tuple[int], np.dtype[np.int64]]],
) -> None:
    table, labels = noise
    rows, found = learn_rates(table, labels, KEY).look_up(table)
    # Among rows of one value the rate tells the outcome outright: lower exactly where it is 1.
    rates = (found - labels) / np.maximum(rows - 1, 1)
    of_one_value = (table["noise"] == table["noise"].value_counts(sort=True)["noise"][0]).to_numpy()
    assert auc(labels[of_one_value], -rates[of_one_value]) == 1.0


def test_rows_that_repeat_each_other_are_not_learned_from_each_other() -> None:
    table = pl.DataFrame({"consignee": ["a", "a", "b", "b"], "hs": ["1", "1", "2", "2"]})
    labels = np.array([1, 1, 0, 0])
    folds = fold_of_groups(group_numbers(table, ["consignee", "hs"]), 2, seed=0)
    assert folds[0] == folds[1]
    assert folds[2] == folds[3]
    rows, _ = out_of_fold(table, labels, ("hs",), folds)
    assert rows.tolist() == [0, 0, 0, 0]


def test_rates_out_of_fold_count_only_the_other_folds() -> None:
    table = pl.DataFrame({"hs": ["1", "1", "1", None]})
    rows, found = out_of_fold(table, np.array([1, 0, 1, 1]), ("hs",), np.array([0, 1, 1, 0]))
    assert rows.tolist() == [2, 1, 1, 0]
    assert found.tolist() == [1, 1, 1, 0]


@pytest.mark.parametrize(
    ("hs", "rows", "rate"),
    [("8481", 2.0, (2 + 10 * 0.5) / 12), ("9999", 0.0, 0.5), (None, 0.0, 0.5)],
    ids=["seen", "never seen", "missing"],
)
def test_a_category_never_seen_falls_back_to_the_prior(hs: str | None, rows: float, rate: float) -> None:
    learned = learn_rates(pl.DataFrame({"hs": ["8481", "8481", None]}), np.array([1, 1, 0]), ("hs",))
    counts = learned.look_up(pl.DataFrame({"hs": [hs]}, schema={"hs": pl.String}))
    assert counts[0].tolist() == [rows]
    assert smoothed(*counts, 0.5, 10.0)[0] == pytest.approx(rate)


def test_a_pair_and_a_prefix_are_keys_of_their_own() -> None:
    table = pl.DataFrame({"hs": ["848110", "848120", "010110"], "origin": ["CN", "CN", None]})
    learned = learn_rates(table, np.array([1, 0, 1]), ("hs:4", "origin"))
    assert learned.table.select("rows", "found").rows() == [(2, 1)]
