"""What a selection shows: reasons in the reader's language, and names only to who may see parties."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from sealwire.contract.profiling.selections import Amend, Lane, Slot
from sealwire_profiling.assessments.domain.showing import chosen
from sealwire_profiling.assessments.domain.standing import Overridden, Standing

REASONS = [
    {
        "kind": kind, "code": f"{kind}-code", "weight": 5, "facts": {"consignee": "Ivanov"},
        "text": {"en": f"{kind}: Ivanov", "ru": f"{kind}: Иванов"},
    }
    for kind in ("profile", "list", "list-note", "check", "goods", "model", "slot", "not-evaluable")
]  # fmt: skip
NAMING = {"profile", "list", "list-note", "check", "model"}
ROW = Standing(
    consignment=UUID(int=1),
    reference="BL-1",
    office="OSH",
    rank=7,
    place=1,
    lane=Lane.RED,
    slot=Slot.RANDOM,
    propensity=0.02,
    overflow=False,
    removed=False,
    score=40.0,
    probability=0.1,
    reasons=REASONS,
)


@pytest.mark.parametrize(("language", "name"), [("en", "Ivanov"), ("ru", "Иванов")])
def test_a_reader_who_may_see_parties_reads_whole_reasons(language: str, name: str) -> None:
    shown = chosen(ROW, language=language, names=True)
    assert all(name in each.text for each in shown.reasons)
    assert shown.reasons[0].facts == {"consignee": "Ivanov"}


def test_others_read_the_code_of_every_reason_that_may_name_somebody() -> None:
    shown = chosen(ROW, language="en", names=False)
    for each in shown.reasons:
        assert ("Ivanov" in each.text) is (each.kind not in NAMING)
        assert bool(each.facts) is (each.kind not in NAMING)
    assert [each.code for each in shown.reasons] == [each["code"] for each in REASONS]


def test_an_override_stays_visible_with_who_and_why() -> None:
    made = Overridden(Amend.REMOVE, "already-inspected", "opened at Osh", "KG-OSH/head-1", 1_790_000_000)
    row = replace(ROW, slot=Slot.MANDATORY, lane=Lane.YELLOW, removed=True, overridden=made)
    said = chosen(row, language="en", names=False).overridden
    assert said == "remove by KG-OSH/head-1: already-inspected, opened at Osh"
    assert not chosen(ROW, language="en", names=False).overridden


def test_of_an_erased_consignment_the_code_alone_is_shown() -> None:
    shown = chosen(replace(ROW, reasons=[{"kind": "profile", "code": "p"}]), language="en", names=True)
    assert [(each.code, each.text) for each in shown.reasons] == [("p", "p")]
