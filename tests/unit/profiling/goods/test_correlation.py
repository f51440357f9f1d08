"""An administration's own table from HS codes to control entries: good lines kept, errors by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire.contract.profiling.goods import MAX_CONTROL_TABLE_BYTES
from sealwire_profiling.goods.domain.correlation import (
    MAX_ERRORS,
    MAX_ROWS,
    Correlation,
    CorrelationTable,
    read_table,
)

FILE = "hs,entry,regime,note\n8413.50,2B350.i,AG,pumps of nickel\n84,2B,NSG,\n"


def _table(text: str) -> CorrelationTable:
    return CorrelationTable("National list", "2025-01", "State service", read_table(text.encode()).rows)


def test_a_file_gives_its_rows() -> None:
    read = read_table(FILE.encode())
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
    read = read_table(text.encode())
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
    ("entry-missing", "8413,"),
    ("entry-missing", "8413"),
    ("misplaced-cells", "8413,2B350,AG,pumps,of nickel"),
    ("cell-not-readable", f"8413,{'x' * 513}"),
    ("cell-not-readable", "8413,2B\x07"),
    ("cell-not-readable", f"{'9' * 140_000},2B350"),
    ("repeated", "8413.50,2B350.i,AG,pumps of nickel"),
]


@pytest.mark.parametrize(("code", "line"), BAD_LINES)
def test_a_bad_line_is_told_with_its_number_and_the_others_are_kept(code: str, line: str) -> None:
    read = read_table(f"{FILE}{line}\n9013,6A005\n".encode())
    assert [(error.code, error.line) for error in read.errors] == [(code, 4)]
    assert [row.entry for row in read.rows] == ["2B350.i", "2B", "6A005"]
    assert read.refused == 1
    assert len(read.errors[0].message) < 200


BAD_FILES = [
    ("headings-missing", b""),
    ("headings-missing", b"code,entry\n8413,2B350\n"),
    ("not-utf8", "hs,entry\n8413,\u0430".encode("utf-16")),
    ("too-large", b"x" * (MAX_CONTROL_TABLE_BYTES + 1)),
]


@pytest.mark.parametrize(("code", "data"), BAD_FILES, ids=["empty", "no hs", "UTF-16", "too large"])
def test_a_file_that_cannot_be_used_says_why(code: str, data: bytes) -> None:
    read = read_table(data)
    assert read.rows == ()
    assert [error.code for error in read.errors] == [code]


def test_rows_beyond_the_limit_are_told_not_dropped_in_silence() -> None:
    lines = "\n".join(f"{10_000_000 + row},E{row}" for row in range(MAX_ROWS + 5))
    read = read_table(f"hs,entry\n{lines}\n".encode())
    assert len(read.rows) == MAX_ROWS
    assert [error.code for error in read.errors] == ["too-many-rows"]


def test_a_file_of_errors_lists_the_first_thousand_and_counts_all() -> None:
    read = read_table(("hs,entry\n" + "x,y\n" * (MAX_ERRORS + 7)).encode())
    assert (len(read.errors), read.refused) == (MAX_ERRORS, MAX_ERRORS + 7)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: ("hs,entry\n" + text).encode()))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    read = read_table(data)
    assert bool(read.errors) == bool(read.refused)
    assert all(row.prefix.isdecimal() and row.entry for row in read.rows)
