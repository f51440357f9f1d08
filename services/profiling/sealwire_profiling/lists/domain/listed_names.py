"""The names of entries, each distinct one listed once, and who bears it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire_profiling.lists.domain.screener import ListedName

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sealwire_profiling.lists.domain.screener import FoundName, NameIndex, NameKind, Screener

_FIRST_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Borne:
    """A name of an entry: the entry's place, the number of the name in it, and of what it is."""

    entry: int
    number: int
    text: str
    kind: NameKind


class ListedNames:
    """An index in which a name that many entries bear takes one place, so that it crowds out no other."""

    def __init__(self, index: NameIndex, bearers: Sequence[Sequence[Borne]], at_least: float) -> None:
        """See `of`."""
        self._index = index
        self._bearers = bearers
        self._at_least = at_least

    @classmethod
    def of(cls, names: Iterable[Borne], screener: Screener, at_least: float) -> ListedNames:
        """Return the index of names.

        Args:
            names: Of any entries.
            screener: Compares them.
            at_least: From which score on a name is found, 0 to 1.
        """
        distinct: dict[tuple[str, NameKind], list[Borne]] = {}
        for each in names:
            distinct.setdefault((each.text, each.kind), []).append(each)
        listed = [ListedName(str(at), text, kind) for at, (text, kind) in enumerate(distinct)]
        return cls(screener.index(listed), list(distinct.values()), at_least)

    def search(self, queries: Sequence[str], kind: NameKind) -> list[list[tuple[Borne, FoundName]]]:
        """Return for each query who bears a name that is like it."""
        if not self._bearers:
            return [[] for _ in queries]
        return [
            [(borne, hit) for hit in found for borne in self._bearers[int(hit.id)]]
            for found in self._found(queries, kind)
        ]

    def _found(self, queries: Sequence[str], kind: NameKind) -> list[list[FoundName]]:
        """Search with a limit that is raised for those queries that fill it, so that nothing is cut off."""
        limit, at_least = _FIRST_LIMIT, self._at_least
        found = self._index.search_many(queries, kind=kind, limit=limit, at_least=at_least)
        full = [at for at, hits in enumerate(found) if len(hits) >= limit]
        while full and limit < len(self._bearers):
            limit *= 8
            filled = [queries[at] for at in full]
            again = self._index.search_many(filled, kind=kind, limit=limit, at_least=at_least)
            for at, hits in zip(full, again, strict=True):
                found[at] = hits
            full = [at for at in full if len(found[at]) >= limit]
        return found
