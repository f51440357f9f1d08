"""XLSX workbooks: the first sheet read by calamine, within bounds that are checked before it begins."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from sealwire_directory.people.domain.guarding import guarded, unguarded
from sealwire_directory.people.refusals import TooManyRows, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SIGNATURE = b"PK\x03\x04"
_WORKBOOK = "xl/workbook.xml"
# What the library would take for a workbook of another format, which is not checked here.
_OTHERS = {"xl/workbook.bin", "content.xml"}
_HEADER_BYTES, _LENGTHS_AT = 30, 26  # of a part's local header (APPNOTE.TXT 4.3.7)
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_DAMAGES = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    OSError,
    RuntimeError,
    ValueError,
    EOFError,
)
_MAX_UNPACKED_BYTES = 64 * 1_048_576
_MAX_COLUMNS = 64
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACE = re.compile(rb"<(?:\w+:)?c\b[^>]*?\sr\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")


def read(data: bytes, *, max_rows: int) -> list[tuple[int, list[str]]]:
    """Return the rows of the first sheet, each with its number.

    Raises:
        UnreadableFile: It is no workbook, or one that unpacks to too much.
        TooManyRows: There are more, the headings not counted.
    """
    _check_bounds(data, max_rows)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            values = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise UnreadableFile from error
    except BaseException as error:
        # A panic of the library is no Exception: it would end the whole process.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableFile from error
    rows = [(number, [_text(value) for value in row]) for number, row in enumerate(values, 1)]
    # A workbook can spell it (_x0000_); PostgreSQL has no text with it.
    if any("\0" in cell for _, row in rows for cell in row):
        raise UnreadableFile("It has zero bytes.")
    return rows


def _check_bounds(data: bytes, max_rows: int) -> None:
    """Check what calamine would take memory for: all that is unpacked, and the rectangle around all cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts, names = archive.infolist(), set(archive.namelist())
            if _WORKBOOK not in names or names & _OTHERS or {p.compress_type for p in parts} - _METHODS:
                raise UnreadableFile
            if sum(part.file_size for part in parts) > _MAX_UNPACKED_BYTES:
                raise UnreadableFile("It unpacks to too much.")
            for part in parts:
                _check_cells(_unpacked(data, part), max_rows)
    except _DAMAGES as error:
        raise UnreadableFile from error


def _unpacked(data: bytes, part: zipfile.ZipInfo) -> bytes:
    """Return what a part unpacks to: as much as it says, where zipfile would stop and calamine go on."""
    named, extra = struct.unpack_from("<HH", data, part.header_offset + _LENGTHS_AT)
    begins = part.header_offset + _HEADER_BYTES + named + extra
    packed = data[begins : begins + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        return packed
    unpacked = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, part.file_size + 1)
    if len(unpacked) != part.file_size:
        raise UnreadableFile("A part is not as large as it says.")
    return unpacked


def _check_cells(sheet: bytes, max_rows: int) -> None:
    if b"sheetData" not in sheet:  # a sheet may have any name
        return
    places = _PLACE.findall(sheet)
    if len(places) != len(_CELL.findall(sheet)):
        raise UnreadableFile("A cell does not say where it stands.")
    if any(_column(letters) > _MAX_COLUMNS for letters in {letters for letters, _ in places}):
        raise UnreadableFile(f"It has more than {_MAX_COLUMNS} columns.")
    if any(int(digits) > max_rows + 1 for digits in {digits for _, digits in places}):
        raise TooManyRows(max_rows=max_rows)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(value: object) -> str:
    # A spreadsheet has no whole numbers: a local code of digits comes as 7.0.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unguarded(str(value))


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
