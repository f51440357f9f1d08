"""New, amended or unchanged: and which fields an amendment changed."""

from __future__ import annotations

from typing import Any

import pytest
from sealwire.contract.profiling.consignments import Consignment
from sealwire_profiling.intake.domain.amending import Judged, Verdict, changes, fingerprint, judge

SEAL = {"number": "S1"}
BOX = {"kind": "container", "number": "MSKU1234565", "seals": [SEAL]}
GOODS = {"description": "Valves", "gross_kg": 10.0}
SHIPPER = {"role": "shipper", "name": "A"}
LEG = {"place": "CNCAN"}


def consignment(**more: Any) -> Consignment:
    whole = {"parties": [SHIPPER], "goods": [GOODS], "equipment": [BOX], "legs": [LEG]}
    return Consignment.model_validate({"reference": "BL-1", **whole, **more})


@pytest.mark.parametrize(
    ("more", "changed"),
    [
        ({"vessel": "ALMA"}, {"vessel"}),
        ({"goods": [{**GOODS, "gross_kg": 11.0}]}, {"goods", "goods.gross_kg"}),
        ({"goods": [GOODS, GOODS]}, {"goods", "goods.description", "goods.gross_kg"}),
        ({"equipment": [{**BOX, "seals": [{"number": "S2"}]}]}, {"equipment", "equipment.seals"}),
        ({"legs": [{"place": "KZAKX"}]}, {"legs", "legs.place"}),
        ({"parties": [{**SHIPPER, "name": "B"}]}, {"parties", "shipper", "shipper.name"}),
        ({"parties": [SHIPPER, {"role": "notify", "name": "C"}]}, {"parties", "notify", "notify.name"}),
        ({"documents": [{"kind": "cmr", "number": "7"}]}, {"documents", "documents.number"}),
    ],
)
def test_an_amendment_names_the_fields_that_it_changes(more: dict[str, Any], changed: set[str]) -> None:
    before, after = consignment(), consignment(**more)
    assert changed <= set(changes(before, after))
    assert changes(before, after) == changes(after, before)
    assert judge(after, before) == Judged(Verdict.AMENDED, changes(before, after))
    assert fingerprint(before) != fingerprint(after)


def test_a_change_of_one_field_names_no_other() -> None:
    assert changes(consignment(), consignment(goods=[{**GOODS, "gross_kg": 11.0}])) == (
        "goods",
        "goods.gross_kg",
    )


def test_the_same_again_is_unchanged_and_the_first_is_added() -> None:
    assert judge(consignment(), consignment()) == Judged(Verdict.UNCHANGED)
    assert judge(consignment(), None) == Judged(Verdict.ADDED)
    assert fingerprint(consignment()) == fingerprint(consignment())


def test_parties_in_another_order_are_an_amendment_that_names_them() -> None:
    notify = {"role": "notify", "name": "C"}
    before, after = consignment(parties=[SHIPPER, notify]), consignment(parties=[notify, SHIPPER])
    assert changes(before, after) == ("parties",)
