"""CSV: read with comma, semicolon or tab between the cells, written with a semicolon.

Excel takes the separator from the country's settings: in Russian and most of our users' languages a
semicolon. UTF-8 with a byte order mark, or Excel would read Cyrillic in an 8-bit code page.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from sealwire_directory.people.domain.guarding import guarded, unguarded
from sealwire_directory.people.refusals import TooManyRows, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SEPARATORS = (";", ",", "\t")


def read(data: bytes, *, max_rows: int) -> list[tuple[int, list[str]]]:
    """Return the rows of a CSV file, each with the number of its first line.

    Raises:
        UnreadableFile: It is not UTF-8, or no CSV.
        TooManyRows: There are more, the headings not counted.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile("It is not UTF-8.") from error
    if "\0" in text:
        raise UnreadableFile("It has zero bytes.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            rows.append((begins, [unguarded(cell) for cell in cells]))
            begins = reader.line_num + 1
            if len(rows) > max_rows + 1:
                raise TooManyRows(max_rows=max_rows)
    except csv.Error as error:
        raise UnreadableFile(f"Line {reader.line_num}.") from error
    return rows


def write(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(headings)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _separator(text: str) -> str:
    # Headings are our own words: none of them has a separator in it.
    headings = text.partition("\n")[0]
    return max(_SEPARATORS, key=headings.count)
