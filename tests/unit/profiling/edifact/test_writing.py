"""What is written as a CUSCAR reads back as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sealwire.contract.profiling.consignments import (
    Consignment,
    Direction,
    Document,
    DocumentKind,
    Equipment,
    EquipmentKind,
    Goods,
    Leg,
    Mode,
    Party,
    PartyRole,
    Seal,
    SealCondition,
    SealIssuer,
)
from sealwire_profiling.intake.domain.edifact.reading import read
from sealwire_profiling.intake.domain.edifact.writing import MAX_CONSIGNMENTS, write_cuscar

if TYPE_CHECKING:
    from collections.abc import Iterable

PREPARED = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
WORDS = st.text(st.sampled_from("ABCdef019:+?'*.,-/ЖшӨөéß漢"), min_size=1, max_size=12)
TEXTS = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
NUMBERS = st.text(st.sampled_from("ABCXYZ0123456789:+?'-/"), min_size=2, max_size=35)
CODES = st.text(st.sampled_from("ABCXYZ123"), min_size=4, max_size=10)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
WEIGHTS = st.integers(0, 10**9).map(lambda grams: grams / 1000)
COUNTRIES = st.sampled_from(["KG", "CN", "UZ"])
CURRENCIES = st.sampled_from(["USD", "KGS", "EUR"])
CARRIED_DOCUMENTS = [each for each in DocumentKind if each.value not in {"official-letter", "other"}]


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def goods(draw: st.DrawFn) -> Goods:
    value = draw(maybe(WEIGHTS))
    return Goods(
        description=draw(TEXTS),
        hs=draw(maybe(st.text(st.sampled_from("0123456789"), min_size=4, max_size=10))),
        packages=draw(maybe(st.integers(0, 10**8))),
        package_kind=draw(maybe(st.sampled_from(["CT", "PK", "DR"]))),
        gross_kg=draw(maybe(WEIGHTS)),
        net_kg=draw(maybe(WEIGHTS)),
        value=value,
        currency=draw(maybe(CURRENCIES)) if value is not None else None,
        origin=draw(maybe(COUNTRIES)),
        un_number=draw(maybe(st.sampled_from(["1203", "2790"]))),
        marks=draw(maybe(TEXTS)),
    )


@st.composite
def legs(draw: st.DrawFn, mode: Mode | None, *, dated: bool) -> tuple[Leg, ...]:
    codes = draw(st.lists(st.sampled_from(["CNSHA", "KZAAU", "KGOSS", "UZTAS", "B-7", "GEPTI"]), unique=True))
    made = []
    for place, code in enumerate(codes):
        first, last = place == 0, place == len(codes) - 1
        made.append(
            Leg(
                place=code,
                name=draw(maybe(TEXTS)),
                country=code[:2] if code != "B-7" else None,
                mode=None if last else mode,
                arrives_on=draw(maybe(DAYS)) if dated and (last or not first) else None,
                departs_on=draw(maybe(DAYS)) if not last else None,
            )
        )
    return tuple(made)


@st.composite
def documents(draw: st.DrawFn) -> tuple[Document, ...]:
    kinds = draw(st.lists(st.sampled_from(CARRIED_DOCUMENTS), unique=True, max_size=5))
    kinds.sort(key=lambda kind: kind is not DocumentKind.MANIFEST)
    return tuple(
        Document(
            kind=kind,
            number=f"{draw(NUMBERS)}{place}",
            issued_on=None if kind is DocumentKind.MANIFEST else draw(maybe(DAYS)),
        )
        for place, kind in enumerate(kinds)
    )


EQUIPMENT = st.builds(
    Equipment,
    kind=st.sampled_from(EquipmentKind),
    number=NUMBERS,
    size_type=maybe(CODES),
    empty=maybe(st.booleans()),
    gross_kg=maybe(WEIGHTS),
    tare_kg=maybe(WEIGHTS),
    seals=st.lists(
        st.builds(
            Seal,
            number=NUMBERS,
            issuer=maybe(st.sampled_from(SealIssuer)),
            condition=maybe(st.sampled_from([each for each in SealCondition if each.value != "replaced"])),
        ),
        max_size=3,
    ).map(tuple),
)
PARTIES = st.builds(
    Party,
    role=st.sampled_from(PartyRole),
    name=TEXTS,
    country=maybe(COUNTRIES),
    address=maybe(TEXTS),
    identifier=maybe(NUMBERS),
    phone=maybe(NUMBERS),
)


@st.composite
def consignments(draw: st.DrawFn) -> Consignment:
    """Consignments with all that CUSCAR can carry."""
    papers, mode, arrives = draw(documents()), draw(maybe(st.sampled_from(Mode))), draw(maybe(DAYS))
    named = [each.number for each in papers if each.kind is DocumentKind.HOUSE_BILL]
    by_house: bool = draw(st.booleans())
    return Consignment(
        reference=named[0] if named and by_house else draw(NUMBERS),
        direction=draw(maybe(st.sampled_from(Direction))),
        mode=mode,
        office=draw(maybe(CODES)),
        declared_on=draw(maybe(DAYS)),
        arrives_on=arrives,
        vessel=draw(maybe(TEXTS)),
        imo_number=draw(maybe(st.sampled_from(["9074729", "9319466"]))),
        voyage=draw(maybe(NUMBERS)),
        freight=draw(maybe(WEIGHTS)),
        currency=draw(maybe(CURRENCIES)),
        documents=papers,
        parties=tuple(draw(st.lists(PARTIES, max_size=4))),
        goods=tuple(draw(st.lists(goods(), max_size=3))),
        equipment=tuple(draw(st.lists(EQUIPMENT, max_size=3, unique_by=lambda each: each.number))),
        legs=draw(legs(mode, dated=arrives is not None)),
    )


def _through(written: Iterable[Consignment]) -> list[Consignment]:
    data = b"".join(write_cuscar(written, sender="ZZZ", recipient="KG", reference="R1", prepared=PREPARED))
    parsed = list(read(data))
    assert [each.errors for each in parsed if any(e.code != "reference-repeated" for e in each.errors)] == []
    return [each.consignment for each in parsed if each.consignment is not None]


def _sorted(consignment: Consignment) -> Consignment:
    """Return the consignment with its documents in a fixed order, which CUSCAR does not keep."""
    return consignment.model_copy(
        update={"documents": tuple(sorted(consignment.documents, key=lambda each: each.kind))}
    )


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(consignments(), max_size=4))
def test_what_is_written_reads_back_as_it_was(written: list[Consignment]) -> None:
    assert [_sorted(each) for each in _through(written)] == [_sorted(each) for each in written]


def test_consignments_of_one_voyage_share_a_message_up_to_its_limit() -> None:
    many = [Consignment(reference=f"ZZB{number}", voyage="1") for number in range(MAX_CONSIGNMENTS + 1)]
    others = [Consignment(reference="ZZB-X", voyage="2")]
    data = b"".join(
        write_cuscar([*many, *others], sender="ZZZ", recipient="KG", reference="R1", prepared=PREPARED)
    )
    assert data.count(b"UNH+") == 3
    assert data.endswith(b"UNZ+3+R1'\r\n")
    assert [each.consignment for each in read(data)] == [*many, *others]


def test_a_container_that_is_told_of_in_two_ways_begins_a_message() -> None:
    one, other = (
        Consignment(
            reference=ref, equipment=(Equipment(kind="container", number="ZZZU1234564", empty=empty),)
        )
        for ref, empty in (("A1", True), ("A2", False))
    )
    assert _through([one, other]) == [one, other]


def test_a_consignment_that_goes_by_another_number_than_its_bill_keeps_both() -> None:
    bill = Document(kind="master-bill", number="ZZM1", issued_on=date(2026, 11, 1))
    consignment = Consignment(reference="OWN-1", documents=(bill,))
    assert _through([consignment]) == [consignment]


def test_nothing_to_write_is_an_interchange_of_no_messages() -> None:
    assert _through([]) == []
