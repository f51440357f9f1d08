"""How much a table may be, and how much reading it may take."""

from __future__ import annotations

from dataclasses import dataclass

Row = tuple[int, list[str]]
"""The number of a row's first line in the file, from 1, and its cells."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file is held to.

    Attributes:
        max_rows: Rows, the headings not counted.
        max_columns: Cells of a row.
        max_bytes: Of a workbook's rows as lines of JSON, which is what they take on disk.
        max_memory_bytes: Address space of the process that reads a workbook.
        max_cpu_s: Its CPU seconds; it may take twice as long by the clock.
    """

    max_rows: int
    max_columns: int = 64
    max_bytes: int = 16 * 1_048_576
    max_memory_bytes: int = 256 * 1_048_576
    max_cpu_s: int = 10
