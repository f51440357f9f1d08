"""What happened in the directory lately that every officer should know: units that began again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.directory.epochs import DAY_S
from sealwire.directory.payloads import UnitRecovered
from sealwire.directory.statement import parse

if TYPE_CHECKING:
    from sealwire.client.session import Session

TOLD_DAYS = 14
"""So long it is told with every sync: a colleague on leave should hear of it too."""


@dataclass(frozen=True, slots=True)
class BegunAgain:
    """A unit that was recovered: its officers and devices are new, and were vouched for by shares alone.

    Attributes:
        unit: The unit's code.
        at: When, by the clock of who recovered it; Unix seconds.
        reason: Why, in their words.
    """

    unit: str
    at: int
    reason: str


def begun_again(session: Session) -> list[BegunAgain]:
    """Return the units that began again in the last two weeks, in the order of the log."""
    # The database looks for the word, so that a long log is not parsed with every sync.
    rows = session.store.rows(
        "SELECT raw FROM statements WHERE instr(raw, ?) ORDER BY size", (UnitRecovered.kind.encode(),)
    )
    said = (parse(row[0]).payload for row in rows)
    earliest = session.now() - TOLD_DAYS * DAY_S
    return [
        BegunAgain(each.unit, each.ts, each.reason)
        for each in said
        if isinstance(each, UnitRecovered) and each.ts >= earliest
    ]
