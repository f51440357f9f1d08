"""A world of trade, week by week."""

from __future__ import annotations

import gc
from datetime import date, timedelta
from itertools import count, islice
from typing import TYPE_CHECKING

from sealwire_profiling.simulator import blemishes, loading, planting
from sealwire_profiling.simulator.dice import Dice
from sealwire_profiling.simulator.drafts import write
from sealwire_profiling.simulator.innocent import Scene, Wish, draft, usual_wish
from sealwire_profiling.simulator.parameters import parameters
from sealwire_profiling.simulator.traders import Population
from sealwire_profiling.simulator.values import Inspection, Mechanism, Simulated, Week

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire_profiling.simulator.drafts import Draft

FIRST_MONDAY = date(2026, 1, 5)
"""Week 0 begins here; the simulator has no clock."""
_WEEKS = 3
_NOTHING = dict.fromkeys(Inspection, 0.0)
_MANY = 2_000


class World:
    """A simulated trade world: the same for the same arguments, and each week by itself.

    Args:
        seed: Of everything drawn, >= 0.
        consignments_per_week: Exactly so many in each week, >= 1.
        office: Most of the trade goes to this post, from the countries that have a corridor to it; none for
            all posts.
    """

    def __init__(self, seed: int, consignments_per_week: int = 400, *, office: str | None = None) -> None:
        self.seed = seed
        self.consignments_per_week = consignments_per_week
        self.office = office
        self._population = Population(seed, consignments_per_week)

    def week(self, number: int) -> Week:
        """Return a week, from 0 on; no other week has to be made before it."""
        starts = FIRST_MONDAY + timedelta(weeks=number)
        # A group may make a few more than the week has; the next week's counters begin beyond them.
        first = number * (self.consignments_per_week * 2 + 16)
        dice = Dice(self.seed, _WEEKS, number)
        scene = Scene(dice, self._population, number, starts, first, self.office)
        made: list[Simulated] = []
        while len(made) < self.consignments_per_week:
            made.extend(self._act(scene))
        return Week(number, starts, tuple(made[: self.consignments_per_week]))

    def weeks(self) -> Iterator[Week]:
        """Yield the weeks from 0 on, without end."""
        return (self.week(number) for number in count())

    def _act(self, scene: Scene) -> list[Simulated]:
        """Return what one act gives: an innocent consignment, a planted one, or a group."""
        mechanism = _drawn(scene)
        if mechanism is not None:
            return [self._done(scene, each, mechanism) for each in planting.plant(scene, mechanism)]
        return [self._done(scene, each, None) for each in _innocent(scene)]

    def _done(self, scene: Scene, made: Draft, mechanism: Mechanism | None) -> Simulated:
        blemishes.befall(scene, made)
        scene.sealed.extend(seal.number for each in made.units for seal in each.seals)
        return Simulated(
            consignment=write(made, self._population),
            mechanism=mechanism,
            finding=None if mechanism is None else planting.finding(scene, mechanism),
            detectability=_NOTHING if mechanism is None else parameters().plans[mechanism].detect,
            amendments=tuple(made.earlier),
            week=scene.week,
        )


def generate(count: int, seed: int) -> list[Simulated]:
    """Return so many consignments of a world of that seed, in the order of their weeks.

    Args:
        count: How many, >= 0; weeks of 2,000, so 100,000 go over 50 weeks, drift included.
        seed: Of the world.
    """
    # Nothing made here refers back to itself; looking for cycles among millions of objects doubles the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return list(islice(stream(seed), count))
    finally:
        if collecting:
            gc.enable()


def stream(seed: int, consignments_per_week: int = _MANY) -> Iterator[Simulated]:
    """Yield consignments without end, one week in memory at a time."""
    for week in World(seed, consignments_per_week).weeks():
        yield from week.consignments


def _drawn(scene: Scene) -> Mechanism | None:
    """Return the mechanism of the next act; a split makes several consignments, so it is begun less often."""
    roll = scene.dice.even()
    for mechanism, plan in parameters().plans.items():
        if scene.week < plan.from_week:
            continue
        size = sum(planting.GROUP) / 2 if mechanism is Mechanism.SPLIT else 1.0
        if roll < plan.rate / size:
            return mechanism
        roll -= plan.rate / size
    return None


def _innocent(scene: Scene) -> list[Draft]:
    dice, chosen = scene.dice, parameters().innocent
    if dice.chance(chosen["group"]):
        return planting.group(scene, Wish(), (0.35, 0.99))
    made = draft(scene, usual_wish(scene))
    if dice.chance(chosen["empty"]):
        heavy = dice.chance(chosen["empty_residue"])
        loading.make_empty(made, dice.between(80.0, 700.0) if heavy else 0.0)
    return [made]
