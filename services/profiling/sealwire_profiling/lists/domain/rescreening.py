"""After lists have changed: which open consignments are screened again, and what that changes.

Nobody else is: a consignment whose hits all still stand, and whose names and numbers match nothing that was
added or changed, would come out as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.contract.profiling.lists import Effect

from sealwire_profiling.lists.domain.clearing import DOUBTS
from sealwire_profiling.lists.domain.index import WEAK_ALIAS, ScreeningIndex
from sealwire_profiling.lists.domain.screening import Screening

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sealwire_profiling.frame.domain.building import Received
    from sealwire_profiling.lists.domain.screener import Screener
    from sealwire_profiling.lists.domain.screening import Hit
    from sealwire_profiling.lists.domain.values import Entry, ScreeningSet


@dataclass(frozen=True, slots=True)
class Screened:
    """An open consignment with the hits that are stored of it."""

    received: Received
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Rescreened:
    """What becomes of a consignment that was screened again.

    Attributes:
        before: All hits that it had.
        hits: All that it has now.
    """

    before: tuple[Hit, ...]
    hits: tuple[Hit, ...]

    @property
    def added(self) -> tuple[Hit, ...]:
        """The hits that it had not, or had otherwise."""
        return tuple(hit for hit in self.hits if hit not in self.before)

    @property
    def withdrawn(self) -> tuple[Hit, ...]:
        """The hits that it has no longer, or has otherwise."""
        return tuple(hit for hit in self.before if hit not in self.hits)

    @property
    def gone(self) -> tuple[Hit, ...]:
        """Those that it has no longer, in whatever way."""
        still = {_place(hit) for hit in self.hits}
        return tuple(hit for hit in self.before if _place(hit) not in still)


class Rescreening:
    """Lists that have changed, which open consignments are held against a few at a time."""

    def __init__(self, screening_set: ScreeningSet, changed: Collection[Entry], screener: Screener) -> None:
        """Make the index of what has changed.

        Args:
            screening_set: As it is now.
            changed: Entries of the set that are new or have a new version since the consignments were
                screened, and all entries of a list whose own settings have changed; more of them do no harm.
            screener: Compares the names of lists that are matched by degrees.
        """
        self._set, self._screener = screening_set, screener
        self._now = {each.id: each for each in screening_set.entries}
        cleared = {each.entry for each in screening_set.clearances}
        self._loose = cleared.union(each.id for each in changed)
        self._changed = Screening(
            screening_set, ScreeningIndex.of(screening_set, screener, entries=list(changed))
        )
        self._whole: Screening | None = None
        self.screened = 0
        """How many consignments were affected, and so screened again."""

    def affected(self, screened: Sequence[Screened]) -> list[Screened]:
        """Return the consignments whose hits may have become others."""
        touched = self._changed.take([each.received for each in screened])
        return [
            each
            for each, new in zip(screened, touched, strict=True)
            if new or not all(self._stands(hit) for hit in each.hits)
        ]

    def take(self, screened: Sequence[Screened]) -> dict[str, Rescreened]:
        """Return those of a part of the consignments that come out otherwise, by id; others stay as they are.

        Args:
            screened: Open consignments with the hits that are stored of them.
        """
        again = self.affected(screened)
        self.screened += len(again)
        if not again:
            return {}
        if self._whole is None:
            # Seconds where lists are long, so not for changes that touch nobody.
            self._whole = Screening(self._set, ScreeningIndex.of(self._set, self._screener))
        found = self._whole.take([each.received for each in again])
        return {
            each.received.id: Rescreened(each.hits, hits)
            for each, hits in zip(again, found, strict=True)
            if hits != each.hits
        }

    def _stands(self, hit: Hit) -> bool:
        entry, codes = self._now.get(hit.entry), {each.code for each in hit.reasons}
        if entry is None or entry.version != hit.version or hit.entry in self._loose:
            return False
        if hit.cleared is not None or codes & DOUBTS:
            return False  # it speaks of a clearance that may be withdrawn by now
        watch_list = self._set.lists.get(hit.list)
        if watch_list is None:
            return False
        return hit.effect is (Effect.INFORMATION if WEAK_ALIAS in codes else watch_list.effect)


def _place(hit: Hit) -> tuple[object, ...]:
    return hit.list, hit.entry, hit.field, hit.value
