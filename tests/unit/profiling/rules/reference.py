"""CEL's own runtime as the reference, with the functions of the field written once more, in plain Python."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from cel_expr_python import cel
from sealwire_profiling.frame.domain.columns import VOCABULARY
from sealwire_profiling.rules.domain.environment import CEL_TYPES, Environment
from sealwire_profiling.rules.domain.functions import field_functions

if TYPE_CHECKING:
    from collections.abc import Mapping

_MISSING = re.compile(r"\bmissing\((\w+)\)")


class Reference:
    """Evaluates rules one by one, row by row.

    A function cannot see that its argument is missing, so `missing(x)` is rewritten to a variable.
    """

    def __init__(self, environment: Environment) -> None:
        self._sets = environment
        self._row: Mapping[str, Any] = {}
        functions: dict[str, list[cel.Overload]] = {}
        for each in field_functions():
            parameters = [CEL_TYPES[kind] for kind in each.parameters]
            body = getattr(self, f"_{each.id}", None)
            overload = cel.Overload(each.id, CEL_TYPES[each.result], parameters, impl=body)
            functions.setdefault(each.name, []).append(overload)
        variables = {name: CEL_TYPES[column.kind] for name, column in VOCABULARY.items()}
        variables |= {f"missing_{name}": cel.Type.BOOL for name in VOCABULARY}
        declared = [cel.FunctionDecl(name, overloads) for name, overloads in functions.items()]
        self._cel = cel.NewEnv(variables=variables, functions=declared)
        self._activation = self._cel.Activation({})

    def compiled(self, text: str) -> cel.Expression:
        """Return a rule's text for `holds`."""
        return self._cel.compile(_MISSING.sub(r"missing_\1", text))

    def at(self, row: Mapping[str, Any]) -> None:
        """Take a row: a value that is None is not there."""
        self._row = row
        data = {name: _zoned(value) for name, value in row.items() if value is not None}
        data |= {f"missing_{name}": row.get(name) is None for name in VOCABULARY}
        self._activation = self._cel.Activation(data)

    def holds(self, expression: cel.Expression) -> bool | None:
        """Return what a rule gives for the row; None where the runtime says error."""
        value = expression.eval(self._activation)
        return None if value.type() == cel.Type.ERROR else bool(value.value())

    def _given(self, name: str) -> Any:
        if self._row.get(name) is None:
            raise ValueError(f"{name} is missing")
        return self._row[name]

    def _hs_string(self, prefix: str) -> bool:
        codes, count = self._given("hs_codes"), self._row.get("goods_count")
        if any(code.startswith(prefix) for code in codes):
            return True
        if count is None or len(codes) < count or any(prefix.startswith(code) for code in codes):
            raise ValueError("a code is missing or too short")
        return False

    def _days_since_timestamp(self, moment: datetime) -> int:
        assessed = datetime.combine(self._given("assessed_on"), time(), UTC)
        return (assessed - moment) // timedelta(days=1)

    def _first_seen_string(self, name: str) -> bool:
        # The rows of the test give each party of a row a name of its own.
        role = next(r for r in ("shipper", "consignee", "declarant") if self._row.get(r) == name)
        return bool(self._given(f"{role}_earlier") == 0)

    def _country_in_string(self, group: str) -> bool:
        places = ["origin", "departure", "destination"]
        known = [self._row[name] for name in places if self._row.get(name) is not None]
        transits = self._row.get("transits")
        if any(country in self._sets.groups[group] for country in [*known, *(transits or [])]):
            return True
        if len(known) < len(places) or transits is None:
            raise ValueError("a country is missing")
        return False

    def _country_in_string_string(self, country: str, group: str) -> bool:
        return country in self._sets.groups[group]

    def _country_in_strings_string(self, countries: list[str], group: str) -> bool:
        return any(country in self._sets.groups[group] for country in countries)

    def _list_string(self, name: str) -> list[str]:
        return sorted(self._sets.lists[name])

    def _listed_string_string(self, text: str, name: str) -> bool:
        return text.lower() in {value.lower() for value in self._sets.lists[name]}

    def _listed_strings_string(self, texts: list[str], name: str) -> bool:
        return any(self._listed_string_string(text, name) for text in texts)

    def _mentions_string_string(self, text: str, name: str) -> bool:
        return any(value.lower() in text.lower() for value in self._sets.lists[name])

    def _has_check_string(self, code: str) -> bool:
        return code in self._given("checks")

    def _lower_string(self, text: str) -> str:
        return text.lower()

    def _date_string(self, text: str) -> datetime:
        return datetime.combine(date.fromisoformat(text), time(), UTC)


def _zoned(value: Any) -> Any:
    return datetime.combine(value, time(), UTC) if isinstance(value, date) else value
