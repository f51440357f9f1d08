"""CSV: read with comma, semicolon or tab between the cells, written with a semicolon.

Excel takes the separator from the country's settings: in Russian and most of our users' languages a
semicolon. UTF-8 with a byte order mark, or Excel would read Cyrillic in an 8-bit code page.
"""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING

from sealwire_chassis.table_files.guarding import guarded, unguarded
from sealwire_chassis.table_files.refusals import TooManyRows, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import IO

    from sealwire_chassis.table_files.limits import Limits, Row

UTF_8 = "utf-8-sig"
_SEPARATORS = (";", ",", "\t")
_MAX_LINE = 1_048_576  # characters; only so much of a file without line ends is in memory


def read(data: bytes, limits: Limits) -> list[Row]:
    """Return the rows of a CSV file; see `rows`."""
    return list(rows(io.BytesIO(data), limits))


def rows(stream: IO[bytes], limits: Limits, *, encoding: str = UTF_8) -> Iterator[Row]:
    """Yield the rows of a CSV file while it is read; the stream stays open.

    Raises:
        UnreadableFile: From here on it is not of its encoding, or no CSV.
        TooManyRows: There are more, the headings not counted.
    """
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        yield from _rows(text, limits)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"It is not {encoding.removesuffix('-sig').upper()}.") from error
    finally:
        # Whoever gave up reading may have closed the stream by now.
        with suppress(ValueError):
            text.detach()


def _rows(text: io.TextIOWrapper, limits: Limits) -> Iterator[Row]:
    lines = _lines(text)
    headings = next(lines, "")
    # No heading has a separator in it.
    separator = max(_SEPARATORS, key=headings.count)
    reader = csv.reader(chain([headings] if headings else [], lines), delimiter=separator, strict=True)
    begins = 1
    try:
        for number, cells in enumerate(reader):
            if number > limits.max_rows:
                raise TooManyRows(max_rows=limits.max_rows)
            if len(cells) > limits.max_columns:
                raise UnreadableFile(f"Line {begins} has more than {limits.max_columns} cells.")
            yield begins, [unguarded(cell) for cell in cells]
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(f"Line {reader.line_num}.") from error


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(_MAX_LINE + 1):
        if len(line) > _MAX_LINE:
            raise UnreadableFile(f"It has a line of more than {_MAX_LINE} characters.")
        if "\0" in line:  # PostgreSQL has no text with it
            raise UnreadableFile("It has zero bytes.")
        yield line


def write(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(headings)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode(UTF_8)
