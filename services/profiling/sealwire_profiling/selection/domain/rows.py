"""A selection: each candidate with its lane, its slot, its rank and its probability of being opened."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sealwire_profiling.selection.refusals import NotACandidate

if TYPE_CHECKING:
    from datetime import date

    from sealwire_profiling.selection.domain.settings import Settings


class Lane(StrEnum):
    """What happens with a consignment (ASYCUDA's selectivity lanes)."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    GREEN = "green"


class Slot(StrEnum):
    """Why a consignment is opened."""

    MANDATORY = "mandatory"
    EXPECTED_VALUE = "expected-value"
    EXPLORATION = "exploration"
    RANDOM = "random"
    OFFICER = "officer"


POLICY = frozenset({Slot.MANDATORY, Slot.EXPECTED_VALUE, Slot.EXPLORATION})
"""Slots in which something else than chance or an officer put a consignment."""


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate after the selection.

    Attributes:
        id: Of the consignment.
        office: Post.
        arrives_on: Day.
        rank: Among those of the post and day, from 1.
        lane: Exactly one.
        slot: Why it is opened; none where it is not.
        propensity: Probability that the stored design opens it: 1 where that needed no draw, the share that
            is drawn where it did, 0 where nothing was drawn. An officer's change leaves it as it is.
        overflow: A mandatory one beyond what the post can open that day.
        removed: An officer took it off.
        reasons: Codes of the sentences that say why (sentences.toml).
    """

    id: str
    office: str | None
    arrives_on: date | None
    rank: int
    lane: Lane
    slot: Slot | None
    propensity: float
    overflow: bool = False
    removed: bool = False
    reasons: tuple[str, ...] = ()

    @property
    def opened(self) -> bool:
        """Whether it is to be opened as things stand."""
        return self.slot is not None and not self.removed


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection with all that is needed to make it again.

    Attributes:
        seed: Of its draws.
        settings: By which it was made.
        model: Version of the model; none where rules alone decided.
        degraded: Code of the sentence that says what was missing; none where nothing was.
        rows: All candidates, by post, day and rank.
    """

    seed: int
    settings: Settings
    model: str | None
    degraded: str | None
    rows: tuple[Row, ...]

    @property
    def overflow(self) -> tuple[str, ...]:
        """Ids of the mandatory ones beyond what their post can open that day."""
        return tuple(row.id for row in self.rows if row.overflow)

    def row(self, identifier: str) -> Row:
        """Return the row of a consignment.

        Raises:
            NotACandidate: It has none.
        """
        for row in self.rows:
            if row.id == identifier:
                return row
        raise NotACandidate
