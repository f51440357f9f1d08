"""What equipment carries above the goods: no tare, nothing that a vehicle tells again, no empty by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from sealwire.contract.profiling.consignments import Consignment
from sealwire_profiling.frame.domain.building import Received, build
from sealwire_profiling.frame.domain.columns import SCHEMA
from sealwire_profiling.rules.domain.compiling import compile_rule
from sealwire_profiling.rules.domain.evaluating import evaluate
from sealwire_profiling.rules.domain.ready import ready_profiles, starting_sets
from sealwire_profiling.simulator import Mechanism, World

from bench.trade import received

TODAY = date(2026, 5, 4)
GOODS = [{"description": "screws", "hs": "731815", "gross_kg": 20_000}]
ITSELF = [{"description": "empty container", "hs": "860900"}]
RULES = {each.code: compile_rule(each.code, each.profile.rule, starting_sets()) for each in ready_profiles()}
WORLD = World(7, 400)
Unit = dict[str, Any]


def unit(
    kind: str, gross_kg: float | None, tare_kg: float | None = None, *, empty: bool | None = None
) -> Unit:
    return {
        "kind": kind,
        "number": f"{kind}-{gross_kg}",
        "gross_kg": gross_kg,
        "tare_kg": tare_kg,
        "empty": empty,
    }


def frame(*units: Unit, goods: list[dict[str, Any]] = GOODS) -> pl.DataFrame:
    body = {"reference": "B1", "goods": goods, "equipment": units}
    return build([Received("c", "manifest", Consignment.model_validate(body))], on=TODAY)


def judged(made: pl.DataFrame) -> pl.DataFrame:
    return made.with_columns(pl.lit([], SCHEMA["checks"]).alias("checks"))


def holds(code: str, made: pl.DataFrame) -> list[bool | None]:
    return evaluate([RULES[code]], judged(made))[code].to_list()


@pytest.mark.parametrize(
    ("units", "surplus"),
    [
        ((unit("container", 20_000),), 0.0),
        ((unit("container", 20_300),), 300.0),
        ((unit("container", 20_300, 2_200),), 300.0),
        # A verified gross mass has the tare in it.
        ((unit("container", 22_200, 2_200),), 0.0),
        ((unit("container", 22_500, 2_200),), 300.0),
        # The wagon, the trailer and the truck tell the load of what they carry again.
        ((unit("container", 20_000), unit("wagon", 20_000)), 0.0),
        ((unit("truck", 20_000), unit("trailer", 20_000)), 0.0),
        ((unit("container", 20_300), unit("wagon", 20_300, 24_000)), 300.0),
        ((unit("container", 22_500, 2_200), unit("wagon", 22_500)), 300.0),
        # The load is on both.
        ((unit("truck", 8_000), unit("trailer", 12_100)), 100.0),
        # What carries nothing is no reading of the load, and what is empty weighs itself.
        ((unit("container", 45_000), unit("truck", 0, 9_000)), 25_000.0),
        ((unit("container", 20_150), unit("container", 0, empty=True)), 150.0),
        ((unit("container", 20_150), unit("container", 2_200, empty=True)), 150.0),
        # No weight has a tare in it that is heavier than itself.
        ((unit("container", 45_000, 50_000),), 25_000.0),
        ((unit("container", 20_000), unit("truck", None)), None),
    ],
)
def test_the_surplus_is_that_of_the_meaning_nearest_to_the_goods(
    units: tuple[Unit, ...], surplus: float | None
) -> None:
    made = frame(*units)
    assert made["surplus_kg"].to_list() == [surplus]
    held = None if surplus is None else surplus > 100.0
    assert holds("load-above-goods", made) == [held]


@pytest.mark.parametrize(
    ("units", "load"),
    [
        ((unit("container", 0, empty=True),), 0.0),
        ((unit("container", 2_200, 2_200, empty=True),), 0.0),
        ((unit("container", 2_170, 2_200, empty=True),), 0.0),
        ((unit("container", 2_900, 2_200, empty=True),), 700.0),
        # Less than the tare: it is the load alone.
        ((unit("container", 350, 2_200, empty=True),), 350.0),
        ((unit("container", 7_000, empty=True),), 7_000.0),
        ((unit("wagon", 50_000, empty=True),), 50_000.0),
        # It may be what the container or the wagon weighs.
        ((unit("container", 2_200, empty=True),), None),
        ((unit("wagon", 24_000, empty=True),), None),
        ((unit("container", None, 2_200, empty=True),), None),
        ((unit("container", 2_900, 2_200, empty=True), unit("container", 0, 2_200, empty=True)), 700.0),
        ((unit("container", 2_900, 2_200, empty=True), unit("container", 2_200, empty=True)), None),
    ],
)
def test_an_empty_one_weighs_by_what_is_in_it_and_not_by_itself(
    units: tuple[Unit, ...], load: float | None
) -> None:
    made = frame(*units, goods=ITSELF)
    assert made.select("empty_load_kg", "surplus_kg").row(0) == (load, load)
    assert holds("empty-heavy", made) == [None if load is None else load > 100.0]


@pytest.mark.parametrize(
    ("empty", "load", "held"),
    [
        (unit("container", 0, empty=True), 0.0, False),
        (unit("container", 2_200, 2_200, empty=True), 0.0, False),
        (unit("container", 2_900, 2_200, empty=True), 700.0, True),
        (unit("container", 2_200, empty=True), None, None),
        (unit("container", 0, empty=False), None, False),
    ],
)
def test_what_a_full_one_carries_makes_no_empty_one_heavy(
    empty: Unit, load: float | None, *, held: bool | None
) -> None:
    made = frame(unit("container", 20_150, empty=False), empty)
    assert made["surplus_kg"].to_list() == [150.0]
    assert made["empty_load_kg"].to_list() == [load]
    assert holds("empty-heavy", made) == [held]


# A rip-on shows its weight in three of four (docs/simulator.md).
@pytest.mark.parametrize(
    ("mechanism", "code", "share"),
    [(Mechanism.HEAVY_EMPTY, "empty-heavy", 0.9), (Mechanism.RIP_ON, "load-above-goods", 0.6)],
)
def test_what_the_simulator_puts_into_loads_and_empties_shows(
    mechanism: Mechanism, code: str, share: float
) -> None:
    consignments = [each for week in range(12) for each in WORLD.week(week).consignments]
    held = holds(code, build(received(consignments), on=TODAY))
    planted = [hit for hit, each in zip(held, consignments, strict=True) if each.mechanism is mechanism]
    benign = [hit for hit, each in zip(held, consignments, strict=True) if each.mechanism is None]
    assert len(planted) >= 8
    assert planted.count(True) > share * len(planted)
    assert benign.count(True) < 0.05 * len(benign)
