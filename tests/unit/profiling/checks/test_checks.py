"""Each code of the checks: a consignment that has the fault, and the same one mended."""

from __future__ import annotations

from typing import Any

import pytest
from sealwire.contract.profiling.consignments import Consignment
from sealwire_profiling.checks.domain.checking import check, check_all
from sealwire_profiling.checks.domain.findings import Finding, Severity, catalogue, codes, sentence
from unit.profiling.checks.documents import ON, SOUND, changed

# Code, path of the field that is faulty, and the faulty value; the mended consignment is the sound one.
FAULTS: list[tuple[str, str, Any]] = [
    ("container-number-form", "equipment.0.number", "C5QU3054383"),
    ("container-number-digit", "equipment.0.number", "CSQU3054384"),
    ("number-cyrillic", "equipment.0.number", "\u0421SQU3054383"),
    ("size-type-form", "equipment.0.size_type", "22"),
    ("imo-number-form", "imo_number", "931946"),
    ("imo-number-digit", "imo_number", "9319467"),
    ("wagon-number-form", "equipment.0", {"kind": "wagon", "number": "123456789"}),
    ("wagon-number-digit", "equipment.0", {"kind": "wagon", "number": "218124712174"}),
    ("plate-form", "equipment.0", {"kind": "truck", "number": "KGABC"}),
    ("un-number-form", "goods.0.un_number", "UN 0001"),
    ("hs-missing", "goods.0.hs", None),
    ("hs-form", "goods.0.hs", "52O821"),
    ("hs-chapter", "goods.0.hs", "770100"),
    ("hs-chapter-national", "goods.0.hs", "980100"),
    ("hs-heading", "goods.0.hs", "521921"),
    ("hs-short", "goods.0.hs", "5208"),
    ("net-above-gross", "goods.0.net_kg", 8000.5),
    ("weight-missing", "goods.0.gross_kg", None),
    ("weight-zero", "goods.0.gross_kg", 0),
    ("packages-zero", "goods.0.packages", 0),
    ("package-light", "goods.0.packages", 80_000_000),
    ("package-heavy", "goods.0.packages", 40),
    ("weights-disagree", "equipment.0.gross_kg", 9000.0),
    ("load-above-rating", "equipment.0.gross_kg", 36_001.0),
    ("load-unusual", "equipment.0.gross_kg", 28_600.0),
    ("shipper-missing", "parties.0.role", "carrier"),
    ("consignee-missing", "parties.1.name", ""),
    ("party-placeholder", "parties.1.name", "N/A"),
    ("shipper-is-consignee", "parties.1.name", "JADE RIVER EXPORT CO."),
    ("order-without-notify", "parties.1.name", "To the order of Bank A"),
    ("description-missing", "goods.0.description", " - "),
    ("description-vague", "goods.0.description", "Freight all kinds, 20 cartons"),
    ("dangerous-without-un", "goods.0.description", "Acetone, technical"),
    ("cold-in-dry", "goods.0.description", "Frozen shrimps"),
    ("seal-missing", "equipment.0.seals", []),
    ("seal-tampered", "equipment.0.seals.0.condition", "tampered"),
    ("seal-gone", "equipment.0.seals.0.condition", "missing"),
    ("seal-replaced", "equipment.0.seals.0.condition", "replaced"),
    ("currency-missing", "currency", None),
    ("value-zero", "goods.0.value", 0),
    ("freight-above-value", "freight", 24_000.5),
    ("declared-after-arrival", "declared_on", "2026-12-01"),
    ("departs-before-arriving", "legs.1.departs_on", "2026-11-14"),
    ("legs-out-of-order", "legs.1.arrives_on", "2026-10-19"),
    ("arrives-before-leaving", "arrives_on", "2026-10-19"),
    ("date-ancient", "declared_on", "2024-11-25"),
    ("date-ahead", "declared_on", "2026-11-28"),
    ("arrival-far", "arrives_on", "2027-06-15"),
    ("country-unknown", "parties.0.country", "QQ"),
    ("place-country", "legs.1.country", "TR"),
    ("place-repeated", "legs.2.place", "CNSHA"),
    ("route-within-country", "legs.2.country", "CN"),
    ("direction-contradicted", "direction", "export"),
    ("origin-is-destination", "goods.0.origin", "KG"),
    ("origin-not-departure", "goods.0.origin", "VN"),
    ("vessel-for-mode", "mode", "rail"),
    ("equipment-for-mode", "mode", "air"),
    ("equipment-repeated", "equipment.1.number", "CSQU 305438-3"),
    ("seal-repeated", "equipment.1.seals.0.number", "sh-704211"),
    ("shipper-is-forwarder", "parties.2.name", "Jade River Export Co"),
    ("empty-heavy", "equipment.0.gross_kg", 6_001.0),
    ("empty-weighed", "equipment.0.gross_kg", 2_200.0),
    ("empty-with-goods", "goods.0", SOUND["goods"][0]),
    ("full-without-goods", "equipment.0.empty", False),
]
SECOND = {"kind": "container", "number": "TASU1170000", "empty": False, "seals": [{"number": "SH704212"}]}
BY_ITSELF = {"empty": True, "gross_kg": 2_200.0}
EMPTY = {"kind": "container", "number": "CSQU3054383", "size_type": "22G1", "empty": True}
EMPTY_WAGON = {"kind": "wagon", "number": "218124712173", "empty": True, "gross_kg": 24_000.0}
HEAVY_WAGON = {**EMPTY_WAGON, "gross_kg": 60_000.0}
TRAILER = {"kind": "trailer", "number": "01KG123ABC", "seals": [{"number": "SH704211"}]}
UNSEALED = {**SECOND, "seals": [{"number": "N/A"}]}
SHORT = {**SECOND, "seals": [{"number": "12"}]}
SHRIMPS = {"goods.0.description": "Frozen shrimps"}
# What the sound consignment must have for some faults to be possible.
GROUNDS: dict[str, dict[str, Any]] = {
    "vessel-for-mode": {"imo_number": "9319466"},
    "imo-number-form": {"imo_number": "9319466"},
    "imo-number-digit": {"imo_number": "9319466"},
    "equipment-for-mode": {"equipment.0": {"kind": "truck", "number": "01KG123ABC"}, "mode": "road"},
    "equipment-repeated": {"equipment.1": SECOND},
    "seal-repeated": {"equipment.1": SECOND},
    "shipper-is-forwarder": {"parties.2": {"role": "forwarder", "name": "Silk Road Forwarding"}},
    "empty-heavy": {"equipment.0": EMPTY, "goods": []},
    "empty-weighed": {"equipment.0": EMPTY, "goods": []},
    "empty-with-goods": {
        "equipment.0": EMPTY,
        "goods.0": {"description": "Empty container", "hs": "860900", "packages": 1, "gross_kg": 2200.0},
    },
    "full-without-goods": {"equipment.0": EMPTY, "goods": []},
}
# Codes that only a batch can show (test_batches.py), or only distances (test_detours.py).
ELSEWHERE = {"reference-repeated", "equipment-on-two-journeys", "equipment-empty-and-full", "route-detour"}


