"""The authorisation table itself: whose is what, and what a list may show."""

from __future__ import annotations

import pytest
from sealwire import authorisation
from sealwire.authorisation import MATRIX, Action, Actor, NotAllowed, Reach
from sealwire_chassis.caller import Caller

OSH, BATKEN, AKTAU = "KG-OSH", "KG-BAT", "KZ-AKT"


def caller_of(actor: Actor) -> Caller:
    key = "0a" * 32
    if actor is Actor.PROGRAMME_ADMINISTRATOR:
        return Caller(key=key, kind="administrator", officer="a", scope="*")
    if actor is Actor.COUNTRY_ADMINISTRATOR:
        return Caller(key=key, kind="administrator", officer="a", scope="KG")
    return Caller(key=key, kind="device", unit=OSH, officer="o", roles=(actor,))


@pytest.mark.parametrize("actor", list(Actor))
@pytest.mark.parametrize("action", list(Action))
def test_a_cell_says_what_may_be_done_to_what(actor: Actor, action: Action) -> None:
    who, reach = caller_of(actor), MATRIX[action][actor]
    everywhere = reach is Reach.ALL or (reach is Reach.OWN and actor is Actor.PROGRAMME_ADMINISTRATOR)
    country = everywhere or (reach is Reach.OWN and actor is Actor.COUNTRY_ADMINISTRATOR)
    may = authorisation.may
    assert may(who, action, unit=OSH) is (reach is not Reach.NONE)
    assert may(who, action, unit=BATKEN) is country
    assert may(who, action, unit=AKTAU) is everywhere
    assert may(who, action, country="KG") is country
    assert may(who, action, country="KZ") is everywhere
    assert may(who, action) is everywhere


@pytest.mark.parametrize("actor", list(Actor))
@pytest.mark.parametrize("action", list(Action))
def test_a_list_shows_exactly_what_may_be_read_one_by_one(actor: Actor, action: Action) -> None:
    who = caller_of(actor)
    may = [unit for unit in (OSH, BATKEN, AKTAU) if authorisation.may(who, action, unit=unit)]
    if not may:
        with pytest.raises(NotAllowed):
            authorisation.listing(who, action)
        return
    of_unit, of_country = authorisation.listing(who, action)
    listed = [each for each in (OSH, BATKEN, AKTAU) if of_unit in ("", each) and of_country in ("", each[:2])]
    assert listed == may


def test_an_officer_with_two_roles_has_the_rights_of_both() -> None:
    who = Caller(key="0a" * 32, kind="device", unit=OSH, officer="o", roles=("viewer", "integration"))
    assert authorisation.may(who, Action.READ_REPORTS, unit=OSH)
    assert authorisation.may(who, Action.SEND_NOTICES, unit=OSH)
    assert not authorisation.may(who, Action.READ_CONTACTS, unit=OSH)


@pytest.mark.parametrize("kind", ["device", "administrator"])
def test_a_caller_without_unit_or_scope_lists_nothing_as_its_own(kind: str) -> None:
    who = Caller(key="0a" * 32, kind=kind, roles=("unit_head",))
    with pytest.raises(NotAllowed):
        authorisation.listing(who, Action.READ_CASES)
    named = who.model_copy(update={"unit": OSH} if kind == "device" else {"scope": "KG"})
    assert authorisation.listing(named, Action.READ_CASES) in [(OSH, ""), ("", "KG")]


def test_a_device_without_roles_may_nothing() -> None:
    who = Caller(key="0a" * 32, kind="device", unit=OSH, officer="o")
    assert not any(authorisation.may(who, action, unit=OSH) for action in Action)


def test_a_refusal_names_who_may() -> None:
    with pytest.raises(NotAllowed, match=r"May edit segments: programme_administrator \(all\)\."):
        authorisation.check(caller_of(Actor.VIEWER), Action.EDIT_SEGMENTS)


def test_nobody_may_edit_what_they_may_not_read() -> None:
    order = [Reach.NONE, Reach.OWN, Reach.ALL]
    for edit, read in (
        (Action.EDIT_UNITS, Action.READ_UNITS),
        (Action.EDIT_OFFICERS, Action.READ_CONTACTS),
        (Action.EDIT_CASES, Action.READ_CASES),
        (Action.EDIT_WORK_PLANS, Action.READ_CASES),
        (Action.EDIT_GROUPS, Action.READ_UNITS),
        (Action.EDIT_SEGMENTS, Action.READ_UNITS),
    ):
        for actor in Actor:
            assert order.index(MATRIX[edit][actor]) <= order.index(MATRIX[read][actor]), (edit, actor)
