"""What consignments of one batch contradict in each other."""

from __future__ import annotations

from typing import Any

import pytest
from sealwire.contract.profiling.consignments import Consignment
from sealwire_profiling.checks.domain.checking import check_all
from sealwire_profiling.checks.domain.findings import sentence
from unit.profiling.checks.documents import ON, SOUND, changed

OTHER_BOX = {"equipment.0.number": "TASU1170000", "equipment.0.seals.0.number": "SH704212"}


def _ids(rows: list[Any]) -> list[str]:
    return [row[0] for row in rows]


def codes_of(*changes: dict[str, Any]) -> list[set[str]]:
    batch = [
        Consignment.model_validate(changed(SOUND, {"reference": f"BL-{at}", **each}))
        for at, each in enumerate(changes)
    ]
    return [{found.code for found in each} for each in check_all(batch, on=ON, home="KG")]


def test_two_sound_consignments_contradict_nothing() -> None:
    assert codes_of({}, OTHER_BOX) == [set(), set()]


FAULTS: list[tuple[str, str, dict[str, Any]]] = [
    ("the same container on another voyage at once", "equipment-on-two-journeys", {"voyage": "V13"}),
    (
        "the same container to another country at once",
        "equipment-on-two-journeys",
        {"legs.2": {"place": "UZTAS", "country": "UZ"}, "direction": "transit"},
    ),
    (
        "the same container empty on the same voyage",
        "equipment-empty-and-full",
        {"equipment.0.empty": True, "goods": []},
    ),
    ("one seal on two containers", "seal-repeated", {**OTHER_BOX, "equipment.0.seals.0.number": "SH 704211"}),
    ("one reference twice", "reference-repeated", {**OTHER_BOX, "reference": "BL-0"}),
]
ACCEPTED: list[tuple[str, str, dict[str, Any]]] = [
    ("a groupage shares container, seal and voyage", "equipment-on-two-journeys", {}),
    ("a groupage shares its seal", "seal-repeated", {}),
    ("a groupage is full for all", "equipment-empty-and-full", {}),
    (
        "the same container a month later",
        "equipment-on-two-journeys",
        {"voyage": "V13", "arrives_on": "2026-12-30"},
    ),
    ("the container leaves again", "equipment-on-two-journeys", {"voyage": "V13", "direction": "export"}),
    (
        "a wagon has its container's seal",
        "seal-repeated",
        {"equipment.0": {"kind": "wagon", "number": "218124712173", "seals": [{"number": "SH704211"}]}},
    ),
    (
        "no seal is nobody's twice",
        "seal-repeated",
        {"equipment.0.number": "TASU1170000", "equipment.0.seals.0.number": "NO SEAL"},
    ),
    (
        "short seal numbers coincide",
        "seal-repeated",
        {"equipment.0.number": "TASU1170000", "equipment.0.seals.0.number": "12"},
    ),
]


@pytest.mark.parametrize(("code", "changes"), [row[1:] for row in FAULTS], ids=_ids(FAULTS))
def test_both_consignments_show_the_contradiction(code: str, changes: dict[str, Any]) -> None:
    first: dict[str, Any] = {"direction": "transit"} if changes.get("direction") == "transit" else {}
    assert all(code in found for found in codes_of(first, changes))


@pytest.mark.parametrize(("code", "changes"), [row[1:] for row in ACCEPTED], ids=_ids(ACCEPTED))
def test_what_may_be_in_a_batch_is_not_found(code: str, changes: dict[str, Any]) -> None:
    # The first has the same seal, or the words in its place.
    seal = changes.get("equipment.0.seals.0.number", "SH704211")
    first: dict[str, Any] = {} if code != "seal-repeated" else {"equipment.0.seals.0.number": seal}
    assert not any(code in found for found in codes_of(first, changes))


def test_the_sentence_names_the_other_bill() -> None:
    batch = [
        Consignment.model_validate(changed(SOUND, {"reference": r, "voyage": v}))
        for r, v in (("A-1", "V1"), ("B-2", "V2"))
    ]
    first, second = check_all(batch, on=ON)
    assert [sentence(each, "en") for each in first] == [
        "CSQU3054383 is also on B-2, which is another journey at the same time."
    ]
    assert [sentence(each, "en") for each in second] == [
        "CSQU3054383 is also on A-1, which is another journey at the same time."
    ]


def test_a_thousand_bills_of_one_container_take_no_square_of_work() -> None:
    batch = [
        Consignment.model_validate(changed(SOUND, {"reference": f"R{at}", "voyage": f"V{at % 2}"}))
        for at in range(1000)
    ]
    assert max(len(found) for found in check_all(batch, on=ON)) <= 2
