"""A clearance reaches as far as what its officer saw, and no further."""

# ruff: noqa: RUF001 - Cyrillic letters that look like Latin ones are what this is about
from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sealwire.contract.profiling.clearances import ClearanceState
from sealwire_profiling.lists.domain.values import NAME, Clearance, fingerprint
from simulators.watch import TODAY, codes, consignment, day, entry, hits_of, key, numbers

LISTED = entry(1, "Silver Poplar LLC", identifiers=numbers("number:AN1234567"))


def clearance(**more: Any) -> Clearance:
    made = Clearance(
        id=key(900),
        version=1,
        list="watch",
        entry=LISTED.id,
        what=NAME,
        value="Silver Poplar LLC",
        only_with=None,
        fingerprint=fingerprint(LISTED.content),
        expires_on=TODAY,
    )
    return replace(made, **more)


def test_names_that_fold_alike_are_cleared_as_one_and_others_are_not() -> None:
    cleared = day(LISTED, clearances=(clearance(),))
    [same] = hits_of(consignment(consignee="LLC SILVER-POPLAR"), cleared)
    [other] = hits_of(consignment(consignee="Silver Poplar Trading LLC"), cleared)
    assert (same.cleared, other.cleared) == (key(900), None)


REACH: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"expires_on": TODAY - timedelta(days=1)}, "Silver Poplar LLC", ["clearance-due"]),
    ({"fingerprint": "another"}, "Silver Poplar LLC", ["clearance-overtaken"]),
    ({}, "Silver Poplаr LLC", ["mixed-alphabets"]),
    ({"value": "Silver Poplаr LLC"}, "Silver Poplar LLC", []),
    ({"entry": key(2)}, "Silver Poplar LLC", []),
]


@pytest.mark.parametrize(("more", "written", "reasons"), REACH)
def test_a_hit_beyond_the_clearance_stays_open(
    more: dict[str, Any], written: str, reasons: list[str]
) -> None:
    [hit] = hits_of(consignment(consignee=written), day(LISTED, clearances=(clearance(**more),)))
    assert (hit.cleared, codes(hit)) == (None, reasons)
    [before] = hits_of(consignment(consignee="Silver Poplar LLC"), day(LISTED, clearances=(clearance(),)))
    assert before.cleared == key(900)


def test_a_deceptive_spelling_that_folds_alike_is_not_covered_by_a_plain_clearance() -> None:
    hidden = "Silver Pop\u200blar LLC"
    plain = day(LISTED, clearances=(clearance(),))
    [hit] = hits_of(consignment(consignee=hidden), plain)
    assert (hit.cleared, codes(hit)) == (None, ["hidden-signs", "cleared-as-written-otherwise"])
    as_seen = day(LISTED, clearances=(clearance(value=hidden),))
    [hit] = hits_of(consignment(consignee=hidden), as_seen)
    assert hit.cleared == key(900)


def test_a_clearance_for_one_registration_number_leaves_namesakes_open() -> None:
    narrow = day(LISTED, clearances=(clearance(only_with="025 0319"),))

    def of_party(**more: Any) -> tuple[Any, list[str]]:
        party = {"role": "consignee", "name": "Silver Poplar LLC", **more}
        [hit] = [
            each for each in hits_of(consignment(parties=[party]), narrow) if each.field.endswith("name")
        ]
        return hit.cleared, codes(hit)

    assert of_party(identifier="0250319") == (key(900), [])
    assert of_party(identifier="9999999") == (None, ["cleared-for-another"])
    assert of_party() == (None, ["cleared-for-another"])
    namesakes = [
        {"role": "notify", "name": "Silver Poplar LLC", "identifier": number}
        for number in ("0250319", "9999999")
    ]
    [hit] = hits_of(consignment(parties=namesakes), narrow)
    assert hit.cleared is None


def test_a_cleared_name_does_not_clear_a_number() -> None:
    party = {"role": "consignee", "name": "Silver Poplar LLC", "identifier": "AN1234567"}
    by_field = {
        hit.field: hit.cleared
        for hit in hits_of(consignment(parties=[party]), day(LISTED, clearances=(clearance(),)))
    }
    assert by_field == {"consignee.name": key(900), "consignee.identifier": None}
    number = clearance(what="number", value="an-1234567")
    by_field = {
        hit.field: hit.cleared
        for hit in hits_of(consignment(parties=[party]), day(LISTED, clearances=(number,)))
    }
    assert by_field == {"consignee.name": None, "consignee.identifier": key(900)}


def test_what_an_entry_is_called_decides_over_its_clearances() -> None:
    base = LISTED.content
    same: list[dict[str, Any]] = [
        {"reason": "Seen again"}, {"expires_on": date(2028, 1, 1)}, {"confidence": "low"},
        {"identifiers": numbers("number:an 1234567")},
    ]  # fmt: skip
    other: list[dict[str, Any]] = [
        {"names": [{"text": "Silver Poplar"}]}, {"names": []}, {"identifiers": []}, {"kind": "person"},
        {"identifiers": numbers("number:AN1234568")},
    ]  # fmt: skip
    changed = [type(base).model_validate(base.model_dump() | more) for more in (*same, *other)]
    alike = [fingerprint(each) == fingerprint(base) for each in changed]
    assert alike == [True] * len(same) + [False] * len(other)


def test_the_state_of_a_clearance_is_told_by_day_and_entry() -> None:
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    assert clearance().state(yesterday, LISTED) is ClearanceState.ACTIVE
    assert clearance().state(tomorrow, LISTED) is ClearanceState.DUE
    assert clearance().state(TODAY, None) is ClearanceState.OVERTAKEN
    assert clearance().state(TODAY, replace(LISTED, removed=True)) is ClearanceState.OVERTAKEN
    assert clearance(withdrawn=True).state(TODAY, LISTED) is ClearanceState.WITHDRAWN
