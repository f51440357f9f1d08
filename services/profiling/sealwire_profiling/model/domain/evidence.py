"""What each code speaks for: points of profiles, checks and lists, learned from outcomes.

An administration has inspected hundreds, not millions. So few rows tell hardly anything about a code by
trees, which ask for dozens in every leaf; a sum of points asks for one number of each code. The trees then
learn only what the sum leaves open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from scipy.optimize import minimize
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

USUAL = 0.5
"""Log-odds of a code without outcomes: a hit is a reason until it was shown to be none."""
_TIGHT = 3.0
"""Inverse variance of points about the usual ones: what some twenty outcomes tell where one in five finds."""
_MOST_CODES = 500
_DIGITS = 6
"""Points are rounded, so that the order in which a machine adds does not show."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The points of codes.

    Attributes:
        base: Log-odds of a row without any code.
        points: Of each list column: log-odds by code. A code that is not there has the usual ones.
    """

    base: float
    points: Mapping[str, Mapping[str, float]]

    def parts(self, table: pl.DataFrame) -> NDArray[np.float64]:
        """Return the points of each list column of each row, shape (rows, columns)."""
        if not self.points:
            return np.zeros((table.height, 0))
        return np.column_stack([_summed(table, name, of) for name, of in self.points.items()])

    def margins(self, table: pl.DataFrame) -> NDArray[np.float64]:
        """Return the log-odds of a finding by codes alone."""
        return np.asarray(self.base + self.parts(table).sum(axis=1), dtype=np.float64)


NONE = Evidence(0.0, {})
"""Of a specification without evidence: the trees then begin at nothing."""


def learn_evidence(table: pl.DataFrame, labels: NDArray[np.int64], columns: Sequence[str]) -> Evidence:
    """Return the points that make the outcomes most likely, drawn towards the usual ones.

    Args:
        table: Inspected rows.
        labels: 0 or 1 for each.
        columns: List columns whose codes are evidence.
    """
    if not columns:
        return NONE
    codes = [(name, code) for name in columns for code in _codes(table, name)]
    fitted = _fitted(_present(table, codes), labels.astype(np.float64))
    points: dict[str, dict[str, float]] = {name: {} for name in sorted(columns)}
    for (name, code), value in zip(codes, fitted[1:], strict=True):
        points[name][code] = round(float(value), _DIGITS)
    return Evidence(round(float(fitted[0]), _DIGITS), points)


def evidence_out_of_fold(
    table: pl.DataFrame, labels: NDArray[np.int64], columns: Sequence[str], folds: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return each row's log-odds by points that were learned from the other folds."""
    margins = np.zeros(table.height)
    for fold in np.unique(folds) if columns else ():
        held = folds == fold
        learned = learn_evidence(table.filter(pl.Series(~held)), labels[~held], columns)
        margins[held] = learned.margins(table.filter(pl.Series(held)))
    return margins


def _present(table: pl.DataFrame, codes: Sequence[tuple[str, str]]) -> csr_array:
    """Return 1 where a row has a code, shape (rows, codes); rows have few of them, so it is sparse."""
    rows, places = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for name in dict.fromkeys(column for column, _ in codes):
        at = {code: place for place, (column, code) in enumerate(codes) if column == name}
        pairs = _pairs(table, name)
        known = pairs.filter(pl.col("code").is_in(list(at)))
        rows.append(known["row"].to_numpy().astype(np.int64))
        places.append(known["code"].replace_strict(at, return_dtype=pl.Int64).to_numpy())
    where = (np.concatenate(rows), np.concatenate(places))
    return csr_array((np.ones(len(where[0])), where), shape=(table.height, len(codes)))


def _fitted(present: csr_array, labels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return base and points of the most likely logistic regression under a normal prior."""
    usual = np.full(present.shape[1], USUAL)

    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins, off = at[0] + present @ at[1:], at[1:] - usual
        wrong = 1.0 / (1.0 + np.exp(-np.clip(margins, -500, 500))) - labels
        value = np.logaddexp(0.0, margins).sum() - labels @ margins + _TIGHT / 2 * (off @ off)
        return float(value), np.concatenate([[wrong.sum()], present.T @ wrong + _TIGHT * off])

    share = (labels.sum() + 0.5) / (len(labels) + 1.0)
    start = np.concatenate([[np.log(share / (1.0 - share))], usual])
    found: Any = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x, dtype=np.float64)


def _codes(table: pl.DataFrame, name: str) -> list[str]:
    """Return the codes of a column, the most frequent where there are very many."""
    counted = _pairs(table, name).group_by("code").agg(pl.len().alias("rows"))
    return sorted(counted.sort(["rows", "code"], descending=[True, False])["code"].head(_MOST_CODES))


def _summed(table: pl.DataFrame, name: str, points: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the sum of the points of each row's codes; a list that is not known speaks for nothing."""
    pairs = _pairs(table, name)
    worth = pairs["code"].replace_strict(dict(points), default=USUAL, return_dtype=pl.Float64)
    sums = np.bincount(pairs["row"].to_numpy(), weights=worth.to_numpy(), minlength=table.height)
    return np.asarray(sums, dtype=np.float64)


def _pairs(table: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return row and code of each code of each row, once."""
    listed = table.select(pl.col(name).cast(pl.List(pl.String)).list.unique().alias("code"))
    return listed.with_row_index("row").explode("code").drop_nulls("code")
