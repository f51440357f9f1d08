"""What is loaded: goods with weights and values, into containers, trailers or wagons with seals."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import EquipmentKind, Mode, Seal, SealIssuer

from sealwire_profiling.simulator.drafts import Item, Unit
from sealwire_profiling.simulator.numbers import container_number, plate, seal_number, wagon_number
from sealwire_profiling.simulator.parameters import headings, parameters

if TYPE_CHECKING:
    from sealwire_profiling.simulator.dice import Dice
    from sealwire_profiling.simulator.drafts import Draft
    from sealwire_profiling.simulator.parameters import Heading

EMPTY_TEXT = "Empty container, returned"
_FLEET = 40_000
_TARES = {"22G1": 2_200.0, "42G1": 3_750.0, "45G1": 3_900.0, "45R1": 4_600.0}
_NET_SHARE = 0.94
SEAL_STEP = 4
"""Counters of seals that belong to one consignment."""


def fill(
    dice: Dice, draft: Draft, heading: Heading, *, hs: str | None = None, gross_kg: float | None = None
) -> None:
    """Put goods of a heading, sometimes of a second one, and what carries them into a draft.

    Args:
        dice: To draw with.
        draft: Filled in place.
        heading: Of the main goods.
        hs: Six digits, where they matter.
        gross_kg: Of the goods, where it matters.
    """
    low, high = heading.payload
    gross = gross_kg or low + (high - low) * (0.25 + 0.75 * dice.even()) * dice.between(0.4, 1.0)
    mixed = gross_kg is None and dice.chance(0.2)
    draft.items = [item(dice, draft, heading, gross * (0.85 if mixed else 1.0))]
    if hs:
        draft.items[0].hs = hs
    if mixed:
        second = headings()[dice.pick(draft.consignee.headings)]
        if not second.perishable and not second.priority:
            draft.items.append(item(dice, draft, second, gross * 0.15))
    draft.units = [unit(dice, draft, number) for number in range(2 if dice.chance(0.05) else 1)]
    weigh(dice, draft)
    draft.freight = 250.0 + draft.load_kg * dice.between(0.07, 0.22) * (
        1.6 if draft.mode is Mode.ROAD else 1.0
    )


def item(dice: Dice, draft: Draft, heading: Heading, gross: float) -> Item:
    """Return goods of a heading at the trader's prices, with the spread that trade has."""
    chosen = parameters().innocent
    per_package = heading.kg_package * exp(chosen["package_spread"] * dice.normal())
    if dice.chance(chosen["odd_packages"]):
        per_package *= dice.between(0.15, 0.35) if dice.chance(0.5) else dice.between(2.8, 4.5)
    usd_kg = heading.usd_kg * draft.consignee.level * exp(chosen["value_spread"] * dice.normal())
    net = gross * _NET_SHARE
    return Item(
        heading=heading,
        hs=dice.pick(heading.hs),
        description=dice.pick(heading.russian if draft.cyrillic else heading.english),
        packages=None if dice.chance(chosen["missing_packages"]) else max(1, round(gross / per_package)),
        gross_kg=gross,
        net_kg=net,
        value=None if dice.chance(chosen["missing_value"]) else net * usd_kg,
        origin=draft.shipper.country,
    )


def unit(dice: Dice, draft: Draft, number: int) -> Unit:
    """Return what carries the goods, sealed as usual."""
    seal = Seal(number=seal_number(draft.counter * SEAL_STEP + number), issuer=_issuer(dice, draft))
    at_sea = any(stage.mode == "sea" for stage in draft.stages)
    if draft.mode is Mode.RAIL or at_sea or dice.chance(0.25):
        if draft.mode is Mode.RAIL and not at_sea and dice.chance(0.12):
            return Unit(EquipmentKind.WAGON, wagon_number(dice.below(90_000)), None, 24_000.0, 0.0, [seal])
        size = "45R1" if draft.items[0].heading.perishable else dice.pick(("22G1", "42G1", "45G1", "45G1"))
        serial = container_number(dice.below(_FLEET) * 23)
        return Unit(EquipmentKind.CONTAINER, serial, size, _TARES[size], 0.0, [seal])
    seals = [] if dice.chance(0.12) else [seal]
    return Unit(EquipmentKind.TRAILER, plate(dice.below(80_000)), None, 7_000.0, 0.0, seals)


def weigh(dice: Dice, draft: Draft) -> None:
    """Share the weight of the goods among what carries them, with a scale's error."""
    share = draft.load_kg / len(draft.units)
    for each in draft.units:
        each.gross_kg = share * (1.0 + 0.002 * dice.even())


def overload(draft: Draft, extra_kg: float) -> None:
    """Put weight on top of the goods; the documents of the goods do not have it."""
    draft.units[0].gross_kg += extra_kg


def make_empty(draft: Draft, residue_kg: float) -> None:
    """Turn a draft into the return of an empty container.

    Args:
        draft: Changed in place.
        residue_kg: What the scale shows above the tare.
    """
    first = draft.items[0]
    draft.items = [Item(first.heading, "860900", EMPTY_TEXT, None, 0.0, 0.0, None, first.origin)]
    each = draft.units[0]
    if each.kind is not EquipmentKind.CONTAINER:
        each.kind, each.size_type, each.tare_kg = EquipmentKind.CONTAINER, "45G1", _TARES["45G1"]
        each.number = container_number(draft.counter * 23 % (_FLEET * 23))
    draft.units = [each]
    each.empty, each.gross_kg = True, residue_kg


def reprice(draft: Draft, factor: float) -> None:
    """Multiply the values of all goods; the freight stays that of their weight."""
    for each in draft.items:
        each.value = None if each.value is None else each.value * factor


def revalue(draft: Draft, usd: float) -> None:
    """Give the goods this value, and the weight that their price per kg makes of it."""
    main = draft.items[0]
    factor = 1.0 if main.value is None else usd / main.value
    main.value = usd
    main.gross_kg, main.net_kg = main.gross_kg * factor, main.net_kg * factor
    main.packages = main.packages and max(1, round(main.packages * factor))
    draft.freight *= factor
    for each in draft.units:
        each.gross_kg *= factor


def repack(draft: Draft, factor: float) -> None:
    """Multiply the weight of a package of the main goods."""
    main = draft.items[0]
    main.packages = main.packages and max(1, round(main.packages / factor))


def _issuer(dice: Dice, draft: Draft) -> SealIssuer:
    if draft.mode is Mode.RAIL:
        return dice.pick((SealIssuer.CARRIER, SealIssuer.CARRIER, SealIssuer.CUSTOMS))
    return dice.pick((SealIssuer.SHIPPER, SealIssuer.CARRIER, SealIssuer.CUSTOMS))
