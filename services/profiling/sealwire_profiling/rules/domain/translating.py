"""A checked tree to an expression of columns."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import polars as pl
from cel_expr_python import cel

from sealwire_profiling.frame.domain.columns import DTYPES, VOCABULARY, Kind
from sealwire_profiling.rules.domain import operators, quantifiers
from sealwire_profiling.rules.domain.faults import Refused, fault
from sealwire_profiling.rules.domain.named import NamedFunctions
from sealwire_profiling.rules.domain.patterns import BadPattern, translate
from sealwire_profiling.rules.domain.tree import Call, Items, Literal, Node, Quantified, Variable, fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sealwire_profiling.rules.domain.environment import Environment

# Worth a column of their own: what reads texts or lists. All else costs less than to look it up.
_DEAR = {
    *("lower_string", "matches", "matches_string", "contains_string", "hs_string", "has_check_string"),
    *("country_in_string", "country_in_strings_string", "listed_string_string", "listed_strings_string"),
    *("mentions_string_string", "starts_with_string", "ends_with_string"),
}
_EQUALITY = {"equals", "not_equals"}
Compare: TypeAlias = "Callable[[pl.Expr, pl.Expr], pl.Expr]"
_DOUBLE = str(Kind.DOUBLE)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Translator:
    """Trees to expressions of columns.

    Attributes:
        environment: The named sets.
        scope: Expressions of the names that a quantifier has bound.
        shared: Filled with what is dear and other rules may need too, by the name of its column; each is
            put after those that it needs.
    """

    environment: Environment
    scope: Mapping[str, pl.Expr] = field(default_factory=dict)
    shared: dict[str, pl.Expr] = field(default_factory=dict)

    def expression(self, node: Node) -> pl.Expr:
        """Return the expression of a tree; null where CEL has an error.

        Raises:
            Refused: Profiles do not have what it uses.
        """
        match node:
            case Literal():
                return pl.lit(node.value, dtype=DTYPES[Kind(node.kind)])
            case Variable():
                return self._variable(node)
            case Items() | Call(overload="list_string"):
                return self._list(node)
            case Quantified():
                return self._once(node, lambda: quantifiers.expression(node, self))
            case Call(overload=overload) if overload in _DEAR:
                return self._once(node, lambda: self._call(node))
            case Call():
                return self._call(node)
        raise Refused(fault("not-available", node.at, what=type(node).__name__))

    def repeated(self, node: Node) -> pl.Expr:
        """Return the expression of an operand that is read more than once.

        It is worked out once, as a column: in place, twenty divisions one in the other would be worked out
        a million times.
        """
        if isinstance(node, Literal | Variable | Items | Quantified):
            return self.expression(node)
        if isinstance(node, Call) and node.overload in _DEAR:
            return self.expression(node)
        return self._once(node, lambda: self.expression(node))

    def bound(self, name: str, expression: pl.Expr) -> Translator:
        """Return the translator inside of a quantifier."""
        return replace(self, scope={**self.scope, name: expression})

    def written(self, node: Node) -> tuple[Node, ...] | None:
        """Return the values of a list written in the rule or named by it; None where it is a column."""
        if isinstance(node, Items):
            return node.items
        if isinstance(node, Call) and node.overload == "list_string":
            return tuple(Literal("string", node.at, value) for value in self._named().values(node))
        return None

    def _once(self, node: Node, make: Callable[[], pl.Expr]) -> pl.Expr:
        # Inside of a quantifier an expression is of its values, and belongs to it alone.
        if self.scope:
            return make()
        name = f"@{self.environment.mark} {fingerprint(node)}"
        if name not in self.shared:
            made = make()
            self.shared[name] = made
        return pl.col(name)

    def _named(self) -> NamedFunctions:
        return NamedFunctions(self.environment, self.repeated)

    def _variable(self, node: Variable) -> pl.Expr:
        if node.name in self.scope:
            return self.scope[node.name]
        column = pl.col(node.name)
        # Days become points in time once, so that all arithmetic is of one kind.
        return column.cast(pl.Datetime("us")) if VOCABULARY[node.name].kind is Kind.DATE else column

    def _list(self, node: Node) -> pl.Expr:
        values = [each.value for each in self.written(node) or () if isinstance(each, Literal)]
        if isinstance(node, Items) and len(values) < len(node.items):
            raise Refused(fault("not-available", node.at, what="[x, ...]"))
        return pl.lit(pl.Series([values], dtype=DTYPES[Kind.STRINGS]))

    def _call(self, call: Call) -> pl.Expr:
        if call.overload in _EQUALITY or _family(call) in operators.ORDER:
            return self._compared(call, operators.ORDER.get(_family(call), operator.eq))
        operand = self.repeated if call.overload in operators.TIMES else self.expression
        if call.overload in operators.UNARY:
            return operators.UNARY[call.overload](operand(call.arguments[0]))
        if call.overload in operators.BINARY:
            left, right = map(operand, call.arguments)
            return operators.BINARY[call.overload](left, right)
        found = self._special(call) if call.arguments else None
        if found is None:
            raise Refused(fault("not-available", call.at, what=call.function.strip("_")))
        return found

    def _special(self, call: Call) -> pl.Expr | None:
        match call.overload:
            case "in_list":
                return self._member(*call.arguments)
            case "conditional":
                condition, *sides = call.arguments
                return operators.chosen(self.repeated(condition), *map(self.expression, sides))
            case "matches" | "matches_string":
                return self._matches(call)
            case "string_to_timestamp" | "string_to_duration" | "date_string":
                return _constant(call)
        return self._named().expression(call)

    def _compared(self, call: Call, compare: Compare) -> pl.Expr:
        left, right = call.arguments
        if left.kind.startswith("list") or right.kind.startswith("list"):
            raise Refused(fault("list-equality", call.at))
        if "other" in {left.kind, right.kind}:
            raise Refused(fault("ambiguous", call.at, what=call.function.strip("_")))
        operand = self.repeated if left.kind == _DOUBLE else self.expression
        a, b = operand(left), operand(right)
        if left.kind == _DOUBLE and isinstance(right, Literal):
            found = operators.beside_literal(a, b, compare, guarded=a)
        elif left.kind == _DOUBLE and isinstance(left, Literal):
            found = operators.beside_literal(a, b, compare, guarded=b)
        else:
            found = operators.ordered(a, b, compare, figures=left.kind == _DOUBLE)
        return found.not_() if call.overload == "not_equals" else found

    def _member(self, item: Node, among: Node) -> pl.Expr:
        value = self.repeated(item)
        items = self.written(among)
        if items is None:
            found = self.expression(among).list.contains(value, nulls_equal=False)
            return pl.when(value.is_not_null()).then(found)
        if all(isinstance(each, Literal) for each in items):
            values = [each.value for each in items if isinstance(each, Literal)]
            column = pl.Series(values, dtype=DTYPES[Kind(item.kind)])
            return pl.when(value.is_not_null()).then(value.is_in(column.implode()))
        return self._member_of_worked_out(item, items)

    def _member_of_worked_out(self, item: Node, items: tuple[Node, ...]) -> pl.Expr:
        parts, value = [self.repeated(each) for each in items], self.repeated(item)
        same = [operators.ordered(value, each, operator.eq, figures=item.kind == _DOUBLE) for each in parts]
        # A list is made before it is looked into: one value missing, and there is none.
        there = pl.all_horizontal(each.is_not_null() for each in (value, *parts))
        return pl.when(there).then(pl.any_horizontal(same))

    def _matches(self, call: Call) -> pl.Expr:
        pattern = call.arguments[1]
        if not isinstance(pattern, Literal):
            raise Refused(fault("literal-needed", pattern.at, what="matches"))
        return self.expression(call.arguments[0]).str.contains(_pattern(pattern))


def _family(call: Call) -> str:
    return call.overload.rpartition("_")[0]


def _pattern(node: Literal) -> str:
    """Return a pattern for the columns' engine; RE2 must take the one that was written."""
    try:
        translated = translate(str(node.value))
        pl.Series([""]).str.contains(translated, strict=True)
    except (BadPattern, pl.exceptions.PolarsError) as error:
        raise Refused(fault("bad-pattern", node.at, what=str(error).splitlines()[0][:120])) from None
    worth = _constants().compile('"".matches(text)').eval(data={"text": node.value})
    if worth.type() == cel.Type.ERROR:
        raise Refused(fault("bad-pattern", node.at, what=str(worth.value())[:120]))
    return translated


