"""Random rules and rows: every kind, operator and function, and the values at which engines differ."""

from __future__ import annotations

import json
import math
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
from sealwire_profiling.frame.domain.columns import DTYPES, VOCABULARY, Kind
from sealwire_profiling.rules.domain.environment import Environment

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

FIGURES = [0.0, -0.0, 1.0, -1.5, 0.1, 2.5, 1000.0, 1e308, -1e308, 5e-324, math.nan, math.inf, -math.inf]
FIGURES += [3.0, 10.0, 0.3, 7.0, 1e-300, 123456.789, 2.0**53, 2.0**63, -(2.0**63), 9.223372036854775e18]
WHOLE = [0, 1, -1, 2, 3, 7, -7, 10, 2**31, 3_037_000_500, 2**62, -(2**62), 2**63 - 1, -(2**63), -(2**63) + 1]
TEXTS = [
    "",
    "a",
    "A",
    "ab",
    "B",
    "KG",
    "UZ",
    "Ж",
    "ж",
    "ЖУК ж1",
    "ß",
    "SS",
    "ñ",
    "n\u0303",
    "İ",
    "ΑΣ",
    "\uffff",
]
TEXTS += [
    "😀",
    "a\nb",
    "a b_1",
    "x.y",
    "Goods",
    "USED goods",
    "٣",
    "\u00a0",
    '"',
    "\\d",
    "é",
    "a\u0301b",
    "a,b",
    "-",
]
LISTS = [
    [],
    ["a"],
    ["a", "b"],
    ["KG", "UZ", "RU"],
    ["", "Ж"],
    ["😀", "\uffff", "a"],
    ["KG"],
    ["x.y", "ab", "ß"],
]
CODES = [[], ["293911"], ["2939"], ["29"], ["2"], ["847130", "293911"], ["847130"], ["8471", "010121"]]
# The library's Python side takes the very first day for the infinite past: the second it is.
DAYS = [date(1, 1, 2), date(9999, 12, 31), date(1969, 12, 31), date(1970, 1, 1), date(2024, 2, 29)]
DAYS += [date(2026, 1, 1), date(2026, 1, 31), date(2025, 12, 28)]
PATTERNS = [
    r"^a",
    r"b$",
    r"^$",
    r"\d+",
    r"^\w+$",
    r"\s",
    r"(?i)ж",
    "a.b",
    "[^a-c]",
    r"(?s)a.b",
    r"[\d_]{1,2}",
    "x|KG",
]
PATTERNS += [
    r"\bb",
    r"\W",
    r"[A-ZБ-Я]{2,}",
    r"\.",
    r"^.$",
    r"^..$",
    r"(a|b)+?",
    r"[&~^-]",
    r"\S\s",
    r"(?:U|s)(?i:Z|S)",
    r"[+--]",
    r"^[--b]$",
    r"[a-c-x]",
]
SPANS = ["0s", "24h", "1h30m", "-36h", "876000h", "0.5s"]
MOMENTS = [
    'date("2026-01-31")',
    'timestamp("2026-01-01T12:30:00.5Z")',
    'timestamp("1969-12-31T23:59:59+06:00")',
]
SETS = Environment(
    {"few": frozenset({"a", "Ж", "ß"}), "words": frozenset({"GOODS", "ж", "İ"}), "none": frozenset()},
    {"near": frozenset({"KG", "UZ"}), "far": frozenset({"a"})},
)
_BY_KIND: dict[Kind, Sequence[Any]] = {
    Kind.STRING: TEXTS,
    Kind.INT: WHOLE,
    Kind.DOUBLE: FIGURES,
    Kind.BOOL: [True, False],
    Kind.DATE: DAYS,
    Kind.STRINGS: LISTS,
}
_PARTS_OF_DATES = ("getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear")
_PREFIXES = ("29", "2939", "293911", "8471", "2939110000")
_PARTIES = ("shipper", "consignee", "declarant")
_MISSING = 0.12


def rows(random: random.Random, count: int) -> pl.DataFrame:
    """Return random rows of the whole vocabulary, with missing values."""
    columns = {name: [_cell(random, name) for _ in range(count)] for name in VOCABULARY}
    return pl.DataFrame(columns, schema={name: DTYPES[column.kind] for name, column in VOCABULARY.items()})


