"""Names to search: which of a list can be meant by a name in a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from sealwire_profiling.names.domain.grams import Grams
from sealwire_profiling.names.domain.kinds import Kind
from sealwire_profiling.names.domain.parsing import parse
from sealwire_profiling.names.domain.scoring import THRESHOLD, score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sealwire_profiling.names.domain.reasons import Reason

# Names that share the rarest runs of letters, and how many of them the slower comparison sees: at least so
# many, more where they are nearly as near as the best (of 2).
_CANDIDATES = 24
_AT_LEAST_JUDGED = 4
_JUDGED = 10
_WITHIN = 0.2
_BLOCK = 256


@dataclass(frozen=True, slots=True)
class Listed:
    """A name of a list.

    Attributes:
        id: What the list calls its bearer; several names may have one.
        name: As the list writes it.
        kind: What it is the name of.
    """

    id: str
    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed name that can be meant.

    Attributes:
        id: Of the listed bearer.
        name: As listed.
        score: 0 to 1.
        reasons: Why.
    """

    id: str
    name: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """The listed names of one kind."""

    names: tuple[Listed, ...]
    keys: tuple[str, ...]
    grams: Grams

    @classmethod
    def of(cls, names: Sequence[Listed]) -> _Part:
        keys = tuple(parse(each.name, each.kind).key() for each in names)
        return cls(tuple(names), keys, Grams.of(keys))

    def near(self, keys: Sequence[str]) -> Iterator[list[tuple[float, Listed]]]:
        """Give for each key the names nearest by rare runs of letters and by all, with how near of 2."""
        for key, near in zip(keys, self.grams.near(keys, count=_CANDIDATES), strict=True):
            yield [(share + fuzz.ratio(key, self.keys[at]) / 100, self.names[at]) for at, share in near]


class Index:
    """An index over listed names; it never changes once it is built."""

    def __init__(self, parts: Mapping[Kind, _Part]) -> None:
        self._parts = parts

    @classmethod
    def build(cls, names: Sequence[Listed]) -> Index:
        """Return an index over these names; none are needed."""
        return cls({kind: _Part.of([each for each in names if each.kind is kind]) for kind in Kind})

    def __len__(self) -> int:
        return sum(len(part.names) for part in self._parts.values())

    def search(self, query: str, *, kind: Kind, limit: int = 5, at_least: float = THRESHOLD) -> list[Hit]:
        """Return the listed names that can be meant, the best first, one for each listed bearer.

        Args:
            query: A name from a document.
            kind: What it is the name of; `OTHER` searches all, and listed `OTHER` are always searched.
            limit: Hits at most.
            at_least: Scores below are left out.
        """
        return self.search_many([query], kind=kind, limit=limit, at_least=at_least)[0]

    def search_many(
        self, queries: Sequence[str], *, kind: Kind, limit: int = 5, at_least: float = THRESHOLD
    ) -> list[list[Hit]]:
        """Return what `search` returns for each query, in their order; many at once are faster.

        Args:
            queries: Names from documents.
            kind: What they are names of.
            limit: Hits at most for each.
            at_least: Scores below are left out.
        """
        found: list[list[Hit]] = []
        for start in range(0, len(queries), _BLOCK):
            block = queries[start : start + _BLOCK]
            for query, near in zip(block, self._near(block, kind), strict=True):
                found.append(_judged(query, _worth_judging(near), kind, at_least)[:limit])
        return found

    def _near(self, queries: Sequence[str], kind: Kind) -> Iterator[list[tuple[float, Listed]]]:
        parts = [part for of, part in self._parts.items() if kind.may_be(of) and part.names]
        keys = [parse(query, kind).key() for query in queries]
        each = [part.near(keys) for part in parts]
        for _ in queries:
            yield [near for nears in each for near in next(nears)]


def _worth_judging(near: list[tuple[float, Listed]]) -> list[Listed]:
    """Return the candidates that the slower comparison sees."""
    alike = sorted(near, key=lambda each: -each[0])[:_JUDGED]
    least = alike[0][0] - _WITHIN if alike else 0.0
    close = [listed for like, listed in alike[_AT_LEAST_JUDGED:] if like >= least]
    return [*(listed for _, listed in alike[:_AT_LEAST_JUDGED]), *close]


def _judged(query: str, near: Sequence[Listed], kind: Kind, at_least: float) -> list[Hit]:
    best: dict[str, Hit] = {}
    for listed in near:
        scored = score(query, listed.name, kind=kind if listed.kind is Kind.OTHER else listed.kind)
        known = best.get(listed.id)
        if scored.value >= at_least and (known is None or scored.value > known.score):
            best[listed.id] = Hit(listed.id, listed.name, scored.value, scored.reasons)
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.id))
