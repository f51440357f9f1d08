"""Which number a consignment goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire_profiling.intake.domain.edifact import codes
from sealwire_profiling.intake.domain.edifact.route import main_transport

if TYPE_CHECKING:
    from sealwire_profiling.intake.domain.edifact.drafts import Node
    from sealwire_profiling.intake.domain.edifact.state import State

_HOUSE = "house-bill"


def reference_of(state: State) -> str:
    """Return the number of a consignment, or an empty text where it has none.

    CUSCAR: its house bill, or else its transport document (RFF), or else the number in CNI. A document that
    is only attached (DOC) names nothing.
    IFTMIN: BGM's number where BGM is a transport document, or else as above, or else BGM's in any case.
    BAPLIE: see `cell_reference`.
    """
    level = state.current or state.header
    if state.kind == "BAPLIE":
        return cell_reference(state)
    carried = [each for each in level.documents if _names(each)]
    number = level.head.values.get("document", "")
    if state.kind == "IFTMIN" and any(_is(each, number) for each in carried):
        return str(number)
    for each in carried:
        if each.values["kind"] == _HOUSE:
            return str(each.values["number"])
    if carried:
        return str(carried[0].values["number"])
    return str(level.head.values.get("consignment") or number or level.head.values.get("booking", ""))


def cell_reference(state: State) -> str:
    """Return the number of a stowed container: bill of lading, booking or voyage, and the container.

    A bill alone would make its second container an amendment of its first; a container's number alone would
    make its next voyage an amendment of this one. RFF+BM:1, which fills a mandatory segment, is no bill.
    """
    level = state.current or state.header
    container = next(iter(level.units), "")
    if not container:
        return ""
    transport = main_transport(level, state.header)
    bills = [
        each.values["number"] for each in level.documents if each.values["kind"] in codes.TRANSPORT_DOCUMENTS
    ]
    carried = (*bills, level.head.values.get("booking"), transport.values.get("voyage"))
    prefix = next((each for each in carried if each), "")
    return f"{prefix}/{container}" if prefix else container


def _names(document: Node) -> bool:
    return document.values["kind"] in codes.TRANSPORT_DOCUMENTS and document.at["kind"][0].tag != "DOC"


def _is(document: Node, number: str) -> bool:
    return bool(document.values["number"] == number)
