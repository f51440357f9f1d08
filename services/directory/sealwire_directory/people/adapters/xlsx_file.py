"""XLSX workbooks: the first sheet, read by a process of its own."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import xlsxwriter

from sealwire_directory.people.adapters import xlsx_process
from sealwire_directory.people.domain.guarding import guarded
from sealwire_directory.people.refusals import TooManyRows, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SIGNATURE = b"PK\x03\x04"
_READER = (sys.executable, "-I", "-m", xlsx_process.__name__)
_WITHIN_S = 20
# So that the memory of reading counts once, however many files come.
_one_at_a_time = threading.Lock()


def read(data: bytes, *, max_rows: int) -> list[tuple[int, list[str]]]:
    """Return the rows of the first sheet, each with its number.

    Raises:
        UnreadableFile: It is no workbook, or one that takes too much to read.
        TooManyRows: There are more, the headings not counted.
    """
    try:
        with _one_at_a_time:
            # Without the environment: the file is a stranger's, and the process needs nothing of it.
            done = subprocess.run(  # noqa: S603 - this program's own module
                [*_READER, str(max_rows + 1)],
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=_WITHIN_S,
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile("It takes too long to read.") from error
    if done.returncode == xlsx_process.TOO_MANY_ROWS:
        raise TooManyRows(max_rows=max_rows)
    if done.returncode != 0:
        raise UnreadableFile("It is damaged, or too much to read.")
    rows: list[list[str]] = json.loads(done.stdout)
    # A workbook can spell it (_x0000_); PostgreSQL has no text with it.
    if any("\0" in cell for row in rows for cell in row):
        raise UnreadableFile("It has zero bytes.")
    return list(enumerate(rows, 1))


def write(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook with one sheet, all of whose cells are text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("sealwire")
        bold = workbook.add_format({"bold": True})
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, guarded(cell))
        sheet.freeze_panes(1, 0)
    return out.getvalue()