def _ids(rows: list[Any]) -> list[str]:
    return [row[0] for row in rows]


def found_in(document: dict[str, Any]) -> dict[str, Finding]:
    found = check(Consignment.model_validate(document), on=ON, home="KG")
    return {each.code: each for each in found}


def test_a_sound_consignment_has_no_finding() -> None:
    assert found_in(SOUND) == {}


def test_every_code_has_its_row() -> None:
    assert {code for code, _, _ in FAULTS} | ELSEWHERE == set(codes())


@pytest.mark.parametrize(("code", "path", "value"), FAULTS, ids=_ids(FAULTS))
def test_a_fault_is_found_and_the_same_consignment_mended_is_not(code: str, path: str, value: Any) -> None:
    mended = changed(SOUND, GROUNDS.get(code, {}))
    assert code not in found_in(mended)
    found = found_in(changed(mended, {path: value}))
    assert code in found
    assert found[code].fields
    assert all(sentence(found[code], language) for language in ("en", "ru"))


def test_a_wrong_check_digit_names_the_expected_one() -> None:
    found = found_in(changed(SOUND, {"equipment.0.number": "CSQU3054384"}))["container-number-digit"]
    assert found.fields == ("equipment[0].number",)
    assert found.severity is Severity.ERROR
    expected = "The check digit of container CSQU3054384 is 4, expected 3"
    assert sentence(found, "en").startswith(expected)
    assert "должна быть 3" in sentence(found, "ru")


def test_a_russian_sentence_has_russian_words_for_mode_and_kind() -> None:
    truck = changed(SOUND, {"equipment.0": {"kind": "truck", "number": "01KG123ABC"}, "mode": "air"})
    text = sentence(found_in(truck)["equipment-for-mode"], "ru")
    assert "воздушный" in text
    assert "грузовик" in text


