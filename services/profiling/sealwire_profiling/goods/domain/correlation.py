"""An administration's own table from HS codes to entries of its control list.

A match is a hint that an expert should compare the goods with the entry, never that they fall under it.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sealwire.contract.profiling.goods import MAX_CONTROL_TABLE_BYTES

from sealwire_profiling.goods.domain.priority import digits
from sealwire_profiling.intake.domain.parsed import LineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MAX_ROWS = 100_000
MAX_ERRORS = 1_000
_MAX_CELL = 512
_SHOWN = 40
_LONGEST = 14
_PREFIX = re.compile(r"[0-9]{2,14}")
_SEPARATORS = ",;\t"
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


@dataclass(frozen=True, slots=True)
class TableRead:
    """What a file of a table gave: the rows that can be used, and what is wrong with the others.

    `refused` counts the lines that gave no row; `errors` lists the first 1,000.
    """

    rows: tuple[Correlation, ...]
    errors: tuple[LineError, ...]
    refused: int


def read_table(data: bytes) -> TableRead:
    """Return the rows of a CSV file, errors by line; good lines are kept.

    Args:
        data: UTF-8 text. Its first line has the headings hs and entry, and perhaps regime and note.
    """
    if len(data) > MAX_CONTROL_TABLE_BYTES:
        return _unusable(
            "too-large", f"The file is larger than {MAX_CONTROL_TABLE_BYTES // 1_048_576} MiB; split it."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _unusable("not-utf8", "The file is not text in UTF-8; save it as CSV UTF-8.")
    lines = _lines(text)
    line, header = next(lines, (1, []))
    columns = [_HEADINGS.get(cell.strip().lower(), "") for cell in header]
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        return _unusable(
            "headings-missing", f"The first line needs the headings hs and entry; add {missing[0]}."
        )
    rows: dict[Correlation, None] = {}
    errors: list[LineError] = []
    refused = read = 0
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        read += 1
        if read > MAX_ROWS:
            errors.append(
                LineError(
                    line, "", "too-many-rows", f"Lines after {MAX_ROWS} rows are not read; split the file."
                )
            )
            refused += 1
            break
        found = _row(line, columns, cells)
        if isinstance(found, Correlation) and found not in rows:
            rows[found] = None
            continue
        refused += 1
        errors.append(
            found
            if isinstance(found, LineError)
            else LineError(line, "", "repeated", "An earlier line says the same; take one out.")
        )
    return TableRead(tuple(rows), tuple(errors[:MAX_ERRORS]), refused)


def prefixes(codes: Iterable[str]) -> set[str]:
    """Return every beginning of HS codes that a row may name."""
    written = {digits(code)[:_LONGEST] for code in codes}
    return {code[:end] for code in written for end in range(2, len(code) + 1)}


def _lines(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the lines' cells, each with the number of the line where it begins."""
    head = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # A cell of more than 128 KiB; what follows it is read on.
            cells = ["\0"]
        yield line, cells
        line = reader.line_num + 1


def _row(line: int, columns: Sequence[str], cells: Sequence[str]) -> Correlation | LineError:
    if len(cells) > len(columns):
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
    prefix = digits(values.get("hs", ""))
    if not _PREFIX.fullmatch(prefix):
        shown = values.get("hs", "")[:_SHOWN]
        return LineError(
            line, "hs", "hs-not-digits", f"{shown!r} is no beginning of an HS code; write 2 to 14 digits."
        )
    if not values.get("entry"):
        return LineError(
            line, "entry", "entry-missing", "The line names no entry of the control list; fill it in."
        )
    return Correlation(prefix, values["entry"], values.get("regime", ""), values.get("note", ""))


def _unusable(code: str, message: str) -> TableRead:
    return TableRead((), (LineError(1, "", code, message),), 1)
