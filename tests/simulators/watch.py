"""Consignments, entries and a graded screener of the tests' own, to hold against each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from sealwire.contract.profiling.consignments import Consignment
from sealwire.contract.profiling.lists import Effect, EntryContent, Matching
from sealwire_profiling.frame.domain.building import Received
from sealwire_profiling.lists.domain.exact import fold_exactly
from sealwire_profiling.lists.domain.index import ScreeningIndex
from sealwire_profiling.lists.domain.screener import FoundName, ListedName, NameKind
from sealwire_profiling.lists.domain.screening import Hit, Screening
from sealwire_profiling.lists.domain.sentences import said
from sealwire_profiling.lists.domain.values import Entry, ScreeningSet, WatchList

if TYPE_CHECKING:
    from collections.abc import Sequence

TODAY = date(2026, 11, 18)
LISTS = {
    "watch": WatchList("watch", Effect.MANDATORY, Matching.GRADED),
    "common": WatchList("common", Effect.SCORE, Matching.EXACT),
}


@dataclass
class WordIndex:
    """Compares by the share of words that two names have in common."""

    listed: Sequence[ListedName]
    asked: list[str]

    def search_many(
        self, queries: Sequence[str], *, kind: NameKind, limit: int, at_least: float
    ) -> list[list[FoundName]]:
        del kind
        self.asked += queries
        return [self._one(query, limit, at_least) for query in queries]

    def _one(self, query: str, limit: int, at_least: float) -> list[FoundName]:
        words = set(fold_exactly(query).split())
        found = []
        for each in self.listed:
            other = set(fold_exactly(each.name).split())
            score = len(words & other) / len(words | other)
            if score >= at_least:
                found.append(FoundName(each.id, each.name, score, (said("words"),)))
        return sorted(found, key=lambda hit: -hit.score)[:limit]


@dataclass
class WordScreener:
    """A graded screener whose scores can be worked out in the head; remembers what it was asked."""

    threshold: float = 0.5
    asked: list[str] = field(default_factory=list)
    made: list[WordIndex] = field(default_factory=list)

    def fold(self, name: str) -> str:
        return fold_exactly(name)

    def index(self, listed: Sequence[ListedName]) -> WordIndex:
        self.made.append(WordIndex(listed, self.asked))
        return self.made[-1]


def key(number: int) -> UUID:
    return uuid5(UUID(int=0), str(number))


def entry(number: int, *names: str, on: str = "watch", version: int = 1, **more: Any) -> Entry:
    """Return an entry of a company; a name that begins with `low:` is a weak alias."""
    told = [
        {"text": name.removeprefix("low:"), "quality": "low" if name.startswith("low:") else "good"}
        for name in names
    ]
    content = EntryContent.model_validate(
        {
            "kind": "company",
            "names": told,
            "reason": "Seen",
            "source": "notice",
            "confidence": "high",
            "expires_on": "2027-01-01",
            **more,
        }
    )
    return Entry(key(number), on, version, content)


def numbers(*pairs: str) -> list[dict[str, str]]:
    """Return identifiers written as `kind:value`."""
    return [dict(zip(("kind", "value"), each.split(":", 1), strict=True)) for each in pairs]


def consignment(reference: str = "B1", *, consignee: str = "", **more: Any) -> Received:
    """Return a consignment with a consignee, and what else is said."""
    parties = [{"role": "consignee", "name": consignee}] if consignee else []
    whole = Consignment.model_validate({"reference": reference, "parties": parties, **more})
    return Received(reference, "test", whole)


def day(*entries: Entry, **more: Any) -> ScreeningSet:
    active = tuple(each for each in entries if not each.removed)
    return ScreeningSet(**{"on": TODAY, "lists": LISTS, "entries": active, **more})


def hits_of(received: Received, screening_set: ScreeningSet) -> tuple[Hit, ...]:
    index = ScreeningIndex.of(screening_set, WordScreener())
    return Screening(screening_set, index).take([received])[0]


def codes(hit: Hit) -> list[str]:
    return [why.code for why in hit.reasons if why.code not in {"words", "same-words", "exact-number"}]
