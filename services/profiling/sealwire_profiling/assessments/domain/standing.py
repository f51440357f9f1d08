"""A consignment in a selection, and what officers changed of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sealwire.contract.profiling.selections import Amend, Lane, ShadowSeen, Slot

    from sealwire_profiling.assessments.domain.since import Since


@dataclass(frozen=True, slots=True)
class Overridden:
    """What an officer changed: who, when (Unix seconds), what and why."""

    does: Amend
    category: str | None
    reason: str
    made_by: str
    made_at: int


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows of a selection are wanted.

    Attributes:
        after: Rank behind which they begin.
        limit: How many at most.
        opened: Only those that were selected to be opened, also where an officer took them off.
        changed: Only those of which lists say something else since.
    """

    after: int
    limit: int
    opened: bool = False
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A consignment in a selection, as it stands after overrides."""

    consignment: UUID
    reference: str
    office: str | None
    rank: int
    place: int
    lane: Lane
    slot: Slot | None
    propensity: float
    overflow: bool
    removed: bool
    score: float
    probability: float | None
    reasons: Sequence[Mapping[str, Any]]
    overridden: Overridden | None = None
    shadow: ShadowSeen | None = None
    since: Since | None = None
