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
from sealwire_profiling.lists.domain.screening import screen

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from sealwire_profiling.frame.domain.building import Received
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
        hits: All that it has now.
        added: Those of them that it had not, or had otherwise.
        withdrawn: Those that it has no longer, or has otherwise.
    """

    hits: tuple[Hit, ...]
    added: tuple[Hit, ...]
    withdrawn: tuple[Hit, ...]


def affected(
    screened: Sequence[Screened],
    screening_set: ScreeningSet,
    changed: Collection[Entry],
    index_of_changed: ScreeningIndex,
) -> list[Screened]:
    """Return the consignments whose hits may have become others.

    Args:
        screened: Open consignments with their stored hits.
        screening_set: As it is now.
        changed: Entries of the set that are new or have a new version since the consignments were screened,
            and all entries of a list whose own settings have changed; more of them do no harm.
        index_of_changed: Of the changed entries alone.
    """
    now = {each.id: each for each in screening_set.entries}
    cleared = {each.entry for each in screening_set.clearances}
    loose = {each.id for each in changed} | cleared
    touched = screen([each.received for each in screened], screening_set, index_of_changed)
    return [
        each
        for each, new in zip(screened, touched, strict=True)
        if new or not all(_stands(hit, now, screening_set, loose) for hit in each.hits)
    ]


def rescreen(
    screened: Sequence[Screened],
    screening_set: ScreeningSet,
    changed: Collection[Entry],
    index: ScreeningIndex,
) -> dict[str, Rescreened]:
    """Return the consignments that come out otherwise, by id; all others stay as they are.

    Args:
        screened: Open consignments with their stored hits.
        screening_set: As it is now.
        changed: See `affected`.
        index: Of all entries of the set.
    """
    of_changed = ScreeningIndex.of(screening_set, index.screener, entries=list(changed))
    again = affected(screened, screening_set, changed, of_changed)
    found = screen([each.received for each in again], screening_set, index)
    return {
        each.received.id: _compared(each.hits, hits)
        for each, hits in zip(again, found, strict=True)
        if hits != each.hits
    }


def _compared(before: tuple[Hit, ...], after: tuple[Hit, ...]) -> Rescreened:
    had, has = frozenset(before), frozenset(after)
    added = tuple(hit for hit in after if hit not in had)
    return Rescreened(after, added, tuple(hit for hit in before if hit not in has))


def _stands(
    hit: Hit, now: Mapping[UUID, Entry], screening_set: ScreeningSet, loose: Collection[UUID]
) -> bool:
    entry, codes = now.get(hit.entry), {each.code for each in hit.reasons}
    if entry is None or entry.version != hit.version or hit.entry in loose:
        return False
    if hit.cleared is not None or codes & DOUBTS:
        return False  # it speaks of a clearance that may be withdrawn by now
    watch_list = screening_set.lists.get(hit.list)
    if watch_list is None:
        return False
    return hit.effect is (Effect.INFORMATION if WEAK_ALIAS in codes else watch_list.effect)
