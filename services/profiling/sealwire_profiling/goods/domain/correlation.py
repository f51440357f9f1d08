"""An administration's own table from HS codes to entries of its control list.

A match is a hint that an expert should compare the goods with the entry, never that they fall under it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sealwire_profiling.goods.domain.priority import HEADING, digits, open_heading
from sealwire_profiling.intake.domain.parsed import LineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MAX_ROWS = 100_000
MAX_ERRORS = 1_000
_MAX_CELL = 512
_SHOWN = 40
_LONGEST = 14
_GAPS = re.compile(r"[\s.]+")
_PREFIX = re.compile(r"[0-9]{2,14}")
_ZEROS = re.compile(r"[0-9]{3}|[0-9]{5}|[0-9]{7}|[0-9]{4}\.([0-9]|[0-9]{3}|[0-9]{5})")
"""A code that a spreadsheet took for a number: 0713 has become 713, and 8413.50 is 8413.5."""
# Headings of a file, small, by the field they name.
_HEADINGS: Mapping[str, str] = {
    "hs": "hs", "hs code": "hs", "hs prefix": "hs", "тн вэд": "hs", "код тн вэд": "hs",
    "entry": "entry", "control entry": "entry", "позиция": "entry", "позиция контроля": "entry",
    "regime": "regime", "режим": "regime", "note": "note", "примечание": "note",
}  # fmt: skip
_NEEDED = ("hs", "entry")


@dataclass(frozen=True, slots=True)
class Correlation:
    """One row of a table.

    Attributes:
        prefix: Digits with which an HS code begins, 2 to 14.
        entry: Of the administration's control list, as it writes it.
        regime: From which regime the entry comes; empty where the table does not say.
        note: The table's remark; empty where it has none.
    """

    prefix: str
    entry: str
    regime: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CorrelationTable:
    """One edition of a table.

    Attributes:
        name: By which the administration calls it.
        edition: A version or date, as the administration writes it.
        source: Who publishes it.
        rows: In the order of the file.
    """

    name: str
    edition: str
    source: str
    rows: tuple[Correlation, ...]
    _by_prefix: dict[str, list[Correlation]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for row in self.rows:
            self._by_prefix.setdefault(row.prefix, []).append(row)

    def matches(self, hs: str) -> tuple[Correlation, ...]:
        """Return the rows whose prefix an HS code has, the most exact first."""
        code = digits(hs)
        ends = range(len(code), 1, -1)
        return tuple(row for end in ends for row in self._by_prefix.get(code[:end], ()))

    def under(self, hs: str) -> tuple[Correlation, ...]:
        """Return the rows of subheadings that an HS code leaves open; see `open_heading`."""
        code = open_heading(hs)
        if not code:
            return ()
        return tuple(row for row in self.rows if row.prefix.startswith(code) and row.prefix != code)


@dataclass(frozen=True, slots=True)
class TableRead:
    """What a file of a table gave: the rows that can be used, and what is wrong with the others.

    `refused` counts the lines that gave no row; `errors` lists the first 1,000.
    """

    rows: tuple[Correlation, ...]
    errors: tuple[LineError, ...]
    refused: int


def read_table(lines: Iterable[tuple[int, list[str]]]) -> TableRead:
    """Return what a table says, errors by line; good lines are kept, empty ones passed over.

    Args:
        lines: Number of the line and its cells. The first has the headings hs and entry, and perhaps regime
            and note; other columns are not looked at.
    """
    every = iter(lines)
    line, header = next(every, (1, []))
    columns = [_HEADINGS.get(" ".join(cell.split()).lower(), "") for cell in header]
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        message = f"The first line needs the headings hs and entry; add {missing[0]}."
        return TableRead((), (LineError(line, "", "headings-missing", message),), 1)
    repeated = next((name for name in columns if name and columns.count(name) > 1), "")
    if repeated:
        message = f"Two headings mean {repeated}; take one of these columns out."
        return TableRead((), (LineError(line, repeated, "headings-repeated", message),), 1)
    rows: dict[Correlation, None] = {}
    errors: list[LineError] = []
    for line, cells in every:
        if not any(cell.strip() for cell in cells):
            continue
        found = _row(line, columns, cells)
        if isinstance(found, LineError):
            errors.append(found)
        elif found in rows:
            errors.append(LineError(line, "", "repeated", "An earlier line says the same; take one out."))
        else:
            rows[found] = None
    return TableRead(tuple(rows), tuple(errors[:MAX_ERRORS]), len(errors))


def prefixes(codes: Iterable[str]) -> set[str]:
    """Return every beginning of HS codes that a row may name."""
    written = {digits(code)[:_LONGEST] for code in codes}
    return {code[:end] for code in written for end in range(2, len(code) + 1)}


def open_headings(codes: Iterable[str]) -> set[str]:
    """Return the headings, four digits, of HS codes that leave their subheading open."""
    return {code[:HEADING] for code in map(open_heading, codes) if code}


def _row(line: int, columns: Sequence[str], cells: Sequence[str]) -> Correlation | LineError:
    if any(cell.strip() for cell in cells[len(columns) :]):
        return LineError(
            line,
            "",
            "misplaced-cells",
            "The line has more cells than headings; put cells that hold the separator into quotes.",
        )
    values = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
    for name, value in values.items():
        if len(value) > _MAX_CELL or any(not each.isprintable() for each in value):
            return LineError(
                line,
                name,
                "cell-not-readable",
                f"A cell has at most {_MAX_CELL} characters and no control characters; shorten it.",
            )
    written = values.get("hs", "")
    if _ZEROS.fullmatch(written):
        message = f"{written!r} has lost a zero or another digit; keep codes as text in the spreadsheet."
        return LineError(line, "hs", "hs-digits-lost", message)
    # No other signs: "8413-8414" and "8413, 8414" are two codes.
    prefix = _GAPS.sub("", written)
    if not _PREFIX.fullmatch(prefix):
        message = f"{written[:_SHOWN]!r} is no beginning of an HS code; write 2 to 14 digits."
        return LineError(line, "hs", "hs-not-digits", message)
    if not values.get("entry"):
        return LineError(
            line, "entry", "entry-missing", "The line names no entry of the control list; fill it in."
        )
    return Correlation(prefix, values["entry"], values.get("regime", ""), values.get("note", ""))
