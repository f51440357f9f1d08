"""Whatever a file holds: no exception but the one refusal, no loss in silence, flat memory."""

from __future__ import annotations

import tracemalloc
from collections import deque
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sealwire.contract.profiling.consignments import MAX_GOODS, MAX_SEALS
from sealwire_profiling.intake.domain.edifact.drafts import MAX_FAULTS
from sealwire_profiling.intake.domain.edifact.envelope import MAX_COMPLAINTS
from sealwire_profiling.intake.domain.edifact.reading import read
from sealwire_profiling.intake.domain.edifact.refusals import NotEdifact
from unit.profiling.edifact.cases import KINDS, cases

if TYPE_CHECKING:
    from sealwire_profiling.intake.domain.parsed import Parsed

VALID = [case.data for kind in KINDS for case in cases(kind)]
SNIPPETS = st.sampled_from(
    (
        b"'", b"+", b":", b"?", b"\n", b"\x00", b"\xff", b"UNA:+.? '", b"UNB+UNOC:3'", b"UNZ+1+R'",
        b"UNH+1+CUSCAR:D'", b"UNT+1+1'", b"CNI+1'", b"LOC+147'", b"EQD+CN+X'", b"SGP+X'", b"RFF+BM:B'",
        b"MEA+WT++KGM:1'", b"DTM+132:1:", b"GID+1'", b"NAD+CN'", b"TDT+20'", b"MOA+64:1'", b"SEL+1'",
        b"DGS+++1'", b"CST++1'",
    )
)  # fmt: skip
# Of 2,000 goods items, the most that are gathered of a consignment; ten times as many segments need no more.
_ENOUGH = 4_000_000
slow = settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])


def _read(data: bytes) -> list[Parsed]:
    """Read a file to its end, or not at all."""
    try:
        parsed = list(read(data))
    except NotEdifact:
        return []
    assert parsed, "a file that gives neither a consignment nor an error is lost in silence"
    for each in parsed:
        assert each.line >= 1
        assert each.consignment is not None or each.errors
        assert all(error.message and error.code and len(error.message) < 300 for error in each.errors)
    return parsed


@slow
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _read(data)
    _read(b"UNB+UNOA:2+A+B+261126:0900+R'" + data)
    _read(b"UNA" + data)


@slow
@given(st.sampled_from(VALID), st.data())
def test_a_file_that_is_changed_anywhere_is_read_or_refused(data: bytes, draws: st.DataObject) -> None:
    changed = bytearray(data)
    for _ in range(draws.draw(st.integers(1, 6))):
        at = draws.draw(st.integers(0, len(changed)))
        until = min(len(changed), at + draws.draw(st.integers(0, 40)))
        changed[at:until] = draws.draw(SNIPPETS | st.binary(max_size=5))
    _read(bytes(changed))


@pytest.mark.parametrize("data", VALID[::12])
def test_a_file_that_ends_anywhere_is_read_or_refused(data: bytes) -> None:
    for end in range(0, len(data), 7):
        for each in _read(data[:end])[:-1]:
            assert each.consignment is None or each.consignment.reference


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"reference;consignee\nA;B\n", b"{}", b"UNBEGUN"])
def test_a_file_of_another_kind_is_refused_before_it_is_read(data: bytes) -> None:
    with pytest.raises(NotEdifact):
        read(data)


def test_a_file_without_a_message_is_no_error() -> None:
    assert list(read(b"UNB+UNOA:2+A+B+261126:0900+R'UNZ+0+R'")) == []


def _message(number: int, body: bytes) -> bytes:
    return b"UNH+%d+CUSCAR:D:95B:UN'BGM+85+M+9'CNI+1'RFF+BM:B%d'%sUNT+%d+%d'" % (
        number, number, body, body.count(b"'") + 5, number,
    )  # fmt: skip


def _file(count: int, body: bytes) -> bytes:
    messages = b"".join(_message(number, body) for number in range(count))
    return b"UNB+UNOA:2+A+B+261126:0900+R'" + messages + b"UNZ+%d+R'" % count


def _peak(data: bytes) -> int:
    tracemalloc.start()
    try:
        deque(read(data), maxlen=0)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_number_of_messages() -> None:
    body = b"GID+1+1:PK'FTX+AAA+++%s'" % (b"x" * 500)
    _peak(_file(100, body))
    assert _peak(_file(1_500, body)) < 1.3 * _peak(_file(500, body))


@pytest.mark.parametrize(
    ("segment", "count"),
    [
        (b"FTX+AAA+++" + b"x" * 500 + b"'", 1_000),
        (b"GID+1+1:PK'", 6_000),
        (b"LOC+9+CNSHA'", 6_000),
        (b"NAD+CN+++A'", 6_000),
        (b"RFF+IV:1'", 6_000),
        (b"TDT+%d'", 6_000),
        (b"MOA+64:X'", 6_000),
    ],
    ids=["texts", "goods", "places", "parties", "documents", "transports", "errors"],
)
def test_memory_is_bounded_within_a_consignment(segment: bytes, count: int) -> None:
    numbered = b"%d" in segment
    body = b"".join(segment % number if numbered else segment for number in range(count))
    assert _peak(_file(1, body)) < _ENOUGH


def test_more_goods_than_a_consignment_may_have_are_told() -> None:
    [parsed] = list(read(_file(1, b"GID+1+1:PK'" * (MAX_GOODS + 5))))
    assert parsed.consignment is not None
    assert len(parsed.consignment.goods) == MAX_GOODS
    assert [error.code for error in parsed.errors] == ["too-many"]


@pytest.mark.parametrize(
    "segment", [b"NAD+CN+++A%d'", b"RFF+IV:%d'", b"LOC+92+P%d'"], ids=["parties", "documents", "places"]
)
def test_more_parts_than_a_consignment_may_have_are_told(segment: bytes) -> None:
    [parsed] = list(read(_file(1, b"".join(segment % number for number in range(70)))))
    assert parsed.consignment is not None
    assert {error.code for error in parsed.errors} == {"too-many"}
    [few] = list(read(_file(1, b"".join(segment % number for number in range(20)))))
    assert few.errors == ()


def test_more_seals_than_equipment_may_have_are_told() -> None:
    body = b"GID+1+1:PK'EQD+CN+ZZZU1234564'" + b"SEL+S'" * (MAX_SEALS + 1)
    [parsed] = list(read(_file(1, body)))
    assert parsed.consignment is not None
    assert len(parsed.consignment.equipment[0].seals) == MAX_SEALS
    assert [error.code for error in parsed.errors] == ["too-many"]


def test_a_consignment_tells_so_many_errors_and_no_more() -> None:
    [parsed] = list(read(_file(1, b"MOA+64:X'" * (10 * MAX_FAULTS))))
    assert len(parsed.errors) == MAX_FAULTS


def test_a_file_of_errors_only_is_left() -> None:
    parsed = list(read(b"UNB+UNOA:2+A+B+261126:0900+R'" + b"XYZ'" * (10 * MAX_COMPLAINTS)))
    assert len(parsed) < MAX_COMPLAINTS + 10
    assert parsed[-1].errors[0].code == "too-many-errors"
