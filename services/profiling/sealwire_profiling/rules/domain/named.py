"""The functions of the field on columns; functions.toml says what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, ClassVar

import polars as pl

from sealwire_profiling.frame.domain.columns import VOCABULARY
from sealwire_profiling.rules.domain.faults import Refused, fault
from sealwire_profiling.rules.domain.tree import Call, Literal, Node, Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sealwire_profiling.rules.domain.environment import Environment

EARLIER: Mapping[str, str] = {
    "shipper": "shipper_earlier",
    "consignee": "consignee_earlier",
    "declarant": "declarant_earlier",
}
"""The parties of `first_seen`, with the column that counts what came before."""
COUNTRIES = ("origin", "departure", "destination")
"""Whose countries `country_in` of a group alone looks at, beside `transits`."""
IMPLICIT: Mapping[str, tuple[str, ...]] = {
    "hs_string": ("hs_codes", "goods_count"),
    "days_since_timestamp": ("assessed_on",),
    "country_in_string": (*COUNTRIES, "transits"),
    "has_check_string": ("checks",),
}
"""What a function looks at without being given it, by overload."""
_MIN_DIGITS, _MAX_DIGITS = 2, 10
_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class NamedFunctions:
    """Functions of the field to expressions.

    Attributes:
        environment: The named sets.
        translate: Gives the expression of an argument.
    """

    environment: Environment
    translate: Callable[[Node], pl.Expr]

    def expression(self, call: Call) -> pl.Expr | None:
        """Return a call's expression, or None where it is no function of the field that stands alone."""
        found = self._BODIES.get(call.overload)
        return None if found is None else found(self, call)

    def values(self, call: Call) -> list[str]:
        """Return the values of `list("name")`, sorted."""
        name = self._written(call, 0)
        if name not in self.environment.lists:
            raise Refused(fault("unknown-list", call.arguments[0].at, what=name))
        return sorted(self.environment.lists[name])

    def _hs(self, call: Call) -> pl.Expr:
        return begins([self._written(call, place) for place in range(len(call.arguments))])

    def _days_since(self, call: Call) -> pl.Expr:
        spent = pl.col("assessed_on").cast(pl.Datetime("us")) - self.translate(call.arguments[0])
        return spent.dt.total_microseconds() // _DAY_US

    def _first_seen(self, call: Call) -> pl.Expr:
        party = _variable(call, EARLIER).name
        return pl.when(pl.col(party).is_not_null()).then(pl.col(EARLIER[party]) == 0)

    def _has_check(self, call: Call) -> pl.Expr:
        code = self.translate(call.arguments[0])
        found = pl.col("checks").list.contains(code, nulls_equal=False)
        return pl.when(code.is_not_null()).then(found)

    def _missing(self, call: Call) -> pl.Expr:
        return pl.col(_variable(call, VOCABULARY).name).is_null()

    def _any_country(self, call: Call) -> pl.Expr:
        group = self._group(call, 0)
        single = [among(pl.col(name), group) for name in COUNTRIES]
        return reduce(or_, single, any_among(pl.col("transits"), group))

    def _country(self, call: Call) -> pl.Expr:
        return among(self.translate(call.arguments[0]), self._group(call, 1))

    def _countries(self, call: Call) -> pl.Expr:
        return any_among(self.translate(call.arguments[0]), self._group(call, 1))

    def _listed(self, call: Call) -> pl.Expr:
        return among(self.translate(_lower(call.arguments[0])), self._lowered(call))

    def _any_listed(self, call: Call) -> pl.Expr:
        return any_among(self.translate(call.arguments[0]), self._lowered(call), lowered=True)

    def _mentions(self, call: Call) -> pl.Expr:
        text, values = self.translate(_lower(call.arguments[0])), self._lowered(call)
        # All values at once, by one automaton: twice as fast as a pattern. It takes no empty list.
        found = text.str.contains_any(values) if values else pl.lit(value=False)
        return pl.when(text.is_not_null()).then(found)

    def _lowered(self, call: Call) -> list[str]:
        name = self._written(call, 1)
        if name not in self.environment.lists:
            raise Refused(fault("unknown-list", call.arguments[1].at, what=name))
        return sorted({value.lower() for value in self.environment.lists[name]})

    def _group(self, call: Call, place: int) -> list[str]:
        name = self._written(call, place)
        if name not in self.environment.groups:
            raise Refused(fault("unknown-group", call.arguments[place].at, what=name))
        return sorted(self.environment.groups[name])

    def _written(self, call: Call, place: int) -> str:
        argument = call.arguments[place]
        if not isinstance(argument, Literal):
            raise Refused(fault("literal-needed", argument.at, what=call.function))
        text = str(argument.value)
        ascii_digits = text.isascii() and text.isdigit() and _MIN_DIGITS <= len(text) <= _MAX_DIGITS
        if call.overload == "hs_string" and not ascii_digits:
            raise Refused(fault("bad-prefix", argument.at, what=text))
        return text

    _BODIES: ClassVar[Mapping[str, Callable[[NamedFunctions, Call], pl.Expr]]] = {
        "hs_string": _hs,
        "days_since_timestamp": _days_since,
        "first_seen_string": _first_seen,
        "has_check_string": _has_check,
        "missing_any": _missing,
        "country_in_string": _any_country,
        "country_in_string_string": _country,
        "country_in_strings_string": _countries,
        "listed_string_string": _listed,
        "listed_strings_string": _any_listed,
        "mentions_string_string": _mentions,
    }


