"""A process of its own that reads one workbook from its standard input and prints each row as a line of JSON.

A few kilobytes can make the library take all memory there is: a cell in the last corner of a sheet, or a
long text that thousands of cells refer to. So the system bounds what reading takes, and only this process
ends of it.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from math import isfinite
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook

from sealwire_chassis.table_files.guarding import unguarded
from sealwire_chassis.table_files.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_calamine import CalamineSheet

TOO_MANY_ROWS = 3
ZERO_BYTES = 4
"""Exit statuses: more rows than are wanted, a zero byte in a cell. Any other but 0: it cannot be read."""


def main() -> None:
    """Read the first sheet; the argument is the limits as JSON."""
    limits = Limits(**json.loads(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_AS, (limits.max_memory_bytes, limits.max_memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.max_cpu_s, limits.max_cpu_s))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # the memory has people's names in it
    with CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as workbook:
        sheet = workbook.get_sheet_by_index(0)
        last_row, last_column = sheet.end or (0, 0)
        if last_row > limits.max_rows:
            sys.exit(TOO_MANY_ROWS)
        if last_column >= limits.max_columns:
            sys.exit("too many columns")
        _write(sheet, limits.max_bytes)


def _write(sheet: CalamineSheet, max_bytes: int) -> None:
    """Print the rows; the parent reads none of them unless this process ends well."""
    written = 0
    for row in _rows(sheet):
        # A workbook can spell it (_x0000_); PostgreSQL has no text with it.
        if any("\0" in cell for cell in row):
            sys.exit(ZERO_BYTES)
        line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
        written += len(line)
        if written > max_bytes:
            sys.exit("too much text")
        sys.stdout.buffer.write(line)


def _rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    # Where cells begin further right, the library leaves the empty ones out.
    indent = [""] * (sheet.start or (0, 0))[1]
    for row in sheet.iter_rows():
        yield [*indent, *map(_text, row)]


def _text(value: object) -> str:
    # A spreadsheet has no whole numbers: a local code of digits comes as 7.0.
    if isinstance(value, float) and not isfinite(value):
        sys.exit("a number that is too large to be one")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unguarded(str(value))


if __name__ == "__main__":
    main()
