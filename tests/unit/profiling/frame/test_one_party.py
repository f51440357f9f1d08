"""A trader whom a batch spells several ways is one: in its history, and in what comes together."""

# ruff: noqa: RUF001 - Cyrillic letters that look like Latin ones

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sealwire.contract.profiling.consignments import Consignment
from sealwire_profiling.frame.domain.building import Received, build
from sealwire_profiling.frame.domain.history import empty, slim
from sealwire_profiling.frame.domain.keys import party_key
from sealwire_profiling.frame.domain.parties import counted
from sealwire_profiling.rules.domain.compiling import compile_rule
from sealwire_profiling.rules.domain.evaluating import evaluate
from sealwire_profiling.rules.domain.ready import ready_profiles, starting_sets

if TYPE_CHECKING:
    import polars as pl

TODAY = date(2026, 5, 4)
CONSIGNEE = {"role": "consignee"}
CYRILLIC, LATIN = "ОсОО «Ак-Жол»", "Ak-Jol LLC"
RULES = {each.code: compile_rule(each.code, each.profile.rule, starting_sets()) for each in ready_profiles()}


def coming(
    *names: str | None, countries: tuple[str | None, ...] = ("KG",), hs: str = "610910", **more: Any
) -> list[Received]:
    """Return a consignment for each consignee, all of one shipper; countries are used in turn."""
    return [
        Received(f"c{at}", "manifest", Consignment.model_validate({
            "reference": f"B{at}",
            "arrives_on": TODAY + timedelta(days=2),
            "declared_on": TODAY,
            "parties": [
                {"role": "shipper", "name": "Wuxi Textile Co., Ltd", "country": "CN"},
                *([{**CONSIGNEE, "name": name, "country": countries[at % len(countries)]}] if name else []),
            ],
            "goods": [{"description": "shirts", "hs": hs}],
            **more,
        }))
        for at, name in enumerate(names)
    ]  # fmt: skip


def framed(received: list[Received], past: list[Received] | None = None) -> pl.DataFrame:
    history = slim(build(past, on=TODAY)) if past else empty()
    return counted(build(received, on=TODAY), history)


def holds(code: str, frame: pl.DataFrame) -> list[bool | None]:
    return evaluate([RULES[code]], frame)[code].to_list()


def test_what_was_seen_under_one_spelling_counts_for_the_other() -> None:
    frame = framed(coming(CYRILLIC, LATIN), past=coming(CYRILLIC, CYRILLIC))
    assert frame["consignee_earlier"].to_list() == [2, 2]
    assert frame["pair_earlier"].to_list() == [2, 2]
    assert frame["consignee_first_on"].to_list() == [TODAY, TODAY]
    assert holds("first-time-consignee", frame) == [False, False]


def test_histories_of_both_spellings_are_one() -> None:
    frame = framed(coming(LATIN, CYRILLIC, "Kok-Suu LLC"), past=coming(CYRILLIC, LATIN, LATIN))
    assert frame["consignee_earlier"].to_list() == [3, 3, 0]
    assert frame["consignee_heading_earlier"].to_list() == [3, 3, 0]


def test_a_new_trader_in_two_spellings_is_one_new_trader() -> None:
    frame = framed(coming(CYRILLIC, LATIN))
    assert frame["consignee_earlier"].to_list() == [0, 0]
    assert frame["consignee_heading_together"].to_list() == [2, 2]
    assert holds("first-time-consignee", frame) == [True, True]


@pytest.mark.parametrize("batch", [(LATIN,), (CYRILLIC, LATIN), (LATIN, CYRILLIC)])
@pytest.mark.parametrize("past", [(), (CYRILLIC, CYRILLIC, LATIN), (LATIN, LATIN, CYRILLIC)])
def test_a_key_is_that_of_its_own_spelling_whoever_else_is_there(
    batch: tuple[str, ...], past: tuple[str, ...]
) -> None:
    frame = framed(coming(*batch), past=coming(*past))
    assert frame["consignee_key"].to_list() == [party_key(name) for name in batch]
    assert frame["shipper_key"].to_list() == [party_key("Wuxi Textile Co., Ltd")] * len(batch)


def test_the_order_of_the_rows_decides_nothing() -> None:
    past = coming(CYRILLIC, CYRILLIC, LATIN)
    there, back = framed(coming(CYRILLIC, LATIN), past=past), framed(coming(LATIN, CYRILLIC), past=past)
    assert there["consignee_earlier"].to_list() == back["consignee_earlier"].to_list() == [3, 3]
    assert there["consignee_heading_together"].to_list() == back["consignee_heading_together"].to_list()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CYRILLIC, "ЗАО «Ак-Жол»"),
        ("ОсОО Азия Трейд 1", "ОсОО Азия Трейд 2"),
        ("Асанов Бакыт", "Асанова Бакыт"),
        ("ОсОО «Мадина»", "ОсОО «Медина»"),
    ],
)
def test_near_misses_stay_two_traders(one: str, other: str) -> None:
    frame = framed(coming(one, other), past=coming(one, one))
    assert frame["consignee_earlier"].to_list() == [2, 0]


def test_two_countries_are_two_traders() -> None:
    frame = framed(coming(CYRILLIC, LATIN, countries=("KG", "KZ")), past=coming(CYRILLIC))
    assert frame["consignee_earlier"].to_list() == [1, 0]


