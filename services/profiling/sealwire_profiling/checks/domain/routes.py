"""The journey: places, countries, direction, origin, and how far it leads astray."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sealwire.contract.profiling.consignments import Direction, PartyRole

from sealwire_profiling.checks.domain.findings import finding
from sealwire_profiling.places import countries, unlocode_country

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sealwire.contract.profiling.consignments import Consignment

    from sealwire_profiling.checks.domain.findings import Finding

_UNKNOWN = "?"
"""Stands where one end of the journey is not known (intake); it is no place to come back to."""
_DETOUR_TIMES = 1.5
_DETOUR_KM = 1_000.0


class Distances(Protocol):
    """How far it is from place to place by sea."""

    def by_sea_km(self, places: Sequence[str]) -> Sequence[float] | None:
        """Return km from each place to the next, then from the first to the last; null if one is unknown."""


def check_route(consignment: Consignment, _on: date) -> Iterator[Finding]:
    """Yield what the places and countries of the journey contradict."""
    seen: set[str] = set()
    previous = _UNKNOWN
    for at, leg in enumerate(consignment.legs):
        if leg.country is not None and leg.country not in countries():
            yield finding("country-unknown", f"legs[{at}].country", country=leg.country)
        code = unlocode_country(leg.place)
        if code is not None and leg.country is not None and code != leg.country:
            facts = {"place": leg.place, "code_country": code, "country": leg.country}
            yield finding("place-country", f"legs[{at}].place", f"legs[{at}].country", **facts)
        # CN SHA and CNSHA are one place.
        place = leg.place if code is None else leg.place.replace(" ", "")
        if place in seen and place not in {previous, _UNKNOWN}:
            yield finding("place-repeated", f"legs[{at}].place", place=leg.place)
        seen.add(place)
        previous = place
    yield from _within(consignment)
    yield from _origin(consignment)


def check_direction(consignment: Consignment, home: str) -> Iterator[Finding]:
    """Yield a direction that the journey contradicts, seen from an administration's country."""
    ends = _ends(consignment)
    if ends is None or ends[0] == ends[1]:
        return
    departure, destination = ends
    fits = {
        Direction.IMPORT: destination == home,
        Direction.EXPORT: departure == home,
        Direction.TRANSIT: home not in ends,
        Direction.TRANSHIPMENT: home not in ends,
    }
    if consignment.direction is not None and not fits[consignment.direction]:
        facts = {"direction": str(consignment.direction), "departure": departure, "destination": destination}
        last = len(consignment.legs) - 1
        fields = ("direction", "legs[0].country", f"legs[{last}].country")
        yield finding("direction-contradicted", *fields, **facts)


def check_detour(consignment: Consignment, distances: Distances) -> Iterator[Finding]:
    """Yield a journey by sea that is far longer than the direct way."""
    legs = consignment.legs
    if len(legs) < 3 or any((leg.mode or consignment.mode) != "sea" for leg in legs[:-1]):  # noqa: PLR2004 - two places have no way between
        return
    known = distances.by_sea_km([leg.place for leg in legs])
    if known is None:
        return
    way, direct = sum(known[:-1]), known[-1]
    if way > direct + _DETOUR_KM and way > _DETOUR_TIMES * direct:
        times = round(way / max(direct, 1.0), 1)
        yield finding("route-detour", "legs", way_km=round(way), direct_km=round(direct), times=times)


def _within(consignment: Consignment) -> Iterator[Finding]:
    ends = _ends(consignment)
    if consignment.direction is not None and ends is not None and ends[0] == ends[1]:
        last = len(consignment.legs) - 1
        fields = ("direction", "legs[0].country", f"legs[{last}].country")
        yield finding("route-within-country", *fields, direction=str(consignment.direction), country=ends[0])


def _origin(consignment: Consignment) -> Iterator[Finding]:
    ends = _ends(consignment)
    shipper = consignment.party(PartyRole.SHIPPER)
    for at, goods in enumerate(consignment.goods):
        origin, field = goods.origin, f"goods[{at}].origin"
        if origin is None:
            continue
        if origin not in countries():
            yield finding("country-unknown", field, country=origin)
        elif ends is not None and origin == ends[1] != ends[0]:
            yield finding("origin-is-destination", field, "legs", item=at + 1, origin=origin)
        elif ends is not None and origin != ends[0] and shipper and shipper.country not in {None, origin}:
            yield finding("origin-not-departure", field, "legs", "parties", item=at + 1, origin=origin)


def _ends(consignment: Consignment) -> tuple[str, str] | None:
    """Return the countries where the journey begins and ends, if both are told."""
    if len(consignment.legs) < 2:  # noqa: PLR2004 - one place is no journey
        return None
    first, last = consignment.legs[0].country, consignment.legs[-1].country
    return (first, last) if first is not None and last is not None else None
