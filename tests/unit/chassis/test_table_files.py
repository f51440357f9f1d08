"""Tables from strangers: read in pieces, within limits, and as often as wanted."""

from __future__ import annotations

import io
import tempfile
import zipfile
from contextlib import closing
from dataclasses import replace

import pytest
import xlsxwriter
from sealwire_chassis.table_files import csv_file, xlsx_file, xlsx_writing
from sealwire_chassis.table_files.limits import Limits
from sealwire_chassis.table_files.refusals import TooManyRows, UnreadableFile

LIMITS = Limits(max_rows=10, max_columns=3)


def test_rows_come_before_the_file_was_read_to_its_end() -> None:
    stream = io.BytesIO(b"a;b\n1;2\n" + b"x" * 3_000_000)
    rows = csv_file.rows(stream, LIMITS)
    assert next(rows) == (1, ["a", "b"])
    assert next(rows) == (2, ["1", "2"])
    assert stream.tell() < 100_000
    with pytest.raises(UnreadableFile, match="1048576 characters"):
        next(rows)


def test_a_stream_stays_open_and_may_be_closed_by_whoever_gave_up() -> None:
    stream = io.BytesIO(b"a;b\n1;2\n")
    assert len(list(csv_file.rows(stream, LIMITS))) == 2
    assert not stream.closed
    stream.seek(0)
    rows = csv_file.rows(stream, LIMITS)
    next(rows)
    stream.close()
    del rows


@pytest.mark.parametrize(
    ("data", "read"),
    [
        (b"a\n" + b"1\n" * 10, 11),
        (b"a;b;c\n1;2;3\n", 2),
        (b'a;b\n"1;\n2";3\n4;5\n', 3),
    ],
)
def test_what_keeps_the_limits_is_read(data: bytes, read: int) -> None:
    assert len(csv_file.read(data, LIMITS)) == read


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"a\n" + b"1\n" * 11, TooManyRows),
        (b"a;b;c\n1;2;3;4\n", UnreadableFile),
        (b"a\n\xff\n", UnreadableFile),
    ],
)
def test_what_breaks_the_limits_is_refused(data: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        csv_file.read(data, LIMITS)


def test_a_row_is_numbered_by_its_first_line() -> None:
    assert [number for number, _ in csv_file.read(b'a;b\n"1\n2";3\n4;5\n', LIMITS)] == [1, 2, 4]


def test_another_encoding_is_read_where_it_is_named() -> None:
    data = "груз;вес\n".encode("windows-1251")
    [(_, cells)] = csv_file.rows(io.BytesIO(data), LIMITS, encoding="windows-1251")
    assert cells == ["груз", "вес"]


def test_a_sheet_can_be_gone_through_again() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(xlsx_writing.write(["a", "b"], [["1", "2"], ["", "=3"]]))
        with closing(xlsx_file.Sheet(file, LIMITS)) as sheet:
            first = list(sheet.rows())
            assert next(sheet.rows()) == first[0]
            assert list(sheet.rows()) == first
    assert first == [(1, ["a", "b"]), (2, ["1", "2"]), (3, ["", "=3"])]


@pytest.mark.parametrize(
    ("limits", "refusal"),
    [
        (replace(LIMITS, max_rows=1), TooManyRows),
        (replace(LIMITS, max_columns=1), UnreadableFile),
        (replace(LIMITS, max_bytes=3), UnreadableFile),
        (replace(LIMITS, max_memory_bytes=1_048_576), UnreadableFile),
    ],
)
def test_a_workbook_is_held_to_each_limit(limits: Limits, refusal: type[Exception]) -> None:
    data = xlsx_writing.write(["a", "b"], [["1", "2"], ["3", "4"]])
    assert len(xlsx_file.read(data, LIMITS)) == 3
    with pytest.raises(refusal):
        xlsx_file.read(data, limits)


@pytest.mark.parametrize(("written", "fits"), [("1e308", True), ("1e999", False), ("9" * 400, False)])
def test_a_number_that_is_too_large_is_refused_and_not_read_as_infinity(written: str, *, fits: bool) -> None:
    made, changed = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet().write_number(0, 0, 4242)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v>4242</v>", f"<v>{written}</v>".encode()))
    if fits:
        [(_, [cell])] = xlsx_file.read(changed.getvalue(), LIMITS)
        assert float(cell) == float(written)
    else:
        with pytest.raises(UnreadableFile):
            xlsx_file.read(changed.getvalue(), LIMITS)
