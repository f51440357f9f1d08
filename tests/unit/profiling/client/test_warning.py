"""A warning is filled in from a consignment; what a notice cannot carry is named, never passed on wrong."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sealwire.client.profiling.warning import Suspected, draft
from sealwire.contract.profiling.consignments import Consignment
from sealwire.contract.profiling.selections import Chosen
from sealwire.notices import from_json, to_json
from sealwire.notices.errors import NoticeInvalid

if TYPE_CHECKING:
    from sealwire.notices.warning import WarningNotice

SUSPECTED = Suspected("drug-precursors", asked_for=("physical", "seal-check"))
ACID: dict[str, Any] = {
    "reference": "BL-1",
    "direction": "transit",
    "mode": "road",
    "vessel": "01KG123ABC",
    "documents": [{"kind": "cmr", "number": "CMR-7", "issued_on": "2026-05-01"}],
    "parties": [
        {"role": "shipper", "name": "Example Kimya", "country": "TR"},
        {"role": "carrier", "name": "Example Nakliyat", "country": "TR"},
    ],
    "currency": "USD",
    "goods": [
        {
            "description": "Acetic acid 80 %", "hs": "2915210000", "packages": 20, "package_kind": "CT",
            "gross_kg": 22360.5, "net_kg": 21200, "value": 19080, "origin": "TR", "un_number": "UN2790",
        }
    ],
    "equipment": [
        {
            "kind": "container", "number": "ZZZU1234564", "size_type": "22G1", "empty": False,
            "seals": [{"number": "A1", "issuer": "customs", "condition": "intact"}],
        }
    ],
    "legs": [
        {"place": "TRMER", "country": "TR", "departs_on": "2026-05-01"},
        {"place": "KGOSS", "name": "Osh", "country": "KG", "arrives_on": "2026-05-09"},
    ],
}  # fmt: skip


def written(notice: WarningNotice) -> dict[str, Any]:
    return cast("dict[str, Any]", notice.content())


def chosen(**more: Any) -> Chosen:
    return Chosen.model_validate(
        {
            "consignment": UUID(int=1),
            "reference": "BL-1",
            "rank": 1,
            "place": 1,
            "lane": "red",
            "slot": "expected-value",
            "propensity": 1,
            "score": 71.6,
            "reasons": [
                {"kind": "profile", "code": "thin-trader", "text": "Consignee seen for the first time"},
                {"kind": "slot", "code": "expected-value", "text": "Rank 1 by expected value"},
            ],
            **more,
        }
    )


def test_what_the_documents_declare_stands_in_the_warning() -> None:
    made = draft(Consignment.model_validate(ACID), chosen(), SUSPECTED)
    content = written(made.notice)
    assert made.left_out == ()
    assert content["transport"] == [
        {
            "kind": "container", "number": "ZZZU1234564", "size_type": "22G1", "load": "full",
            "seals": [{"number": "A1", "issuer": "customs", "condition": "intact"}],
        }
    ]  # fmt: skip
    assert content["goods"] == [
        {
            "description": "Acetic acid 80 %", "hs": {"code": "291521", "edition": 2022},
            "packages": [{"count": 20, "kind": "CT"}], "gross_kg": "22360.5", "net_kg": "21200",
            "value": {"amount": "19080", "currency": "USD"}, "origin": "TR", "un_number": "UN2790",
        }
    ]  # fmt: skip
    assert [leg["planned_on"] for leg in content["route"]] == ["2026-05-01", "2026-05-09"]
    assert content["conveyance"] == {"vessel": "01KG123ABC", "carrier": "Example Nakliyat"}
    assert content["asked_for"] == ["physical", "seal-check"]


def test_the_reasons_are_its_indicators_and_the_slot_is_none() -> None:
    suspicion = written(draft(Consignment.model_validate(ACID), chosen(), SUSPECTED).notice)["suspicion"]
    assert suspicion["indicators"] == [{"text": "Consignee seen for the first time", "rule": "thin-trader"}]
    assert (suspicion["score"], suspicion["lane"]) == (72, "red")


def test_it_is_a_notice_that_another_unit_reads() -> None:
    made = draft(Consignment.model_validate(ACID), chosen(), SUSPECTED).notice
    assert from_json(to_json(made)).content() == made.content()


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "a container number misread": (
        {"equipment": [{"kind": "container", "number": "ZZZU1234565"}]},
        "TransportUnit.number",
    ),
    "an HS chapter that does not exist": ({"goods": [{"description": "x", "hs": "990000"}]}, "GoodsItem.hs"),
    "a place that no list has": ({"legs": [{"place": "POST-7", "country": "KG"}]}, "Leg.place"),
    "a ship's number misread": ({"imo_number": "9319467"}, "Conveyance.imo_number"),
}


@pytest.mark.parametrize(("fault", "named"), FAULTS.values(), ids=FAULTS.keys())
def test_what_a_notice_cannot_carry_is_left_out_by_name(fault: dict[str, Any], named: str) -> None:
    made = draft(Consignment.model_validate({**ACID, **fault}), chosen(), SUSPECTED)
    assert any(each.startswith(named) for each in made.left_out)


def test_goods_keep_what_is_right_beside_what_is_wrong() -> None:
    goods = [{"description": "x", "hs": "990000", "gross_kg": 5}]
    made = draft(Consignment.model_validate({**ACID, "goods": goods}), chosen(), SUSPECTED)
    assert written(made.notice)["goods"] == [{"description": "x", "gross_kg": "5"}]


def test_a_consignment_that_nobody_could_find_makes_no_warning() -> None:
    nowhere = {**ACID, "equipment": [], "documents": []}
    with pytest.raises(NoticeInvalid):
        draft(Consignment.model_validate(nowhere), chosen(), SUSPECTED)


def test_no_reason_makes_no_warning() -> None:
    with pytest.raises(NoticeInvalid):
        draft(Consignment.model_validate(ACID), chosen(reasons=[]), SUSPECTED)


texts = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=30)
identifiers = texts.map(str.strip).filter(bool)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(texts, identifiers, st.floats(0, 1e12), st.none() | st.integers(0, 10**9))
def test_dirty_documents_make_a_valid_warning_or_say_why_not(
    text: str, number: str, kg: float, packages: int | None
) -> None:
    goods = [
        {"description": text, "hs": number, "gross_kg": kg, "packages": packages, "package_kind": number}
    ]
    dirty = {**ACID, "goods": goods, "equipment": [{"kind": "truck", "number": number}]}
    consignment = Consignment.model_validate(dirty)
    # The goods' description may be empty, and then there are no goods to warn of.
    with nullcontext() if text.strip() else pytest.raises(NoticeInvalid):
        made = draft(consignment, chosen(), SUSPECTED)
        assert from_json(to_json(made.notice)).content() == made.notice.content()
