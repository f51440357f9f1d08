"""Whole files of EDIFACT to consignments, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire_profiling.intake.domain.edifact.envelope import Interchange
from sealwire_profiling.intake.domain.edifact.faults import fault
from sealwire_profiling.intake.domain.edifact.refusals import NotEdifact
from sealwire_profiling.intake.domain.edifact.syntax import looks_like_edifact, opening, plain
from sealwire_profiling.intake.domain.parsed import Parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["looks_like_edifact", "read"]

_SPACE = b" \t\r\n\x00\x1a"
"""What may stand after the last segment: transmission programs fill up with NUL or end with SUB."""


def read(data: bytes) -> Iterator[Parsed]:
    """Return the consignments of a file, and what is wrong, in the order of its segments.

    One message at most is held in memory, and of it one consignment and the header with its equipment.
    `line` is the number of a segment in the file, from 1; UNA does not count. An element is named by tag and
    data element: `MEA 6314`.

    Args:
        data: One interchange or more, of CUSCAR (D.95B to D.16A), IFTMIN or BAPLIE (1.5 to 3.x), each with
            UNB and UNZ; UNA and groups may stand. A faulty consignment gives errors, and the others are kept.

    Raises:
        NotEdifact: The file begins as no interchange does. Nothing else is raised, whatever the content.
    """
    if not looks_like_edifact(data):
        raise NotEdifact
    return _interchanges(plain(data))


def _interchanges(data: bytes) -> Iterator[Parsed]:
    at, number = 0, 0
    while (begun := opening(data, at)) is not None:
        interchange = Interchange(data, begun, number=number)
        yield from interchange.parsed()
        at, number = interchange.position, interchange.number
    if not number:
        yield Parsed(1, None, (fault("header-missing", 1, "UNB"), fault("trailer-missing", 1, "UNZ")))
    elif data[at : at + 512].strip(_SPACE):
        yield Parsed(number + 1, None, (fault("segment-unreadable", number + 1),))
