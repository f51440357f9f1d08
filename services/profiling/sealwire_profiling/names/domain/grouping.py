"""Which names of one document are one party."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire_profiling.names.domain.index import Index, Listed
from sealwire_profiling.names.domain.kinds import Kind
from sealwire_profiling.names.domain.reasons import Code
from sealwire_profiling.names.domain.scoring import score

if TYPE_CHECKING:
    from collections.abc import Sequence

SAME_PARTY = 0.9
"""At this score two names of one document are one party; high, since nobody looks at it again."""

_NEIGHBOURS = 20
_HARMLESS = frozenset(
    (Code.SAME, Code.SOUND, Code.SPELLING, Code.ORDER, Code.SPACE, Code.FORM_SAME, Code.FORM_MISSING)
)


def group(names: Sequence[tuple[str, Kind]]) -> list[int]:
    """Return for each name the place of the first name of its party.

    Only another spelling, order or language of the legal form makes one party of two names; an initial or a
    middle name that one of them lacks does not. A name joins a party only if it is near enough to every name
    in it, so that no chain of small differences makes one party of two. Nearest pairs join first.

    Args:
        names: Each with what it is the name of. Names of different kinds are never one party.
    """
    first: dict[tuple[str, Kind], int] = {}
    for at, named in enumerate(names):
        first.setdefault(named, at)
    parties = {at: [at] for at in first.values()}
    party = {at: at for at in first.values()}
    for _, one, other in sorted(_links(first), key=lambda link: (-link[0], link[1], link[2])):
        a, b = party[one], party[other]
        if a != b and all(_near(names[x], names[y]) for x in parties[a] for y in parties[b]):
            kept, gone = min(a, b), max(a, b)
            parties[kept] += parties.pop(gone)
            party |= dict.fromkeys(parties[kept], kept)
    return [party[first[named]] for named in names]


def _links(first: dict[tuple[str, Kind], int]) -> list[tuple[float, int, int]]:
    """Return the pairs of names that are near enough, with their scores."""
    found: dict[tuple[int, int], float] = {}
    for kind in Kind:
        own = {name: at for (name, of), at in first.items() if of is kind}
        index = Index.build([Listed(str(at), name, kind) for name, at in own.items()])
        hits = index.search_many(list(own), kind=kind, limit=_NEIGHBOURS, at_least=SAME_PARTY)
        for at, near in zip(own.values(), hits, strict=True):
            for hit in near:
                if int(hit.id) != at:
                    found[min(at, int(hit.id)), max(at, int(hit.id))] = hit.score
    return [(worth, one, other) for (one, other), worth in found.items()]


def _near(one: tuple[str, Kind], other: tuple[str, Kind]) -> bool:
    scored = score(one[0], other[0], kind=one[1])
    return scored.value >= SAME_PARTY and all(each.code in _HARMLESS for each in scored.reasons)
