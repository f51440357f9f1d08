"""`exists` and `all` on columns: over lists of the frame, and over values written in the rule."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from sealwire_profiling.rules.domain import operators
from sealwire_profiling.rules.domain.faults import Refused, fault
from sealwire_profiling.rules.domain.named import EARLIER, IMPLICIT, decided
from sealwire_profiling.rules.domain.tree import (
    Call,
    Items,
    Literal,
    Node,
    Quantified,
    Variable,
    children,
    free_variables,
    walk,
)

if TYPE_CHECKING:
    from sealwire_profiling.rules.domain.translating import Translator

MAX_WRITTEN = 2_000
"""Written values times parts of the body: each value has its own copy of the body."""
MAX_BODY = 2_000
"""Parts of a body's expression: inside of a quantifier an operand that is read twice stands there twice."""
_ELEMENT, _LIST, _ROW, _FOUND = "@element", "@list", "@row", "@found"


def expression(node: Quantified, translator: Translator) -> pl.Expr:
    """Return whether the body holds of any, or every, value; an error of one gives way to what decides."""
    values = translator.written(node.over)
    if values is not None:
        return _over_written(node, values, translator)
    over = translator.expression(node.over)
    if node.name not in free_variables(node.body):
        return _constant_body(node, over, translator.expression(node.body))
    if _size(node.body) > MAX_BODY:
        raise Refused(fault("body-too-large", node.at))
    if needed(node.body) - {node.name}:
        return _beside_columns(node, over, translator)
    body = translator.bound(node.name, pl.element()).expression(node.body)
    return decided(over, body, every=node.every)


def _over_written(node: Quantified, values: tuple[Node, ...], translator: Translator) -> pl.Expr:
    parts = sum(1 for _ in walk(node.body))
    if parts * len(values) > MAX_WRITTEN:
        raise Refused(fault("too-many-items", node.at, what=str(MAX_WRITTEN // parts)))
    bodies = [translator.expression(_put(node.body, node.name, value)) for value in values]
    if not bodies:
        return pl.lit(node.every)
    told = pl.all_horizontal(bodies) if node.every else pl.any_horizontal(bodies)
    # The list is made before it is gone through: where one of its values is missing, there is none.
    there = [translator.repeated(each).is_not_null() for each in values if not isinstance(each, Literal)]
    return pl.when(pl.all_horizontal(there)).then(told) if there else told


def _size(node: Node) -> int:
    """Return how many parts the expression of a tree has where nothing is shared."""
    times = operators.TIMES.get(node.overload, 1) if isinstance(node, Call) else 1
    if isinstance(node, Call) and node.arguments and isinstance(node.arguments[-1], Items):
        times *= max(1, len(node.arguments[-1].items))
    return 1 + times * sum(map(_size, children(node)))


def _put(node: Node, name: str, value: Node) -> Node:
    """Return a tree with a value in place of a name."""
    match node:
        case Variable() if node.name == name:
            return value
        case Call():
            return replace(node, arguments=tuple(_put(each, name, value) for each in node.arguments))
        case Items():
            return replace(node, items=tuple(_put(each, name, value) for each in node.items))
    return node


def _constant_body(node: Quantified, over: pl.Expr, body: pl.Expr) -> pl.Expr:
    """Return the verdict where the body does not speak of the value: it counts if there is one."""
    nothing = over.list.len() == 0
    return pl.when(nothing).then(pl.lit(node.every)).when(nothing.not_()).then(body)


def _beside_columns(node: Quantified, over: pl.Expr, translator: Translator) -> pl.Expr:
    """Return the verdict of a body that also speaks of columns: each value is put beside its row's."""
    columns = sorted(needed(node.body) - {node.name})
    body = translator.bound(node.name, pl.col(_ELEMENT)).expression(node.body)
    found_of = pl.col(_FOUND)
    verdict = found_of.all(ignore_nulls=False) if node.every else found_of.any(ignore_nulls=False)

    def decide(rows: pl.Series) -> pl.Series:
        frame = rows.struct.unnest().with_row_index(_ROW)
        long = frame.filter(pl.col(_LIST).list.len() > 0).explode(_LIST).rename({_LIST: _ELEMENT})
        found = long.select(_ROW, body.alias(_FOUND)).group_by(_ROW).agg(verdict)
        empty = frame.select(_ROW, pl.col(_LIST).list.len().alias("@length"))
        told = empty.join(found, on=_ROW, how="left", maintain_order="left")
        return told.select(
            pl.when(pl.col("@length") == 0).then(pl.lit(node.every)).otherwise(pl.col(_FOUND))
        ).to_series()

    return pl.struct(over.alias(_LIST), *columns).map_batches(decide, return_dtype=pl.Boolean)


def needed(node: Node) -> frozenset[str]:
    """Return the columns that a tree's expression reads: those named, and those that functions look at."""
    found = set(free_variables(node))
    for each, _ in walk(node):
        if isinstance(each, Call):
            found.update(IMPLICIT.get(each.overload, ()))
            if each.overload == "first_seen_string":
                found.update(EARLIER[a.name] for a in each.arguments if isinstance(a, Variable))
    return frozenset(found)
