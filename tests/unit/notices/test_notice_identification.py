"""Identification numbers: what is accepted, in which form, and what a refusal says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire.errors import SealwireError
from sealwire.notices import ValueNotValid, identification
from stdnum import iso6346

Check = Callable[[str], str]
Row = tuple[str, Check, str, str]

CONTAINER = identification.check_container_number
ACCEPTED = [
    ("a published sample number", CONTAINER, "CSQU3054383", "CSQU3054383"),
    ("another published sample number", CONTAINER, "TASU1170000", "TASU1170000"),
    ("spaces and a dash are left out", CONTAINER, "csqu 305438-3", "CSQU3054383"),
    ("a remainder of 10 is written 0", CONTAINER, "ZZZU1000000", "ZZZU1000000"),
    ("category J, detachable equipment", CONTAINER, "ZZZJ1234567", "ZZZJ1234567"),
    ("category Z, trailer or chassis", CONTAINER, "ZZZZ1234568", "ZZZZ1234568"),
    ("a size and type code", identification.check_size_type, "22g1", "22G1"),
    ("an IMO number with its prefix", identification.check_imo_number, "IMO 9319466", "9319466"),
    ("a UIC wagon number with spaces", identification.check_wagon_number, "21 81 2471 217-3", "218124712173"),
    (
        "a plate with Russian letters",
        identification.check_plate,
        "\u0430 123 \u0432\u0441 77",
        "\u0410123\u0412\u042177",
    ),
    ("a plate with Latin letters", identification.check_plate, "01 KG 123 ABC", "01KG123ABC"),
    ("an HS chapter", identification.check_hs_code, "29", "29"),
    ("an HS heading with a point", identification.check_hs_code, "29.15", "2915"),
    ("an HS subheading", identification.check_hs_code, "2915.21", "291521"),
    ("the last HS chapter", identification.check_hs_code, "9706", "9706"),
    ("a UN number without prefix", identification.check_un_number, "2790", "UN2790"),
    ("a UN number with prefix", identification.check_un_number, "UN 2809", "UN2809"),
    ("a UN/LOCODE with a space", identification.check_locode, "KZ AAU", "KZAAU"),
    ("a UN/LOCODE with digits", identification.check_locode, "TMZ7H", "TMZ7H"),
]
REFUSED = [
    ("another check digit names the expected one", CONTAINER, "CSQU3054384", "is 4, expected 3"),
    ("a remainder of 10 expects 0", CONTAINER, "ZZZU1000001", "is 1, expected 0"),
    ("a digit in the owner code", CONTAINER, "C5QU3054383", "letters A-Z only"),
    ("category R", CONTAINER, "CSQR3054383", "U, J or Z"),
    ("Cyrillic letters that look Latin", CONTAINER, "\u0421SQU3054383", "not Latin"),
    ("a number without check digit", CONTAINER, "CSQU305438", "4 letters and 7 digits"),
    ("letters in the serial number", CONTAINER, "CSQU30543A3", "6 digits"),
    ("Arabic digits", CONTAINER, "CSQU\u0663054383", "6 digits"),
    ("a size without type", identification.check_size_type, "22", "4 characters"),
    ("an IMO number with a wrong digit", identification.check_imo_number, "9319467", "is 7, expected 6"),
    ("an IMO number of 6 digits", identification.check_imo_number, "931946", "7 digits"),
    ("a wagon number with a wrong digit", identification.check_wagon_number, "218124712174", "expected 3"),
    ("a wagon number of 9 digits", identification.check_wagon_number, "123456789", "8 digits"),
    ("a plate without a digit", identification.check_plate, "KGABC", "at least one"),
    ("a national tariff code", identification.check_hs_code, "2915210000", "2, 4 or 6"),
    ("an HS code of 3 digits", identification.check_hs_code, "291", "2, 4 or 6"),
    ("the reserved HS chapter", identification.check_hs_code, "7701", "77 is reserved"),
    ("a national HS chapter", identification.check_hs_code, "9801", "01 to 97"),
    ("HS chapter 0", identification.check_hs_code, "00", "01 to 97"),
    ("HS heading 0", identification.check_hs_code, "2900", "numbered from 01"),
    ("a UN number out of range", identification.check_un_number, "UN 0001", "0004"),
    ("a UN/LOCODE with digit 1", identification.check_locode, "KZAA1", "2-9"),
    ("a UN/LOCODE of no country", identification.check_locode, "XXAAU", "ISO 3166-1"),
]


def _sentence(row: Row) -> str:
    return row[0]


@pytest.mark.parametrize("row", ACCEPTED, ids=_sentence)
def test_is_accepted_and_written_in_one_form(row: Row) -> None:
    _, check, text, expected = row
    assert check(text) == expected


@pytest.mark.parametrize("row", REFUSED, ids=_sentence)
def test_is_refused_with_a_reason(row: Row) -> None:
    _, check, text, reason = row
    with pytest.raises(ValueNotValid) as refusal:
        check(text)
    assert reason in refusal.value.detail


@given(st.integers(0, 999_999), st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3))
def test_exactly_one_check_digit_is_accepted(serial: int, owner: str) -> None:
    stem = f"{owner}U{serial:06}"
    accepted = []
    for digit in "0123456789":
        refusal = _refusal(CONTAINER, stem + digit)
        if refusal is None:
            accepted.append(digit)
        else:
            assert f"expected {iso6346.calc_check_digit(stem)}" in refusal.detail
    assert accepted == [iso6346.calc_check_digit(stem)]


@given(st.sampled_from([check for _, check, *_ in ACCEPTED]), st.text(max_size=20))
def test_any_text_is_accepted_or_refused_by_us(check: Check, text: str) -> None:
    refusal = _refusal(check, text)
    assert refusal is None or refusal.code == "value-not-valid"


def _refusal(check: Check, text: str) -> SealwireError | None:
    try:
        check(text)
    except SealwireError as refusal:
        return refusal
    return None
