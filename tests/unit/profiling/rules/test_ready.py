"""Every ready profile compiles, holds of its case and not of an ordinary one, and tells what it misses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sealwire.notices.codelists import codelist
from sealwire_profiling.frame.domain.columns import VOCABULARY
from sealwire_profiling.rules.domain.compiling import compile_rule
from sealwire_profiling.rules.domain.evaluating import explain
from sealwire_profiling.rules.domain.ready import ready_profiles, starting_sets
from unit.profiling.rules.ordinary import ORDINARY

# What makes it hold, and what is missing where it cannot be told.
CASES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "vague-description": ({"description": "SPARE PARTS, 20 pallets"}, ("description",)),
    "first-time-consignee": ({"consignee_earlier": 0}, ("consignee",)),
    "thin-trader-new-partner": (
        {"consignee_earlier": 1, "pair_earlier": 0, "shipper_earlier": 0},
        ("consignee_earlier", "pair_earlier", "shipper_earlier", "declarant_earlier"),
    ),
    "goods-unlike-business": ({"consignee_heading_earlier": 0}, ("consignee_heading_earlier",)),
    "value-far-below-norm": ({"value_norm": 0.1}, ("value_norm",)),
    "value-far-above-norm": ({"value_norm": 9.0}, ("value_norm",)),
    "weight-far-from-norm": ({"weight_norm": 5.0}, ("weight_norm",)),
    "packages-implausible": ({"checks": ["package-heavy"]}, ("checks",)),
    "freight-against-value": ({"freight_share": 0.8}, ("freight_share",)),
    "empty-heavy": ({"empty": True, "empty_load_kg": 900.0}, ("empty", "empty_load_kg")),
    "load-above-goods": ({"surplus_kg": 200.0}, ("surplus_kg",)),
    "seal-repeated": ({"checks": ["seal-repeated"]}, ("checks",)),
    "seal-changed": ({"amended": ["equipment", "equipment.seals"]}, ("amended",)),
    "seal-missing": ({"seals": [], "seal_count": 0, "empty": None}, ("container_count", "seal_count")),
    "last-minute-amendment": (
        {"amended_by_arrival": 1, "amended_on": date(2026, 3, 10)},
        ("amended_by_arrival", "arrives_on", "amended_on"),
    ),
    "route-changed": ({"amended": ["legs", "legs.place"]}, ("amended",)),
    "parties-changed": ({"amended": ["notify"]}, ("amended",)),
    "split-consignments": ({"consignee_heading_together": 3}, ("consignee_heading_together",)),
    "shipper-is-forwarder": ({"shipper": "Silk Lines"}, ("checks",)),
    "consignee-to-order": ({"consignee": "TO THE ORDER OF BANK"}, ("consignee",)),
    "logistics-company-as-party": ({"consignee": "Логистик Сервис"}, ("shipper",)),
    "perishable-from-source": ({"hs_codes": ["080390"], "origin": "EC"}, ("hs_codes", "origin")),
    "source-origin-loaded-elsewhere": ({"origin": "CO"}, ("origin",)),
    "detour": ({"transits": ["KZ", "KG", "UZ"]}, ("transits",)),
    "cold-goods-in-dry-container": ({"checks": ["cold-in-dry"]}, ("checks",)),
    "shipper-is-consignee": ({"shipper": "OsOO Ak-Jol"}, ("shipper",)),
    "high-priority-to-diversion": ({"priority_tier": 1, "transits": ["XX"]}, ("priority_tier", "transits")),
    "strategic-new-end-user": (
        {"priority_tier": 3, "consignee_earlier": 0},
        ("priority_tier", "consignee_earlier"),
    ),
    "strategic-words-other-code": ({"control_terms": ["valves"]}, ("control_terms",)),
    "precursor-new-user": (
        {"hs_codes": ["2915240000"], "consignee_heading_earlier": 0},
        ("hs_codes", "consignee_heading_earlier"),
    ),
    "chemicals-vaguely-described": (
        {"hs_codes": ["291590"], "description": "Chemicals, 40 drums"},
        ("hs_codes", "description"),
    ),
    "waste-as-goods": (
        {"hs_codes": ["850440"], "description": "Used transformers, scrap", "value_per_kg": 0.2},
        ("hs_codes", "description", "value_per_kg"),
    ),
}  # fmt: skip
# The administration's own choice, empty at the start: a country that does not exist stands for it.
SETS = replace(starting_sets(), groups={**starting_sets().groups, "diversion": frozenset({"XX"})})
READY = {each.code: each for each in ready_profiles()}
RULES = {code: compile_rule(code, each.profile.rule, SETS) for code, each in READY.items()}


def test_there_are_cases_for_all_ready_profiles_and_twenty_or_more() -> None:
    assert set(CASES) == set(READY) == set(RULES)
    assert len(READY) >= 20


def test_the_ordinary_consignment_has_the_whole_vocabulary() -> None:
    assert set(ORDINARY) == set(VOCABULARY)


@pytest.mark.parametrize("code", CASES)
def test_a_ready_profile_holds_of_its_case_and_not_of_an_ordinary_consignment(code: str) -> None:
    assert explain(RULES[code], ORDINARY | CASES[code][0]).holds is True
    assert explain(RULES[code], ORDINARY).holds is False


@pytest.mark.parametrize("code", CASES)
def test_a_ready_profile_that_cannot_be_told_names_what_is_missing(code: str) -> None:
    hidden = CASES[code][1]
    told = explain(RULES[code], ORDINARY | dict.fromkeys(hidden))
    assert told.holds is None
    assert set(told.missing) >= set(hidden)


@pytest.mark.parametrize("code", CASES)
def test_a_ready_profile_says_what_officers_need(code: str) -> None:
    ready = READY[code]
    for said in (ready.profile.title, ready.profile.why):
        assert said.en != said.ru
    assert 1 <= ready.profile.weight <= 100
    assert ready.profile.commodity in codelist("commodity-group").codes
    assert all((ready.source.title, ready.source.publisher))
    assert 1990 < ready.source.year < 2100


def test_a_profile_whose_group_is_still_empty_says_so() -> None:
    rule = READY["high-priority-to-diversion"].profile.rule
    assert compile_rule("r", rule, starting_sets()).empty_sets == ("diversion",)
    assert compile_rule("r", rule, SETS).empty_sets == ()
