"""The UN's list is read entry by entry; what is wrong in one is told of it; what is hostile is refused."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealwire.contract.profiling.lists import (
    MAX_LIST_ENTRIES,
    MAX_XML_BYTES,
    EntryKind,
    IdentifierKind,
    Quality,
)
from sealwire.errors import SealwireError
from sealwire_profiling.lists.domain.un_reading import UnList, read
from sealwire_profiling.lists.refusals import ForbiddenMarkup, ListTooLarge, UnreadableList
from simulators.un_list import ConsolidatedList, Listed, consolidated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FULL = Listed(
    "6908555",
    ("Norbek", "Odil", "Tashmatov"),
    reference="XXi.001",
    version="3",
    original="Норбек Ташматов",
    aliases=(("Good", "Tashmatov Norbek; Norbek Tash"), ("Low", "Nori"), ("Low", "Norbek Tash")),
    comments="Seen on the ship with IMO number: 9074729.\tTrades in <metal>.",
    passports=("AN 1234567", "12"),
    born="1971-05-06",
    more="<NATIONALITY><VALUE>Nowhere</VALUE></NATIONALITY>"
    "<INDIVIDUAL_ADDRESS><CITY>Osh</CITY><COUNTRY>Kyrgyzstan</COUNTRY></INDIVIDUAL_ADDRESS>",
)


def of(*listed: Listed) -> UnList:
    return read([ConsolidatedList(listed).xml()])


def test_an_individual_is_read_with_all_its_names_and_numbers() -> None:
    entry = of(FULL).entries["6908555"]
    assert entry.kind is EntryKind.PERSON
    assert [(name.text, name.quality) for name in entry.names] == [
        ("Norbek Odil Tashmatov", Quality.GOOD),
        ("Норбек Ташматов", Quality.GOOD),
        ("Tashmatov Norbek", Quality.GOOD),
        ("Norbek Tash", Quality.GOOD),
        ("Nori", Quality.LOW),
    ]
    assert [(each.kind, each.value) for each in entry.identifiers] == [
        (IdentifierKind.NUMBER, "AN 1234567"),
        (IdentifierKind.IMO, "9074729"),
    ]
    assert entry.un is not None
    told = entry.un.model_dump(mode="json")
    assert told == {
        "data_id": "6908555",
        "reference": "XXi.001",
        "revision": "3",
        "regime": "Made-up",
        "listed_on": "2019-03-04",
        "nationalities": ["Nowhere"],
        "born": ["EXACT 1971-05-06"],
        "addresses": ["Osh, Kyrgyzstan"],
        "documents": ["Passport, AN 1234567", "Passport, 12"],
        "comments": "Seen on the ship with IMO number: 9074729. Trades in <metal>.",
    }


def test_an_entity_is_read_as_a_company() -> None:
    firm = Listed("7", ("Orion Steppe LLC",), person=False, aliases=(("f.k.a.", "Orion Trade"),))
    entry = of(firm).entries["7"]
    assert (entry.kind, [name.text for name in entry.names]) == (
        EntryKind.COMPANY, ["Orion Steppe LLC", "Orion Trade"],
    )  # fmt: skip


GOOD = Listed("1", ("Someone", "Else"), reference="XXi.9")
FAULTS: list[tuple[Listed, str, bool]] = [
    (replace(FULL, data_id=""), "no-data-id", False),
    (replace(FULL, names=("-",), original="", aliases=()), "no-name", False),
    (replace(FULL, data_id="1"), "repeated", False),
    (replace(FULL, reference="XXi.9"), "repeated", False),
    (replace(FULL, listed_on="in spring"), "wrong-date", True),
    (replace(FULL, names=("x" * 600,)), "name-too-long", True),
    (replace(FULL, aliases=tuple(("Good", f"Name {n}") for n in range(300))), "too-many-names", True),
]


@pytest.mark.parametrize(("listed", "code", "kept"), FAULTS, ids=[each[1] for each in FAULTS])
def test_a_fault_of_one_entry_is_told_and_the_others_are_read(listed: Listed, code: str, kept: bool) -> None:  # noqa: FBT001 - a table's cell
    found = of(GOOD, listed)
    assert [(each.position, each.code, each.kept) for each in found.faults] == [(2, code, kept)]
    assert len(found.entries) == 1 + kept
    assert found.entries["1"].names[0].text == "Someone Else"
    assert found.nameless == 0
    assert found.unread == (
        frozenset() if kept else {each for each in (listed.data_id, listed.reference) if each}
    )


def test_an_entry_that_does_not_say_which_it_is_is_counted() -> None:
    found = of(GOOD, replace(FULL, data_id="", reference=""))
    assert (found.nameless, list(found.entries)) == (1, ["1"])


def test_the_date_of_the_file_is_read_where_there_is_one() -> None:
    plain = ConsolidatedList((GOOD,))
    assert str(read([plain.xml()]).generated) == "2026-11-01 09:00:00"
    assert read([replace(plain, generated="today").xml()]).generated is None


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{("&a" + str(n - 1) + ";") * 10 if n else "&a;"}">' for n in range(10))
    + "]>"
)
EXTERNAL = '<!DOCTYPE l SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize("head", [BOMB, EXTERNAL, "<!DOCTYPE l>", '<!DOCTYPE l [<!ENTITY x "y">]>'])
def test_a_document_type_is_refused_where_the_same_file_without_is_read(head: str) -> None:
    listed = ConsolidatedList((GOOD,))
    with pytest.raises(ForbiddenMarkup):
        read([replace(listed, head=head).xml()])
    assert list(read([listed.xml()]).entries) == ["1"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<OTHER/>",
        b"<html><body>404</body></html>",
        ConsolidatedList((GOOD,)).xml()[:-10],
        b'<?xml version="1.0" encoding="no-such"?><CONSOLIDATED_LIST/>',
        b'<?xml version="1.0" encoding="utf-7"?><CONSOLIDATED_LIST/>',
        ConsolidatedList((GOOD,)).xml().replace(b"Someone", b"\xff\xfe"),
        ConsolidatedList((GOOD,)).xml().replace(b"Someone", b"&unknown;"),
        ConsolidatedList((GOOD,)).xml() + b"<more/>",
    ],
)
def test_what_is_no_consolidated_list_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableList):
        read([data])


def _endless(inner: bytes, *, outer: bytes = b"") -> Iterator[bytes]:
    yield b"<CONSOLIDATED_LIST>" + outer
    while True:
        yield inner * (1_000_000 // len(inner))


@pytest.mark.parametrize(
    ("inner", "outer", "limit"),
    [
        (b"<A>", b"", "max_depth"),
        (b"<A/>", b"<INDIVIDUALS><INDIVIDUAL>", "max_elements"),
        (b" " * 1_000_000, b"", "max_bytes"),
    ],
    ids=["depth", "elements of one entry", "bytes"],
)
def test_a_file_without_end_is_refused_in_bounded_memory(inner: bytes, outer: bytes, limit: str) -> None:
    tracemalloc.start()
    with pytest.raises(ListTooLarge) as refused:
        read(_endless(inner, outer=outer))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert list(refused.value.facts) == [limit]
    # What one text can hold is bounded by the file's size, and is held once more while it grows.
    assert peak < 2 * MAX_XML_BYTES


def test_more_entries_than_a_list_can_have_are_refused() -> None:
    with pytest.raises(ListTooLarge) as refused:
        read(_endless(b"<ENTITY/>", outer=b"<ENTITIES>"))
    assert refused.value.facts == {"max_entries": MAX_LIST_ENTRIES}


def _long_list(size: int) -> Iterator[bytes]:
    """Give a list of one entry over and over, which is kept once."""
    yield b"<CONSOLIDATED_LIST><INDIVIDUALS>"
    for _ in range(size // 10):
        yield GOOD.xml().encode() * 10
    yield b"</INDIVIDUALS></CONSOLIDATED_LIST>"


def test_memory_does_not_grow_with_the_file() -> None:
    read(_long_list(100))  # what is made once, at the first reading, is no growth
    peaks = []
    # From 1,000 on no more faults are kept.
    for size in (1_200, 3_600):
        tracemalloc.start()
        assert len(read(_long_list(size)).entries) == 1
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.05 * peaks[0]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_a_refusal_of_ours(data: bytes) -> None:
    for whole in (data, b"<CONSOLIDATED_LIST>" + data, b"<CONSOLIDATED_LIST><INDIVIDUALS>" + data):
        assert _status([whole]) in {200, 400, 413}


def _status(parts: Iterable[bytes]) -> int:
    try:
        found = read(parts)
    except SealwireError as error:
        return error.status
    assert all(each.un is not None and each.un.data_id == key for key, each in found.entries.items())
    return 200


WHOLE = consolidated(3).xml()


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 40), st.binary(max_size=12)),
        min_size=1,
        max_size=4,
    ),
    st.integers(1, 500),
)
def test_a_mutated_list_is_read_or_refused_with_a_type_of_ours(
    cuts: list[tuple[int, int, bytes]], size: int
) -> None:
    data = WHOLE
    for at, length, put in cuts:
        data = data[:at] + put + data[at + length :]
    assert _status(data[at : at + size] for at in range(0, len(data), size)) in {200, 400, 413}


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 4_000))
def test_where_the_parts_are_cut_makes_no_difference(size: int) -> None:
    assert read(WHOLE[at : at + size] for at in range(0, len(WHOLE), size)) == read([WHOLE])
