"""A watch list as a table: good lines are kept, bad ones are told, and an export comes back as it was."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealwire.contract.profiling.lists import EntryFiling, EntryKind, ListKind, Quality
from sealwire.errors import SealwireError
from sealwire_chassis.table_files import csv_file
from sealwire_profiling.lists.domain.importing import COLUMNS, Table, read_table, table_row
from sealwire_profiling.lists.domain.values import Entry
from sealwire_profiling.lists.refusals import UnknownTableColumns
from sealwire_profiling.lists.service_tables import LIMITS
from simulators.watch import key

if TYPE_CHECKING:
    from collections.abc import Sequence

TODAY = date(2026, 11, 18)
HEADINGS = ["kind", "names", "identifiers", "reason", "source", "confidence", "expires_on"]
GOOD = ["company", "Silver Poplar LLC | low: Poplar", "", "Seen", "notice", "high", "2027-01-01"]


def table(*rows: Sequence[str], headings: Sequence[str] = HEADINGS, of: ListKind = ListKind.MIXED) -> Table:
    numbered = [(number, list(row)) for number, row in enumerate([headings, *rows], 1)]
    return read_table(numbered, of=of, today=TODAY)


def test_a_line_is_read_with_its_names_and_numbers() -> None:
    ship = ["vessel", "Blue Meridian", "9074729 | phone: +996555123456 | number: AN12345", *GOOD[3:]]
    found = table(GOOD, [], ship, ["", "", "", "", "", "", ""])
    assert found.errors == ()
    first, second = (line.filing for line in found.lines)
    assert [(name.text, name.quality) for name in first.names] == [
        ("Silver Poplar LLC", Quality.GOOD), ("Poplar", Quality.LOW),
    ]  # fmt: skip
    assert [(each.kind.value, each.value) for each in second.identifiers] == [
        ("imo", "9074729"), ("phone", "+996555123456"), ("number", "AN12345"),
    ]  # fmt: skip
    assert [line.number for line in found.lines] == [2, 4]


BAD: list[tuple[int, str, str, str]] = [
    (0, "lorry", "kind", "invalid-value"),
    (0, "person", "kind", "wrong-entry-kind"),
    (1, "", "names", "nothing-to-match"),
    (1, "???", "names", "invalid-value"),
    (2, "12", "identifiers", "unreadable-identifier"),
    (2, "imo: 9074728", "identifiers", "unreadable-identifier"),
    (3, "", "reason", "invalid-value"),
    (4, "hearsay", "source", "invalid-value"),
    (5, "", "confidence", "invalid-value"),
    (6, "2026-11-17", "expires_on", "wrong-expiry"),
    (6, "next year", "expires_on", "invalid-value"),
    (6, "", "expires_on", "invalid-value"),
]


@pytest.mark.parametrize(("cell", "text", "column", "code"), BAD)
def test_a_bad_line_is_told_with_its_column_and_the_good_ones_are_kept(
    cell: int, text: str, column: str, code: str
) -> None:
    bad = [*GOOD[:cell], text, *GOOD[cell + 1 :]]
    found = table(GOOD, bad, GOOD, of=ListKind.COMPANY)
    assert [(each.line, each.column, each.code) for each in found.errors] == [(3, column, code)]
    assert [line.number for line in found.lines] == [2, 4]


def test_a_line_about_an_entry_of_an_earlier_line_is_refused() -> None:
    row = [str(key(1)), "1", *GOOD]
    found = table(row, row, [str(key(2)), "1", *GOOD], headings=["id", "version", *HEADINGS])
    assert [(each.line, each.code) for each in found.errors] == [(3, "line-repeated")]
    assert [line.id for line in found.lines] == [key(1), key(2)]
    wrong = table(["12", "1", *GOOD], headings=["id", "version", *HEADINGS])
    assert [(each.column, each.code) for each in wrong.errors] == [("id", "invalid-value")]


def test_cells_beyond_the_headings_are_refused() -> None:
    found = table([*GOOD, "", ""], [*GOOD, "more"])
    assert [(each.line, each.code) for each in found.errors] == [(3, "misplaced-cells")]


@pytest.mark.parametrize("headings", [[], ["kind"], [*HEADINGS, "colour"], [*HEADINGS, "kind"]])
def test_other_headings_are_refused(headings: list[str]) -> None:
    with pytest.raises(UnknownTableColumns):
        table(GOOD, headings=headings)
    assert table(headings=[each.upper() for each in HEADINGS]).errors == ()


TEXTS = st.text("abcжө=+-@ '\t;,|:\"\\", min_size=1, max_size=12).map(str.strip)
BEGINS = st.sampled_from(["n", "low:n", "good: n", "LOW :n", "|n", "=n"])
NUMBERS = st.sampled_from(
    ["phone|+996555123456", "number|imo:1234567", "container|MSCU1234565", "number|AB|CD"]
)
FILINGS = st.builds(
    lambda kind, names, numbers, reference: EntryFiling.model_validate(
        {
            "kind": kind, "names": [{"text": f"{begin}{name}", "quality": q} for begin, name, q in names],
            "identifiers": [{"kind": n.partition("|")[0], "value": n.partition("|")[2]} for n in numbers],
            "reason": f"r{reference}", "source": "notice", "reference": reference, "confidence": "low",
            "expires_on": "2027-01-01",
        }
    ),
    st.sampled_from(EntryKind),
    st.lists(st.tuples(BEGINS, TEXTS, st.sampled_from(Quality)), max_size=3),
    st.lists(NUMBERS, min_size=1, max_size=2),
    TEXTS.filter(lambda text: "\t" not in text),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(FILINGS, max_size=4))
def test_an_export_read_back_says_the_same(filings: list[EntryFiling]) -> None:
    entries = [Entry(key(at), "watch", 1, each.content()) for at, each in enumerate(filings)]
    written = csv_file.write(COLUMNS, map(table_row, entries))
    found = read_table(csv_file.read(written, LIMITS), of=ListKind.MIXED, today=TODAY)
    assert found.errors == ()
    assert [(line.id, line.filing.version, line.filing.content()) for line in found.lines] == [
        (each.id, 1, each.content) for each in entries
    ]


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_a_refusal_of_ours(data: bytes) -> None:
    for whole in (data, ";".join(HEADINGS).encode() + b"\n" + data):
        assert _status(whole) in {200, 400, 413, 422}


def _status(data: bytes) -> int:
    try:
        read_table(csv_file.read(data, LIMITS), of=ListKind.MIXED, today=TODAY)
    except SealwireError as error:
        return error.status
    return 200
