"""Segments of the journey: TDT, LOC and DTM."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sealwire_profiling.intake.domain.edifact import codes
from sealwire_profiling.intake.domain.edifact.drafts import MAX_PLACES, MAX_TEXT, Node, Place
from sealwire_profiling.intake.domain.edifact.values import day

if TYPE_CHECKING:
    from datetime import date

    from sealwire_profiling.intake.domain.edifact.state import State
    from sealwire_profiling.intake.domain.edifact.tokenizer import Segment

_IMO_LIST, _LLOYDS = "146", "11"
_IMO = re.compile(r"(?:IMO\s*)?([0-9]{7})")
_COUNTRY = re.compile(r"[A-Z]{2}")
_MAX_STAGES = 20
MAX_PLACE_NAME = 70
"""Longest name that stands for a place without a code, as the contract has it."""


def transport(state: State, segment: Segment) -> None:
    """Read TDT: stage (8051), voyage (8028), mode (8067), carrier (C040), and vessel or vehicle (C222).

    The IMO number stands in 8213, marked by code list 146 (1131), by agency 11, Lloyd's Register (3055), or
    not at all: seven digits are no call sign and no plate.
    """
    stage = segment.text(0)
    state.stage, state.near, state.node = stage, "TDT", None
    transports = state.level.transports
    if stage not in transports and len(transports) >= _MAX_STAGES:
        return
    node = transports.setdefault(stage, Node(segment.number))
    node.put("voyage", segment.text(1), segment, "8028")
    node.put("mode", codes.MODES.get(segment.text(2)), segment, "8067")
    node.put("carrier_code", segment.text(4), segment, "3127")
    node.put("carrier", segment.text(4, 3), segment, "3128")
    identifier = segment.text(7)
    found = _IMO.fullmatch(identifier)
    if found or (identifier and (segment.text(7, 1) == _IMO_LIST or segment.text(7, 2) == _LLOYDS)):
        node.put("imo_number", found[1] if found else identifier, segment, "8213")
    else:
        node.put("vehicle", identifier, segment, "8213")
    node.put("vessel", segment.text(7, 3), segment, "8212")


def location(state: State, segment: Segment) -> None:
    """Read LOC: a place of the journey, a customs office, the origin of goods, or a stowage cell."""
    qualifier, code, name = segment.text(0), segment.text(1), segment.text(1, 3)
    level = state.level
    if qualifier in codes.ORIGINS:
        _origin(state, segment, code or name)
    elif qualifier in codes.OFFICES:
        level.head.put("office", code or name, segment, "3225")
    elif qualifier in codes.PLACES:
        if not code and not name:
            level.warn("element-missing", segment, "3225")
        elif len(level.places) < MAX_PLACES:
            limit = MAX_TEXT if code else MAX_PLACE_NAME
            if len(name) > limit:
                level.warn("text-cut", segment, "3224", limit=limit)
            level.places.append(Place(segment.number, qualifier, state.stage, code, name[:limit]))
            state.near = "LOC"
        else:
            level.warn("too-many", segment, limit=MAX_PLACES)


def _origin(state: State, segment: Segment, code: str) -> None:
    node = state.goods or state.level.head
    if _COUNTRY.fullmatch(code[:2]) and len(code) in {2, 5}:
        node.put("origin", code[:2], segment, "3225")
    elif code:
        state.level.warn("country", segment, "3225")


def moment(state: State, segment: Segment) -> None:
    """Read DTM: a date of the document before it, of the place before it, or of the whole."""
    qualifier, text = segment.text(0), segment.text(0, 1)
    near_document = state.near in {"RFF", "DOC"} and qualifier in codes.DOCUMENT_DATES
    meaning = codes.DATES.get(qualifier)
    if not text or not (near_document or meaning):
        return
    value = day(text, segment.text(0, 2))
    if value is None:
        state.level.fail("date", segment, "2380")
    elif near_document:
        if state.document is not None:
            state.document.put("issued_on", value, segment, "2380")
    elif meaning == "declared_on":
        state.level.head.put("declared_on", value, segment, "2380")
    elif meaning:
        _stop(state, segment, meaning, value)


def _stop(state: State, segment: Segment, meaning: str, value: date) -> None:
    """Give an arrival or departure to the last place before it at which one arrives or departs.

    In CUSCAR all places of a transport stand before all its dates, in IFTMIN and BAPLIE each date after
    its place; this reads both.
    """
    reaches = meaning.startswith("arriv")
    for place in reversed(state.level.places):
        if place.stage != state.stage and state.near in {"TDT", "LOC"}:
            break
        code = codes.PLACES[place.qualifier]
        if code.reaches if reaches else code.leaves:
            if getattr(place, meaning) is None:
                setattr(place, meaning, value)
            return
    state.level.head.put(meaning, value, segment, "2380")
