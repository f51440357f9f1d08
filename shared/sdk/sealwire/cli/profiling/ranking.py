"""What the commands print of a ranked consignment: a head, and a line for each thing to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.cli.profiling.shadows import seen_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.contract.profiling.selections import Chosen


def chosen_lines(row: Chosen) -> Iterator[str]:
    """Yield what is to be known of a consignment in a selection, its id for the next command with it."""
    from sealwire.cli.profiling.shapes import standing_line  # noqa: PLC0415  # keeps --help fast

    yield f"{row.rank:>4}. {row.reference}  {', '.join(_standing(row))}"
    yield f"      consignment {row.consignment}"
    for reason in row.reasons:
        yield f"      - {reason.text}"
    if row.expert is not None:
        yield f"      Expert: {standing_line(row.expert)}"
    if row.overridden:
        yield f"      Changed: {row.overridden}"
    if row.shadow is not None:
        yield f"      In shadow: {seen_line(row.shadow)}"


def _standing(row: Chosen) -> Iterator[str]:
    yield row.lane.value
    if row.slot is not None:
        yield row.slot.value
    if row.needs_override:
        yield "NEEDS AN OVERRIDE"
    if row.overflow:
        yield "beyond the capacity"
    if row.removed:
        yield "taken off"
    yield f"{row.score:.0f} points"
    if row.probability is not None:
        yield f"chance {row.probability:.2f}"