def begins(prefixes: Sequence[str]) -> pl.Expr:
    """Return whether any goods' HS code begins with one of some prefixes; null where that cannot be told."""
    code = pl.element()
    # A code that is shorter and begins alike may or may not go on so.
    shorter = code.is_in(sorted({prefix[:length] for prefix in prefixes for length in range(len(prefix))}))
    starts = reduce(or_, (code.str.starts_with(prefix) for prefix in prefixes))
    each = pl.when(starts).then(pl.lit(value=True)).when(shorter.not_()).then(pl.lit(value=False))
    found = decided(pl.col("hs_codes"), each, every=False)
    complete = pl.col("hs_codes").list.len() >= pl.col("goods_count")
    # Null where goods have no code: `null | true` stays true, `null | false` is null.
    return found | pl.when(complete).then(pl.lit(value=False))


def among(value: pl.Expr, values: Iterable[str]) -> pl.Expr:
    """Return whether a text is one of some; null where it is missing."""
    return value.is_in(list(values))


def decided(values: pl.Expr, body: pl.Expr, *, every: bool) -> pl.Expr:
    """Return whether a body holds of any, or every, value of a list; null where what is unknown decides.

    The body is worked out over all rows' values at once; inside of `agg` it would be for each row alone,
    a hundred times slower for some bodies.
    """
    found = pl.element().all(ignore_nulls=False) if every else pl.element().any(ignore_nulls=False)
    return values.list.eval(body).list.agg(found)


def any_among(texts: pl.Expr, values: Iterable[str], *, lowered: bool = False) -> pl.Expr:
    """Return whether any text of a list is one of some, lowered before where asked; null where missing."""
    element = pl.element().str.to_lowercase() if lowered else pl.element()
    return decided(texts, among(element, values), every=False)


def _lower(text: Node) -> Node:
    return Call("string", text.at, "lower_string", "lower", (text,))


def _variable(call: Call, allowed: Mapping[str, object]) -> Variable:
    argument = call.arguments[0]
    if not isinstance(argument, Variable) or argument.name not in allowed:
        near = ", ".join(EARLIER) if allowed is EARLIER else "consignee, hs, value, ..."
        raise Refused(fault("variable-needed", argument.at, what=call.function, near=near))
    return argument
