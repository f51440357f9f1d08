"""Rates of findings by category, learned so that no row tells its own outcome.

A category's rate over all rows holds the outcome of the very row that it is given to, and leaving out only
that row tells it just as well: the rate is then lower exactly where the outcome is 1. So a training row gets
the rate of the other folds, and rows that repeat each other stand in one fold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from sealwire_profiling.model.domain.spec import column_of, prefix_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sealwire_profiling.model.domain.spec import Key

_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Rates:
    """Of one key: rows and findings by value.

    Attributes:
        key: The columns.
        table: Columns `value` (string), `rows`, `found` (Int64), sorted by value.
    """

    key: Key
    table: pl.DataFrame

    def look_up(self, table: pl.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return rows and findings of each row's value; 0 and 0 where it was never seen."""
        values = table.select(key_expression(self.key).alias("value"))
        joined = values.join(self.table, on="value", how="left", maintain_order="left")
        rows, found = joined["rows"].fill_null(0), joined["found"].fill_null(0)
        return rows.cast(pl.Float64).to_numpy(), found.cast(pl.Float64).to_numpy()


def learn_rates(table: pl.DataFrame, labels: NDArray[np.int64], key: Key) -> Rates:
    """Return how many rows and findings each value of a key has."""
    seen = table.select(key_expression(key).alias("value"), pl.Series("found", labels, dtype=pl.Int64))
    counted = seen.drop_nulls("value").group_by("value")
    made = counted.agg(pl.len().cast(pl.Int64).alias("rows"), pl.col("found").sum())
    return Rates(key, made.select("value", "rows", "found").sort("value"))


def out_of_fold(
    table: pl.DataFrame, labels: NDArray[np.int64], key: Key, folds: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return rows and findings of each row's value in the other folds.

    Args:
        table: The training rows.
        labels: 0 or 1 for each row.
        key: The columns.
        folds: Number of the fold for each row, from 0; repeats of a row share its fold.
    """
    values = (
        table.select(key_expression(key).rank("dense").cast(pl.Int64).fill_null(0)).to_series().to_numpy()
    )
    width = int(values.max(initial=0)) + 1
    cells = folds * width + values
    shape = (int(folds.max(initial=0)) + 1, width)
    rows = np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)
    found = np.bincount(cells, weights=labels, minlength=shape[0] * shape[1]).reshape(shape)
    elsewhere = rows.sum(axis=0) - rows, found.sum(axis=0) - found
    # A missing value is no category: it has no rate, as in scoring.
    elsewhere[0][:, 0], elsewhere[1][:, 0] = 0, 0
    return elsewhere[0][folds, values].astype(np.float64), elsewhere[1][folds, values].astype(np.float64)


def smoothed(
    rows: NDArray[np.float64], found: NDArray[np.float64], prior: float, weight: float
) -> NDArray[np.float64]:
    """Return rates of findings, drawn towards the prior as if it were `weight` more rows."""
    return (found + weight * prior) / (rows + weight)


def key_expression(key: Key) -> pl.Expr:
    """Return the expression of a key's value: null where one of its columns is null."""
    parts = [_term(each) for each in key]
    return parts[0] if len(parts) == 1 else pl.concat_str(parts, separator=_BETWEEN)


def fold_of_groups(groups: Sequence[object] | NDArray[np.int64], folds: int, seed: int) -> NDArray[np.int64]:
    """Return the fold of each row, from 0, such that a group stands in one fold."""
    _, number = np.unique(np.asarray(groups), return_inverse=True)
    drawn = np.random.default_rng(seed).permutation(int(number.max(initial=0)) + 1) % folds
    return drawn[number].astype(np.int64)


def group_numbers(table: pl.DataFrame, columns: Sequence[str]) -> NDArray[np.int64]:
    """Return a number for each row, equal where the rows agree in all the columns."""
    ranked = table.select(pl.struct(columns).rank("dense").cast(pl.Int64))
    return ranked.to_series().to_numpy()


def _term(term: str) -> pl.Expr:
    digits = prefix_of(term)
    text = pl.col(column_of(term)).cast(pl.String)
    return text if digits is None else text.str.slice(0, digits)
