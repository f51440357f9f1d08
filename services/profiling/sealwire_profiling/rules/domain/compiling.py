"""Rules: texts that are checked and compiled, to be applied to a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from sealwire_profiling.frame.domain.columns import DTYPES, VOCABULARY
from sealwire_profiling.rules.domain.checking import check
from sealwire_profiling.rules.domain.faults import Refused, fault
from sealwire_profiling.rules.domain.merging import merged
from sealwire_profiling.rules.domain.quantifiers import needed
from sealwire_profiling.rules.domain.translating import Translator
from sealwire_profiling.rules.domain.tree import Position, sets_used

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sealwire_profiling.rules.domain.environment import Environment


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that can be applied.

    Attributes:
        id: Names its column; unique among rules that are applied together.
        text: CEL.
        expression: Nullable boolean of a frame's columns and `shared`; null where it is not evaluable.
        shared: Columns that it needs beside the frame's, by name, each after those that it needs itself;
            rules that share one work it out once.
        variables: The columns that it looks at, in the vocabulary's order.
        empty_sets: Named sets that it uses and that have no values yet: with them it can hardly hold.
    """

    id: str
    text: str
    expression: pl.Expr
    shared: Mapping[str, pl.Expr]
    variables: tuple[str, ...]
    empty_sets: tuple[str, ...] = ()


def compile_rule(id: str, text: str, environment: Environment) -> Rule:  # noqa: A002 - a rule's id is called so
    """Return a rule of a text.

    Raises:
        Refused: The text is no rule; the faults say where and why.
    """
    tree = check(text)
    translator = Translator(environment)
    expression = translator.expression(merged(tree))
    looked_at = needed(tree)
    _try(expression, translator.shared)
    variables = tuple(name for name in VOCABULARY if name in looked_at)
    empty = tuple(sorted(name for _, name in environment.empty & sets_used(tree)))
    return Rule(id, text, expression, translator.shared, variables, empty)


def with_shared(frame: pl.LazyFrame, shared: Mapping[str, pl.Expr]) -> pl.LazyFrame:
    """Return a frame with shared columns, those that need nothing of each other side by side."""
    level: dict[str, int] = {}
    for name, expression in shared.items():
        below = [level[root] for root in expression.meta.root_names() if root in level]
        level[name] = max(below, default=-1) + 1
    for height in range(max(level.values(), default=-1) + 1):
        frame = frame.with_columns(shared[name].alias(name) for name, at in level.items() if at == height)
    return frame


def _try(expression: pl.Expr, shared: Mapping[str, pl.Expr]) -> None:
    """Apply an expression to rows in which all is missing: what cannot run is refused now, not when live."""
    # Two rows: one has as many values as a constant, and would hide what they need to be told apart.
    rows = pl.DataFrame({name: [None, None] for name in VOCABULARY}, schema=NOTHING)
    try:
        with_shared(rows.lazy(), shared).select(expression).collect(optimizations=AS_WRITTEN)
    except pl.exceptions.PolarsError as error:
        raise Refused(fault("refused", Position(1, 1), what=str(error).splitlines()[0][:120])) from None


# The optimiser would make a column of a list that two expressions share, which not all functions take;
# what is dear is shared by name already.
AS_WRITTEN = pl.QueryOptFlags(comm_subexpr_elim=False)
NOTHING = {name: DTYPES[column.kind] for name, column in VOCABULARY.items()}
"""The columns that a rule may look at, with their types."""
