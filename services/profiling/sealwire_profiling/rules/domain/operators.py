"""CEL's operators on columns. Null is CEL's error: what has no value makes what needs it have none.

`&&` and `||` of CEL absorb errors just as Kleene's logic of the columns absorbs nulls, so they are the same.
Figures differ: NaN is greater than everything in columns and compares false in CEL, whole numbers wrap, and a
division by one figure for all rows is rounded twice.
"""

from __future__ import annotations

import operator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_FIRST = datetime(1, 1, 1)  # noqa: DTZ001 - columns of days have no zone; all are UTC
_LAST = datetime(9999, 12, 31, 23, 59, 59, 999_999)  # noqa: DTZ001 - as above
_LONGEST_US = (2**63 - 1) // 1_000
_WIDE = pl.Int128


def ordered(
    left: pl.Expr, right: pl.Expr, compare: Callable[[pl.Expr, pl.Expr], pl.Expr], *, figures: bool
) -> pl.Expr:
    """Return a comparison.

    Args:
        left: Of the same kind as `right`.
        right: As `left`.
        compare: One of the operators <, <=, >, >=, ==.
        figures: Whether they are doubles, which may be NaN.
    """
    plain = compare(left, right)
    if not figures:
        return plain
    either = left.is_nan() | right.is_nan()
    # Both must be there: null | True is True, and a NaN beside a missing value still is no value.
    return (
        pl.when(either.not_())
        .then(plain)
        .when(left.is_not_null() & right.is_not_null())
        .then(pl.lit(value=False))
    )


def beside_literal(
    left: pl.Expr, right: pl.Expr, compare: Callable[[pl.Expr, pl.Expr], pl.Expr], *, guarded: pl.Expr
) -> pl.Expr:
    """Return a comparison of doubles; one is written in the rule and so no NaN, `guarded` is the other."""
    return compare(left, right) & guarded.is_not_nan()


