"""The envelope of an interchange: UNB to UNZ, groups, messages, and whether their counts hold.

Source: ISO 9735-1:2002 clause 8 and annex C.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire_profiling.intake.domain.edifact import codes
from sealwire_profiling.intake.domain.edifact.faults import Fact, fault
from sealwire_profiling.intake.domain.edifact.message import Message
from sealwire_profiling.intake.domain.edifact.tokenizer import Tokenizer
from sealwire_profiling.intake.domain.edifact.values import count
from sealwire_profiling.intake.domain.parsed import Parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sealwire_profiling.intake.domain.edifact.syntax import Opening
    from sealwire_profiling.intake.domain.edifact.tokenizer import Segment

MAX_COMPLAINTS = 1_000
"""Most errors of an interchange that belong to no consignment; whoever sends more sends something else."""


class Interchange:
    """An interchange as it is read; `position` and `number` say how far."""

    def __init__(self, data: bytes, opening: Opening, *, number: int = 0) -> None:
        self._tokens = Tokenizer(data, opening, number=number)
        self._faults = opening.faults
        self._message: Message | None = None
        self._skipped: int | None = None
        self._header: Segment | None = None
        self._group: Segment | None = None
        self._messages = self._in_group = self._groups = self._complaints = 0
        self._readers: dict[str, Callable[[Segment], Iterator[Parsed]]] = {
            "UNB": self._interchange_header, "UNZ": self._interchange_trailer,
            "UNG": self._group_header, "UNE": self._group_trailer,
            "UNH": self._message_header, "UNT": self._message_trailer,
        }  # fmt: skip

    @property
    def position(self) -> int:
        """Offset of the byte after the last segment that was read."""
        return self._tokens.position

    @property
    def number(self) -> int:
        """Number of the last segment that was read."""
        return self._tokens.number

    def parsed(self) -> Iterator[Parsed]:
        """Give the consignments, and what is wrong with the envelope, each where it stands."""
        first = True
        for segment in self._tokens:
            if first:
                yield from self._begun(segment)
                first = False
            reader = self._readers.get(segment.tag)
            if reader is not None:
                yield from reader(segment)
                if segment.tag == "UNZ":
                    return
            elif self._message is not None:
                ended = self._message.feed(segment)
                if ended is not None:
                    yield ended
            else:
                yield from self._outside(segment)
            if self._complaints > MAX_COMPLAINTS:
                yield self._wrong("too-many-errors", segment.number)
                self._tokens.abandon()
                return
        yield from self._cut()

    def _begun(self, segment: Segment) -> Iterator[Parsed]:
        for code in self._faults:
            yield self._wrong(code, segment.number, "UNB 0001" if code == "charset-unknown" else "UNA")
        if segment.tag != "UNB":
            yield self._wrong("header-missing", segment.number, "UNB")

    def _outside(self, segment: Segment) -> Iterator[Parsed]:
        if self._skipped is not None:
            self._skipped += 1
        else:
            yield self._wrong(segment.fault or "out-of-place", segment.number, segment.tag)

    def _interchange_header(self, segment: Segment) -> Iterator[Parsed]:
        if self._header is not None:
            yield from self._close(whole=False)
            yield self._wrong("trailer-missing", segment.number, "UNZ")
            self._messages = self._groups = 0
        self._header = segment

    def _interchange_trailer(self, segment: Segment) -> Iterator[Parsed]:
        yield from self._close(whole=False)
        if self._header is None:
            return
        found = self._groups or self._messages
        yield from self._counted(segment, "0036", found)
        if segment.text(1) != self._header.text(4):
            yield self._wrong("reference-differs", segment.number, "UNZ 0020")

    def _group_header(self, segment: Segment) -> Iterator[Parsed]:
        yield from self._close(whole=False)
        self._group, self._in_group = segment, 0
        self._groups += 1

    def _group_trailer(self, segment: Segment) -> Iterator[Parsed]:
        yield from self._close(whole=False)
        if self._group is None:
            yield self._wrong("out-of-place", segment.number, "UNE")
            return
        yield from self._counted(segment, "0060", self._in_group)
        if segment.text(1) != self._group.text(4):
            yield self._wrong("reference-differs", segment.number, "UNE 0048")
        self._group = None

    def _message_header(self, segment: Segment) -> Iterator[Parsed]:
        yield from self._close(whole=False)
        self._messages += 1
        self._in_group += 1
        kind = segment.text(1)
        if kind in codes.MESSAGES:
            self._message = Message(segment, kind)
        else:
            self._skipped = 1
            yield self._wrong("message-type", segment.number, "UNH 0065")

    def _message_trailer(self, segment: Segment) -> Iterator[Parsed]:
        message = self._message
        self._message = None
        if message is not None:
            yield from message.end(whole=True)
            yield from self._counted(segment, "0074", message.segments + 1)
            if segment.text(1) != message.reference:
                yield self._wrong("reference-differs", segment.number, "UNT 0062")
        elif self._skipped is not None:
            yield from self._counted(segment, "0074", self._skipped + 1)
        else:
            yield self._wrong("out-of-place", segment.number, "UNT")
        self._skipped = None

    def _cut(self) -> Iterator[Parsed]:
        """Tell of an interchange that ends without UNZ."""
        last = max(self._tokens.number, 1)
        yield from self._close(whole=False)
        if self._tokens.unfinished:
            yield self._wrong("segment-unreadable", last + 1)
        yield self._wrong("trailer-missing", last, "UNZ")

    def _close(self, *, whole: bool) -> Iterator[Parsed]:
        message, self._message, self._skipped = self._message, None, None
        if message is not None:
            yield from message.end(whole=whole)

    def _counted(self, segment: Segment, element: str, found: int) -> Iterator[Parsed]:
        stated = segment.text(0)
        if count(stated) != found:
            column = f"{segment.tag} {element}"
            yield self._wrong("count-differs", segment.number, column, stated=stated[:20] or "-", found=found)

    def _wrong(self, code: str, number: int, column: str = "", **facts: Fact) -> Parsed:
        self._complaints += 1
        return Parsed(number, None, (fault(code, number, column, **facts),))
