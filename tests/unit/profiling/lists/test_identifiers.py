"""Numbers are the same or they are not, in whatever way they are written."""

# ruff: noqa: RUF001 - Cyrillic letters that look like Latin ones are what this is about
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealwire.contract.profiling.lists import IdentifierKind
from sealwire_profiling.lists.domain.identifiers import canonical, imo_checks, is_international

CONTAINER, IMO, PHONE, NUMBER = (
    IdentifierKind.CONTAINER, IdentifierKind.IMO, IdentifierKind.PHONE, IdentifierKind.NUMBER,
)  # fmt: skip
SAME = [
    (CONTAINER, "MSCU1234565", "mscu 123456-5", None, "spaces, hyphens and case"),
    (CONTAINER, "MSCU1234565", "МSСU1234565", None, "Cyrillic letters that have a Latin twin"),
    (CONTAINER, "01KG123ABC", "01 KG 123 АВС", None, "a plate in either alphabet"),
    (CONTAINER, "01KG777AAA", "01KG123ABC / 01KG777AAA", None, "the trailer behind the truck"),
    (CONTAINER, "52141579", "5214 1579", None, "a wagon"),
    (IMO, "9074729", "IMO 9074729", None, "with and without its prefix"),
    (PHONE, "+996555123456", "00996 555 12-34-56", None, "either international prefix"),
    (PHONE, "+996555123456", "0555 123456", "KG", "as dialled in the party's country"),
    (PHONE, "+996555123456", "555123456", "KG", "without the trunk prefix"),
    (PHONE, "+996555123456", "996555123456", "KG", "with the calling code but no plus"),
    (PHONE, "+79161234567", "8 (916) 123-45-67", "RU", "the Russian 8"),
    (PHONE, "+79161234567", "8 (916) 123-45-67", "KZ", "the 8 of Kazakhstan, the same +7"),
    (PHONE, "+998901234567", "tel. +998 90 123 45 67 доб. 12", None, "words before, an extension behind"),
    (PHONE, "+998901234567", "+992 92 777 00 00, +998 90 123 45 67", None, "the second of two"),
    (NUMBER, "02503199410011", "025-0319-9410011", None, "a tax number with hyphens"),
    (NUMBER, "02503/1994", "025031994", None, "a slash inside a number"),
]


@pytest.mark.parametrize(
    ("kind", "listed", "written", "country"), [each[:4] for each in SAME], ids=[e[4] for e in SAME]
)
def test_one_number_is_found_in_every_writing(
    kind: IdentifierKind, listed: str, written: str, country: str | None
) -> None:
    assert set(canonical(kind, listed)) & set(canonical(kind, written, country))


OTHER = [
    (CONTAINER, "MSCU1234565", "MSCU1234566", None, "one digit"),
    (IMO, "9074729", "19074729", None, "a digit too many"),
    (IMO, "9074729", "9074", None, "no IMO number"),
    (PHONE, "+996555123456", "0555 123456", "UZ", "dialled in another country"),
    (PHONE, "+996555123456", "0555 123456", None, "dialled nobody knows where"),
    (NUMBER, "025031994", "25031994", None, "a leading zero counts"),
    (NUMBER, "123", "123", None, "too short to mean anything"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "listed", "written", "country"), [each[:4] for each in OTHER], ids=[e[4] for e in OTHER]
)
def test_another_number_is_not_found(
    kind: IdentifierKind, listed: str, written: str, country: str | None
) -> None:
    assert not set(canonical(kind, listed)) & set(canonical(kind, written, country))


@settings(deadline=None)
@given(st.sampled_from(IdentifierKind), st.text(max_size=70), st.sampled_from([None, "KG", "RU", "XX"]))
def test_any_text_has_numbers_or_none(kind: IdentifierKind, text: str, country: str | None) -> None:
    assert all(len(each) >= 4 and each.isalnum() for each in canonical(kind, text, country))


def test_the_check_digit_of_an_imo_number_is_seen() -> None:
    assert imo_checks("9074729")
    assert [last for last in range(10) if imo_checks(f"907472{last}")] == [9]


def test_a_phone_number_says_its_country_or_does_not() -> None:
    assert [is_international(each) for each in ("+996 555", " 00996", "0555", "996555")] == [
        True, True, False, False,
    ]  # fmt: skip
