"""docs/simulator.md says what is planted and what looks like it; here it is counted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from math import sqrt
from pathlib import Path

import pytest
from sealwire_profiling.simulator import Inspection, Mechanism, Trait, World, observed
from sealwire_profiling.simulator.parameters import parameters
from sealwire_profiling.simulator.planting import GROUP

DOCUMENT = Path(__file__).parents[4] / "docs" / "simulator.md"
# Before, nobody has a history yet.
FROM_WEEK = 10
WEEKS = 46


@dataclass
class Counted:
    """Counts of weeks FROM_WEEK to WEEKS."""

    benign: int
    traits: Counter[Trait]
    planted: Counter[Mechanism]
    active: Counter[Mechanism]
    shown: dict[Mechanism, Counter[Trait]]


def _rows(heading: str) -> dict[str, list[str]]:
    text = DOCUMENT.read_text(encoding="utf-8").split(f"## {heading}")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (.+) \|$", text, re.MULTILINE)[1:]
    return {row.split(" | ")[0]: row.split(" | ")[1:] for row in rows}


@pytest.fixture(scope="module")
def counted() -> Counted:
    weeks = list(islice(World(11, 420).weeks(), WEEKS))
    found = Counted(0, Counter(), Counter(), Counter(), {each: Counter() for each in Mechanism})
    for week, traits in list(zip(weeks, observed(weeks), strict=True))[FROM_WEEK:]:
        for plan in parameters().plans.values():
            found.active[plan.mechanism] += len(traits) if week.number >= plan.from_week else 0
        for each, seen in zip(week.consignments, traits, strict=True):
            if each.mechanism is None:
                found.benign += 1
                found.traits.update(seen)
            else:
                found.planted[each.mechanism] += 1
                found.shown[each.mechanism].update(seen)
    return found


def _within(count: int, rate: float, of: int, *, cluster: float = 1.0) -> bool:
    """Whether a count is as the rate says: 3.5 standard errors and a tenth of the rate."""
    error = sqrt(rate * (1 - rate) / of * cluster)
    return abs(count / of - rate) <= 3.5 * error + 0.1 * rate


@pytest.mark.parametrize("trait", list(Trait))
def test_innocent_trade_has_each_trait_as_often_as_documented(trait: Trait, counted: Counted) -> None:
    cluster = GROUP[1] if trait is Trait.SMALL_GROUP else 1.0
    assert _within(counted.traits[trait], parameters().benign[trait], counted.benign, cluster=cluster)


@pytest.mark.parametrize("mechanism", list(Mechanism))
def test_each_mechanism_is_planted_as_often_as_documented(mechanism: Mechanism, counted: Counted) -> None:
    rate = parameters().plans[mechanism].rate
    cluster = GROUP[1] if mechanism is Mechanism.SPLIT else 1.0
    assert _within(counted.planted[mechanism], rate, counted.active[mechanism], cluster=cluster)


def test_two_to_four_of_a_hundred_consignments_have_something_planted(counted: Counted) -> None:
    planted = counted.planted.total()
    assert 0.02 < planted / (planted + counted.benign) < 0.04


@pytest.mark.parametrize("trait", list(Trait))
def test_no_trait_gives_anything_away(trait: Trait, counted: Counted) -> None:
    guilty = sum(shown[trait] for shown in counted.shown.values())
    assert guilty < 0.5 * (guilty + counted.traits[trait])


@pytest.mark.parametrize(
    ("mechanism", "trait"),
    [
        (Mechanism.PRECURSOR, Trait.VAGUE_DESCRIPTION),
        (Mechanism.UNDERVALUATION, Trait.LOW_VALUE),
        (Mechanism.MISCLASSIFICATION, Trait.FOREIGN_DESCRIPTION),
        (Mechanism.RIP_ON, Trait.EXTRA_WEIGHT),
        (Mechanism.ROUTE_DIVERSION, Trait.LATE_DESTINATION),
        (Mechanism.DUAL_USE, Trait.PRIORITY_TO_DIVERSION),
        (Mechanism.HEAVY_EMPTY, Trait.LOADED_EMPTY),
        (Mechanism.SPLIT, Trait.SMALL_GROUP),
        (Mechanism.PERISHABLE, Trait.SOURCE_PERISHABLE),
    ],
)
def test_a_mechanism_shows_in_most_of_its_consignments(
    mechanism: Mechanism, trait: Trait, counted: Counted
) -> None:
    assert counted.shown[mechanism][trait] > 0.5 * counted.planted[mechanism]


def test_the_document_states_the_rates_of_the_table() -> None:
    stated = {trait: float(row[0]) for trait, row in _rows("What innocent trade looks like it").items()}
    assert stated == dict(parameters().benign)
    assert set(stated) == {each.value for each in Trait}


def test_the_document_states_the_mechanisms_of_the_table() -> None:
    stated = _rows("What is planted")
    assert set(stated) == {each.value for each in Mechanism}
    for mechanism, plan in parameters().plans.items():
        detect = [str(plan.detect[kind]) for kind in Inspection]
        assert stated[mechanism] == [
            f"{plan.rate:g}", str(plan.from_week), str(plan.show), *detect, plan.group
        ]  # fmt: skip
