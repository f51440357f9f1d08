"""The manifest of the demo: a simulated week of trade to Batken, as a CUSCAR that arrives today.

The trade is made up (docs/simulator.md), so it is known what there is to find. The week is always the same
one, with its days moved so that it ends today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sealwire_profiling.intake.domain.edifact.writing import write_cuscar
from sealwire_profiling.simulator import FIRST_MONDAY, World

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sealwire.contract.profiling.consignments import Consignment
    from sealwire_profiling.simulator import Finding, Simulated

OFFICE = "KG-BATKEN"
CONSIGNMENTS = 500
_SEED, _WEEK, _PAST = 8, 12, 4


@dataclass(frozen=True)
class Manifest:
    """Files to send, in this order, and the truth about the last.

    Attributes:
        files: The weeks before, the first versions of what was amended since, and the manifest.
        truth: What an inspection finds, by reference; nothing where there is nothing.
    """

    files: Sequence[bytes]
    truth: dict[str, Finding | None]


def manifest(*, on: date) -> Manifest:
    """Return the manifest as it arrives on a day."""
    world = World(_SEED, CONSIGNMENTS)
    moved = on - (FIRST_MONDAY + timedelta(weeks=_WEEK + 1))
    now = world.week(_WEEK).consignments
    past = [each for number in range(_WEEK - _PAST, _WEEK) for each in world.week(number).consignments]
    amended = max(len(each.amendments) for each in now)
    earlier = [
        [each.amendments[turn] for each in now if len(each.amendments) > turn] for turn in range(amended)
    ]
    turns = [[each.consignment for each in past], *earlier, [each.consignment for each in now]]
    files = [_written([_at_batken(each, moved) for each in turn], on) for turn in turns]
    return Manifest(files, {each.consignment.reference: _found(each) for each in now})


def _found(simulated: Simulated) -> Finding | None:
    return simulated.finding


def _written(consignments: Sequence[Consignment], on: date) -> bytes:
    prepared = datetime.combine(on, datetime.min.time(), UTC)
    pieces = write_cuscar(
        consignments, sender="CARRIER", recipient="CUSTOMS-KG", reference="DEMO", prepared=prepared
    )
    return b"".join(pieces)


def _at_batken(consignment: Consignment, moved: timedelta) -> Consignment:
    legs = tuple(_moved(each, moved) for each in consignment.legs)
    documents = tuple(_moved(each, moved) for each in consignment.documents)
    here = {"office": OFFICE, "legs": legs, "documents": documents}
    shifted: Consignment = _moved(consignment, moved).model_copy(update=here)
    return shifted


def _moved(part: Any, by: timedelta) -> Any:
    days = {name: value + by for name, value in part if isinstance(value, date)}
    return part.model_copy(update=days)
