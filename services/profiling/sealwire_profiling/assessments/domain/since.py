"""What the lists say of a consignment since its selection was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire_profiling.assessments.domain.assessing import compels

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire_profiling.assessments.domain.standing import Standing
    from sealwire_profiling.lists.domain.rescreening import Rescreened


@dataclass(frozen=True, slots=True)
class Since:
    """What lists say since.

    Attributes:
        changes: The hits by which the selection was made, and those of the last re-screening.
        at: When that was, Unix seconds.
        open: Whether the consignment is still to be decided about.
    """

    changes: Rescreened
    at: int
    open: bool


@dataclass(frozen=True, slots=True)
class Again:
    """A consignment that a re-screening has changed, and its place in the selection."""

    consignment: UUID
    reference: str
    rank: int
    changes: Rescreened


def needs_override(row: Standing) -> bool:
    """Tell whether a list compels to open a consignment since, and no officer has decided about it yet.

    The selection itself stays as it was made: its propensities hold for what was known then.
    """
    since = row.since
    if since is None or not since.open or not compels(since.changes.added):
        return False
    taken_off_before = row.overridden is not None and row.overridden.made_at < since.at
    return row.slot is None or (row.removed and taken_off_before)
