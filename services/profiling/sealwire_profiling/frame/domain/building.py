"""Consignments to rows of the frame."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import polars as pl
from sealwire.contract.profiling.consignments import PartyRole

from sealwire_profiling.frame.domain.columns import DECLARED, DTYPES, KEYS
from sealwire_profiling.frame.domain.keys import party_key
from sealwire_profiling.frame.domain.loads import load_of_empty, loads

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sealwire.contract.profiling.consignments import Consignment, Goods

_HEADING = 4
_SCHEMA = {each.name: DTYPES[each.kind] for each in (*KEYS, *DECLARED)}


@dataclass(frozen=True, slots=True)
class Received:
    """A consignment with what is known of its coming.

    Attributes:
        id: Of the consignment, unique in the administration.
        source: Where its documents came from.
        consignment: As it stands now.
        amendments: How often it was amended.
        amended: Fields that amendments changed.
        amended_on: Days of the amendments, in any order; fewer than there were where some are not known.
    """

    id: str
    source: str
    consignment: Consignment
    amendments: int = 0
    amended: tuple[str, ...] = ()
    amended_on: tuple[date, ...] = ()


def build(received: Iterable[Received], *, on: date) -> pl.DataFrame:
    """Return the frame of consignments, with the columns KEYS and DECLARED.

    Args:
        received: In any order; the rows keep it.
        on: The day of the assessment.
    """
    rows = [_row(each, on) for each in received]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _row(received: Received, on: date) -> tuple[Any, ...]:
    made = cells(received, on=on)
    return tuple(made[name] for name in _SCHEMA)


def cells(received: Received, *, on: date) -> dict[str, Any]:
    """Return the row of a consignment by column; see `build`."""
    consignment, goods = received.consignment, received.consignment.goods
    hs = main_hs(goods)
    return {
        "id": received.id,
        "source": received.source,
        "reference": consignment.reference,
        "office": consignment.office,
        "direction": consignment.direction,
        "mode": consignment.mode,
        "declared_on": consignment.declared_on,
        "arrives_on": consignment.arrives_on,
        "assessed_on": on,
        "vessel": consignment.vessel or None,
        "voyage": consignment.voyage,
        "hs": hs,
        "heading": hs[:_HEADING] if hs and len(hs) >= _HEADING else None,
        "description": "; ".join(each.description for each in goods if each.description) or None,
        "hs_codes": [each.hs for each in goods if each.hs],
        "un_numbers": [each.un_number for each in goods if each.un_number],
        "goods_count": len(goods),
        "origin": next((each.origin for each in goods if each.hs == hs and each.origin), None),
        "amendments": received.amendments,
        "amended": list(received.amended),
        **_by_arrival(received),
        **_parties(consignment),
        **_journey(consignment),
        **_figures(consignment),
        **_equipment(consignment),
    }


def main_hs(goods: Iterable[Goods]) -> str | None:
    """Return the HS code of the main goods: of the highest value, else gross weight, else the first."""
    coded = [each for each in goods if each.hs]
    if not coded:
        return None
    return max(coded, key=lambda each: (each.value or 0.0, each.gross_kg or 0.0)).hs


def _by_arrival(received: Received) -> dict[str, Any]:
    """Return what is known of the amendments that came by the day of arrival; later ones are corrections."""
    if len(received.amended_on) < received.amendments:
        return {"amended_on": None, "amended_by_arrival": None}
    arrives_on = received.consignment.arrives_on
    days = [day for day in received.amended_on if arrives_on is None or day <= arrives_on]
    return {"amended_on": max(days, default=None), "amended_by_arrival": len(days)}


def _parties(consignment: Consignment) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for role in PartyRole:
        party = consignment.party(role)
        cells[role.value] = (party.name or None) if party else None
        if role in {PartyRole.SHIPPER, PartyRole.CONSIGNEE}:
            cells[f"{role.value}_country"] = party.country if party else None
        if role in {PartyRole.SHIPPER, PartyRole.CONSIGNEE, PartyRole.DECLARANT}:
            cells[f"{role.value}_key"] = party_key(party.name) if party and party.name else None
    return cells


def _journey(consignment: Consignment) -> dict[str, Any]:
    countries = [leg.country for leg in consignment.legs]
    # Several places of one country are one stay in it: who drives through it does not return to it. A place
    # of which no country is known ends no stay.
    known = [each for each in countries[1:-1] if each]
    stays = [country for country, _ in groupby([*countries[:1], *known, *countries[-1:]])]
    return {
        "departure": countries[0] if countries else None,
        "destination": countries[-1] if countries else None,
        "transits": stays[1:-1],
        "route": [leg.place for leg in consignment.legs],
    }


def _figures(consignment: Consignment) -> dict[str, Any]:
    goods = consignment.goods
    packages, gross = _sum(each.packages for each in goods), _sum(each.gross_kg for each in goods)
    net = _sum(each.net_kg for each in goods)
    currencies = {each.currency or consignment.currency for each in goods}
    value = _sum(each.value for each in goods) if len(currencies) == 1 else None
    return {
        "packages": None if packages is None else int(packages),
        "gross_kg": gross,
        "net_kg": net,
        "value": value,
        "currency": next(iter(currencies)) if len(currencies) == 1 else None,
        "freight": consignment.freight,
        "kg_per_package": _ratio(gross, packages),
        "value_per_kg": _ratio(value, net or gross),
        "freight_share": _ratio(consignment.freight, value),
    }


def _equipment(consignment: Consignment) -> dict[str, Any]:
    carried = consignment.equipment
    told = [each.empty for each in carried if each.empty is not None]
    seals = [seal.number for each in carried for seal in each.seals]
    empty_load = _sum(load_of_empty(each) for each in carried if each.empty)
    return {
        "surplus_kg": empty_load if all(each.empty for each in carried) else _surplus(consignment),
        "empty_load_kg": empty_load,
        "containers": [each.number for each in carried],
        "container_count": len(carried),
        "empty": any(told) if told else None,
        "seals": seals,
        "seal_count": len(seals),
    }


def _surplus(consignment: Consignment) -> float | None:
    """Return by how many kg the loads weigh more than the goods, in the meaning that is nearest to these."""
    goods = _sum(each.gross_kg for each in consignment.goods)
    if goods is None or any(each.gross_kg is None for each in consignment.equipment):
        return None
    return min(
        (load - goods for load in loads(consignment.equipment)), key=lambda above: (abs(above), -above)
    )


def _sum(amounts: Iterable[float | None]) -> float | None:
    """Return the sum, or null where there is nothing or a part is missing: half a sum misleads."""
    known = list(amounts)
    if not known or any(each is None for each in known):
        return None
    return float(sum(each for each in known if each is not None))


def _ratio(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None
