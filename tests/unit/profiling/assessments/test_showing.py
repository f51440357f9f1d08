"""What a selection shows: reasons in the reader's language, and names only to who may see parties."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sealwire.contract.profiling.lists import Effect, Said
from sealwire.contract.profiling.selections import Amend, Lane, Slot
from sealwire_profiling.assessments.domain.showing import chosen
from sealwire_profiling.assessments.domain.since import Since
from sealwire_profiling.assessments.domain.standing import Overridden, Standing
from sealwire_profiling.lists.domain.rescreening import Rescreened
from sealwire_profiling.lists.domain.screening import Hit

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


HIT = Hit(
    list="seized",
    entry=UUID(int=5),
    version=1,
    field="consignee.name",
    value="Ivanov",
    matched="Iwanow",
    score=0.9,
    reasons=(Said(code="spelling", en="another spelling", ru="другое написание"),),
    effect=Effect.MANDATORY,
)
AT = 1_790_000_000


def since(*after: Hit, before: tuple[Hit, ...] = (), is_open: bool = True) -> Since:
    return Since(Rescreened(before, after), AT, is_open)


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


def test_what_lists_say_since_comes_first_and_names_nobody_to_those_who_may_not_see_parties() -> None:
    row = replace(ROW, slot=None, since=since(HIT))
    told = chosen(row, language="en", names=True).reasons[0]
    assert told.text == (
        "Since this selection was made, the list seized matches: "
        "Ivanov is like Iwanow on the list seized: another spelling"
    )
    hidden = chosen(row, language="en", names=False).reasons[0]
    assert (hidden.kind, hidden.code) == (told.kind, told.code) == ("list-since", "seized")
    assert (hidden.text, hidden.facts) == ("Since this selection was made, the list seized matches", {})
    assert told.facts["entry"] == str(HIT.entry)


def test_a_hit_in_another_version_is_told_once_and_one_that_is_gone_is_told_as_gone() -> None:
    newer = replace(HIT, version=2)
    shown = chosen(replace(ROW, since=since(newer, before=(HIT,))), language="en", names=True)
    assert [each.kind for each in shown.reasons[:2]] == ["list-since", "profile"]
    shown = chosen(replace(ROW, since=since(before=(HIT,))), language="ru", names=True)
    assert [each.kind for each in shown.reasons[:2]] == ["list-gone", "profile"]
    assert "больше нет: Ivanov похоже на Iwanow" in shown.reasons[0].text


TAKEN_OFF = Overridden(Amend.REMOVE, "not-arrived", "it is not here", "KG-OSH/head-1", AT - 1)
LATER = replace(TAKEN_OFF, made_at=AT + 1)


@pytest.mark.parametrize(
    ("row", "needs"),
    [
        ({"slot": None, "since": since(HIT)}, True),
        ({"slot": None, "since": None}, False),
        ({"slot": None, "since": since(HIT, is_open=False)}, False),
        ({"slot": None, "since": since(replace(HIT, effect=Effect.SCORE))}, False),
        ({"slot": None, "since": since(replace(HIT, cleared=UUID(int=9)))}, False),
        ({"slot": None, "since": since(before=(HIT,))}, False),
        ({"slot": Slot.OFFICER, "since": since(HIT)}, False),
        ({"slot": Slot.RANDOM, "since": since(HIT)}, False),
        ({"removed": True, "overridden": TAKEN_OFF, "since": since(HIT)}, True),
        ({"removed": True, "overridden": LATER, "since": since(HIT)}, False),
    ],
    ids=[
        "a mandatory list since",
        "nothing since",
        "decided about since",
        "a list that only adds to the score",
        "a cleared pair",
        "a mandatory list no longer",
        "an officer has added it",
        "it is opened anyway",
        "an officer had taken it off before",
        "an officer has taken it off knowing it",
    ],
)
def test_an_officer_is_asked_where_a_list_compels_since_and_nobody_has_decided(
    row: dict[str, Any], *, needs: bool
) -> None:
    assert chosen(replace(ROW, **row), language="en", names=True).needs_override is needs
