"""The mechanisms: what is planted, a function each. docs/simulator.md says the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import Direction, SealCondition

from sealwire_profiling.simulator import blemishes, loading
from sealwire_profiling.simulator.innocent import Wish, draft, priority_wish
from sealwire_profiling.simulator.parameters import headings, parameters
from sealwire_profiling.simulator.values import Finding, Mechanism

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sealwire_profiling.simulator.drafts import Draft
    from sealwire_profiling.simulator.innocent import Scene
    from sealwire_profiling.simulator.parameters import Plan, Shape
    from sealwire_profiling.simulator.traders import Trader

SMALL_USD = 5_000.0
"""Below this value the simulated world asks for a simplified declaration only."""
GROUP = (3, 5)
"""Fewest and most consignments of a group that is sent on one day."""
_SEAL_SIGNS_EARLY = {"changed": 50.0, "damaged": 30.0, "duplicate": 20.0}
_SEAL_SIGNS_LATE = {"changed": 15.0, "damaged": 10.0, "duplicate": 75.0}


@dataclass(frozen=True, slots=True)
class Planting:
    """What a mechanism is planted with: scene, plan, the shape of the week."""

    scene: Scene
    plan: Plan
    shape: Shape
    late: bool

    def shows(self) -> bool:
        """Return whether a trait shows this time."""
        return self.scene.dice.chance(self.plan.show)

    def figure(self) -> float:
        """Return the mechanism's own figure."""
        return self.scene.dice.between(self.shape.low, self.shape.high)

    def origin(self) -> str:
        """Return where the goods come from."""
        return self.scene.dice.pick(self.shape.origins)

    def heading(self) -> str:
        """Return the goods' heading."""
        return self.scene.dice.pick(self.shape.headings)

    def trader(self) -> Trader | None:
        """Return one who does it again and again, or none: then anybody."""
        if not self.scene.dice.chance(parameters().repeat_share):
            return None
        return self.scene.population.offender(self.scene.dice, self.plan.mechanism, late=self.late)


def plant(scene: Scene, mechanism: Mechanism) -> list[Draft]:
    """Return the consignments of one act: one, or the group of a split."""
    plan, late = parameters().plans[mechanism], scene.week >= parameters().drift_week
    return _PLANTED[mechanism](Planting(scene, plan, plan.late if late else plan.early, late))


def group_size(scene: Scene) -> int:
    """Return how many consignments a group has."""
    return GROUP[0] + scene.dice.below(GROUP[1] - GROUP[0] + 1)


def group(scene: Scene, wish: Wish, values: tuple[float, float]) -> list[Draft]:
    """Return consignments of one consignee on one day, each below the small value.

    Args:
        scene: The week.
        wish: What each is.
        values: Lowest and highest value, as a share of the small value.
    """
    first = draft(scene, wish)
    code = wish.heading or first.items[0].heading.code
    same = Wish(
        direction=first.direction,
        destination=wish.destination,
        origin=first.shipper.country,
        heading=code,
        consignee=first.consignee,
        shipper=first.shipper,
        arrives_on=first.arrives_on,
        gross_kg=SMALL_USD * 0.8 / headings()[code].usd_kg,
        detour=False,
    )
    made = [draft(scene, same) for _ in range(group_size(scene))]
    for each in made:
        value = SMALL_USD * scene.dice.between(*values)
        each.cyrillic = first.cyrillic
        loading.revalue(each, value)
    return made


def finding(scene: Scene, mechanism: Mechanism) -> Finding:
    """Return what there is to find; small quantities are more common than large ones."""
    plan = parameters().plans[mechanism]
    low, high = plan.quantity
    return Finding(plan.group, round(low * (high / low) ** scene.dice.even(), 1), plan.unit)


def _precursor(act: Planting) -> list[Draft]:
    population, dice, week = act.scene.population, act.scene.dice, act.scene.week
    # Before the drift a company made for it; afterwards one that was bought with its short history.
    made_for_it = population.young(dice, week) if act.late else population.new(dice, week)
    consignee = made_for_it if act.shows() else act.trader()
    wish = Wish(Direction.IMPORT, heading=act.heading(), origin=act.origin(), consignee=consignee)
    made = draft(act.scene, wish)
    loading.reprice(made, act.figure())
    if act.shows():
        blemishes.describe_vaguely(act.scene, made)
    if dice.chance(act.plan.show / 2):
        loading.repack(made, dice.between(0.12, 0.35))
    return [made]


