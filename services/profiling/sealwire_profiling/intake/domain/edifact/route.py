"""The way of a consignment: its places in the order of the journey, and the transport that brings it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sealwire_profiling.intake.domain.edifact import codes
from sealwire_profiling.intake.domain.edifact.drafts import Node

if TYPE_CHECKING:
    from datetime import date

    from sealwire_profiling.intake.domain.edifact.drafts import Level, Place

# 8051: main carriage; at the border; at departure; inland; then whichever else stands.
_MAIN_STAGES = ("20", "11", "12", "13", "1", "", "10", "30")
_PRE, _ON = "10", "30"
# Ranks (codes.toml) between which the places of pre-carriage and on-carriage stand.
_PRE_RANK, _ON_RANK = 15.0, 45.0
_FIRST_ENTRY, _LAST_ENTRY = 40, 44
_FIRST_LOADING, _LAST_ON_WAY = 20, 39
_LOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")


@dataclass(slots=True)
class Leg:
    """A place of the way, put together from all that is said of it."""

    number: int
    place: str
    name: str
    mode: str | None
    arrives_on: date | None
    departs_on: date | None
    at: dict[str, Any] = field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        """Return the fields of the contract's leg."""
        return {
            "place": self.place,
            "name": self.name or None,
            "country": self.place[:2] if _LOCODE.fullmatch(self.place) else None,
            "mode": self.mode,
            "arrives_on": self.arrives_on,
            "departs_on": self.departs_on,
        }


def main_transport(level: Level, header: Level) -> Node:
    """Return what brings the consignment: the main carriage, its own before that of the message."""
    for stage in _MAIN_STAGES:
        for each in (level, header):
            if each.transports.get(stage) and each.transports[stage].values:
                return each.transports[stage]
    return Node(level.number)


def legs(level: Level, header: Level) -> list[Leg]:
    """Return the way of a consignment.

    Places of the message stand in where the consignment names none on that side of the way: the vessel's
    next port is not where each of its consignments is unloaded.
    """
    places = list(level.places)
    if level is not header:
        for leaves in (True, False):
            if not any(_is_pure(each, leaves=leaves) for each in level.places):
                places += [each for each in header.places if _is_pure(each, leaves=leaves)]
        if not level.places:
            places += [each for each in header.places if _is_between(each)]
    mode = main_transport(level, header).values.get("mode")
    known = _known_days(header)
    way: list[Leg] = []
    for place in sorted(places, key=_rank):
        leg = _leg(place, _dated(place, known), _mode(place, level, header, mode))
        if way and way[-1].place == leg.place:
            _join(way[-1], leg)
        else:
            way.append(leg)
    return way


def arrival(level: Level, header: Level) -> date | None:
    """Return the day of arrival at the post that the message is for.

    That is the day that belongs to no place (TDT and DTM without LOC), or else that where the main carriage
    unloads, or else that of the last place with one; of the consignment before that of the message.
    """
    for each in (level, header):
        stated: date | None = each.head.values.get("arrived_on") or each.head.values.get("arrives_on")
        if stated:
            return stated
    known = _known_days(header)
    for each in (level, header):
        dated = [(_rank(place), _dated(place, known).arrival) for place in each.places]
        reached = sorted((rank, day) for rank, day in dated if day)
        entry = [day for rank, day in reached if _FIRST_ENTRY <= rank <= _LAST_ENTRY]
        if reached:
            return entry[-1] if entry else reached[-1][1]
    return None


def _is_pure(place: Place, *, leaves: bool) -> bool:
    code = codes.PLACES[place.qualifier]
    return code.leaves is leaves and code.reaches is not leaves


def _is_between(place: Place) -> bool:
    code = codes.PLACES[place.qualifier]
    return code.leaves and code.reaches


def _rank(place: Place) -> float:
    rank = codes.PLACES[place.qualifier].rank
    if place.stage == _PRE:
        return _PRE_RANK + rank / 1000
    if place.stage == _ON:
        return _ON_RANK + rank / 1000
    return float(rank)


def _known_days(header: Level) -> dict[str, Place]:
    """Return the message's places of which a day is known, by code."""
    return {each.code: each for each in header.places if each.code and (each.arrival or each.departure)}


def _dated(place: Place, known: dict[str, Place]) -> Place:
    """Return the place with its days, or else the message's place of the same code."""
    return place if place.arrival or place.departure else known.get(place.code, place)


def _mode(place: Place, level: Level, header: Level, main: str | None) -> str | None:
    code = codes.PLACES[place.qualifier]
    if not code.leaves:
        return None
    if place.stage in {_PRE, _ON}:
        transport = level.transports.get(place.stage) or header.transports.get(place.stage)
        return transport.values.get("mode") if transport else None
    return main if _FIRST_LOADING <= code.rank <= _LAST_ON_WAY else None


def _leg(place: Place, dated: Place, mode: str | None) -> Leg:
    code = codes.PLACES[place.qualifier]
    return Leg(
        place.number,
        place.code or place.name,
        place.name,
        mode,
        dated.arrival if code.reaches else None,
        dated.departure if code.leaves else None,
    )


def _join(leg: Leg, other: Leg) -> None:
    leg.name = leg.name or other.name
    leg.mode = leg.mode or other.mode
    leg.arrives_on = leg.arrives_on or other.arrives_on
    leg.departs_on = leg.departs_on or other.departs_on
