"""A consignment while it is being made up, and as it is written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import (
    Consignment,
    Direction,
    Document,
    DocumentKind,
    Equipment,
    EquipmentKind,
    Goods,
    Leg,
    Mode,
    Party,
    PartyRole,
    Seal,
)

from sealwire_profiling.simulator.parameters import places

if TYPE_CHECKING:
    from datetime import date

    from sealwire_profiling.simulator.parameters import Heading
    from sealwire_profiling.simulator.traders import Population, Trader

RATES = {"USD": 1.0, "CNY": 7.1, "EUR": 0.92}
"""Units of a currency for a US dollar, in the simulated world."""


@dataclass(slots=True)
class Item:
    """Goods in the making; value in US dollars, None where the document leaves it out."""

    heading: Heading
    hs: str
    description: str
    packages: int | None
    gross_kg: float
    net_kg: float
    value: float | None
    origin: str


@dataclass(slots=True)
class Unit:
    """A container, trailer or wagon in the making."""

    kind: EquipmentKind
    number: str
    size_type: str | None
    tare_kg: float | None
    gross_kg: float
    seals: list[Seal]
    empty: bool = False


@dataclass(slots=True)
class Stage:
    """A place on the way; mode by which the goods leave it."""

    place: str
    mode: str | None
    arrives_on: date | None
    departs_on: date | None


@dataclass(slots=True)
class Draft:
    """A consignment in the making."""

    reference: str
    counter: int
    direction: Direction
    mode: Mode
    office: str
    arrives_on: date
    declared_on: date
    shipper: Trader
    consignee: Trader
    carrier: Trader
    broker: Trader
    freight: float
    currency: str
    cyrillic: bool
    items: list[Item]
    units: list[Unit]
    stages: list[Stage]
    train: str | None = None
    to_order: bool = False
    earlier: list[Consignment] = field(default_factory=list)

    @property
    def load_kg(self) -> float:
        """Gross kg of the goods."""
        return sum(item.gross_kg for item in self.items)


def write(draft: Draft, population: Population) -> Consignment:
    """Return the consignment as its documents now declare it."""
    rate = RATES[draft.currency]
    return Consignment(
        reference=draft.reference,
        direction=draft.direction,
        mode=draft.mode,
        office=draft.office,
        declared_on=draft.declared_on,
        arrives_on=draft.arrives_on,
        vessel=draft.train,
        voyage=draft.train and f"{draft.counter % 900 + 100}",
        freight=round(draft.freight * rate, 2),
        currency=draft.currency,
        documents=_documents(draft),
        parties=_parties(draft, population),
        goods=tuple(_goods(item, draft.currency, rate) for item in draft.items),
        equipment=tuple(_equipment(unit) for unit in draft.units),
        legs=tuple(_leg(stage) for stage in draft.stages),
    )


def _documents(draft: Draft) -> tuple[Document, ...]:
    kind = DocumentKind.RAIL_WAYBILL if draft.mode is Mode.RAIL else DocumentKind.CMR
    return (
        Document(kind=kind, number=draft.reference, issued_on=draft.stages[0].departs_on),
        Document(kind=DocumentKind.INVOICE, number=f"INV-{draft.counter}"),
    )


def _parties(draft: Draft, population: Population) -> tuple[Party, ...]:
    shipper = population.party(draft.shipper, PartyRole.SHIPPER, cyrillic=draft.cyrillic)
    if draft.to_order:
        consignee = Party(role=PartyRole.CONSIGNEE, name="TO ORDER")
        notify = population.party(draft.consignee, PartyRole.NOTIFY, cyrillic=draft.cyrillic)
        named: tuple[Party, ...] = (shipper, consignee, notify)
    else:
        named = (shipper, population.party(draft.consignee, PartyRole.CONSIGNEE, cyrillic=draft.cyrillic))
    return (
        *named,
        population.party(draft.carrier, PartyRole.CARRIER, cyrillic=False),
        population.party(draft.broker, PartyRole.DECLARANT, cyrillic=False),
    )


def _goods(item: Item, currency: str, rate: float) -> Goods:
    return Goods(
        description=item.description,
        hs=item.hs,
        packages=item.packages,
        package_kind=item.heading.package if item.packages else None,
        gross_kg=round(item.gross_kg, 1) or None,
        net_kg=round(item.net_kg, 1) or None,
        value=None if item.value is None else round(item.value * rate, 2),
        currency=currency,
        origin=item.origin,
    )


def _equipment(unit: Unit) -> Equipment:
    return Equipment(
        kind=unit.kind,
        number=unit.number,
        size_type=unit.size_type,
        empty=unit.empty,
        gross_kg=round(unit.gross_kg, 1),
        tare_kg=unit.tare_kg,
        seals=tuple(unit.seals),
    )


def _leg(stage: Stage) -> Leg:
    return Leg(
        place=stage.place,
        name=places()[stage.place][0],
        country=stage.place[:2],
        mode=Mode(stage.mode) if stage.mode else None,
        arrives_on=stage.arrives_on,
        departs_on=stage.departs_on,
    )
