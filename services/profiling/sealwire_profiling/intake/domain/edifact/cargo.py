"""Segments of goods and equipment: GID to DGS, EQD, SEL, SGP and MEA."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import MAX_SEALS

from sealwire_profiling.intake.domain.edifact import codes
from sealwire_profiling.intake.domain.edifact.drafts import MAX_NODES, Node
from sealwire_profiling.intake.domain.edifact.state import added
from sealwire_profiling.intake.domain.edifact.values import KILOGRAMS, count, number

if TYPE_CHECKING:
    from sealwire_profiling.intake.domain.edifact.state import State
    from sealwire_profiling.intake.domain.edifact.tokenizer import Segment

_CURRENCY = re.compile(r"[A-Z]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_SEPARATORS = str.maketrans("", "", ". ")
_DESCRIPTION = "AAA"
_HS = "HS"
_VERIFIED = "VGM"
MAX_UNITS = 20_000
"""Most pieces of equipment of one message; the directories allow 9,999."""


def goods_item(state: State, segment: Segment) -> None:
    """Read GID: a goods item with the number (7224) and kind (7065) of its outer packages."""
    node = state.goods = state.node = added(state.level.goods, segment)
    state.near, state.placed, state.unit = "GID", None, None
    _packages(state, segment, node, (1, 0), (1, 1))


def package(state: State, segment: Segment) -> None:
    """Read PAC: packages of a goods item whose GID has none."""
    if state.goods is None:
        state.level.warn("out-of-place", segment)
    else:
        _packages(state, segment, state.goods, (0, 0), (2, 0))


def _packages(
    state: State, segment: Segment, node: Node, amount: tuple[int, int], kind: tuple[int, int]
) -> None:
    text = segment.text(*amount)
    if text:
        packages = count(text)
        if packages is None:
            state.level.fail("number", segment, "7224")
        node.put("packages", packages, segment, "7224")
    node.put("package_kind", segment.text(*kind), segment, "7065")


def free_text(state: State, segment: Segment) -> None:
    """Read FTX+AAA: the description of a goods item, or of all goods."""
    if segment.text(0) == _DESCRIPTION:
        text = segment.joined(3) or segment.text(2)
        (state.goods or state.level.head).add("description", text, segment, "4440")


def commodity(state: State, segment: Segment) -> None:
    """Read CST: the customs code of a goods item; each further one becomes a goods item of its own."""
    codes_given = [segment.text(element) for element in range(1, 6)]
    _classify(state, segment, next(filter(None, codes_given), ""), "7361")


def product(state: State, segment: Segment) -> None:
    """Read PIA: the HS code of a goods item, where 7143 says that it is one."""
    for element in range(1, 6):
        if segment.text(element, 1) == _HS:
            _classify(state, segment, segment.text(element), "7140")


def _classify(state: State, segment: Segment, code: str, element: str) -> None:
    code = code.translate(_SEPARATORS)
    if not code:
        return
    if state.goods is None:
        state.level.warn("out-of-place", segment, element)
        return
    _also(state, state.goods, "hs", code).put("hs", code, segment, element)


def danger(state: State, segment: Segment) -> None:
    """Read DGS: the UN number (7124) of a goods item; each further one becomes a goods item of its own."""
    code = segment.text(2)
    state.near = "DGS"
    if not code:
        return
    if state.goods is None and state.kind != "BAPLIE":
        state.level.warn("out-of-place", segment, "7124")
        return
    goods = state.goods = state.goods or added(state.level.goods, segment)
    _also(state, goods, "un_number", code).put("un_number", code, segment, "7124")


def _also(state: State, goods: Node, name: str, code: str) -> Node:
    """Return the goods item that a code is of: a further one, without quantities, where another stands."""
    if goods.values.get(name, code) == code or len(state.level.goods) >= MAX_NODES:
        return goods
    further = Node(goods.number)
    for shared in ("description", "origin"):
        if shared in goods.values:
            further.values[shared], further.at[shared] = goods.values[shared], goods.at[shared]
    state.level.goods.append(further)
    return further


def marks(state: State, segment: Segment) -> None:
    """Read PCI: the marks of a goods item."""
    if state.goods is None:
        if segment.joined(1):
            state.level.warn("out-of-place", segment, "7102")
    else:
        state.goods.add("marks", segment.joined(1), segment, "7102")


def origin(state: State, segment: Segment) -> None:
    """Read ALI: the country of origin of a goods item (3239)."""
    code = segment.text(0)
    if _COUNTRY.fullmatch(code):
        (state.goods or state.level.head).put("origin", code, segment, "3239")
    elif code:
        state.level.warn("country", segment, "3239")


def amount(state: State, segment: Segment) -> None:
    """Read MOA: a value of goods or the freight, by its qualifier (5025)."""
    qualifier, text = segment.text(0), segment.text(0, 1)
    meaning = codes.AMOUNTS.get(qualifier)
    if meaning is None or not text:
        return
    value, currency = number(text), segment.text(0, 2)
    if value is None or value < 0:
        state.level.fail("number", segment, "5004")
        return
    if currency and not _CURRENCY.fullmatch(currency):
        state.level.warn("currency", segment, "6345")
        currency = ""
    if meaning == "freight":
        state.level.head.put("freight", value, segment, "5004")
        state.level.head.put("currency", currency, segment, "6345")
        return
    node = state.goods or state.level.head
    rank = codes.PREFERENCE[qualifier]
    if rank < node.values.get("value_rank", len(codes.PREFERENCE)):
        node.values.update(value=value, value_currency=currency or None, value_rank=rank)
        node.at.update(value=(segment, "5004"), value_currency=(segment, "6345"))


def currencies(state: State, segment: Segment) -> None:
    """Read CUX: the currency of amounts that name none."""
    code = segment.text(0, 1)
    if _CURRENCY.fullmatch(code):
        state.level.head.put("default_currency", code, segment, "6345")


def indicator(state: State, segment: Segment) -> None:
    """Read GIS (7365 in C529) or GEI (7365 in C012): import, export, transit or transhipment."""
    code = segment.text(1) if segment.tag == "GEI" else segment.text(0)
    state.level.head.put("direction", codes.DIRECTIONS.get(code), segment, "7365")


def equipment(state: State, segment: Segment) -> None:
    """Read EQD: kind (8053), number (8260), size and type (8155), full or empty (8169)."""
    kind, identifier = codes.UNITS.get(segment.text(0)), segment.text(1)
    state.unit = state.node = None
    state.near = "EQD"
    if kind is None:
        return
    if not identifier:
        state.level.fail("element-missing", segment, "8260")
        return
    units = state.level.units
    if identifier not in units and len(units) >= (MAX_UNITS if state.current is None else MAX_NODES):
        state.level.fail("too-many", segment, limit=len(units))
        return
    node = state.unit = state.node = units.setdefault(identifier, Node(segment.number))
    node.put("kind", kind, segment, "8053")
    node.put("number", identifier, segment, "8260")
    node.put("size_type", segment.text(2), segment, "8155")
    node.put("empty", codes.LOADS.get(segment.text(5)), segment, "8169")


def seal(state: State, segment: Segment) -> None:
    """Read SEL: a seal of the equipment before it, with issuer (9303) and condition (4517)."""
    if state.unit is None:
        state.level.warn("out-of-place", segment)
        return
    identifier = segment.text(0) or segment.text(3)
    if not identifier:
        return
    node = state.unit.seal(segment)
    if node is None:
        state.level.warn("too-many", segment, limit=MAX_SEALS)
        return
    node.put("number", identifier, segment, "9308")
    node.put("issuer", codes.ISSUERS.get(segment.text(1)), segment, "9303")
    node.put("condition", codes.CONDITIONS.get(segment.text(2)), segment, "4517")


def placement(state: State, segment: Segment) -> None:
    """Read SGP: in which equipment the goods item is; its details stand in EQD, before or after."""
    identifier = segment.text(0)
    units = state.level.units
    state.near, state.placed = "SGP", None
    if not identifier or (identifier not in units and len(units) >= MAX_NODES):
        return
    node = state.placed = state.unit = units.setdefault(identifier, Node(segment.number))
    node.put("number", identifier, segment, "8260")


def measure(state: State, segment: Segment) -> None:
    """Read MEA: a weight in kilograms of what stands before it; other measures are passed over.

    The verified gross mass of a container (VGM) has its tare in it, and is kept apart (see assembly.py).
    """
    attribute, unit, text = segment.text(1), segment.text(2), segment.text(2, 1)
    meaning = codes.WEIGHTS.get(attribute)
    if meaning is None and not attribute and segment.text(0) in codes.WEIGHING:
        meaning = "verified" if segment.text(0) == _VERIFIED else "gross"
    if meaning == "verified" and (state.unit is None or state.node is not state.unit):
        meaning = "gross"
    if meaning is None or not text or state.near == "DGS":
        return
    factor = KILOGRAMS.get(unit)
    if factor is None:
        state.level.warn("unit", segment, "6411")
        return
    value = number(text)
    if value is None or value < 0:
        state.level.fail("number", segment, "6314")
        return
    kilograms = round(value * factor, 6)
    if state.placed is not None and state.near == "SGP":
        _placed_weight(state, segment, meaning, kilograms)
        return
    (state.node or state.level.weights).put(f"{meaning}_kg", kilograms, segment, "6314")


def _placed_weight(state: State, segment: Segment, meaning: str, kilograms: float) -> None:
    """Add the weight of goods in one container to its load, and to that of the goods if they state none."""
    if meaning != "gross":
        return
    for node, name in ((state.placed, "loaded_kg"), (state.goods, "placed_kg")):
        if node is not None:
            node.values[name] = round(node.values.get(name, 0.0) + kilograms, 6)
            node.at[name] = (segment, "6314")
