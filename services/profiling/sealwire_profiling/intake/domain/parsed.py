"""What reading a file gives, line by line: a consignment, or what is wrong with the line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sealwire.contract.profiling.consignments import Consignment


@dataclass(frozen=True, slots=True)
class LineError:
    """Something wrong with a line; what it says never quotes more than a cell's first characters.

    Attributes:
        line: Line, row or segment of the file, from 1.
        column: Heading, JSON field or EDIFACT element (`CNI 1490`); empty for the line as a whole.
        code: Stable, kebab-case.
        message: What is wrong and what would be right.
    """

    line: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What stands at a line: a consignment, with warnings, or none, with at least one error."""

    line: int
    consignment: Consignment | None
    errors: tuple[LineError, ...] = ()
