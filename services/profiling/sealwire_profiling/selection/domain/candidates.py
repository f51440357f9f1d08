"""The consignments that could be opened, with what the other rooms found out about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from sealwire_profiling.selection.refusals import CandidatesUnusable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

CANDIDATES: Mapping[str, pl.DataType] = {
    "id": pl.String(),
    "office": pl.String(),
    "arrives_on": pl.Date(),
    "mandatory": pl.Boolean(),
    "rule_score": pl.Float64(),
    "not_evaluable": pl.Int64(),
    "list_score": pl.Float64(),
    "probability": pl.Float64(),
    "severity": pl.Float64(),
    "consignee_earlier": pl.Int64(),
    "shipper_earlier": pl.Int64(),
    "consignee_heading_earlier": pl.Int64(),
    "consignee_key": pl.String(),
    "shipper_key": pl.String(),
    "heading": pl.String(),
    "untried": pl.String(),
    "untried_outcomes": pl.Int64(),
}
"""Columns of the table; more are ignored. What a column means stands at the attributes of Candidate."""
_NEVER_NULL = ("id", "mandatory", "rule_score", "not_evaluable", "list_score", "severity")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A consignment that could be opened.

    Attributes:
        id: Of the consignment.
        office: Post at which it arrives, where known.
        arrives_on: Day, where known.
        mandatory: A list or profile hit it that leaves no choice.
        rule_score: Sum of the weights of the live profiles that hit, >= 0.
        not_evaluable: Live profiles that could not be evaluated, for want of a value.
        list_score: Highest score of a name on a list, 0 to 1.
        probability: The model's, 0 to 1; none without a model.
        severity: Weight of what would be found, of the commodity group, >= 0; 1 is usual.
        consignee_earlier: Earlier consignments of the consignee; none where no document names one.
        shipper_earlier: Of the shipper.
        consignee_heading_earlier: Of the consignee in this HS heading.
        consignee_key: By which the same consignee is known.
        shipper_key: By which the same shipper is known.
        heading: HS heading.
        untried: Of the live profiles that hit, the one of which the fewest outcomes are known; none without a
            hit.
        untried_outcomes: How many, >= 0.
    """

    id: str
    office: str | None
    arrives_on: date | None
    mandatory: bool
    rule_score: float
    not_evaluable: int
    list_score: float
    probability: float | None
    severity: float
    consignee_earlier: int | None
    shipper_earlier: int | None
    consignee_heading_earlier: int | None
    consignee_key: str | None
    shipper_key: str | None
    heading: str | None
    untried: str | None
    untried_outcomes: int | None

    @property
    def value(self) -> float | None:
        """Expected value of opening it: probability times severity; none without a model."""
        return None if self.probability is None else self.probability * self.severity


def read(frame: pl.DataFrame) -> list[Candidate]:
    """Return the candidates of a table, in the order of their ids.

    Args:
        frame: Columns CANDIDATES, in any order of columns and rows.

    Raises:
        CandidatesUnusable: A column is missing or of another type, an id stands twice, or a figure is out of
            range.
    """
    missing = [name for name in CANDIDATES if name not in frame.columns]
    if missing:
        raise CandidatesUnusable(f"missing: {', '.join(missing)}")
    try:
        table = frame.select(pl.col(name).cast(kind) for name, kind in CANDIDATES.items())
    except pl.exceptions.PolarsError as error:
        raise CandidatesUnusable("a column has another type than documented") from error
    _check(table)
    return [Candidate(*row) for row in table.sort("id").iter_rows()]


def _check(table: pl.DataFrame) -> None:
    for name in _NEVER_NULL:
        if table[name].null_count():
            raise CandidatesUnusable(f"{name}: a value is missing")
    if table["id"].n_unique() < table.height:
        raise CandidatesUnusable("id: one stands twice")
    for name, most in (("rule_score", None), ("list_score", 1.0), ("probability", 1.0), ("severity", None)):
        column = table[name].drop_nulls()
        good = column.is_finite() & (column >= 0.0)
        if most is not None:
            good &= column <= most
        if not good.all():
            raise CandidatesUnusable(f"{name}: below 0, above {most or 'what is finite'}, or no number")
    if (table["not_evaluable"] < 0).any():
        raise CandidatesUnusable("not_evaluable: below 0")
