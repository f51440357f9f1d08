"""Rules on columns give what CEL's own runtime gives, for random rules and rows.

SEALWIRE_EVALUATIONS sets how many; the suite's own number keeps it quick.
"""

from __future__ import annotations

import operator
import os
import random
from typing import TYPE_CHECKING, Any

import pytest
from sealwire_profiling.rules.domain import operators
from sealwire_profiling.rules.domain.compiling import compile_rule
from sealwire_profiling.rules.domain.evaluating import evaluate
from unit.profiling.rules.generator import SETS, Rules, rows
from unit.profiling.rules.reference import Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl

EVALUATIONS = int(os.environ.get("SEALWIRE_EVALUATIONS", "250000"))
ROWS = 250
RULES_AT_ONCE = 50


def differences(seed: int, evaluations: int) -> tuple[int, list[str]]:
    """Return how many evaluations were compared, and those that differ."""
    chance = random.Random(seed)  # noqa: S311 - a seed makes a failure repeatable
    reference, made = Reference(SETS), Rules(chance)
    compared, different = 0, list[str]()
    while compared < evaluations:
        frame = rows(chance, ROWS)
        texts = [made.text(chance.choice([1, 2, 3, 4])) for _ in range(RULES_AT_ONCE)]
        found, expected = _columns(texts, frame), _reference(reference, texts, frame)
        for text, ours, theirs in zip(texts, found, expected, strict=True):
            different += [
                f"{text}\n  row {frame.row(at, named=True)}\n  columns {a}, CEL {b}"
                for at, (a, b) in enumerate(zip(ours, theirs, strict=True))
                if a is not b
            ]
        compared += len(texts) * frame.height
    return compared, different


def _columns(texts: list[str], frame: pl.DataFrame) -> list[list[bool | None]]:
    rules = [compile_rule(str(at), text, SETS) for at, text in enumerate(texts)]
    return [column.to_list() for column in evaluate(rules, frame).iter_columns()]


def _reference(reference: Reference, texts: list[str], frame: pl.DataFrame) -> list[list[bool | None]]:
    compiled = [reference.compiled(text) for text in texts]
    columns: list[list[bool | None]] = [[] for _ in texts]
    for row in frame.iter_rows(named=True):
        reference.at(row)
        for column, each in zip(columns, compiled, strict=True):
            column.append(reference.holds(each))
    return columns


def test_columns_give_what_cel_gives() -> None:
    compared, different = differences(20_260_101, EVALUATIONS)
    assert compared >= EVALUATIONS
    assert different == []


def _unguarded(left: pl.Expr, right: pl.Expr, compare: Callable[..., pl.Expr], **_: Any) -> pl.Expr:
    return compare(left, right)


def _with(table: Mapping[str, Any], **changed: Any) -> dict[str, Any]:
    return {**table, **changed}


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        pytest.param("beside_literal", _unguarded, id="NaN is greater than a written figure"),
        pytest.param("ordered", _unguarded, id="NaN is greater than another variable"),
        pytest.param(
            "BINARY", _with(operators.BINARY, multiply_int64=operator.mul), id="whole numbers wrap around"
        ),
        pytest.param(
            "BINARY",
            _with(operators.BINARY, modulo_int64=operator.mod),
            id="a remainder has the divisor's sign",
        ),
        pytest.param(
            "BINARY",
            _with(operators.BINARY, divide_double=operator.truediv),
            id="a division by one figure for all rows is rounded twice",
        ),
        pytest.param(
            "UNARY",
            _with(operators.UNARY, logical_not=lambda a: a.not_().fill_null(value=False)),
            id="not of a missing value is false",
        ),
    ],
)
def test_a_wrong_operator_is_caught(name: str, wrong: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operators, name, wrong)
    assert any(differences(20_260_101 + attempt, 12_500)[1] for attempt in range(40))
