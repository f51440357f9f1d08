"""What can be seen of a consignment, from its documents and those before it, without knowing the truth."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import PartyRole, SealCondition

from sealwire_profiling.simulator.blemishes import VAGUE
from sealwire_profiling.simulator.drafts import RATES
from sealwire_profiling.simulator.innocent import DIVERSION, SOURCES
from sealwire_profiling.simulator.parameters import corridors, headings
from sealwire_profiling.simulator.planting import GROUP, SMALL_USD
from sealwire_profiling.simulator.traders import NEW_WEEKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sealwire.contract.profiling.consignments import Consignment, Goods

    from sealwire_profiling.simulator.values import Simulated, Week


class Trait(StrEnum):
    """The traits whose rates docs/simulator.md states."""

    NEW_CONSIGNEE = "new-consignee"
    VAGUE_DESCRIPTION = "vague-description"
    FOREIGN_DESCRIPTION = "foreign-description"
    LOW_VALUE = "low-value"
    HIGH_VALUE = "high-value"
    ODD_PACKAGE_WEIGHT = "odd-package-weight"
    SEAL_CHANGED = "seal-changed"
    SEAL_DAMAGED = "seal-damaged"
    SEAL_DUPLICATE = "seal-duplicate"
    EXTRA_WEIGHT = "extra-weight"
    LATE_DESTINATION = "late-destination"
    DETOUR = "detour"
    PRIORITY_TO_DIVERSION = "priority-to-diversion"
    LOADED_EMPTY = "loaded-empty"
    SMALL_GROUP = "small-group"
    SOURCE_PERISHABLE = "source-perishable"


LOW_VALUE, HIGH_VALUE = 0.5, 2.0
"""Value per kg below and above these parts of the heading's median is low, high."""
ODD_PACKAGE = (0.4, 2.5)
"""Weight of a package beyond these parts of the heading's median is odd."""
EXTRA = (40.0, 0.004)
"""Weight on top of the goods beyond so many kg and this part of the goods."""


def observed(weeks: Iterable[Week]) -> Iterator[list[frozenset[Trait]]]:
    """Yield the traits of each week's consignments, in their order.

    Args:
        weeks: One after the other. In the first ones nobody was seen before, so they show more new consignees
            than there are.
    """
    first: dict[str, int] = {}
    for week in weeks:
        groups = Counter(_group(each.consignment) for each in week.consignments if _small(each.consignment))
        seals = Counter(seal for each in week.consignments for seal in _seals(each.consignment))
        found: list[frozenset[Trait]] = []
        for each in week.consignments:
            consignee = _consignee(each.consignment)
            seen = first.setdefault(consignee, week.number)
            traits = {trait for trait, shows in _ALONE.items() if shows(each)}
            if consignee and week.number - seen < NEW_WEEKS:
                traits.add(Trait.NEW_CONSIGNEE)
            if any(seals[seal] > 1 for seal in _seals(each.consignment)):
                traits.add(Trait.SEAL_DUPLICATE)
            if _small(each.consignment) and groups[_group(each.consignment)] >= GROUP[0]:
                traits.add(Trait.SMALL_GROUP)
            found.append(frozenset(traits))
        yield found


def _main(consignment: Consignment) -> Goods:
    return consignment.goods[0]


def _usd(goods: Goods) -> float | None:
    return None if goods.value is None else goods.value / RATES[goods.currency or "USD"]


def _vague(each: Simulated) -> bool:
    return _main(each.consignment).description in VAGUE


def _foreign(each: Simulated) -> bool:
    goods = _main(each.consignment)
    of = _described().get(goods.description)
    return of is not None and goods.hs is not None and of != goods.hs[:4]


@cache
def _described() -> Mapping[str, str]:
    return {text: each.code for each in headings().values() for text in (*each.english, *each.russian)}


def _low_value(each: Simulated) -> bool:
    part = _value_part(each)
    return part is not None and part < LOW_VALUE


def _high_value(each: Simulated) -> bool:
    part = _value_part(each)
    return part is not None and part > HIGH_VALUE


