"""JSON: our own form, arrays and lines, and the names of the WCO Data Model."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealwire.contract.profiling.consignments import Consignment, PartyRole
from sealwire.contract.profiling.intake import MAX_UPLOAD_ROWS
from sealwire.errors import SealwireError
from sealwire_chassis.table_files.refusals import TooManyRows, UnreadableFile
from sealwire_profiling.intake.adapters import formats
from sealwire_profiling.intake.domain import json_items
from sealwire_profiling.intake.refusals import MalformedJson
from unit.profiling.intake.files import good, read, told

OWN = {
    "reference": "BL-1",
    "goods": [{"description": "Valves", "gross_kg": 10.5, "packages": 3, "hs": "0848180"}],
    "equipment": [{"kind": "container", "number": "C1", "empty": False, "seals": [{"number": "S1"}]}],
}
WCO: dict[str, Any] = {
    "TransportContractDocument": {"ID": "BL-9", "TypeCode": "704"},
    "Consignor": {"Name": "A", "Address": {"CountryCode": "CN"}},
    "Consignee": {"Name": "B"},
    "ConsignmentItem": [
        {"Commodity": {"Description": "Valves", "Classification": [{"ID": "848180"}]},
         "GoodsMeasure": {"GrossMassMeasure": 1100.5}, "Packaging": [{"QuantityQuantity": 10}]},
        {"Commodity": {"Description": "Pumps"}, "GoodsMeasure": {"GrossMassMeasure": 20}},
    ],
    "TransportEquipment": [{"ID": "C1", "Seal": [{"ID": "S1"}, {"ID": "S2"}]}, {"ID": "C2"}],
    "LoadingLocation": {"ID": "CNCAN"},
    "UnloadingLocation": {"ID": "KGOSS"},
}  # fmt: skip


def test_our_own_form_is_read_as_an_array_and_as_lines() -> None:
    second = {**OWN, "reference": "BL-2"}
    expected = [Consignment.model_validate(each) for each in (OWN, second)]
    array = read(json.dumps([OWN, second], indent=2))
    lines = read("\n".join(map(json.dumps, (OWN, second))))
    assert good(array) == good(lines) == expected
    assert [each.line for each in lines] == [1, 2]
    assert array[0].line == 2
    assert array[1].line > 10
    assert good(read(b"\xef\xbb\xbf" + json.dumps([OWN]).encode())) == expected[:1]


def test_the_names_of_the_wco_data_model_need_no_mapping() -> None:
    [made] = good(read(json.dumps([WCO])))
    assert made.reference == "BL-9"
    shipper = made.party(PartyRole.SHIPPER)
    assert shipper is not None
    assert (shipper.name, shipper.country) == ("A", "CN")
    assert [(goods.description, goods.hs, goods.gross_kg, goods.packages) for goods in made.goods] == [
        ("Valves", "848180", 1100.5, 10),
        ("Pumps", None, 20.0, None),
    ]
    assert [(box.number, [seal.number for seal in box.seals]) for box in made.equipment] == [
        ("C1", ["S1", "S2"]),
        ("C2", []),
    ]
    assert [leg.country for leg in made.legs] == ["CN", "KG"]


def test_a_mapping_reads_other_names() -> None:
    fields = {"reference": {"columns": ["doc.no"]}, "goods.net_kg": {"columns": ["items.w"], "unit": "t"}}
    [made] = good(read('{"doc": {"no": 7}, "items": [{"w": 1}, {"w": 2.5}]}', fields=fields))
    assert [goods.net_kg for goods in made.goods] == [1000.0, 2500.0]
    assert made.reference == "7"


def test_a_bad_object_is_told_and_the_others_are_kept() -> None:
    bad = {"reference": "BL-2", "goods": [{"description": "x", "gross_kg": -1}], "mode": "mule"}
    parsed = read("\n".join(map(json.dumps, [OWN, bad, {**OWN, "reference": "BL-3"}, {"colour": "red"}])))
    assert told(parsed) == [
        (2, "mode", "choice-unknown"),
        (2, "goods.gross_kg", "too-small"),
        (4, "", "columns-not-found"),
    ]
    assert [each.consignment is not None for each in parsed] == [True, False, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "[1]", "[{}", "[{} {}]", '[{"reference": NaN}]', '{"reference": "1"', "[" * 100_000, "[]x",
        '{"a":' * 100_000, '[{"reference": "1"}] {"reference": "2"}',
    ],
)  # fmt: skip
def test_what_is_no_json_of_objects_is_refused(text: str) -> None:
    with pytest.raises(MalformedJson):
        read(text)


def test_an_empty_array_is_a_file_of_nothing() -> None:
    assert read("[]") == []


def test_a_file_has_as_many_objects_as_a_table_has_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    assert formats.LIMITS.max_rows == MAX_UPLOAD_ROWS
    monkeypatch.setattr(formats, "LIMITS", replace(formats.LIMITS, max_rows=3))
    assert len(read("{}" * 3)) == 3
    with pytest.raises(TooManyRows):
        read("{}" * 4)


def test_json_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        read(b'[{"reference": "\xff"}]')


def test_a_lone_surrogate_is_an_error_of_its_line() -> None:
    assert [code for _, _, code in told(read('{"reference": "\\ud800"}'))] == ["form-wrong"]


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.text(), st.text() | st.integers())), st.integers(1, 7))
def test_objects_come_the_same_in_pieces_of_any_size(objects: list[dict[str, Any]], size: int) -> None:
    text = json.dumps(objects)
    pieces = (text[at : at + size] for at in range(0, len(text), size))
    as_texts = json.loads(text, parse_int=str)
    assert [value for _, value in json_items.items(pieces)] == as_texts


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
_NAMES = st.sampled_from([*Consignment.model_fields, "Consignor", "TransportEquipment", "ID"])


@settings(deadline=None)
@given(st.lists(st.dictionaries(_NAMES, _VALUES, max_size=5), max_size=3))
def test_any_objects_give_lines_or_a_refusal(objects: list[dict[str, Any]]) -> None:
    try:
        parsed = read(json.dumps(objects))
    except SealwireError:
        return
    assert len(parsed) == len(objects)
    assert all((each.consignment is None) == bool(each.errors) for each in parsed)
