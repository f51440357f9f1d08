"""Rules applied to consignments: which hold, which do not, which cannot be told, and what they looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from sealwire_profiling.rules.domain.compiling import AS_WRITTEN, NOTHING, with_shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sealwire_profiling.rules.domain.compiling import Rule

_ROW = "@row"


def evaluate(rules: Iterable[Rule], frame: pl.DataFrame) -> pl.DataFrame:
    """Return a nullable boolean column for each rule, named by its id; null where it is not evaluable.

    Args:
        rules: With ids that differ.
        frame: Columns of the vocabulary; one that is not there counts as missing in every row.
    """
    found = list(rules)
    wanted = {name for rule in found for name in rule.variables} - set(frame.columns)
    missing = [pl.lit(None, dtype=NOTHING[name]).alias(name) for name in sorted(wanted)]
    # Constants alone would give one row: the count of rows stretches them.
    rows = pl.int_range(pl.len()).alias(_ROW)
    columns = [rule.expression.alias(rule.id) for rule in found]
    shared = {name: expression for rule in found for name, expression in rule.shared.items()}
    ready = with_shared(frame.lazy().with_columns(missing), shared)
    return ready.select(rows, *columns).drop(_ROW).collect(optimizations=AS_WRITTEN)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a rule holds of a consignment, or does not, or cannot be told.

    Attributes:
        holds: None where it cannot be told.
        looked_at: The variables that it looks at with their values, None where missing.
        missing: Those without a value; where the rule cannot be told and none is missing, a figure in
            it has no result, like a division by zero.
    """

    holds: bool | None
    looked_at: Mapping[str, Any]
    missing: tuple[str, ...]


def explain(rule: Rule, row: Mapping[str, Any]) -> Explanation:
    """Return why a rule holds of a row, or does not.

    Args:
        rule: To explain.
        row: Values by column; one that is not there counts as missing.
    """
    values = {name: row.get(name) for name in rule.variables}
    frame = pl.DataFrame(
        {name: [value] for name, value in values.items()}, schema={name: NOTHING[name] for name in values}
    )
    if not values:
        frame = pl.DataFrame({_ROW + "s": [0]})
    holds = evaluate([rule], frame).to_series().item()
    return Explanation(holds, values, tuple(name for name, value in values.items() if value is None))
