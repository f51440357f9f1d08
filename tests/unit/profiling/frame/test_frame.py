"""Consignments as rows: what is missing is null, never 0; the history counts only what came before."""

# ruff: noqa: RUF001 - Kyrgyz names have letters that look like Latin ones

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sealwire.contract.profiling.consignments import Consignment
from sealwire_profiling.frame.domain.building import Received, build
from sealwire_profiling.frame.domain.columns import DECLARED, KEYS, REMEMBERED, SCHEMA, VOCABULARY
from sealwire_profiling.frame.domain.history import HISTORY, empty, remember, slim

if TYPE_CHECKING:
    import polars as pl

TODAY = date(2026, 5, 4)
WHOLE: dict[str, Any] = {
    "reference": "BL-1",
    "currency": "USD",
    "freight": 50,
    "parties": [
        {"role": "shipper", "name": "Acme GmbH", "country": "DE"},
        {"role": "consignee", "name": "ОсОО «Ак-Жол»", "country": "KG"},
    ],
    "goods": [
        {"description": "screws", "hs": "731815", "packages": 4, "gross_kg": 100, "net_kg": 90, "value": 100},
        {"description": "pumps", "hs": "841370", "packages": 1, "gross_kg": 50, "net_kg": 40, "value": 400,
         "origin": "DE", "un_number": "UN1950"},
    ],
    "equipment": [
        {"kind": "container", "number": "ZZZU1234564", "empty": False, "seals": [{"number": "A1"}]},
        {"kind": "truck", "number": "01KG123ABC"},
    ],
    "legs": [
        {"place": "DEHAM", "country": "DE"},
        {"place": "KZAAU", "country": "KZ"},
        {"place": "KGOSS", "country": "KG"},
    ],
}  # fmt: skip
BARE: dict[str, Any] = {"reference": "BL-2"}


def row(body: dict[str, Any], **more: Any) -> dict[str, Any]:
    received = Received("id-1", "manifest", Consignment.model_validate({**body, **more}))
    return build([received], on=TODAY).row(0, named=True)


