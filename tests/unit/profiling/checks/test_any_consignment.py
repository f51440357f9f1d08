"""Any consignment that the model can hold is checked, and no sentence quotes more than 40 characters."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sealwire.contract.profiling.consignments import (
    Consignment,
    Document,
    DocumentKind,
    Equipment,
    EquipmentKind,
    Goods,
    Leg,
    Mode,
    Party,
    Seal,
)
from sealwire_profiling.checks.domain.checking import check_all
from sealwire_profiling.checks.domain.findings import MAX_QUOTED, finding, quoted, sentence

DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
KG = st.none() | st.sampled_from([0.0, 1e-9, 5e-324, 2200.0, 30_000.0, 1e12]) | st.floats(0, 1e12)
AMOUNTS = st.none() | st.sampled_from([0.0, 1e15]) | st.floats(0, 1e15)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
IDENTIFIERS = st.sampled_from(["CSQU3054384", "\u0421SQU3054383", "9319467", "UN0001", "7701", "CNSHA"]) | (
    st.text(min_size=1, max_size=70).filter(lambda text: bool(text.strip()) and not CONTROL.search(text))
)
TEXTS = st.sampled_from(["", "FAK", "frozen acetone", "to order", "n/a", "x" * 512]) | (
    st.text(max_size=512).filter(lambda text: not CONTROL.search(text))
)
COUNTRIES = st.none() | st.sampled_from(["KG", "CN", "QQ"])
SEALS = st.lists(st.builds(Seal, number=IDENTIFIERS), max_size=2).map(tuple)
GOODS = st.builds(
    Goods,
    description=TEXTS,
    hs=st.none() | IDENTIFIERS,
    packages=st.none() | st.integers(0, 10**9),
    package_kind=st.none() | st.sampled_from(["CT", "VR"]) | IDENTIFIERS,
    gross_kg=KG,
    net_kg=KG,
    value=AMOUNTS,
    currency=st.sampled_from([None, "USD"]),
    origin=COUNTRIES,
    un_number=st.none() | IDENTIFIERS,
    marks=st.none(),
)
EQUIPMENT = st.builds(
    Equipment,
    kind=st.sampled_from(EquipmentKind),
    number=IDENTIFIERS,
    gross_kg=KG,
    tare_kg=KG,
    seals=SEALS,
    size_type=st.sampled_from([None, "22G1", "1", "45r1", "??"]),
    empty=st.sampled_from([None, True, False]),
)
LEGS = st.builds(
    Leg,
    place=IDENTIFIERS,
    name=st.none(),
    country=COUNTRIES,
    mode=st.none() | st.sampled_from(Mode),
    arrives_on=st.none() | DAYS,
    departs_on=st.none() | DAYS,
)
PARTIES = st.builds(
    Party, name=TEXTS, country=COUNTRIES, address=st.none(), identifier=st.none(), phone=st.none()
)
DOCUMENTS = st.builds(
    Document, kind=st.sampled_from(DocumentKind), number=IDENTIFIERS, issued_on=st.none() | DAYS
)
CONSIGNMENTS = st.builds(
    Consignment,
    reference=IDENTIFIERS,
    office=st.none(),
    declared_on=st.none() | DAYS,
    vessel=st.none(),
    arrives_on=st.none() | DAYS,
    imo_number=st.none() | IDENTIFIERS,
    voyage=st.none() | IDENTIFIERS,
    freight=AMOUNTS,
    currency=st.sampled_from([None, "USD"]),
    documents=st.lists(DOCUMENTS, max_size=1).map(tuple),
    parties=st.lists(PARTIES, max_size=2).map(tuple),
    goods=st.lists(GOODS, max_size=2).map(tuple),
    equipment=st.lists(EQUIPMENT, max_size=2).map(tuple),
    legs=st.lists(LEGS, max_size=3).map(tuple),
)
PATH = re.compile(r"[a-z_]+(\[\d+\])?(\.[a-z_]+(\[\d+\])?)*")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CONSIGNMENTS, min_size=1, max_size=2), DAYS)
def test_any_consignment_is_checked_and_said(consignments: list[Consignment], on: date) -> None:
    findings = [each for found in check_all(consignments, on=on, home="KG") for each in found]
    for each in findings:
        assert all(PATH.fullmatch(field) for field in each.fields)
        assert all(len(fact) <= MAX_QUOTED for fact in each.facts.values() if isinstance(fact, str))
        for language in ("en", "ru"):
            text = sentence(each, language)
            assert text.isprintable() or "\u00a0" in text
            assert "e+" not in text


def test_a_long_value_is_cut_to_forty_characters() -> None:
    assert quoted("a" * 40) == "a" * 40
    assert quoted("a" * 41) == "a" * 39 + "\u2026"
    found = finding("description-vague", "goods[0].description", item=1, term="z" * 500)
    assert "z" * 40 not in sentence(found, "en")
    assert "z" * 39 in sentence(found, "en")


def test_marks_that_turn_the_writing_are_not_quoted() -> None:
    assert quoted("abc\u202edef\ngh") == "abc def gh"


def test_a_value_with_braces_is_quoted_as_it_is() -> None:
    found = finding("description-vague", "goods[0].description", item=1, term="{item.__class__}")
    assert "{item.__class__}" in sentence(found, "en")