def test_figures_are_written_as_each_language_does() -> None:
    found = found_in(changed(SOUND, {"goods.0.net_kg": 8000.5}))["net-above-gross"]
    assert "8,000.5 kg" in sentence(found, "en")
    assert "8\u00a0000,5 кг" in sentence(found, "ru")


ACCEPTED: list[tuple[str, str, dict[str, Any]]] = [
    (
        "a flat rack may be rated above 36,000 kg",
        "load-above-rating",
        {"equipment.0.size_type": "42P1", "equipment.0.gross_kg": 39_000.0},
    ),
    ("bulk has no packages", "packages-zero", {"goods.0.packages": 0, "goods.0.package_kind": "VR"}),
    (
        "bulk is one package of any weight",
        "package-heavy",
        {"goods.0.packages": 1, "goods.0.package_kind": "VL", "goods.0.gross_kg": 5e7},
    ),
    ("a national tariff code has more digits", "hs-form", {"goods.0.hs": "5208 21 100 0"}),
    ("an edition's new heading exists", "hs-heading", {"goods.0.hs": "852411"}),
    (
        "to order with a notify party",
        "order-without-notify",
        {"parties.1.name": "To order", "parties.2": {"role": "notify", "name": "Alpha"}},
    ),
    (
        "a UN number goes with acetone",
        "dangerous-without-un",
        {"goods.0.description": "Acetone", "goods.0.un_number": "UN1090"},
    ),
    (
        "an explosion-proof motor is no explosive",
        "dangerous-without-un",
        {"goods.0.description": "Explosion-proof motors"},
    ),
    (
        "frozen goods in a reefer",
        "cold-in-dry",
        {"goods.0.description": "Frozen shrimps", "equipment.0.size_type": "45R1"},
    ),
    (
        "a refrigerator is not cold goods",
        "cold-in-dry",
        {"goods.0.description": "Refrigerators for frozen food, холодильники"},
    ),
    (
        "spare parts of something named",
        "description-vague",
        {"goods.0.description": "Spare parts for sewing machines"},
    ),
    (
        "wagons cross the sea by rail ferry",
        "equipment-for-mode",
        {"equipment.0": {"kind": "wagon", "number": "218124712173"}},
    ),
    ("a code of the administration's own", "place-country", {"legs.1.place": "9A001"}),
    (
        "two goods of two currencies are not added",
        "freight-above-value",
        {"freight": 1e6, "goods.0.currency": "EUR"},
    ),
    (
        "goods with a currency of their own",
        "currency-missing",
        {"currency": None, "freight": None, "goods.0.currency": "EUR"},
    ),
    (
        "transit passes through",
        "direction-contradicted",
        {"direction": "transit", "legs.2.country": "UZ", "legs.2.place": "UZTAS"},
    ),
    ("tomorrow has begun further east", "date-ahead", {"declared_on": "2026-11-27"}),
    ("a few kilograms apart", "weights-disagree", {"equipment.0.gross_kg": 8090.0}),
    (
        "a verified gross mass has the tare in it",
        "weights-disagree",
        {"equipment.0.gross_kg": 10_200.0, "equipment.0.tare_kg": 2_200.0},
    ),
    (
        "a wagon weighs what its container does",
        "weights-disagree",
        {"equipment.1": {"kind": "wagon", "number": "218124712173", "gross_kg": 8000.0}},
    ),
    ("an empty one weighs itself", "weights-disagree", {"equipment.1": {**SECOND, **BY_ITSELF}}),
    ("a remainder of 10 is written as 0", "container-number-digit", {"equipment.0.number": "TASU1170000"}),
    ("a size and type code of 1984", "size-type-form", {"equipment.0.size_type": "2210"}),
    ("trade writes 40HC", "size-type-form", {"equipment.0.size_type": "40HC"}),
    (
        "frozen goods in a reefer of 1984",
        "cold-in-dry",
        {"goods.0.description": "Frozen shrimps", "equipment.0.size_type": "2232"},
    ),
    (
        "frozen goods in a heated container",
        "cold-in-dry",
        {"goods.0.description": "Frozen shrimps", "equipment.0.size_type": "22H0"},
    ),
    (
        "a flat rack by its trade name",
        "load-above-rating",
        {"equipment.0.size_type": "40FR", "equipment.0.gross_kg": 39_000.0},
    ),
    (
        "a flat rack of 1984",
        "load-above-rating",
        {"equipment.0.size_type": "4361", "equipment.0.gross_kg": 39_000.0},
    ),
    ("an empty wagon weighs what it weighs", "empty-heavy", {"equipment.0": EMPTY_WAGON, "goods": []}),
    ("a trailer has its container's seal", "seal-repeated", {"equipment.1": TRAILER}),
    (
        "no seal is nobody's twice",
        "seal-repeated",
        {"equipment.0.seals.0.number": "N/A", "equipment.1": UNSEALED},
    ),
    (
        "an end of the journey that is not known is no place to come back to",
        "place-repeated",
        {"legs.0": {"place": "?"}, "legs.2": {"place": "?"}},
    ),
    (
        "a flight over the date line lands the day before",
        "legs-out-of-order",
        {"mode": "air", "legs.1.arrives_on": "2026-10-19"},
    ),
    (
        "a flight over the date line arrives the day before",
        "arrives-before-leaving",
        {"mode": "air", "arrives_on": "2026-10-19"},
    ),
]
# The same faults in other words than those of FAULTS.
ALSO_FOUND: list[tuple[str, str, dict[str, Any]]] = [
    ("a high box is no reefer", "cold-in-dry", {**SHRIMPS, "equipment.0.size_type": "40HC"}),
    ("a high box of 1984 is no reefer", "cold-in-dry", {**SHRIMPS, "equipment.0.size_type": "4310"}),
    ("a code of three digits", "size-type-form", {"equipment.0.size_type": "221"}),
    ("a length that there is not", "size-type-form", {"equipment.0.size_type": "5210"}),
    ("a seal that is a dash", "seal-missing", {"equipment.0.seals.0.number": "-"}),
    ("a seal of zeros", "seal-missing", {"equipment.0.seals.0.number": "0000"}),
    ("a seal in words", "seal-missing", {"equipment.0.seals.0.number": "No seal"}),
    ("a seal in Russian words", "seal-missing", {"equipment.0.seals.0.number": "Без пломбы"}),
    ("an empty wagon with more than itself", "empty-heavy", {"equipment.0": HEAVY_WAGON, "goods": []}),
    ("a short seal in one bill", "seal-repeated", {"equipment.0.seals.0.number": "12", "equipment.1": SHORT}),
    (
        "a place with and without a space",
        "place-repeated",
        {"legs.2": {"place": "CN SHA", "country": "CN"}, "direction": "transit"},
    ),
    (
        "a flight that lands two days before",
        "legs-out-of-order",
        {"mode": "air", "legs.1.arrives_on": "2026-10-18"},
    ),
    ("a full one weighs too", "weights-disagree", {"equipment.1": {**SECOND, "gross_kg": 2_200.0}}),
    (
        "a load far from the goods, tare or not",
        "weights-disagree",
        {"equipment.0.gross_kg": 12_000.0, "equipment.0.tare_kg": 2_200.0},
    ),
]


