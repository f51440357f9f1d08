"""How names of graded lists are compared; the one place that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.contract.profiling.lists import Said

from sealwire_profiling.lists.domain.screener import FoundName
from sealwire_profiling.names.domain.folding import fold
from sealwire_profiling.names.domain.index import Index, Listed
from sealwire_profiling.names.domain.kinds import Kind
from sealwire_profiling.names.domain.scoring import THRESHOLD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sealwire_profiling.lists.domain.screener import ListedName, NameKind, Screener
    from sealwire_profiling.names.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Names:
    """Listed names under the scores of the names room."""

    index: Index

    def search_many(
        self, queries: Sequence[str], *, kind: NameKind, limit: int, at_least: float
    ) -> list[list[FoundName]]:
        """Return for each query what is like it, the best first."""
        found = self.index.search_many(queries, kind=Kind(kind.value), limit=limit, at_least=at_least)
        return [
            [FoundName(hit.id, hit.name, hit.score, tuple(map(_said, hit.reasons))) for hit in hits]
            for hits in found
        ]


def _said(reason: Reason) -> Said:
    return Said(code=reason.code.value, en=reason.sentence("en"), ru=reason.sentence("ru"))


@dataclass(frozen=True, slots=True)
class ByScore:
    """Compares names by the graded score of docs/screening.md."""

    threshold: float = THRESHOLD

    def fold(self, name: str) -> str:
        """Return the words of a name in their normal form, in the order of the alphabet."""
        return " ".join(sorted(fold(name).split()))

    def index(self, listed: Sequence[ListedName]) -> Names:
        """Return an index of names."""
        return Names(Index.build([Listed(each.id, each.name, Kind(each.kind.value)) for each in listed]))


SCREENER: Screener = ByScore()
