"""What must be refused before learning: too little data, and columns that tell the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from sealwire_profiling.model.domain.encoding import group_numbers, key_expression
from sealwire_profiling.model.domain.figures import auc
from sealwire_profiling.model.domain.spec import KNOWN_AFTERWARDS
from sealwire_profiling.model.refusals import ColumnsMissing, LabelsUnfit, LeakyColumns, TooLittleToLearn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sealwire_profiling.model.domain.spec import FeatureSpec, Learning

_PERFECT = 0.999
_TELLING = 0.5
"""Share of the rows that stand in values that several rows share: if all these are pure, the column tells."""
_CODES = 60
"""Codes of a list that are looked at: those that may become features."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Inspected consignments, with what was found.

    Attributes:
        table: Their columns, as they stood before the inspection.
        labels: 1 where there was a finding, else 0.
        groups: Numbers; rows of one group repeat each other and are never split.
        dates: Days since 1970, by which the past is told from the future; None where they are not known.
    """

    table: pl.DataFrame
    labels: NDArray[np.int64]
    groups: NDArray[np.int64]
    dates: NDArray[np.int64] | None = None

    def take(self, rows: NDArray[np.bool_]) -> Examples:
        """Return the examples that are marked."""
        dates = None if self.dates is None else self.dates[rows]
        return Examples(self.table.filter(pl.Series(rows)), self.labels[rows], self.groups[rows], dates)


def examples_of(
    table: pl.DataFrame,
    labels: pl.Series,
    *,
    spec: FeatureSpec,
    day: str | None = None,
) -> Examples:
    """Return examples whose groups are the rows that repeat each other by the specification.

    Args:
        table: Columns of inspected consignments.
        labels: 0 and 1, or booleans, none missing.
        spec: Says which columns make a repeat.
        day: The date column that orders the rows; none of its values may be missing.

    Raises:
        LabelsUnfit: Outcomes or days are missing or are not 0 and 1.
        ColumnsMissing: The table lacks columns of the specification.
    """
    _refuse_missing(table, (*spec.columns, *spec.repeated, *((day,) if day else ())))
    if len(labels) != table.height or labels.null_count() or not labels.cast(pl.Int64).is_in([0, 1]).all():
        raise LabelsUnfit(rows=table.height, labels=len(labels))
    if day and table[day].null_count():
        raise LabelsUnfit(f"{table[day].null_count()} rows have no {day}", column=day)
    dates = table[day].cast(pl.Date).to_physical().cast(pl.Int64).to_numpy() if day else None
    groups = group_numbers(table, spec.repeated)
    return Examples(table, labels.cast(pl.Int64).to_numpy(), groups, dates)


def refuse_unfit(examples: Examples, spec: FeatureSpec, learning: Learning) -> None:
    """Refuse what no honest model can be learned from.

    Raises:
        LabelsUnfit: Lengths differ.
        ColumnsMissing: The table lacks columns of the specification.
        TooLittleToLearn: Too few rows, findings, or rows without one; the facts are the counts.
        LeakyColumns: Columns that are known afterwards, or that tell the outcome alone; the facts name them.
    """
    rows, found = examples.table.height, int(examples.labels.sum())
    lengths = {len(examples.labels), len(examples.groups), rows}
    if len(lengths) > 1 or (examples.dates is not None and len(examples.dates) != rows):
        raise LabelsUnfit(rows=rows)
    _refuse_missing(examples.table, spec.columns or ("any column to learn from",))
    if rows < learning.least_rows or min(found, rows - found) < learning.least_positives:
        raise TooLittleToLearn(
            f"{rows} rows with {found} findings; {learning.least_rows} rows and {learning.least_positives} "
            "of each outcome are needed",
            rows=rows,
            positives=found,
            least_rows=learning.least_rows,
            least_positives=learning.least_positives,
        )
    banned = KNOWN_AFTERWARDS | {each.casefold() for each in spec.banned}
    late = [name for name in spec.columns if name.casefold() in banned]
    telling = [name for name in spec.columns if name not in late and tells_alone(examples, name)]
    if late or telling:
        raise LeakyColumns(", ".join([*late, *telling]), known_afterwards=late, telling=telling)


def tells_alone(examples: Examples, name: str) -> bool:
    """Return whether one column alone gives the outcome away.

    That is a number that ranks the findings almost perfectly, or values of which none has both outcomes
    though most rows share theirs with others.
    """
    column, labels = examples.table[name], examples.labels
    if column.dtype == pl.List:
        return any(_ranks(present.astype(np.float64), labels) for present in _members(examples.table, name))
    if (
        column.dtype.is_numeric()
        and _ranks(_known(column, up=True), labels)
        and _ranks(_known(column, up=False), labels)
    ):
        return True
    seen = examples.table.select(key_expression((name,)).alias("value"), pl.Series("label", labels))
    groups = seen.group_by("value").agg(pl.len().alias("rows"), pl.col("label").mean().alias("rate"))
    shared = groups.filter(pl.col("rows") > 1)
    pure = bool(shared["rate"].is_in([0.0, 1.0]).all())
    return pure and int(shared["rows"].sum()) >= _TELLING * examples.table.height


def repeats_share(table: pl.DataFrame, earlier: pl.DataFrame, spec: FeatureSpec) -> NDArray[np.bool_]:
    """Return which rows repeat an earlier row in every column that makes a repeat."""
    columns = list(spec.repeated)
    known = earlier.select(columns).unique().with_columns(pl.lit(value=True).alias("_seen"))
    joined = table.select(columns).join(
        known, on=columns, how="left", nulls_equal=True, maintain_order="left"
    )
    return joined["_seen"].fill_null(value=False).to_numpy()


def _refuse_missing(table: pl.DataFrame, columns: tuple[str, ...]) -> None:
    missing = [name for name in dict.fromkeys(columns) if name not in table.columns]
    if missing:
        raise ColumnsMissing(", ".join(missing), columns=missing)


def _known(column: pl.Series, *, up: bool) -> NDArray[np.float64]:
    """Return the numbers with the missing ones last or first: both must rank for the column to tell."""
    return column.cast(pl.Float64).fill_nan(None).fill_null(float("inf") if up else float("-inf")).to_numpy()


def _ranks(scores: NDArray[np.float64], labels: NDArray[np.int64]) -> bool:
    area = auc(labels, scores)
    return max(area, 1 - area) >= _PERFECT


def _members(table: pl.DataFrame, name: str) -> list[NDArray[np.bool_]]:
    codes = table.select(pl.col(name).cast(pl.List(pl.String)).list.unique().alias("code")).explode("code")
    counted = codes.drop_nulls().group_by("code").agg(pl.len().alias("rows"))
    frequent = counted.sort(["rows", "code"], descending=[True, False]).head(_CODES)["code"]
    lists = table[name].cast(pl.List(pl.String))
    return [lists.list.contains(each).fill_null(value=False).to_numpy() for each in frequent]
