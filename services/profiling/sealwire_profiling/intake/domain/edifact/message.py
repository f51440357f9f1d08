"""One message: where each of its consignments begins and ends.

CUSCAR: at CNI, and at the next transport document (RFF) under it once goods were told (segment groups 7
and 8). IFTMIN: the message is one consignment. BAPLIE carries containers and not goods: each stowage cell
(LOC+147) is a consignment with one piece of equipment, its legs, and goods only so far as FTX or DGS tell of
some; naming.py says which number it goes by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire_profiling.intake.domain.edifact import cargo, codes, journey, partners
from sealwire_profiling.intake.domain.edifact.assembly import assemble
from sealwire_profiling.intake.domain.edifact.cells import weigh_cell
from sealwire_profiling.intake.domain.edifact.drafts import level
from sealwire_profiling.intake.domain.edifact.faults import fault
from sealwire_profiling.intake.domain.edifact.state import State
from sealwire_profiling.intake.domain.parsed import LineError, Parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sealwire_profiling.intake.domain.edifact.tokenizer import Segment

_HANDLERS: dict[str, Callable[[State, Segment], None]] = {
    "BGM": partners.beginning, "NAD": partners.party, "COM": partners.contact,
    "RFF": partners.reference, "DOC": partners.document,
    "TDT": journey.transport, "LOC": journey.location, "DTM": journey.moment,
    "GID": cargo.goods_item, "PAC": cargo.package, "FTX": cargo.free_text, "CST": cargo.commodity,
    "PIA": cargo.product, "DGS": cargo.danger, "PCI": cargo.marks, "ALI": cargo.origin,
    "MOA": cargo.amount, "CUX": cargo.currencies, "GIS": cargo.indicator, "GEI": cargo.indicator,
    "EQD": cargo.equipment, "SEL": cargo.seal, "SGP": cargo.placement, "MEA": cargo.measure,
}  # fmt: skip
_STOWAGE = "147"
# A byte outside the character set spoils a name that is screened; UTF-8 under another flag does not.
_HARMLESS = {"charset-other"}


class Message:
    """A message of one of the three kinds as its segments come.

    Attributes:
        reference: Its reference number (0062).
        segments: How many segments were read, UNH included.
    """

    def __init__(self, header: Segment, kind: str) -> None:
        self.reference = header.text(0)
        self.segments = 1
        self._number = header.number
        self._state = State(kind, level(header.number))
        self._kind = kind
        self._found = 0
        self._cells_by_equipment = False
        self._withdrawn: int | None = None
        self._begun = False
        if kind == "IFTMIN":
            self._state.start(header)

    def feed(self, segment: Segment) -> Parsed | None:
        """Read a segment; return the consignment that it ends, if it ends one."""
        self.segments += 1
        state = self._state
        if segment.fault:
            self._spoilt(segment)
        ended = self._began(segment) if self._begins(segment) else None
        handler = _HANDLERS.get(segment.tag)
        if handler is not None:
            handler(state, segment)
        if segment.tag == "BGM":
            self._begun = True
            if segment.text(2) in codes.WITHDRAWALS:
                self._withdrawn = segment.number
        return ended

    def _began(self, segment: Segment) -> Parsed | None:
        """Begin a consignment; return the one before it. The next bill under a CNI keeps the CNI's number."""
        state, before = self._state, self._state.current
        ended = self._ended() if before is not None else None
        head = state.start(segment).head
        if segment.tag == "CNI":
            head.put("consignment", segment.text(1), segment, "1004")
        elif segment.tag == "RFF" and before is not None and "consignment" in before.head.values:
            head.put("consignment", before.head.values["consignment"], *before.head.at["consignment"])
        return ended

    def end(self, *, whole: bool) -> Iterator[Parsed]:
        """Give the last consignment, and what is wrong with the message.

        Args:
            whole: UNT was read; without it the last consignment may be cut off.
        """
        state = self._state
        if state.current is not None:
            if not whole:
                state.current.worst = True
                state.current.faults.append(fault("cut-off", state.current.number))
            ended = self._ended(last=True)
            if ended is not None:
                yield ended
        yield from self._complaints(whole=whole)

    def _begins(self, segment: Segment) -> bool:
        tag, state = segment.tag, self._state
        if self._kind == "CUSCAR":
            return (
                tag == "CNI"
                or (tag == "GID" and state.current is None)
                or (tag == "RFF" and self._is_next_bill(segment))
            )
        if self._kind == "BAPLIE":
            if tag == "EQD" and state.current is None:
                # Some senders write the equipment before its cell.
                self._cells_by_equipment = True
            if self._cells_by_equipment:
                return tag == "EQD"
            return tag == "LOC" and segment.text(0) == _STOWAGE
        return False

    def _is_next_bill(self, segment: Segment) -> bool:
        current = self._state.current
        if current is None or not current.goods:
            return False
        kind, number = codes.DOCUMENTS.get(segment.text(0)), segment.text(0, 1)
        return kind in codes.TRANSPORT_DOCUMENTS and all(
            each.values["number"] != number for each in current.documents
        )

    def _ended(self, *, last: bool = False) -> Parsed | None:
        self._found += 1
        if self._withdrawn is not None:
            return None
        state = self._state
        if self._kind == "BAPLIE" and state.current is not None:
            weigh_cell(state.current)
        return assemble(state, alone=last and self._found == 1)

    def _spoilt(self, segment: Segment) -> None:
        where = self._state.level
        if segment.fault in _HARMLESS:
            where.warn(segment.fault, segment)
        else:
            where.fail(segment.fault, segment)

    def _complaints(self, *, whole: bool) -> Iterator[Parsed]:
        state, wrong = self._state, list[LineError]()
        if not self._begun:
            wrong.append(fault("segment-missing", self._number, "BGM"))
        if self._kind != "IFTMIN":
            wrong.extend(state.header.faults)
        if self._withdrawn is not None:
            wrong.append(fault("withdrawal", self._withdrawn, "BGM 1225"))
        elif not self._found:
            wrong.append(fault("empty-message", self._number))
        unplaced = len(state.header.units.keys() - state.used)
        if unplaced and self._found > 1 and whole and self._withdrawn is None:
            wrong.append(fault("equipment-unplaced", self._number, "SGP 8260", found=unplaced))
        if not whole:
            wrong.append(fault("message-trailer-missing", self._number, "UNT"))
        if wrong:
            yield Parsed(self._number, None, tuple(wrong))