def chosen(condition: pl.Expr, then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
    """Return `condition ? then : otherwise`; only the chosen side can lack a value."""
    return pl.when(condition).then(then).when(condition.not_()).then(otherwise)


def _wide(name: str) -> Callable[[pl.Expr, pl.Expr], pl.Expr]:
    apply = {"+": operator.add, "-": operator.sub, "*": operator.mul}[name]

    def whole(left: pl.Expr, right: pl.Expr) -> pl.Expr:
        wide: pl.Expr = apply(left.cast(_WIDE), right.cast(_WIDE))
        # What does not fit into 64 bits is an error in CEL.
        return wide.cast(pl.Int64, strict=False)

    return whole


def _figures(apply: Callable[[Any, Any], Any]) -> Callable[[pl.Expr, pl.Expr], pl.Expr]:
    """Return an operator on doubles that rounds as IEEE 754 says, and so as CEL does.

    The columns' own would not where one side is the same in every row: it multiplies by the reciprocal, so
    that 3.0 / 10.0 is 0.30000000000000004 in a batch and 0.3 alone, and it drops the sign of zero.
    """

    def worked_out(sides: Sequence[pl.Series]) -> pl.Series:
        left, right = sides
        with np.errstate(all="ignore"):
            found = pl.Series(apply(left.to_numpy(), right.to_numpy()))
        absent = left.is_null() | right.is_null()
        return found.set(absent, None) if absent.any() else found

    return lambda left, right: pl.map_batches(
        [left, right], worked_out, return_dtype=pl.Float64, is_elementwise=True
    )


def _divided(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Return the quotient cut towards zero."""
    left, right = left.cast(_WIDE), right.cast(_WIDE)
    size = left.abs() // pl.when(right != 0).then(right.abs())
    signed = pl.when((left < 0) == (right < 0)).then(size).otherwise(pl.lit(0, _WIDE) - size)
    return signed.cast(pl.Int64, strict=False)


def _remainder(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Return the remainder, of the dividend's sign; none where the quotient does not fit."""
    product = _divided(left, right).cast(_WIDE) * right.cast(_WIDE)
    return (left.cast(_WIDE) - product).cast(pl.Int64, strict=False)


def _to_int(figure: pl.Expr) -> pl.Expr:
    """Return a double cut towards zero; none where it does not fit."""
    inside = (figure > -(2.0**63)) & (figure < 2.0**63)
    return pl.when(inside).then(figure).cast(pl.Int64, strict=False)


def _moment(apply: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> Callable[[pl.Expr, pl.Expr], pl.Expr]:
    def shifted(moment: pl.Expr, span: pl.Expr) -> pl.Expr:
        found = apply(moment, span)
        # CEL's time ends with the years 1 and 9999.
        return pl.when(found.is_between(pl.lit(_FIRST), pl.lit(_LAST))).then(found)

    return shifted


def _span(later: pl.Expr, earlier: pl.Expr) -> pl.Expr:
    """Return what lies between two points in time; none where it is more than 64 bits of nanoseconds."""
    found = later - earlier
    return pl.when(found.dt.total_microseconds().abs() <= _LONGEST_US).then(found)


def _utc_less(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(tzinfo=None)


def written(value: datetime) -> str:
    """Return a point in time as CEL reads it."""
    return _utc_less(value).isoformat() + "Z"


def moment(value: datetime) -> pl.Expr:
    """Return a point in time written in the rule; to the microsecond, UTC."""
    return pl.lit(_utc_less(value), dtype=pl.Datetime("us"))


UNARY: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    "logical_not": lambda a: a.not_(),
    "negate_int64": lambda a: (pl.lit(0, _WIDE) - a.cast(_WIDE)).cast(pl.Int64, strict=False),
    "negate_double": lambda a: -a,
    "size_string": lambda a: a.str.len_chars().cast(pl.Int64),
    "string_size": lambda a: a.str.len_chars().cast(pl.Int64),
    "size_list": lambda a: a.list.len().cast(pl.Int64),
    "list_size": lambda a: a.list.len().cast(pl.Int64),
    "int64_to_double": lambda a: a.cast(pl.Float64),
    "double_to_int64": _to_int,
    "lower_string": lambda a: a.str.to_lowercase(),
    "timestamp_to_year": lambda a: a.dt.year().cast(pl.Int64),
    "timestamp_to_month": lambda a: a.dt.month().cast(pl.Int64) - 1,
    "timestamp_to_day_of_month_1_based": lambda a: a.dt.day().cast(pl.Int64),
    "timestamp_to_day_of_month": lambda a: a.dt.day().cast(pl.Int64) - 1,
    "timestamp_to_day_of_year": lambda a: a.dt.ordinal_day().cast(pl.Int64) - 1,
    "timestamp_to_day_of_week": lambda a: a.dt.weekday().cast(pl.Int64) % 7,
}
"""By overload. Months and days of the week count from 0 in CEL, days of the week from Sunday."""

BINARY: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "logical_and": operator.and_,
    "logical_or": operator.or_,
    "add_int64": _wide("+"),
    "subtract_int64": _wide("-"),
    "multiply_int64": _wide("*"),
    "divide_int64": _divided,
    "modulo_int64": _remainder,
    "add_double": _figures(operator.add),
    "subtract_double": _figures(operator.sub),
    "multiply_double": _figures(operator.mul),
    "divide_double": _figures(operator.truediv),
    "add_string": operator.add,
    "contains_string": lambda a, b: a.str.contains(b, literal=True),
    "starts_with_string": lambda a, b: a.str.starts_with(b),
    "ends_with_string": lambda a, b: a.str.ends_with(b),
    "subtract_timestamp_timestamp": _span,
    "add_timestamp_duration": _moment(operator.add),
    "add_duration_timestamp": lambda a, b: _moment(operator.add)(b, a),
    "subtract_timestamp_duration": _moment(operator.sub),
}
"""By overload."""

ORDER: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "less": operator.lt,
    "less_equals": operator.le,
    "greater": operator.gt,
    "greater_equals": operator.ge,
}
"""By the part of the overload before its kind."""

TIMES: Mapping[str, int] = {
    **{f"{name}_double": 3 for name in ORDER},
    **dict.fromkeys(("equals", "not_equals", "double_to_int64", "divide_int64", "in_list"), 3),
    "modulo_int64": 4,
    **dict.fromkeys(("conditional", "has_check_string", "mentions_string_string"), 2),
    **dict.fromkeys(("add_timestamp_duration", "add_duration_timestamp", "subtract_timestamp_duration"), 2),
    "subtract_timestamp_timestamp": 2,
}
"""How often an expression holds those of its operands, at most, by overload; once where it is not named."""
