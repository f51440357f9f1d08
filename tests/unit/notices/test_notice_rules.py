"""Rules of the notices: the smallest of each kind is accepted, and each change of it as the table says."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from sealwire.notices import (
    AudienceTooWide,
    NoticeInvalid,
    SeizureNotice,
    check_audience,
    parse,
    quantities_by_unit,
)

Row = tuple[Any, ...]
SMALLEST: dict[str, dict[str, Any]] = {
    "warning": {
        "reference": "W-1",
        "direction": "transit",
        "mode": "road",
        "transport": [{"kind": "container", "number": "ZZZU1234564"}],
        "goods": [{"description": "Acetic acid"}],
        "suspicion": {
            "commodity_group": "drug-precursors",
            "indicators": [{"text": "First-time shipper"}],
            "source_reliability": "A",
            "information_reliability": "2",
        },
        "asked_for": ["scan"],
    },
    "feedback": {
        "warning_reference": "W-1",
        "located": "yes",
        "actions": ["scan"],
        "outcome": "no-irregularity",
        "usefulness": 3,
    },
    "seizure": {
        "reference": "S-1",
        "seized_on": "2017-07-12",
        "place": {"locode": "KZAAU"},
        "unit": "KZ-AKTAU",
        "stage": "transit",
        "mode": "road",
        "items": [
            {
                "commodity_group": "hazardous-substances",
                "commodity": "Mercury",
                "quantity": {"amount": "20063", "unit": "KGM"},
                "strategic": False,
            }
        ],
        "ground": "permit-missing",
        "detection": "profiling",
        "concealment": "none",
    },
    "seizure-nominal": {"seizure_reference": "S-1", "persons": [{"role": "driver", "name": "N. N."}]},
}
LOCAL = {"local_code": "KG-X", "country": "KG", "name": "Post", "point": {"coordinates": ["69.9", "40.1"]}}
ABSENT = object()

ACCEPTED: list[Row] = [
    (
        "a shipment known by document only",
        "warning",
        {"transport": [], "documents": [{"kind": "cmr", "number": "1"}]},
    ),
    ("a truck by its plate", "warning", {"transport.0": {"kind": "truck", "number": "01 KG 123 ABC"}}),
    ("gross weight equal to net weight", "warning", {"goods.0.gross_kg": "5", "goods.0.net_kg": "5.0"}),
    ("an HS code with its edition", "warning", {"goods.0.hs": {"code": "2915.21", "edition": 2022}}),
    ("a value of nothing", "warning", {"goods.0.value": {"amount": "0", "currency": "KGS"}}),
    ("two legs on one day", "warning", {"route": [{"place": LOCAL, "planned_on": "2026-11-22"}] * 2}),
    ("text in Kyrgyz", "warning", {"goods.0.description": "Уксус кислотасы, ңөү"}),
    ("several lines in a note", "warning", {"note": "first\nsecond"}),
    (
        "nothing done and not controlled, with why",
        "feedback",
        {"actions": ["none"], "outcome": "not-controlled", "not_controlled_because": "No scanner"},
    ),
    ("a seizure with its reference", "feedback", {"outcome": "seizure", "seizure_reference": "S-1"}),
    (
        "left already and forwarded",
        "feedback",
        {"located": "left-already", "actions": ["none"], "outcome": "forwarded", "forwarded_to": "kg-osh"},
    ),
    ("a place of its own code with country, name and point", "seizure", {"place": LOCAL}),
    (
        "litres converted by a factor",
        "seizure",
        {
            "items.0.quantity": {"amount": "360", "unit": "LTR"},
            "items.0.converted": {"kg": "658.8", "factor": "1.83", "factor_version": "1"},
        },
    ),
    (
        "a converted weight rounded as written",
        "seizure",
        {
            "items.0.quantity": {"amount": "1", "unit": "LTR"},
            "items.0.converted": {"kg": "1.8", "factor": "1.83", "factor_version": "1"},
        },
    ),
    ("a case number alone", "seizure-nominal", {"persons": [], "case_number": "77"}),
]
REFUSED: list[Row] = [
    ("neither unit nor document", "warning", {"transport": []}, "transport", "nobody can find"),
    (
        "a container with a wrong digit",
        "warning",
        {"transport.0.number": "ZZZU1234565"},
        "transport.0.number",
        "expected 4",
    ),
    (
        "a size code on a truck",
        "warning",
        {"transport.0": {"kind": "truck", "number": "A1B2", "size_type": "22G1"}},
        "transport.0.size_type",
        "only a container",
    ),
    (
        "gross weight below net weight",
        "warning",
        {"goods.0.gross_kg": "5", "goods.0.net_kg": "5.1"},
        "goods.0.gross_kg",
        "less than the net",
    ),
    ("a weight of nothing", "warning", {"goods.0.gross_kg": "0"}, "goods.0.gross_kg", "more than 0"),
    ("a negative weight", "warning", {"goods.0.gross_kg": "-5"}, "goods.0.gross_kg", "plain number"),
    ("a weight with an exponent", "warning", {"goods.0.gross_kg": "5e3"}, "goods.0.gross_kg", "plain number"),
    ("a weight that is no text", "warning", {"goods.0.gross_kg": 5}, "goods.0.gross_kg", "text in quotes"),
    (
        "a weight with a fraction outside text",
        "warning",
        {"goods.0.gross_kg": 1.5},
        "goods.0.gross_kg",
        "as text",
    ),
    (
        "an HS edition that never was",
        "warning",
        {"goods.0.hs": {"code": "2915", "edition": 2018}},
        "goods.0.hs.edition",
        "2017",
    ),
    (
        "an HS code without edition",
        "warning",
        {"goods.0.hs": {"code": "2915"}},
        "goods.0.hs.edition",
        "required",
    ),
    (
        "an unknown currency",
        "warning",
        {"goods.0.value": {"amount": "1", "currency": "XXX"}},
        "goods.0.value.currency",
        "not a code",
    ),
    ("an unknown country", "warning", {"goods.0.origin": "UK"}, "goods.0.origin", "list country"),
    (
        "an IMO number with a wrong digit",
        "warning",
        {"conveyance": {"imo_number": "9319467"}},
        "conveyance.imo_number",
        "expected 6",
    ),
    (
        "arrival before departure",
        "warning",
        {"conveyance": {"departs_at": "2026-11-22T10:00+06:00", "arrives_at": "2026-11-22T05:00+05:00"}},
        "conveyance.arrives_at",
        "earlier",
    ),
    (
        "legs out of order",
        "warning",
        {
            "route": [
                {"place": LOCAL, "planned_on": "2026-11-22"},
                {"place": LOCAL},
                {"place": LOCAL, "planned_on": "2026-11-21"},
            ]
        },
        "route.2.planned_on",
        "earlier",
    ),
    (
        "a date that is no day",
        "warning",
        {"documents": [{"kind": "cmr", "number": "1", "issued_on": "2026-02-30"}]},
        "documents.0.issued_on",
        "no such day",
    ),
    (
        "a time without offset",
        "warning",
        {"feedback_wanted_by": "2026-11-22T10:00"},
        "feedback_wanted_by",
        "offset",
    ),
    ("an unknown code", "warning", {"asked_for": ["scan", "guess"]}, "asked_for.1", "one of: document-check"),
    ("a line break in a line", "warning", {"reference": "a\nb"}, "reference", "one line"),
    ("a terminal escape", "warning", {"note": "\x1b[2J"}, "note", "control characters"),
    (
        "a mark that turns the writing",
        "warning",
        {"goods.0.description": "a\u202eb"},
        "goods.0.description",
        "direction",
    ),
    ("a score above 100", "warning", {"suspicion.score": 101}, "suspicion.score", "at most 100"),
    ("a boolean for a number", "warning", {"suspicion.score": True}, "suspicion.score", "whole number"),
    ("a missing field", "warning", {"direction": ABSENT}, "direction", "required"),
    ("an empty field", "warning", {"reference": "  "}, "reference", "not be empty"),
    (
        "a seizure without reference",
        "feedback",
        {"outcome": "seizure"},
        "seizure_reference",
        "by its reference",
    ),
    (
        "not controlled without why",
        "feedback",
        {"actions": ["none"], "outcome": "not-controlled"},
        "not_controlled_because",
        "say why",
    ),
    (
        "a why that explains nothing",
        "feedback",
        {"not_controlled_because": "x"},
        "not_controlled_because",
        "only",
    ),
    ("an outcome without a control", "feedback", {"actions": ["none"]}, "actions", "name what was done"),
    (
        "none beside an action",
        "feedback",
        {"actions": ["none", "scan"], "outcome": "forwarded", "forwarded_to": "KG-OSH"},
        "actions",
        "alone",
    ),
    (
        "actions on what was not controlled",
        "feedback",
        {"outcome": "not-controlled", "not_controlled_because": "x"},
        "outcome",
        "was controlled",
    ),
    ("an outcome of what was not found", "feedback", {"located": "no"}, "located", "found"),
    ("a usefulness of 6", "feedback", {"usefulness": 6}, "usefulness", "at most 5"),
    (
        "a release before the control",
        "feedback",
        {"controlled_at": "2016-12-18T11:00Z", "released_at": "2016-12-18T10:00Z"},
        "released_at",
        "earlier",
    ),
    ("a place without any code", "seizure", {"place": {"name": "Post"}}, "place.locode", "local_code"),
    (
        "an own code without point",
        "seizure",
        {"place": {**LOCAL, "point": None}},
        "place.point",
        "no UN/LOCODE",
    ),
    (
        "a country other than the code's",
        "seizure",
        {"place": {"locode": "KZAAU", "country": "KG"}},
        "place.country",
        "differs",
    ),
    (
        "a latitude beyond the pole",
        "seizure",
        {"place": {**LOCAL, "point": {"coordinates": ["69", "90.1"]}}},
        "place.point.coordinates.1",
        "-90 and 90",
    ),
    (
        "a longitude beyond 180",
        "seizure",
        {"place": {**LOCAL, "point": {"coordinates": ["-181", "9"]}}},
        "place.point.coordinates.0",
        "-180 and 180",
    ),
    (
        "a quantity of nothing",
        "seizure",
        {"items.0.quantity.amount": "0.0"},
        "items.0.quantity.amount",
        "more than 0",
    ),
    (
        "an unknown unit of quantity",
        "seizure",
        {"items.0.quantity.unit": "kg"},
        "items.0.quantity.unit",
        "KGM",
    ),
    (
        "a conversion that is wrong",
        "seizure",
        {
            "items.0.quantity": {"amount": "360", "unit": "LTR"},
            "items.0.converted": {"kg": "360", "factor": "1.83", "factor_version": "1"},
        },
        "items.0.converted.kg",
        "factor",
    ),
    ("a report before the seizure", "seizure", {"reported_on": "2017-07-11"}, "reported_on", "earlier"),
    ("persons in the general half", "seizure", {"persons": [{"name": "N. N."}]}, "persons", "nominal half"),
    ("a malformed unit", "seizure", {"unit": "AKTAU"}, "unit", "KG-OSH"),
    ("a nominal half about nobody", "seizure-nominal", {"persons": []}, "persons", "case number"),
]


def _changed(kind: str, changes: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = copy.deepcopy(SMALLEST[kind])
    for path, value in changes.items():
        *steps, last = (int(step) if step.isdecimal() else step for step in path.split("."))
        place: Any = content
        for step in steps:
            place = place[step]
        if value is ABSENT:
            del place[last]
        else:
            place[last] = value
    return content


@pytest.mark.parametrize("kind", SMALLEST)
def test_the_smallest_notice_of_each_kind_is_accepted_as_it_is(kind: str) -> None:
    assert parse(kind, 1, SMALLEST[kind]).content() == SMALLEST[kind]


@pytest.mark.parametrize("row", ACCEPTED, ids=lambda row: row[0])
def test_is_accepted(row: Row) -> None:
    _, kind, changes = row
    assert parse(kind, 1, _changed(kind, changes)).kind == kind


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[0])
def test_is_refused_at_the_field_with_the_reason(row: Row) -> None:
    _, kind, changes, field, reason = row
    with pytest.raises(NoticeInvalid) as refused:
        parse(kind, 1, _changed(kind, changes))
    assert [(item.field, reason in item.reason) for item in refused.value.refusals] == [(field, True)]


def test_every_broken_field_is_listed_at_once() -> None:
    changes = {"reference": 7, "transport.0.number": "ZZZU1234560", "asked_for": [], "goods.0.gross_kg": "x"}
    with pytest.raises(NoticeInvalid) as refused:
        parse("warning", 1, _changed("warning", changes))
    assert {item.field for item in refused.value.refusals} == set(changes)


def test_quantities_of_different_units_are_never_added_up() -> None:
    acid = {**SMALLEST["seizure"]["items"][0], "commodity": "Sulphuric acid"}
    items = [{**acid, "quantity": {"amount": amount, "unit": unit}}
             for amount, unit in (("33", "TNE"), ("360", "LTR"), ("0.5", "TNE"))]  # fmt: skip
    notice = parse("seizure", 1, _changed("seizure", {"items": items}))
    assert isinstance(notice, SeizureNotice)
    sums = {unit: str(amount) for (_, unit), amount in quantities_by_unit(notice.items).items()}
    assert sums == {"TNE": "33.5", "LTR": "360"}


def test_persons_of_a_seizure_may_reach_units_of_the_own_country() -> None:
    check_audience("seizure-nominal", "KG-OSH", ["KG-OSH", "KG-BISHKEK"])
    check_audience("seizure", "KG-OSH", ["KZ-AKTAU"])


def test_persons_of_a_seizure_are_refused_to_units_abroad() -> None:
    with pytest.raises(AudienceTooWide, match="KZ-AKTAU"):
        check_audience("seizure-nominal", "KG-OSH", ["KG-BISHKEK", "KZ-AKTAU"])
