"""The active entries of all lists, ready to be held against many names and numbers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.contract.profiling.lists import Effect, EntryKind, Matching, Quality

from sealwire_profiling.lists.domain.exact import ExactScreener
from sealwire_profiling.lists.domain.identifiers import canonical
from sealwire_profiling.lists.domain.listed_names import Borne, ListedNames
from sealwire_profiling.lists.domain.screener import NameKind
from sealwire_profiling.lists.domain.sentences import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sealwire.contract.profiling.lists import IdentifierKind, Said

    from sealwire_profiling.lists.domain.screener import FoundName, Screener
    from sealwire_profiling.lists.domain.values import Entry, ScreeningSet, WatchList

EXACT_NUMBER = "exact-number"
WEAK_ALIAS = "weak-alias"
_KINDS = {
    EntryKind.PERSON: NameKind.PERSON,
    EntryKind.COMPANY: NameKind.COMPANY,
    EntryKind.VESSEL: NameKind.VESSEL,
}


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a name or number matches, by the best of its names."""

    entry: Entry
    matched: str
    score: float
    effect: Effect
    reasons: tuple[Said, ...]


class ScreeningIndex:
    """Made once for a set of entries, then asked about any number of batches."""

    def __init__(
        self, entries: Sequence[Entry], lists: Mapping[str, WatchList], screener: Screener, at_least: float
    ) -> None:
        """See `of`."""
        self.screener = screener
        self.size = len(entries)
        self._entries = entries
        self._lists = lists
        self._numbers = _numbers(entries)
        self._names = {
            (matching, vessels): ListedNames.of(self._borne(matching, vessels=vessels), way, at_least)
            for matching, way in ((Matching.GRADED, screener), (Matching.EXACT, ExactScreener()))
            for vessels in (False, True)
        }

    @classmethod
    def of(
        cls,
        screening_set: ScreeningSet,
        screener: Screener,
        *,
        entries: Sequence[Entry] | None = None,
        at_least: float | None = None,
    ) -> ScreeningIndex:
        """Return the index of a day's entries.

        Args:
            screening_set: Entries and lists of the day.
            screener: Compares the names of lists that are matched by degrees.
            entries: Only these of them.
            at_least: From which score on a name is found, 0 to 1; else the screener's threshold.
        """
        wanted = screening_set.entries if entries is None else entries
        known = [each for each in wanted if each.list in screening_set.lists]
        return cls(known, screening_set.lists, screener, screener.threshold if at_least is None else at_least)

    def names(self, names: Iterable[str], *, vessels: bool) -> dict[str, tuple[Match, ...]]:
        """Return what distinct names match; those that match nothing are left out. Each is searched once."""
        queries = list(dict.fromkeys(names))
        kind = NameKind.VESSEL if vessels else NameKind.OTHER
        found: defaultdict[str, list[tuple[Borne, FoundName]]] = defaultdict(list)
        for matching in Matching:
            hits_of_each = self._names[matching, vessels].search(queries, kind)
            for query, hits in zip(queries, hits_of_each, strict=True):
                if hits:
                    found[query] += hits
        return {query: self._matches(hits) for query, hits in found.items()}

    def number(self, kind: IdentifierKind, text: str, country: str | None = None) -> tuple[Match, ...]:
        """Return the entries that have a number, compared exactly."""
        if kind not in self._numbers:
            return ()
        listed = self._numbers[kind]
        found = {
            at: number
            for sign in canonical(kind, text, country)
            for at, number in listed.get(sign, {}).items()
        }
        return tuple(
            Match(self._entries[at], number, 1.0, self._effect(at), (said(EXACT_NUMBER),))
            for at, number in sorted(found.items())
        )

    def _borne(self, matching: Matching, *, vessels: bool) -> Iterator[Borne]:
        for at, entry in enumerate(self._entries):
            kind = _KINDS.get(entry.content.kind)
            if kind and (kind is NameKind.VESSEL) is vessels and self._lists[entry.list].matching is matching:
                for number, name in enumerate(entry.content.names):
                    yield Borne(at, number, name.text, kind)

    def _matches(self, found: Iterable[tuple[Borne, FoundName]]) -> tuple[Match, ...]:
        """Return one match for each entry: by a good name before a weak one, then by the best score."""
        best: dict[int, tuple[tuple[bool, float, int], FoundName]] = {}
        for borne, hit in found:
            rank = (not self._is_weak(borne), hit.score, -borne.number)
            if borne.entry not in best or rank > best[borne.entry][0]:
                best[borne.entry] = rank, hit
        matches = [self._match(at, good=rank[0], found=hit) for at, (rank, hit) in sorted(best.items())]
        return tuple(sorted(matches, key=lambda match: -match.score))

    def _match(self, at: int, *, good: bool, found: FoundName) -> Match:
        if good:
            return Match(self._entries[at], found.name, found.score, self._effect(at), found.reasons)
        # So many people are called by a weak alias that it compels nobody to do anything.
        reasons = (*found.reasons, said(WEAK_ALIAS))
        return Match(self._entries[at], found.name, found.score, Effect.INFORMATION, reasons)

    def _is_weak(self, borne: Borne) -> bool:
        return self._entries[borne.entry].content.names[borne.number].quality is Quality.LOW

    def _effect(self, at: int) -> Effect:
        return self._lists[self._entries[at].list].effect


def _numbers(entries: Sequence[Entry]) -> dict[IdentifierKind, dict[str, dict[int, str]]]:
    """Return kind -> number in its one writing -> place of the entry -> number as entered."""
    made: defaultdict[IdentifierKind, dict[str, dict[int, str]]] = defaultdict(dict)
    for at, entry in enumerate(entries):
        for each in entry.content.identifiers:
            for sign in canonical(each.kind, each.value):
                made[each.kind].setdefault(sign, {})[at] = each.value
    return dict(made)
