"""Ordinary trade, in which nothing is planted, and the wishes by which a mechanism bends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import Direction, Mode

from sealwire_profiling.simulator import journeys, loading
from sealwire_profiling.simulator.drafts import Draft
from sealwire_profiling.simulator.numbers import document_number
from sealwire_profiling.simulator.parameters import corridors, headings, parameters
from sealwire_profiling.simulator.traders import DESTINATIONS, HOME, ORIGINS, Trader

if TYPE_CHECKING:
    from datetime import date

    from sealwire_profiling.simulator.dice import Dice
    from sealwire_profiling.simulator.parameters import Heading
    from sealwire_profiling.simulator.traders import Population

SOURCES = ("AF", "PK", "IR")
"""Regions from which the perishables of the world's ninth mechanism come."""
DIVERSION = "RU"
"""The destination to which priority items are diverted."""
_SOURCED = ("0703", "0806", "0810")
_WEEKDAYS = {0: 17.0, 1: 16.0, 2: 16.0, 3: 16.0, 4: 16.0, 5: 12.0, 6: 7.0}
_TRANSIT_ORIGINS = {"CN": 40, "TR": 15, "AE": 12, "DE": 10, "KR": 8, "IN": 8, "IR": 7}
_EXPORTS_TO = {"RU": 40, "KZ": 30, "UZ": 20, "CN": 5, "TR": 5}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a consignment must be; everything that is not asked for is as usual."""

    direction: Direction | None = None
    destination: str | None = None
    origin: str | None = None
    heading: str | None = None
    hs: str | None = None
    consignee: Trader | None = None
    shipper: Trader | None = None
    arrives_on: date | None = None
    detour: bool | None = None
    empty: bool = False
    gross_kg: float | None = None


@dataclass(slots=True)
class Scene:
    """The week in which consignments are made up.

    Attributes:
        dice: Of the week.
        population: The world's traders.
        week: Its number.
        starts: Its Monday.
        counter: Goes on by one with each consignment of the world.
        office: Where the world has one post only.
        sealed: Seal numbers of the week so far.
    """

    dice: Dice
    population: Population
    week: int
    starts: date
    counter: int
    office: str | None
    sealed: list[str] = field(default_factory=list)


def draft(scene: Scene, wish: Wish) -> Draft:
    """Return a consignment that is as the wish says and else as trade goes."""
    dice, chosen = scene.dice, parameters().innocent
    scene.counter += 1
    direction = wish.direction or _direction(dice, chosen["transit"], chosen["export"])
    destination = _destination(dice, wish, direction)
    consignee = wish.consignee or _consignee(scene, destination)
    heading, origin = _trade(scene, wish, direction, consignee)
    shipper = wish.shipper or scene.population.usual_shipper(dice, consignee, origin)
    detour = dice.chance(chosen["detour"]) if wish.detour is None else wish.detour
    end = destination if direction is Direction.EXPORT else origin
    corridor = journeys.choose(dice, end, detour=detour, office=scene.office, avoiding=destination)
    arrives = wish.arrives_on or scene.starts + timedelta(days=dice.weighted(_WEEKDAYS))
    if direction is Direction.EXPORT:
        stages = journeys.outward(dice, corridor, arrives)
    else:
        stages = journeys.inward(dice, corridor, destination, arrives)
    mode = journeys.arrival_mode(corridor)
    rail = mode is Mode.RAIL
    made = Draft(
        reference=document_number("RW" if rail else "CM", scene.counter),
        counter=scene.counter,
        direction=direction,
        mode=mode,
        office=corridor.office,
        arrives_on=arrives,
        declared_on=arrives - timedelta(days=dice.below(5)),
        shipper=shipper,
        consignee=consignee,
        carrier=dice.pick(scene.population.carriers),
        broker=scene.population.brokers[consignee.key % len(scene.population.brokers)],
        freight=0.0,
        currency=dice.weighted({"USD": 85.0, "CNY": 10.0, "EUR": 5.0}),
        cyrillic=dice.chance(chosen["cyrillic"]),
        items=[],
        units=[],
        stages=stages,
        train=f"Train {1000 + dice.below(8000)}" if rail else None,
    )
    loading.fill(dice, made, heading, hs=wish.hs, gross_kg=wish.gross_kg)
    return made


def usual_wish(scene: Scene) -> Wish:
    """Return what an innocent consignment happens to be, look-alikes of the mechanisms included."""
    dice, chosen = scene.dice, parameters().innocent
    kinds = {
        "new": chosen["new_consignee"],
        "young": chosen["young_consignee"],
        "priority": parameters().benign["priority-to-diversion"],
        "perishable": chosen["source_perishable"],
    }
    # One look-alike at a time: the shares are then those of the table, not products of them.
    kind = dice.weighted({**kinds, "usual": 1.0 - sum(kinds.values())})
    if kind == "new":
        return Wish(Direction.IMPORT, consignee=scene.population.new(dice, scene.week))
    if kind == "young":
        return Wish(Direction.IMPORT, consignee=scene.population.young(dice, scene.week))
    if kind == "priority":
        return priority_wish(dice, dice.pick(("CN", "DE", "KR", "TR", "AE")))
    if kind == "perishable":
        return Wish(Direction.IMPORT, heading=dice.pick(_SOURCED), origin=dice.pick(SOURCES))
    return Wish()


def priority_wish(dice: Dice, origin: str, heading: str | None = None) -> Wish:
    """Return the wish for a priority item in transit to the diversion destination."""
    listed = {each.code: each.priority for each in headings().values() if each.priority}
    code = heading or dice.pick(list(listed))
    return Wish(
        direction=Direction.TRANSIT,
        destination=DIVERSION,
        origin=origin,
        heading=code,
        hs=dice.pick(listed[code]),
    )


def _direction(dice: Dice, transit: float, export: float) -> Direction:
    roll = dice.even()
    if roll < transit:
        return Direction.TRANSIT
    return Direction.EXPORT if roll < transit + export else Direction.IMPORT


def _destination(dice: Dice, wish: Wish, direction: Direction) -> str:
    if wish.destination:
        return wish.destination
    if direction is Direction.TRANSIT:
        return dice.weighted(DESTINATIONS)
    return dice.weighted(_EXPORTS_TO) if direction is Direction.EXPORT else HOME


def _consignee(scene: Scene, destination: str) -> Trader:
    population = scene.population
    if destination in {HOME, *population.abroad}:
        return population.established(scene.dice, destination)
    return scene.dice.pick(population.shippers[destination])


def _trade(scene: Scene, wish: Wish, direction: Direction, consignee: Trader) -> tuple[Heading, str]:
    """Return heading and origin; what only a look-alike or a mechanism may be is drawn again."""
    known, dice = headings(), scene.dice
    while True:
        code = wish.heading or (
            dice.pick(consignee.headings) if dice.chance(0.92) else dice.pick(list(known))
        )
        origin = wish.origin or _origin(scene, direction)
        heading = known[code]
        wished = wish.heading is not None
        from_source = heading.perishable and origin in SOURCES
        listed = bool(heading.priority) and consignee.country == DIVERSION
        tropical = code == "0803" and origin not in {"EC", "BR", "IN"}
        if wished or not (from_source or listed or tropical):
            return heading, origin
        if tropical and not wish.origin:
            return heading, dice.pick(("EC", "EC", "BR", "IN"))


def _origin(scene: Scene, direction: Direction) -> str:
    if direction is Direction.EXPORT:
        return HOME
    weights = _TRANSIT_ORIGINS if direction is Direction.TRANSIT else ORIGINS
    near = {country: share for country, share in weights.items() if _reaches(country, scene.office)}
    return scene.dice.weighted(near or weights)


def _reaches(country: str, office: str | None) -> bool:
    return office is None or any(each.office == office for each in corridors()[country])