def _cell(random: random.Random, name: str) -> Any:
    if random.random() < _MISSING:
        return None
    if name == "hs_codes":
        return random.choice(CODES)
    if name in _PARTIES:
        return name + random.choice(TEXTS)
    if name.endswith("_earlier") or name == "goods_count":
        return random.choice([0, 1, 2, 5])
    return random.choice(_BY_KIND[VOCABULARY[name].kind])


class Rules:
    """Random rules of bounded depth, each a text that the checker takes."""

    def __init__(self, random: random.Random) -> None:
        self._random = random
        self._bound: str | None = None

    def text(self, depth: int = 4) -> str:
        """Return one rule."""
        self._bound = None
        return self._bool(depth)

    def _pick(self, *makers: Any) -> str:
        return str(self._random.choice(makers)())

    def _variable(self, kind: Kind) -> str:
        names = [name for name, column in VOCABULARY.items() if column.kind is kind]
        # A name that a quantifier binds is a text, and wanted in its body.
        if kind is Kind.STRING and self._bound and self._random.random() < 0.5:
            return self._bound
        return self._random.choice(names)

    def _bool(self, depth: int) -> str:
        if depth <= 0:
            constant = self._random.choice(["true", "false"])
            return self._pick(lambda: self._variable(Kind.BOOL), self._missing, lambda: constant)
        d = depth - 1
        return self._pick(
            *[lambda: f"({self._bool(d)} {self._random.choice(['&&', '||'])} {self._bool(d)})"] * 4,
            lambda: f"!({self._bool(d)})",
            lambda: f"({self._bool(d)} ? {self._bool(d)} : {self._bool(d)})",
            *[lambda: self._comparison(d)] * 6,
            lambda: self._membership(d),
            self._quotient,
            *[lambda: self._of_text(d)] * 2,
            *[lambda: self._of_field(d)] * 3,
            lambda: self._quantified(d),
            self._missing,
        )

    def _missing(self) -> str:
        return f"missing({self._random.choice(list(VOCABULARY))})"

    def _quotient(self) -> str:
        """Return a comparison that the last bit of a quotient decides."""
        divisor, result = (
            self._random.choice(["3.0", "7.0", "10.0"]),
            self._random.choice(["0.3", "0.7", "0.1"]),
        )
        operator = self._random.choice(["<=", "==", ">"])
        return f"({self._variable(Kind.DOUBLE)} / {divisor} {operator} {result})"

    def _comparison(self, d: int) -> str:
        operator = self._random.choice(["<", "<=", ">", ">=", "==", "!="])
        kinds: list[Callable[[int], str]] = [self._int, self._double, self._text]
        kind = self._random.choice([*kinds, *kinds, *kinds, self._moment, self._span, self._bool])
        return f"({kind(d)} {operator} {kind(d)})"

    def _int(self, d: int) -> str:
        if d <= 0:
            number = str(self._random.choice(WHOLE))
            return self._pick(lambda: self._variable(Kind.INT), lambda: number)
        return self._pick(
            lambda: self._int(0),
            *[lambda: f"({self._int(d - 1)} {self._random.choice('+-*/%')} {self._int(d - 1)})"] * 4,
            lambda: f"-({self._int(d - 1)})",
            lambda: f"int({self._double(d - 1)})",
            lambda: f"size({self._text(d - 1)})",
            lambda: f"({self._text(d - 1)}).size()",
            lambda: f"size({self._list()})",
            lambda: f"days_since({self._moment(d - 1)})",
            lambda: f"({self._bool(d - 1)} ? {self._int(d - 1)} : {self._int(d - 1)})",
            lambda: f"({self._moment(d - 1)}).{self._random.choice(_PARTS_OF_DATES)}()",
        )

    def _double(self, d: int) -> str:
        if d <= 0:
            number = str(self._random.choice([each for each in FIGURES if math.isfinite(each)]))
            return self._pick(lambda: self._variable(Kind.DOUBLE), lambda: number)
        return self._pick(
            lambda: self._double(0),
            lambda: self._double(0),
            lambda: f"({self._double(d - 1)} {self._random.choice('+-*/')} {self._double(d - 1)})",
            lambda: "(0.0 / 0.0)",
            lambda: f"-({self._double(d - 1)})",
            lambda: f"double({self._int(d - 1)})",
            lambda: f"({self._bool(d - 1)} ? {self._double(d - 1)} : {self._double(d - 1)})",
        )

    def _text(self, d: int) -> str:
        if d <= 0:
            return self._pick(lambda: self._variable(Kind.STRING), self._written)
        return self._pick(
            lambda: self._text(0),
            lambda: self._text(0),
            lambda: f"({self._text(d - 1)} + {self._text(d - 1)})",
            lambda: f"lower({self._text(d - 1)})",
            lambda: f"({self._bool(d - 1)} ? {self._text(d - 1)} : {self._text(d - 1)})",
        )

    def _written(self) -> str:
        return json.dumps(self._random.choice(TEXTS), ensure_ascii=False)

    def _moment(self, d: int) -> str:
        if d <= 0:
            return self._pick(lambda: self._variable(Kind.DATE), lambda: self._random.choice(MOMENTS))
        return self._pick(
            lambda: self._moment(0),
            lambda: f"({self._moment(d - 1)} {self._random.choice('+-')} {self._span(d - 1)})",
        )

    def _span(self, d: int) -> str:
        written = f'duration("{self._random.choice(SPANS)}")'
        if d <= 0:
            return written
        return self._pick(lambda: written, lambda: f"({self._moment(d - 1)} - {self._moment(d - 1)})")

    def _list(self) -> str:
        named = self._random.choice(list(SETS.lists))
        few = ", ".join(self._written() for _ in range(self._random.randrange(4)))
        return self._pick(
            lambda: self._variable(Kind.STRINGS),
            lambda: self._variable(Kind.STRINGS),
            lambda: f'list("{named}")',
            lambda: f"[{few}]" if few else '[""]',
        )

    def _membership(self, d: int) -> str:
        return self._pick(
            lambda: f"({self._text(d)} in {self._list()})",
            lambda: f"({self._int(d)} in [{self._int(0)}, {self._int(0)}])",
            lambda: f"({self._double(d)} in [{self._double(0)}, {self._double(0)}])",
            lambda: f"({self._text(d)} in [{self._text(0)}, {self._text(0)}])",
        )

    def _of_text(self, d: int) -> str:
        pattern = json.dumps(self._random.choice(PATTERNS), ensure_ascii=False)
        method = self._random.choice(["contains", "startsWith", "endsWith"])
        return self._pick(
            lambda: f"({self._text(d)}).{method}({self._text(d)})",
            lambda: f"({self._text(d)}).matches({pattern})",
            lambda: f"matches({self._text(d)}, {pattern})",
        )

    def _of_field(self, d: int) -> str:
        group, name = (self._random.choice(list(sets)) for sets in (SETS.groups, SETS.lists))
        prefix = self._random.choice(_PREFIXES)
        return self._pick(
            lambda: f'hs("{prefix}")',
            lambda: f'(hs("{prefix}") || {self._bool(d)} || hs("{self._random.choice(_PREFIXES)}"))',
            lambda: f"first_seen({self._random.choice(_PARTIES)})",
            lambda: f'country_in("{group}")',
            lambda: f'country_in({self._text(d)}, "{group}")',
            lambda: f'country_in({self._list()}, "{group}")',
            lambda: f'listed({self._text(d)}, "{name}")',
            lambda: f'listed({self._list()}, "{name}")',
            lambda: f'mentions({self._text(d)}, "{name}")',
            lambda: f"has_check({self._text(d)})",
        )

    def _quantified(self, d: int) -> str:
        if self._bound:
            return self._missing()
        over = self._pick(self._list, self._list, lambda: f"[{self._text(1)}, {self._text(0)}]")
        self._bound = "x"
        body = self._bool(min(d, 2))
        self._bound = None
        return f"{over}.{self._random.choice(['exists', 'all'])}(x, {body})"