@pytest.mark.parametrize(("code", "changes"), [row[1:] for row in ALSO_FOUND], ids=_ids(ALSO_FOUND))
def test_a_fault_is_found_in_other_words_too(code: str, changes: dict[str, Any]) -> None:
    assert code in found_in(changed(SOUND, changes))


@pytest.mark.parametrize(("code", "changes"), [row[1:] for row in ACCEPTED], ids=_ids(ACCEPTED))
def test_what_may_be_is_not_found(code: str, changes: dict[str, Any]) -> None:
    assert code not in found_in(changed(SOUND, changes))


VAGUE = [
    "General cargo",
    "FAK",
    "SAID TO CONTAIN: 12 PCS",
    "S.T.C. personal effects",
    "личные вещи",
    "Товары народного потребления, новые",
    "spare parts",
    "запчасти 15 мест",
]
TOLD = [
    "cotton fabric",
    "said to contain 12 bicycles",
    "запчасти для тракторов",
    "12 345",
    "personal computers",
]


@pytest.mark.parametrize("text", VAGUE)
def test_a_description_of_vague_terms_only_is_vague(text: str) -> None:
    assert "description-vague" in found_in(changed(SOUND, {"goods.0.description": text}))


@pytest.mark.parametrize("text", TOLD)
def test_a_description_that_names_something_is_not_vague(text: str) -> None:
    assert "description-vague" not in found_in(changed(SOUND, {"goods.0.description": text}))


def test_without_a_home_country_directions_are_not_checked() -> None:
    consignment = Consignment.model_validate(changed(SOUND, {"direction": "export"}))
    assert check(consignment, on=ON) == ()
    assert check_all([consignment], on=ON) == [()]


def test_every_code_names_its_source_and_both_sentences() -> None:
    assert len(catalogue()) >= 60
    for each in catalogue().values():
        assert each.source.startswith(("[S]", "[I]")), each.code
        assert all(text.endswith(".") for text in each.sentences.values()), each.code
