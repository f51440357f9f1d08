"""What hits: every field that can, by name or by number, and why."""

# ruff: noqa: RUF001 - Cyrillic letters that look like Latin ones are what this is about
from __future__ import annotations

from typing import Any

import pytest
from sealwire.contract.profiling.lists import Effect
from sealwire_profiling.lists.domain.index import ScreeningIndex
from sealwire_profiling.lists.domain.screening import Screening
from sealwire_profiling.lists.domain.sentences import said
from simulators.watch import (
    LISTS,
    WordScreener,
    codes,
    consignment,
    day,
    entry,
    hits_of,
    numbers,
)

LISTED = day(
    entry(1, "Silver Poplar LLC"),
    entry(2, "Blue Meridian", kind="vessel", identifiers=numbers("imo:9074729")),
    entry(3, kind="container", identifiers=numbers("container:MSCU1234565")),
    entry(4, kind="phone", identifiers=numbers("phone:+996555123456")),
    entry(5, "Norbek Tashmatov", kind="person", identifiers=numbers("number:AN1234567")),
)
PARTY = {"role": "notify", "name": "Nobody"}
FIELDS: list[tuple[dict[str, Any], list[str]]] = [
    ({"parties": [{"role": "shipper", "name": "silver poplar, llc"}]}, ["shipper.name"]),
    ({"parties": [PARTY | {"name": "Tashmatov Norbek"}]}, ["notify.name"]),
    ({"parties": [PARTY | {"identifier": "AN 1234567"}]}, ["notify.identifier"]),
    ({"parties": [PARTY | {"phone": "0555 12 34 56", "country": "KG"}]}, ["notify.phone"]),
    ({"equipment": [{"kind": "container", "number": "MSCU 123456-5"}]}, ["equipment.number"]),
    ({"equipment": [{"kind": "truck", "number": "MSCU1234565"}]}, ["equipment.number"]),
    ({"vessel": "BLUE MERIDIAN", "mode": "sea"}, ["vessel"]),
    ({"vessel": "BLUE MERIDIAN", "mode": "rail"}, []),
    ({"imo_number": "IMO9074729"}, ["imo_number"]),
    ({"parties": [PARTY | {"name": "Blue Meridian"}]}, []),
    ({"vessel": "Silver Poplar LLC"}, []),
    ({"parties": [PARTY]}, []),
]


@pytest.mark.parametrize(("fields", "where"), FIELDS)
def test_every_field_is_held_against_what_it_can_be(fields: dict[str, Any], where: list[str]) -> None:
    assert [hit.field for hit in hits_of(consignment(**fields), LISTED)] == where


def test_a_hit_says_what_it_saw_what_it_matched_and_why() -> None:
    [hit] = hits_of(consignment(consignee="Silver Poplar Group"), LISTED)
    assert (hit.list, hit.value, hit.matched) == ("watch", "Silver Poplar Group", "Silver Poplar LLC")
    assert (hit.score, [why.code for why in hit.reasons], hit.effect) == (0.5, ["words"], Effect.MANDATORY)
    assert hits_of(consignment(consignee="Silver Group"), LISTED) == ()


def test_a_list_of_common_names_is_matched_by_the_same_words_only() -> None:
    listed = day(entry(1, "Norbek Tashmatov", on="common"))
    assert hits_of(consignment(consignee="Norbek A Tashmatov"), listed) == ()
    [hit] = hits_of(consignment(consignee="TASHMATOV, Norbek"), listed)
    assert (hit.score, hit.effect, hit.reasons) == (1.0, Effect.SCORE, (said("same-words"),))


def test_a_weak_alias_compels_nothing_unless_a_good_name_matches_too() -> None:
    listed = day(entry(1, "Norbek Tashmatov", "low:Norbek"))
    [weak] = hits_of(consignment(consignee="Norbek"), day(entry(1, "X Y Z", "low:Norbek")))
    assert (weak.effect, codes(weak)) == (Effect.INFORMATION, ["weak-alias"])
    [good] = hits_of(consignment(consignee="Norbek"), listed)
    assert (good.effect, good.matched, codes(good)) == (Effect.MANDATORY, "Norbek Tashmatov", [])


def test_an_entry_hits_a_value_once_by_its_best_name() -> None:
    [hit] = hits_of(consignment(consignee="Ak Tash Cargo"), day(entry(1, "Ak Tash", "Ak Tash Cargo")))
    assert (hit.matched, hit.score) == ("Ak Tash Cargo", 1.0)


def test_a_name_that_mixes_alphabets_or_hides_signs_says_so() -> None:
    listed = day(entry(1, "Silver Poplar LLC"))
    for written, code in (
        ("Silver Poplаr LLC", "mixed-alphabets"),
        ("Silver Pop\u200blar LLC", "hidden-signs"),
        ("Silver Pop\u3164lar LLC", "hidden-signs"),
    ):
        [hit] = hits_of(consignment(consignee=written), listed)
        assert codes(hit) == [code]
    [plain] = hits_of(consignment(consignee="Silver Poplar ОсОО"), listed)
    assert codes(plain) == []


def test_each_distinct_name_is_searched_once_for_a_whole_batch() -> None:
    screener = WordScreener()
    batch = [consignment(f"B{n}", consignee=("Silver Poplar LLC", "Nobody")[n % 2]) for n in range(10)]
    found = Screening(LISTED, ScreeningIndex.of(LISTED, screener)).take(batch)
    assert [len(hits) for hits in found] == [1, 0] * 5
    assert sorted(screener.asked) == ["Nobody", "Silver Poplar LLC"]


def test_no_hit_is_cut_off_where_very_many_entries_match() -> None:
    namesakes = [entry(n, "Silver Poplar LLC") for n in range(300)]
    alike = [entry(n, f"Silver Poplar {n} LLC") for n in range(1000, 1700)]
    assert len(hits_of(consignment(consignee="Silver Poplar LLC"), day(*namesakes, *alike))) == 1000


def test_a_name_that_many_bear_takes_one_place_of_the_index() -> None:
    namesakes = [entry(n, "Silver Poplar LLC", kind=("company", "person")[n % 2]) for n in range(300)]
    screener = WordScreener()
    ScreeningIndex.of(day(*namesakes), screener)
    assert [len(index.listed) for index in screener.made] == [2, 0]


def test_an_entry_of_a_list_that_is_unknown_does_not_hit() -> None:
    stray = entry(1, "Silver Poplar LLC", on="gone")
    assert hits_of(consignment(consignee="Silver Poplar LLC"), day(stray)) == ()
    assert (
        len(hits_of(consignment(consignee="Silver Poplar LLC"), day(stray, lists={"gone": LISTS["watch"]})))
        == 1
    )


def test_nothing_on_the_lists_or_in_the_documents_hits_nothing() -> None:
    assert hits_of(consignment(consignee="Silver Poplar LLC"), day()) == ()
    assert hits_of(consignment(), LISTED) == ()
