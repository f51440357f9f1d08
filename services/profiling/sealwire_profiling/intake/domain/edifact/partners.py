"""Segments of parties and documents: NAD, COM, BGM, CNI's and RFF's numbers, and DOC."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import MAX_DOCUMENTS, MAX_PARTIES

from sealwire_profiling.intake.domain.edifact import codes
from sealwire_profiling.intake.domain.edifact.state import added

if TYPE_CHECKING:
    from sealwire_profiling.intake.domain.edifact.state import State
    from sealwire_profiling.intake.domain.edifact.tokenizer import Segment

_COUNTRY = re.compile(r"[A-Z]{2}")
_PHONES = {"TE", "AL", "MA"}
_CUSTOMS = "CM"
_VOYAGES = {"VON", "VM"}
_BOOKING = "BN"
# RFF is mandatory in BAPLIE; senders without a bill of lading write RFF+BM:1.
_SHORTEST_BILL = 2


def party(state: State, segment: Segment) -> None:
    """Read NAD: a party with a name (C080, or the first line of C058), address, country and number (3039).

    C058 is the unstructured form: its first line is the name, the others are the address.
    """
    qualifier = segment.text(0)
    role = codes.PARTIES.get(qualifier)
    state.near, state.party = "NAD", None
    if role is None:
        if qualifier == _CUSTOMS:
            state.level.head.put("office", segment.text(1), segment, "3039")
        return
    lines = [segment.text(2, line) for line in range(5)]
    name, element = segment.joined(3), "3036"
    address = [segment.joined(4), segment.text(5), segment.text(6, 3) or segment.text(6), segment.text(7)]
    if name:
        address = [*lines, *address]
    else:
        name, element, address = lines[0], "3124", [*lines[1:], *address]
    node = state.party = added(state.level.parties, segment, MAX_PARTIES + 1)
    node.put("role", role, segment, "3035")
    node.put("name", name or segment.text(1), segment, element)
    node.put("address", ", ".join(filter(None, address)), segment, "3042")
    node.put("identifier", segment.text(1), segment, "3039")
    country = segment.text(8)
    if _COUNTRY.fullmatch(country):
        node.put("country", country, segment, "3207")
    elif country:
        state.level.warn("country", segment, "3207")


def contact(state: State, segment: Segment) -> None:
    """Read COM after NAD: the party's telephone number."""
    if state.near == "NAD" and state.party is not None and segment.text(0, 1) in _PHONES:
        state.party.put("phone", segment.text(0), segment, "3148")


def beginning(state: State, segment: Segment) -> None:
    """Read BGM: what the document is (1001), its number (1004), and what the message is for (1225)."""
    head = state.level.head
    head.put("function", segment.text(2), segment, "1225")
    head.put("document", segment.text(1), segment, "1004")
    kind = codes.NAMES.get(segment.text(0))
    if kind and segment.text(1):
        _document(state, segment, kind, segment.text(1), "1004")
    state.near = "BGM"


def reference(state: State, segment: Segment) -> None:
    """Read RFF: a document, the voyage, the booking, or after NAD the party's number."""
    qualifier, number = segment.text(0), segment.text(0, 1)
    if qualifier in codes.PARTY_IDENTIFIERS:
        if state.near == "NAD" and state.party is not None:
            state.party.put("identifier", number, segment, "1154")
        return
    state.near, state.document = "RFF", None
    kind = codes.DOCUMENTS.get(qualifier)
    if state.kind == "BAPLIE" and len(number) < _SHORTEST_BILL:
        return
    if kind and number:
        _document(state, segment, kind, number, "1154")
    elif qualifier in _VOYAGES:
        state.level.head.put("voyage", number, segment, "1154")
    elif qualifier == _BOOKING:
        state.level.head.put("booking", number, segment, "1154")


def document(state: State, segment: Segment) -> None:
    """Read DOC: a document by its name (1001) and number (1004)."""
    state.near, state.document = "DOC", None
    kind = codes.NAMES.get(segment.text(0))
    if kind and segment.text(1):
        _document(state, segment, kind, segment.text(1), "1004")


def _document(state: State, segment: Segment, kind: str, number: str, element: str) -> None:
    documents = state.level.documents
    same = [each for each in documents if each.values["kind"] == kind and each.values["number"] == number]
    state.document = same[0] if same else added(documents, segment, MAX_DOCUMENTS + 1)
    state.document.put("kind", kind, segment, element)
    state.document.put("number", number, segment, element)
