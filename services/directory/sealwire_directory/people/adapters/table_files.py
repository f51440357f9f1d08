"""Tables as files: which format they have."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sealwire.contract.people import MAX_IMPORT_BYTES, MAX_IMPORT_ROWS
from sealwire.errors import TooLarge
from sealwire_chassis.table_files import csv_file, reading, xlsx_writing
from sealwire_chassis.table_files.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sealwire_chassis.table_files.limits import Row

_LIMITS = Limits(max_rows=MAX_IMPORT_ROWS)


class Format(StrEnum):
    """A file format, by the end of a file's name."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """The format's media type."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.CSV: f"{reading.CSV_TYPE}; charset=utf-8",
    Format.XLSX: reading.XLSX_TYPE,
}


def read(data: bytes) -> list[Row]:
    """Return the rows of a file, each with the number of its line; the format shows in its first bytes.

    Raises:
        TooLarge: It has more than 5 MiB.
        TooManyRows: It has more than 20,000 rows.
        UnreadableFile: It is neither CSV nor XLSX.
    """
    if len(data) > MAX_IMPORT_BYTES:
        raise TooLarge(max_bytes=MAX_IMPORT_BYTES)
    return reading.read(data, _LIMITS)


def write(form: Format, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a file of a format."""
    if form is Format.XLSX:
        return xlsx_writing.write(headings, rows)
    return csv_file.write(headings, rows)
