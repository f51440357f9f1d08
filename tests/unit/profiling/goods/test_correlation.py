"""An administration's own table from HS codes to control entries: good lines kept, errors by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire_chassis.table_files import reading, xlsx_writing
from sealwire_chassis.table_files.refusals import UnreadableFile
from sealwire_profiling.goods.domain.correlation import (
    MAX_ERRORS,
    Correlation,
    CorrelationTable,
    TableRead,
    read_table,
)
from sealwire_profiling.goods.service import LIMITS

FILE = "hs,entry,regime,note\n8413.50,2B350.i,AG,pumps of nickel\n84,2B,NSG,\n"


def _read(data: bytes) -> TableRead:
    """Read a file as the service does."""
    return read_table(reading.read(data, LIMITS))


def _table(text: str) -> CorrelationTable:
    return CorrelationTable("National list", "2025-01", "State service", _read(text.encode()).rows)


def test_a_file_gives_its_rows() -> None:
    read = _read(FILE.encode())
    assert read.errors == ()
    assert read.rows == (
        Correlation("841350", "2B350.i", "AG", "pumps of nickel"),
        Correlation("84", "2B", "NSG", ""),
    )


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffHS code;Control entry\r\n841350;2B350\r\n",
        "тн вэд;позиция контроля\n8413 50;2B350\n",
        "hs\tregime\tentry\n841350\t\t2B350\n",
        'entry,hs,colour\n2B350,841350,"red, or blue"\n',
        "hs,entry\n\n841350,2B350\n\n",
    ],
    ids=["BOM and semicolons", "Russian headings", "tabs", "another order and column", "empty lines"],
)
def test_spreadsheets_of_other_forms_are_read(text: str) -> None:
    read = _read(text.encode())
    assert read.errors == ()
    assert read.rows == (Correlation("841350", "2B350"),)


def test_the_most_exact_prefix_comes_first() -> None:
    table = _table(FILE)
    assert [row.prefix for row in table.matches("8413.50 61 00")] == ["841350", "84"]
    assert [row.prefix for row in table.matches("841360")] == ["84"]
    assert table.matches("640399") == ()
    assert table.matches("") == ()


BAD_LINES = [
    ("hs-not-digits", "84l3,2B350"),
    ("hs-not-digits", "8,2B350"),
    ("hs-not-digits", "8413-8414,2B350"),
    ("hs-not-digits", '"8413, 8414",2B350'),
    ("entry-missing", "8413,"),
    ("entry-missing", "8413"),
    ("misplaced-cells", "8413,2B350,AG,pumps,of nickel"),
    ("cell-not-readable", f"8413,{'x' * 513}"),
    ("cell-not-readable", "8413,2B\x07"),
    ("repeated", "8413.50,2B350.i,AG,pumps of nickel"),
]


@pytest.mark.parametrize(("code", "line"), BAD_LINES)
def test_a_bad_line_is_told_with_its_number_and_the_others_are_kept(code: str, line: str) -> None:
    read = _read(f"{FILE}{line}\n9013,6A005\n".encode())
    assert [(error.code, error.line) for error in read.errors] == [(code, 4)]
    assert [row.entry for row in read.rows] == ["2B350.i", "2B", "6A005"]
    assert read.refused == 1
    assert len(read.errors[0].message) < 200


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("headings-missing", ""),
        ("headings-missing", "code,entry\n8413,2B350\n"),
        ("headings-repeated", "hs,entry,HS code\n8413,2B350,8414\n"),
    ],
)
def test_headings_that_cannot_be_used_are_told(code: str, text: str) -> None:
    read = _read(text.encode())
    assert read.rows == ()
    assert [error.code for error in read.errors] == [code]


@pytest.mark.parametrize("written", ["713", "71333", "8413.5", "8413.501"])
def test_a_code_of_which_a_spreadsheet_took_a_zero_is_told(written: str) -> None:
    read = _read(f"hs,entry\n{written},A\n0713,B\n8413.50,C\n8542 31 900,D\n".encode())
    assert [(error.code, error.line) for error in read.errors] == [("hs-digits-lost", 2)]
    assert [row.prefix for row in read.rows] == ["0713", "841350", "854231900"]


def test_a_workbook_gives_the_same_rows_as_the_file_of_text() -> None:
    headings, *lines = [line.split(",") for line in FILE.splitlines()]
    workbook = _read(xlsx_writing.write(headings, [*lines, ["x", "y", "", ""]]))
    assert workbook.rows == _read(FILE.encode()).rows
    assert [(error.code, error.line) for error in workbook.errors] == [("hs-not-digits", 4)]


def test_a_file_of_errors_lists_the_first_thousand_and_counts_all() -> None:
    read = _read(("hs,entry\n" + "x,y\n" * (MAX_ERRORS + 7)).encode())
    assert (len(read.errors), read.refused) == (MAX_ERRORS, MAX_ERRORS + 7)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: ("hs,entry\n" + text).encode()))
def test_any_bytes_are_read_told_or_refused(data: bytes) -> None:
    try:
        read = _read(data)
    except UnreadableFile:
        return
    assert bool(read.errors) == bool(read.refused)
    assert all(row.prefix.isdecimal() and row.entry for row in read.rows)
