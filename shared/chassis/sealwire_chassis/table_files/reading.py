"""A table that is CSV or XLSX: its first bytes say which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire_chassis.table_files import csv_file, xlsx_file

if TYPE_CHECKING:
    from sealwire_chassis.table_files.limits import Limits, Row

CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read(data: bytes, limits: Limits) -> list[Row]:
    """Return the rows of a file, each with the number of its line; blocks, so call it in a thread.

    Raises:
        TooManyRows: There are more, the headings not counted.
        UnreadableFile: It is neither CSV in UTF-8 nor XLSX, or takes too much to read.
    """
    if data.startswith(xlsx_file.SIGNATURE):
        return xlsx_file.read(data, limits)
    return csv_file.read(data, limits)