def _constant(call: Call) -> pl.Expr:
    """Return a point or span of time written in the rule, as the CEL library reads it."""
    argument = call.arguments[0]
    if not isinstance(argument, Literal):
        raise Refused(fault("literal-needed", argument.at, what=call.function))
    text = str(argument.value)
    function = "duration" if call.function == "duration" else "timestamp"
    zoned = f"{text}T00:00:00Z" if call.function == "date" else text
    value = _constants().compile(f"{function}(text)").eval(data={"text": zoned}).value()
    if isinstance(value, timedelta) and _is_exact(function, text, f"{value // _MICROSECOND}us"):
        return pl.lit(value, dtype=pl.Duration("us"))
    if isinstance(value, datetime) and _is_exact(function, zoned, operators.written(value)):
        return operators.moment(value)
    raise Refused(fault("bad-date", argument.at, what=text))


def _is_exact(function: str, text: str, written: str) -> bool:
    """Tell whether a time is what was read of it: CEL counts nanoseconds, columns microseconds."""
    same = _constants().compile(f"{function}(text) == {function}(written)")
    return bool(same.eval(data={"text": text, "written": written}).value())


@cache
def _constants() -> cel.Env:
    return cel.NewEnv(variables={"text": cel.Type.STRING, "written": cel.Type.STRING})