def _undervaluation(act: Planting) -> list[Draft]:
    wish = Wish(Direction.IMPORT, heading=act.heading(), origin=act.origin(), consignee=act.trader())
    made = draft(act.scene, wish)
    loading.reprice(made, act.figure())
    return [made]


def _misclassification(act: Planting) -> list[Draft]:
    true, declared = act.heading().split(">")
    wish = Wish(Direction.IMPORT, heading=true, origin=act.origin(), consignee=act.trader())
    made = draft(act.scene, wish)
    loading.reprice(made, act.figure())
    blemishes.misdeclare(act.scene, made, declared)
    if not act.shows():
        # This time the words were adapted too; only weights and value give the goods away.
        other = headings()[declared]
        made.items[0].description = act.scene.dice.pick(other.russian if made.cyrillic else other.english)
    return [made]


def _rip_on(act: Planting) -> list[Draft]:
    wish = Wish(Direction.IMPORT, heading=act.heading(), origin=act.origin(), consignee=act.trader())
    made = draft(act.scene, wish)
    if act.shows():
        loading.overload(made, act.figure())
    if act.shows():
        sign = act.scene.dice.weighted(_SEAL_SIGNS_LATE if act.late else _SEAL_SIGNS_EARLY)
        if sign == "changed":
            blemishes.change_seal(act.scene, made)
        elif sign == "damaged":
            blemishes.damage_seal(made, SealCondition.TAMPERED)
        else:
            blemishes.duplicate_seal(act.scene, made)
    return [made]


def _route_diversion(act: Planting) -> list[Draft]:
    redirected, detour = act.shows(), act.shows()
    direction = Direction.TRANSIT if act.scene.dice.chance(0.5) else Direction.IMPORT
    consignee = act.trader() if direction is Direction.IMPORT else None
    destination = act.scene.dice.pick(("TJ", "UZ")) if direction is Direction.TRANSIT else None
    made = draft(
        act.scene,
        Wish(direction, destination, act.origin(), act.heading(), consignee=consignee, detour=detour),
    )
    loading.reprice(made, act.figure())
    if redirected or not detour:
        blemishes.redirect(act.scene, made)
    return [made]


def _dual_use(act: Planting) -> list[Draft]:
    wish = priority_wish(act.scene.dice, act.origin(), act.heading())
    if not act.shows():
        # Through a company here, which sends it on later.
        consignee = act.scene.population.young(act.scene.dice, act.scene.week)
        wish = Wish(Direction.IMPORT, None, wish.origin, wish.heading, wish.hs, consignee)
    made = draft(act.scene, wish)
    loading.reprice(made, act.figure())
    if act.scene.dice.chance(act.plan.show / 2):
        blemishes.describe_vaguely(act.scene, made)
    return [made]


def _heavy_empty(act: Planting) -> list[Draft]:
    made = draft(act.scene, Wish(Direction.IMPORT, origin=act.origin(), consignee=act.trader()))
    loading.make_empty(made, act.figure())
    return [made]


def _split(act: Planting) -> list[Draft]:
    wish = Wish(Direction.IMPORT, heading=act.heading(), origin=act.origin(), consignee=act.trader())
    return group(act.scene, wish, (act.shape.low, act.shape.high))


def _perishable(act: Planting) -> list[Draft]:
    new = act.scene.dice.chance(0.3)
    consignee = act.scene.population.new(act.scene.dice, act.scene.week) if new else act.trader()
    wish = Wish(Direction.IMPORT, heading=act.heading(), origin=act.origin(), consignee=consignee)
    made = draft(act.scene, wish)
    if act.shows():
        loading.overload(made, act.figure())
    if act.scene.dice.chance(act.plan.show / 2):
        # Waits for the right shift: declared on the day of its arrival, though it was days on the road.
        made.declared_on = made.arrives_on
    return [made]


_PLANTED: Mapping[Mechanism, Callable[[Planting], list[Draft]]] = {
    Mechanism.PRECURSOR: _precursor,
    Mechanism.UNDERVALUATION: _undervaluation,
    Mechanism.MISCLASSIFICATION: _misclassification,
    Mechanism.RIP_ON: _rip_on,
    Mechanism.ROUTE_DIVERSION: _route_diversion,
    Mechanism.DUAL_USE: _dual_use,
    Mechanism.HEAVY_EMPTY: _heavy_empty,
    Mechanism.SPLIT: _split,
    Mechanism.PERISHABLE: _perishable,
}