def test_a_name_of_two_countries_joins_no_other_spelling() -> None:
    named = (CYRILLIC, CYRILLIC, LATIN)
    frame = framed(coming(*named, countries=("KG", "KZ", "KG")), past=coming(CYRILLIC))
    assert frame["consignee_earlier"].to_list() == [1, 1, 0]


def test_a_declarant_is_one_trader_too() -> None:
    batch = [
        Received(name, "manifest", Consignment.model_validate({
            "reference": name, "parties": [{"role": "declarant", "name": name}],
        }))
        for name in (CYRILLIC, LATIN)
    ]  # fmt: skip
    assert framed(batch, past=batch[:1])["declarant_earlier"].to_list() == [1, 1]


def test_what_is_split_under_two_spellings_is_seen_whole() -> None:
    frame = framed(coming(CYRILLIC, LATIN, "OsOO Ak-Zhol", "Kok-Suu LLC"))
    assert frame["consignee_heading_together"].to_list() == [3, 3, 3, 1]
    assert frame["pair_together"].to_list() == [3, 3, 3, 1]
    assert holds("split-consignments", frame) == [True, True, True, False]


def test_two_are_not_yet_a_split_and_three_of_other_goods_are_none() -> None:
    assert holds("split-consignments", framed(coming(CYRILLIC, LATIN))) == [False, False]
    others = [*coming(CYRILLIC, LATIN), *coming(CYRILLIC, hs="841370")]
    assert framed(others)["consignee_heading_together"].to_list() == [2, 2, 1]
    assert framed(others)["pair_together"].to_list() == [3, 3, 3]


def test_what_arrives_on_another_day_is_not_together() -> None:
    later = coming(CYRILLIC, CYRILLIC, arrives_on=TODAY + timedelta(days=3))
    assert framed([*coming(CYRILLIC), *later])["pair_together"].to_list() == [1, 2, 2]


def test_without_a_day_of_arrival_nothing_is_known_to_come_together() -> None:
    unknown = coming(CYRILLIC, CYRILLIC, CYRILLIC, arrives_on=None)
    frame = framed([*unknown, *coming(CYRILLIC, CYRILLIC, CYRILLIC)])
    assert frame["pair_together"].to_list() == [None, None, None, 3, 3, 3]
    assert frame["consignee_heading_together"].to_list() == [None, None, None, 3, 3, 3]
    assert holds("split-consignments", frame) == [None, None, None, True, True, True]


def test_one_name_in_two_countries_is_not_together() -> None:
    three = coming(CYRILLIC, CYRILLIC, CYRILLIC, countries=("KG", "KG", "KZ"))
    assert framed(three)["consignee_heading_together"].to_list() == [2, 2, 1]


def test_a_country_that_is_left_out_is_the_one_that_is_told() -> None:
    three = coming(CYRILLIC, CYRILLIC, LATIN, countries=("KG", None, "KG"))
    assert framed(three)["consignee_heading_together"].to_list() == [3, 3, 3]


def test_whom_no_document_names_is_together_with_nobody() -> None:
    frame = framed(coming(None, None, None))
    assert frame["pair_together"].to_list() == [None, None, None]
    assert holds("split-consignments", frame) == [None, None, None]


def amended(*days_before_arrival: int, amendments: int | None = None) -> dict[str, Any]:
    [whole] = coming(CYRILLIC)
    arrives_on = TODAY + timedelta(days=2)
    days = tuple(arrives_on - timedelta(days=days) for days in days_before_arrival)
    count = len(days) if amendments is None else amendments
    received = Received("c", "manifest", whole.consignment, count, ("goods",), days)
    frame = framed([received])
    return {**frame.row(0, named=True), "late": holds("last-minute-amendment", frame)[0]}


@pytest.mark.parametrize(
    ("days_before_arrival", "count", "last", "late"),
    [
        ((), 0, None, False),
        ((9,), 1, 9, False),
        ((3,), 1, 3, False),
        ((2,), 1, 2, True),
        ((9, 0), 2, 0, True),
        # What is corrected after arrival is not what was amended before it.
        ((-1,), 0, None, False),
        ((9, -1), 1, 9, False),
        ((1, -4), 1, 1, True),
    ],
)
def test_the_last_amendment_before_arrival_decides(
    days_before_arrival: tuple[int, ...], count: int, last: int | None, *, late: bool
) -> None:
    made = amended(*days_before_arrival)
    expected = None if last is None else TODAY + timedelta(days=2 - last)
    assert (made["amended_by_arrival"], made["amended_on"], made["late"]) == (count, expected, late)


def test_amendments_of_unknown_days_are_not_evaluable() -> None:
    made = amended(9, amendments=2)
    assert (made["amendments"], made["amended_by_arrival"], made["late"]) == (2, None, None)


def test_without_a_day_of_arrival_all_amendments_count_and_none_is_late_or_not() -> None:
    [whole] = coming(CYRILLIC, arrives_on=None)
    frame = framed([Received("c", "manifest", whole.consignment, 1, (), (TODAY,))])
    assert frame["amended_by_arrival"].to_list() == [1]
    assert holds("last-minute-amendment", frame) == [None]
