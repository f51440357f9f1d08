"""From the columns of a table to the numbers that trees read, the same way in training and in scoring."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from sealwire_profiling.model.domain.encoding import (
    Rates,
    key_expression,
    learn_rates,
    out_of_fold,
    smoothed,
)
from sealwire_profiling.model.refusals import ColumnsMissing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sealwire_profiling.model.domain.spec import FeatureSpec

_NORM_FROM = 20
"""So many rows make a median."""
_CODES = 60
_CODE_FROM = 20
"""Of a list column the 60 most frequent codes are features, if 20 training rows have them."""


class Made(StrEnum):
    """What a feature is made of."""

    RATE = "rate"
    SEEN = "seen"
    NUMBER = "number"
    NORM = "norm"
    AGE = "age"
    COUNT = "count"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Feature:
    """One number that trees read; `terms` are the columns it is made from, `code` one of a list's."""

    made: Made
    terms: tuple[str, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Learned:
    """What features need from the training rows.

    Attributes:
        prior: Share of findings in the training rows.
        smoothing: Rows that the prior weighs.
        rates: By key, in the order of the specification.
        medians: Of each norm: columns `value`, `median`.
        codes: Of each list: the codes that are features.
    """

    prior: float
    smoothing: float
    rates: tuple[Rates, ...]
    medians: tuple[pl.DataFrame, ...]
    codes: tuple[tuple[str, ...], ...]


def learn(table: pl.DataFrame, labels: NDArray[np.int64], spec: FeatureSpec, smoothing: float) -> Learned:
    """Return what the features of later rows need from these rows."""
    return Learned(
        prior=float(labels.mean()),
        smoothing=smoothing,
        rates=tuple(learn_rates(table, labels, key) for key in spec.keys),
        medians=tuple(_medians(table, number, category) for number, category in spec.norms),
        codes=tuple(_frequent(table, each) for each in spec.lists),
    )


def features_of(spec: FeatureSpec, learned: Learned) -> tuple[Feature, ...]:
    """Return what the columns of the matrix are, in their order."""
    named: list[Feature] = []
    for key in spec.keys:
        named += [Feature(Made.RATE, key), Feature(Made.SEEN, key)]
    named += [Feature(Made.NUMBER, (each,)) for each in spec.numeric]
    named += [Feature(Made.NORM, each) for each in spec.norms]
    named += [Feature(Made.AGE, each) for each in spec.ages]
    for name, codes in zip(spec.lists, learned.codes, strict=True):
        named += [Feature(Made.COUNT, (name,)), *(Feature(Made.CODE, (name,), code) for code in codes)]
    return tuple(named)


def rising(features: Sequence[Feature]) -> list[int]:
    """Return 1 for each feature that may only raise the score as it grows: rates of findings; else 0.

    So no officer is told that a worse history made a consignment safer.
    """
    return [int(each.made is Made.RATE) for each in features]


def scoring_columns(table: pl.DataFrame, spec: FeatureSpec, learned: Learned) -> list[NDArray[np.float64]]:
    """Return the features of rows that nothing was learned from, an array of the rows for each.

    Raises:
        ColumnsMissing: The table lacks columns; the fact `columns` names them.
    """
    missing = [name for name in spec.columns if name not in table.columns]
    if missing:
        raise ColumnsMissing(", ".join(missing), columns=missing)
    return _assembled(table, spec, learned, [each.look_up(table) for each in learned.rates])


def training_matrix(
    table: pl.DataFrame,
    labels: NDArray[np.int64],
    spec: FeatureSpec,
    *,
    learned: Learned,
    folds: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the features of the very rows that were learned from, shape (rows, features).

    Each row's rates are those of the other folds.
    """
    rates = [out_of_fold(table, labels, key, folds) for key in spec.keys]
    return np.column_stack(_assembled(table, spec, learned, rates))


def _assembled(
    table: pl.DataFrame,
    spec: FeatureSpec,
    learned: Learned,
    rates: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]],
) -> list[NDArray[np.float64]]:
    columns: list[NDArray[np.float64]] = []
    for rows, found in rates:
        columns += [smoothed(rows, found, learned.prior, learned.smoothing), np.log1p(rows)]
    columns += [_numbers(table, pl.col(each)) for each in spec.numeric]
    columns += [
        _norm(table, pair, medians) for pair, medians in zip(spec.norms, learned.medians, strict=True)
    ]
    columns += [
        _numbers(table, (pl.col(later) - pl.col(earlier)).dt.total_days()) for earlier, later in spec.ages
    ]
    for name, codes in zip(spec.lists, learned.codes, strict=True):
        columns += _listed(table, name, codes)
    return columns


def _numbers(table: pl.DataFrame, expression: pl.Expr) -> NDArray[np.float64]:
    number = expression.cast(pl.Float64, strict=False)
    finite = pl.when(number.is_finite()).then(number).fill_null(float("nan"))
    return table.select(finite.alias("number"))["number"].to_numpy()


def _norm(table: pl.DataFrame, pair: tuple[str, str], medians: pl.DataFrame) -> NDArray[np.float64]:
    number, category = pair
    read = table.select(
        key_expression((category,)).alias("value"),
        pl.col(number).cast(pl.Float64, strict=False).alias("number"),
    )
    joined = read.join(medians, on="value", how="left", maintain_order="left")
    share = pl.when(pl.col("number") > 0).then(pl.col("number") / pl.col("median"))
    return _numbers(joined, share.log())


def _listed(table: pl.DataFrame, name: str, codes: Sequence[str]) -> list[NDArray[np.float64]]:
    """Return the number of codes, and 1 or 0 for each known code; a null list is not known: NaN."""
    read = table.select(pl.col(name).cast(pl.List(pl.String)).alias("codes"))
    counts = _numbers(read, pl.col("codes").list.len())
    present = np.zeros((table.height, len(codes)))
    pairs = read.with_row_index("row").explode("codes").drop_nulls("codes")
    place = pl.DataFrame(
        {"codes": list(codes), "place": range(len(codes))}, schema={"codes": pl.String, "place": pl.Int64}
    )
    hits = pairs.join(place, on="codes", how="inner")
    present[hits["row"].to_numpy(), hits["place"].to_numpy()] = 1.0
    present[np.isnan(counts)] = np.nan
    return [counts, *(present[:, number] for number in range(len(codes)))]


def _medians(table: pl.DataFrame, number: str, category: str) -> pl.DataFrame:
    read = table.select(
        key_expression((category,)).alias("value"),
        pl.col(number).cast(pl.Float64, strict=False).alias("number"),
    )
    known = read.drop_nulls().filter(pl.col("number").is_finite() & (pl.col("number") > 0))
    made = known.group_by("value").agg(pl.col("number").median().alias("median"), pl.len().alias("seen"))
    return made.filter(pl.col("seen") >= _NORM_FROM).select("value", "median").sort("value")


def _frequent(table: pl.DataFrame, name: str) -> tuple[str, ...]:
    codes = table.select(pl.col(name).cast(pl.List(pl.String)).list.unique().alias("code")).explode("code")
    counted = codes.drop_nulls().group_by("code").agg(pl.len().alias("rows"))
    kept = counted.filter(pl.col("rows") >= _CODE_FROM).sort(["rows", "code"], descending=[True, False])
    return tuple(sorted(kept["code"].head(_CODES)))