EXPECTED: dict[str, object] = {
    "hs": "841370",
    "heading": "8413",
    "origin": "DE",
    "description": "screws; pumps",
    "hs_codes": ["731815", "841370"],
    "un_numbers": ["UN1950"],
    "goods_count": 2,
    "packages": 5,
    "gross_kg": 150.0,
    "net_kg": 130.0,
    "value": 500.0,
    "currency": "USD",
    "kg_per_package": 30.0,
    "value_per_kg": pytest.approx(500 / 130),
    "freight_share": 0.1,
    "departure": "DE",
    "destination": "KG",
    "transits": ["KZ"],
    "route": ["DEHAM", "KZAAU", "KGOSS"],
    "containers": ["ZZZU1234564", "01KG123ABC"],
    "empty": False,
    "seal_count": 1,
    "shipper": "Acme GmbH",
    "shipper_country": "DE",
    "shipper_key": "acmegmbh",
    "consignee_key": "осооакжол",
    "assessed_on": TODAY,
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_column_holds_what_the_documents_declare(name: str) -> None:
    assert row(WHOLE)[name] == EXPECTED[name]


def test_what_no_document_says_is_null_and_not_zero() -> None:
    bare = row(BARE)
    known = {name for name, value in bare.items() if value not in (None, [])}
    assert known == {
        "id", "source", "reference", "assessed_on", "goods_count", "container_count", "seal_count",
        "amendments", "amended_by_arrival",
    }  # fmt: skip


def test_places_of_one_country_are_one_stay_and_no_return_to_it() -> None:
    through = [
        ("CNURC", "CN"),
        ("CNKHG", "CN"),
        ("KZKGF", "KZ"),
        ("KZALA", "KZ"),
        ("KGTOR", "KG"),
        ("KGOSS", "KG"),
    ]
    legs = [{"place": place, "country": country} for place, country in through]
    assert row(WHOLE, legs=legs)["transits"] == ["KZ"]
    assert row(WHOLE, legs=[*legs, *legs[2:]])["transits"] == ["KZ", "KG", "KZ"]


@pytest.mark.parametrize(
    ("through", "transits"),
    [
        (("CN", None, "CN", "KG"), []),
        (("CN", "KZ", None, "KZ", "KG"), ["KZ"]),
        (("CN", "KG", None, "KG"), []),
        (("CN", None, "KZ", None, "CN", "KG"), ["KZ", "CN"]),
        ((None, "CN", "KG"), ["CN"]),
        (("CN", "KZ", None), ["KZ"]),
        ((None, None), []),
        (("CN",), []),
        ((), []),
    ],
)
def test_a_place_of_no_known_country_makes_no_return(
    through: tuple[str | None, ...], transits: list[str]
) -> None:
    legs = [{"place": f"P{at}", "country": country} for at, country in enumerate(through)]
    assert row(WHOLE, legs=legs)["transits"] == transits


def test_what_the_loads_weigh_above_the_goods_is_the_surplus() -> None:
    carried = [{**each, "gross_kg": 100.0} for each in WHOLE["equipment"]]
    assert row(WHOLE, equipment=carried)["surplus_kg"] == 50.0
    assert row(WHOLE)["surplus_kg"] is None
    unweighed = [WHOLE["goods"][0], {**WHOLE["goods"][1], "gross_kg": None}]
    assert row(WHOLE, equipment=carried, goods=unweighed)["surplus_kg"] is None


@pytest.mark.parametrize("field", ["packages", "gross_kg", "value"])
def test_a_sum_of_which_a_part_is_missing_is_null(field: str) -> None:
    goods = [WHOLE["goods"][0], {**WHOLE["goods"][1], field: None}]
    assert row(WHOLE, goods=goods)[field] is None
    assert row(WHOLE)[field] is not None


def test_values_in_two_currencies_are_not_added_up() -> None:
    goods = [WHOLE["goods"][0], {**WHOLE["goods"][1], "currency": "EUR"}]
    made = row(WHOLE, goods=goods)
    assert (made["value"], made["currency"], made["value_per_kg"]) == (None, None, None)


def test_no_weight_makes_no_ratio() -> None:
    goods = [{**WHOLE["goods"][0], "net_kg": 0, "gross_kg": 0}]
    assert row(WHOLE, goods=goods)["value_per_kg"] is None


def test_every_column_is_in_the_schema_and_has_a_meaning() -> None:
    frame = remember(build([], on=TODAY), empty())
    declared = {each.name for each in (*KEYS, *DECLARED, *REMEMBERED)}
    assert set(frame.columns) == declared
    assert all(frame.schema[name] == SCHEMA[name] for name in declared)
    assert all(each.meaning for each in VOCABULARY.values())


def history(count: int, **more: Any) -> pl.DataFrame:
    past = [
        Received(f"p{number}", "manifest", Consignment.model_validate({
            **WHOLE, "reference": f"P{number}", "declared_on": TODAY - timedelta(days=count - number), **more,
        }))
        for number in range(count)
    ]  # fmt: skip
    return slim(build(past, on=TODAY))


def remembered(body: dict[str, Any], past: pl.DataFrame) -> dict[str, Any]:
    received = Received("id-1", "manifest", Consignment.model_validate(body))
    return remember(build([received], on=TODAY), past).row(0, named=True)


def test_earlier_consignments_are_counted_by_party_pair_and_heading() -> None:
    made = remembered(WHOLE, history(3))
    counts = {name: made[name] for name in made if name.endswith("_earlier")}
    assert counts == {
        "shipper_earlier": 3, "consignee_earlier": 3, "pair_earlier": 3, "consignee_heading_earlier": 3,
        "heading_earlier": 3, "declarant_earlier": None,
    }  # fmt: skip
    assert made["shipper_first_on"] == TODAY - timedelta(days=3)


def test_who_was_never_seen_counts_zero_and_who_is_not_named_counts_nothing() -> None:
    made = remembered(WHOLE, empty())
    assert (made["consignee_earlier"], made["shipper_first_on"]) == (0, None)
    assert remembered(BARE, history(3))["consignee_earlier"] is None


def test_the_same_name_in_another_spelling_of_case_and_marks_is_one_party() -> None:
    spelt = [WHOLE["parties"][0], {"role": "consignee", "name": "осоо АК ЖОЛ", "country": "KG"}]
    assert remembered({**WHOLE, "parties": spelt}, history(2))["consignee_earlier"] == 2


def test_a_norm_needs_enough_earlier_consignments() -> None:
    assert remembered(WHOLE, history(19))["value_norm"] is None
    assert remembered(WHOLE, history(20))["value_norm"] == pytest.approx(1.0)


def test_a_norm_of_another_currency_is_no_norm() -> None:
    assert remembered(WHOLE, history(30, currency="KGS"))["value_norm"] is None


def test_a_value_far_below_the_norm_shows() -> None:
    cheap = [{**each, "value": each["value"] / 10} for each in WHOLE["goods"]]
    assert remembered({**WHOLE, "goods": cheap}, history(25))["value_norm"] == pytest.approx(0.1)


def test_rows_keep_their_order() -> None:
    batch = [
        Received(str(n), "s", Consignment.model_validate({**WHOLE, "reference": str(n)})) for n in range(50)
    ]
    assert remember(build(batch, on=TODAY), history(25))["id"].to_list() == [str(n) for n in range(50)]


def test_a_history_has_no_names_but_keys() -> None:
    assert set(history(1).columns) == set(HISTORY)
    assert "Acme GmbH" not in str(history(1).rows())
