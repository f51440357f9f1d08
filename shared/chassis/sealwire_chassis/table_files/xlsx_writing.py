"""XLSX workbooks, written."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter

from sealwire_chassis.table_files.guarding import guarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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
