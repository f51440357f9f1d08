"""The tables of the simulated world: headings, corridors, names, and what is planted how often."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from sealwire_profiling.simulator.values import Inspection, Mechanism

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Heading:
    """What is normal for an HS heading.

    Attributes:
        code: Four digits.
        hs: Six-digit codes declared under it.
        sector: The trade that deals in it.
        usd_kg: Median value of a net kg.
        kg_package: Median gross kg of a package.
        package: UN/ECE Recommendation 21.
        payload: Gross kg of a consignment, lowest and highest.
        share: Weight among the headings of its sector.
        english: Descriptions.
        russian: Descriptions.
        perishable: Whether it spoils.
        priority: Those of `hs` that stand on the Common High Priority List.
    """

    code: str
    hs: tuple[str, ...]
    sector: str
    usd_kg: float
    kg_package: float
    package: str
    payload: tuple[float, float]
    share: float
    english: tuple[str, ...]
    russian: tuple[str, ...]
    perishable: bool
    priority: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that goods leave, by what, and the days to the next place."""

    place: str
    mode: str
    days: int


@dataclass(frozen=True, slots=True)
class Corridor:
    """A way from a country to a post of the administration."""

    country: str
    office: str
    share: float
    detour: bool
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a mechanism looks at a time: from where, with what goods, between which figures."""

    origins: tuple[str, ...]
    headings: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A planted mechanism.

    Attributes:
        mechanism: Which.
        rate: Share of all consignments, while it is active.
        from_week: First week in which it occurs.
        show: Probability that it shows each of its traits.
        detect: Probability that an inspection of a kind finds it.
        group: Commodity group of the finding, of the notices' code list.
        quantity: Lowest and highest of the finding.
        unit: UN/ECE Recommendation 20, or the currency of evaded value.
        early: Shape before the drift.
        late: Shape from the drift on.
    """

    mechanism: Mechanism
    rate: float
    from_week: int
    show: float
    detect: Mapping[Inspection, float]
    group: str
    quantity: tuple[float, float]
    unit: str
    early: Shape
    late: Shape


@dataclass(frozen=True, slots=True)
class Parameters:
    """All that is planted, and all that looks like it."""

    drift_week: int
    repeat_share: float
    benign: Mapping[str, float]
    innocent: Mapping[str, float]
    plans: Mapping[Mechanism, Plan]


@cache
def parameters() -> Parameters:
    """Return the parameters of mechanisms.toml."""
    raw = _table("mechanisms.toml")
    return Parameters(
        drift_week=raw["drift_week"],
        repeat_share=raw["repeat_share"],
        benign=raw["benign"],
        innocent=raw["innocent"],
        plans={each: _plan(each, raw[each.value]) for each in Mechanism},
    )


@cache
def headings() -> Mapping[str, Heading]:
    """Return the headings of the world by their four digits."""
    made = (_heading(each) for each in _table("headings.toml")["heading"])
    return {each.code: each for each in made}


@cache
def places() -> Mapping[str, tuple[str, bool]]:
    """Return each place's name, and whether its code is a UN/LOCODE; its country is the code's first two."""
    return {code: (name, locode) for code, (name, locode) in _table("places.toml")["places"].items()}


@cache
def corridors() -> Mapping[str, tuple[Corridor, ...]]:
    """Return the corridors by the country where they begin."""
    found: dict[str, tuple[Corridor, ...]] = {}
    for each in _table("places.toml")["corridor"]:
        stops = tuple(Stop(*stop) for stop in each["stops"])
        made = Corridor(each["country"], each["office"], each["share"], each.get("detour", False), stops)
        found[made.country] = (*found.get(made.country, ()), made)
    return found


@cache
def onward() -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """Return where goods go from a post inside the country, and in transit to another country."""
    raw = _table("places.toml")
    return raw["onward"], raw["transit"]


@cache
def companies() -> Mapping[str, Any]:
    """Return the parts of company names."""
    return _table("companies.toml")


def _heading(raw: Mapping[str, Any]) -> Heading:
    return Heading(
        code=raw["code"],
        hs=tuple(raw["hs"]),
        sector=raw["sector"],
        usd_kg=raw["usd_kg"],
        kg_package=raw["kg_package"],
        package=raw["package"],
        payload=(raw["payload"][0], raw["payload"][1]),
        share=raw["share"],
        english=tuple(raw["english"]),
        russian=tuple(raw["russian"]),
        perishable=raw.get("perishable", False),
        priority=tuple(raw.get("priority", ())),
    )


def _plan(mechanism: Mechanism, raw: Mapping[str, Any]) -> Plan:
    return Plan(
        mechanism=mechanism,
        rate=raw["rate"],
        from_week=raw.get("from_week", 0),
        show=raw["show"],
        detect={Inspection(kind): chance for kind, chance in raw["detect"].items()},
        group=raw["group"],
        quantity=(raw["quantity"][0], raw["quantity"][1]),
        unit=raw["unit"],
        early=_shape(raw["early"]),
        late=_shape(raw["late"]),
    )


def _shape(raw: Mapping[str, Any]) -> Shape:
    return Shape(tuple(raw["origins"]), tuple(raw["headings"]), raw["low"], raw["high"])


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / name).read_text(encoding="utf-8"))
