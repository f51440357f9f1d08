"""Consignments held against the lists: the hits of each, the best first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from sealwire_profiling.lists.domain.clearing import Cleared
from sealwire_profiling.lists.domain.consignment_values import values_of
from sealwire_profiling.lists.domain.deceptive import deceptions
from sealwire_profiling.lists.domain.screener import NameKind
from sealwire_profiling.lists.domain.sentences import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from sealwire.contract.profiling.lists import Effect, Said

    from sealwire_profiling.frame.domain.building import Received
    from sealwire_profiling.lists.domain.consignment_values import Value
    from sealwire_profiling.lists.domain.index import Match, ScreeningIndex
    from sealwire_profiling.lists.domain.values import ScreeningSet


@dataclass(frozen=True, slots=True)
class Hit:
    """A name or number of a consignment that stands on a list, or is like one that does.

    Attributes:
        list: Code of the list.
        entry: Id of the entry.
        version: Of the entry.
        field: Where the value stands: `consignee.name`.
        value: As the document writes it.
        matched: The name or number of the entry.
        score: 0 to 1.
        reasons: Why, as codes with their sentences.
        effect: What it does to the consignment while it is not cleared.
        cleared: The clearance that holds; a cleared hit is shown, and does nothing.
    """

    list: str
    entry: UUID
    version: int
    field: str
    value: str
    matched: str
    score: float
    reasons: tuple[Said, ...]
    effect: Effect
    cleared: UUID | None = None


class Screening:
    """Lists of a day that are asked about a batch a few groups of values at a time."""

    def __init__(self, screening_set: ScreeningSet, index: ScreeningIndex) -> None:
        """Begin a batch.

        Args:
            screening_set: The day and its clearances.
            index: Of the set's entries.
        """
        self._index = index
        self._cleared = Cleared(screening_set.clearances, on=screening_set.on, fold=index.screener.fold)
        # Of vessels (True) apart from those of parties: names that were searched, and what they match.
        self._names: dict[bool, dict[str, tuple[Match, ...]]] = {False: {}, True: {}}

    def take(self, received: Sequence[Received]) -> list[tuple[Hit, ...]]:
        """Return the hits of each consignment of a part of the batch."""
        return self.hits([list(values_of(each.consignment)) for each in received])

    def hits(self, groups: Sequence[Sequence[Value]]) -> list[tuple[Hit, ...]]:
        """Return the hits of each group; each distinct name is searched once for all parts."""
        self._search(groups)
        return [_hits(group, self._names, self._index, self._cleared) for group in groups]

    def _search(self, groups: Iterable[Iterable[Value]]) -> None:
        new: dict[bool, dict[str, tuple[Match, ...]]] = {False: {}, True: {}}
        for value in chain.from_iterable(groups):
            vessel = value.name_kind is NameKind.VESSEL
            if value.identifier is None and value.text not in self._names[vessel]:
                new[vessel][value.text] = ()
        for vessels, names in new.items():
            self._names[vessels] |= names | self._index.names(names, vessels=vessels)


def _hits(
    values: Iterable[Value],
    names: Mapping[bool, Mapping[str, tuple[Match, ...]]],
    index: ScreeningIndex,
    cleared: Cleared,
) -> tuple[Hit, ...]:
    hits: dict[tuple[str, str, UUID], Hit] = {}
    for value in values:
        if value.identifier is None:
            matches = names[value.name_kind is NameKind.VESSEL][value.text]
        else:
            matches = index.number(value.identifier, value.text, value.country)
        for match in matches:
            hit = _hit(value, match, cleared)
            before = hits.get((hit.field, hit.value, hit.entry))
            # One field twice with one value, of which a clearance covers one only: the open hit counts.
            if before is None or (before.cleared and not hit.cleared):
                hits[hit.field, hit.value, hit.entry] = hit
    if not hits:
        return ()
    return tuple(sorted(hits.values(), key=lambda hit: (-hit.score, hit.field, hit.list, str(hit.entry))))


def _hit(value: Value, match: Match, cleared: Cleared) -> Hit:
    by, doubts = cleared.judge(value, match.entry)
    odd = () if value.identifier is not None else deceptions(value.text)
    return Hit(
        list=match.entry.list,
        entry=match.entry.id,
        version=match.entry.version,
        field=value.field,
        value=value.text,
        matched=match.matched,
        score=match.score,
        reasons=(*match.reasons, *map(said, odd), *map(said, doubts)),
        effect=match.effect,
        cleared=by,
    )
