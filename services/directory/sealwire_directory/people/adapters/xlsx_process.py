"""A process of its own that reads one workbook from its standard input and prints the rows as JSON.

A few kilobytes can make the library take all memory there is: a cell in the last corner of a sheet, or a
long text that thousands of cells refer to. So the system bounds what reading takes, and only this process
ends of it.
"""

from __future__ import annotations

import io
import json
import resource
import sys

from python_calamine import CalamineWorkbook

from sealwire_directory.people.domain.guarding import unguarded

TOO_MANY_ROWS = 3
"""Exit status: the sheet has more rows than are wanted. Any other but 0: it cannot be read."""

_MAX_MEMORY_BYTES = 256 * 1_048_576
_MAX_CPU_S = 10
_MAX_COLUMNS = 64
_MAX_TEXT = 16 * 1_048_576  # characters of all cells; what the parent is given must be bounded too


def main() -> None:
    """Read the first sheet; the argument is the most rows there may be."""
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_MAX_CPU_S, _MAX_CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # the memory has people's names in it
    rows = _rows(sys.stdin.buffer.read(), int(sys.argv[1]))
    json.dump(rows, sys.stdout)


def _rows(data: bytes, max_rows: int) -> list[list[str]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        sheet = workbook.get_sheet_by_index(0)
        last_row, last_column = sheet.end or (0, 0)
        if last_row >= max_rows:
            sys.exit(TOO_MANY_ROWS)
        if last_column >= _MAX_COLUMNS:
            sys.exit("too many columns")
        rows = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    if sum(len(cell) for row in rows for cell in row) > _MAX_TEXT:
        sys.exit("too much text")
    return rows


def _text(value: object) -> str:
    # A spreadsheet has no whole numbers: a local code of digits comes as 7.0.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unguarded(str(value))


if __name__ == "__main__":
    main()