def _value_part(each: Simulated) -> float | None:
    goods = _main(each.consignment)
    heading, usd = headings().get((goods.hs or "")[:4]), _usd(goods)
    return usd / goods.net_kg / heading.usd_kg if heading and usd and goods.net_kg else None


def _odd_package(each: Simulated) -> bool:
    goods = _main(each.consignment)
    heading = headings().get((goods.hs or "")[:4])
    if not (heading and goods.packages and goods.gross_kg):
        return False
    part = goods.gross_kg / goods.packages / heading.kg_package
    return not ODD_PACKAGE[0] <= part <= ODD_PACKAGE[1]


def _seal_changed(each: Simulated) -> bool:
    now = _seals(each.consignment)
    return any(_seals(earlier) != now for earlier in each.amendments)


def _seal_damaged(each: Simulated) -> bool:
    bad = {SealCondition.TAMPERED, SealCondition.MISSING}
    return any(seal.condition in bad for unit in each.consignment.equipment for seal in unit.seals)


def _extra_weight(each: Simulated) -> bool:
    goods = sum(each.gross_kg or 0.0 for each in each.consignment.goods)
    carried = sum(unit.gross_kg or 0.0 for unit in each.consignment.equipment)
    return goods > 0 and carried - goods > EXTRA[0] + EXTRA[1] * goods


def _late_destination(each: Simulated) -> bool:
    end = each.consignment.legs[-1].country
    return any(earlier.legs[-1].country != end for earlier in each.amendments)


def _detour(each: Simulated) -> bool:
    way = tuple(leg.place for leg in each.consignment.legs)
    return any(way[:length] in _detours() for length in range(3, len(way)))


@cache
def _detours() -> frozenset[tuple[str, ...]]:
    known = (each for ways in corridors().values() for each in ways if each.detour)
    return frozenset(tuple(stop.place for stop in each.stops) for each in known)


def _priority(each: Simulated) -> bool:
    goods = _main(each.consignment)
    heading = headings().get((goods.hs or "")[:4])
    return bool(heading and goods.hs in heading.priority and each.consignment.legs[-1].country == DIVERSION)


def _loaded_empty(each: Simulated) -> bool:
    return any(unit.empty and (unit.gross_kg or 0.0) > EXTRA[0] for unit in each.consignment.equipment)


def _source_perishable(each: Simulated) -> bool:
    goods = _main(each.consignment)
    heading = headings().get((goods.hs or "")[:4])
    return bool(heading and heading.perishable and goods.origin in SOURCES)


_ALONE: Mapping[Trait, Callable[[Simulated], bool]] = {
    Trait.VAGUE_DESCRIPTION: _vague,
    Trait.FOREIGN_DESCRIPTION: _foreign,
    Trait.LOW_VALUE: _low_value,
    Trait.HIGH_VALUE: _high_value,
    Trait.ODD_PACKAGE_WEIGHT: _odd_package,
    Trait.SEAL_CHANGED: _seal_changed,
    Trait.SEAL_DAMAGED: _seal_damaged,
    Trait.EXTRA_WEIGHT: _extra_weight,
    Trait.LATE_DESTINATION: _late_destination,
    Trait.DETOUR: _detour,
    Trait.PRIORITY_TO_DIVERSION: _priority,
    Trait.LOADED_EMPTY: _loaded_empty,
    Trait.SOURCE_PERISHABLE: _source_perishable,
}


def _consignee(consignment: Consignment) -> str:
    """Return the number of the consignee, which survives its spellings; empty where none is named."""
    party = consignment.party(PartyRole.CONSIGNEE)
    return (party.identifier or "") if party else ""


def _group(consignment: Consignment) -> tuple[str, str]:
    return _consignee(consignment), str(consignment.arrives_on)


def _small(consignment: Consignment) -> bool:
    values = [_usd(goods) for goods in consignment.goods]
    return bool(_consignee(consignment)) and all(value is not None and value < SMALL_USD for value in values)


def _seals(consignment: Consignment) -> list[str]:
    return [seal.number for unit in consignment.equipment for seal in unit.seals]
