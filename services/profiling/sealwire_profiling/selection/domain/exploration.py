"""Exploration: those that nobody knows yet, and not five of the same.

A model knows only what was opened before. A trader that was never opened looks harmless to it for ever, and
so does what a profile hits that was never followed. So some of the capacity goes to the unknown: each time
the newest and likeliest that resembles least what is opened already.
"""

from __future__ import annotations

import heapq
from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from sealwire_profiling.selection.domain.draws import order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sealwire_profiling.selection.domain.candidates import Candidate

NO_STANDING: Mapping[str, float] = MappingProxyType({})
FEW = 2
"""A trader, or a consignee with a heading, of so many earlier consignments is new."""
UNTRIED = 15
"""A profile of fewer outcomes is untried: one hit in ten and one in two may have found as much so far."""
_UNTRIED = "untried-profile"
_WEIGHTS = {"new-consignee": 0.4, "new-shipper": 0.3, "new-heading": 0.3, _UNTRIED: 2.0}
_HALF = {_UNTRIED: 10}
"""So many outcomes halve what is new about a profile; one earlier consignment halves it for a trader."""
# So much of its novelty is left to a candidate for each one opened with the same.
_LEFT = {"consignee": 0.2, "shipper": 0.4, "heading": 0.5, "profile": 0.5}


def novelties(candidate: Candidate) -> tuple[str, ...]:
    """Return what is new about a candidate.

    That is new-consignee, new-shipper, new-heading (of the consignee), untried-profile.
    """
    return tuple(_new(candidate))


def novelty(candidate: Candidate, standing: float = 1.0) -> float:
    """Return how new a candidate is: 0 known, 1 all its traders never seen, 2 more by a profile never tried.

    A party that no document names is not new but unknown; the checks and profiles see that.

    Args:
        candidate: To look at.
        standing: By what is known, its place among all, 0 to 1. Of traders that are as new, those that look
            worse come first; what a profile is worth that was never tried, no standing can tell.
    """
    return sum(
        _WEIGHTS[name] / (1 + count / _HALF.get(name, 1)) * (1.0 if name == _UNTRIED else standing)
        for name, count in _new(candidate).items()
    )


def explore(
    candidates: Sequence[Candidate],
    opened: Iterable[Candidate],
    slots: int,
    standing: Mapping[str, float] = NO_STANDING,
) -> list[Candidate]:
    """Return the candidates to explore, at most so many, those first that tell most.

    Greedy: each choice lowers the novelty of those that resemble it, so the list is diverse. What was chosen
    otherwise on the same day counts as well.

    Args:
        candidates: To choose from; those without novelty are never chosen.
        opened: Selected already at this post on this day.
        slots: How many to choose.
        standing: By id; see `novelty`.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for each in opened:
        seen.update(_kinds(each))
    worth = {each.id: novelty(each, standing.get(each.id, 1.0)) for each in candidates}
    heap = [(-worth[each.id], order(each.id), each.id, each) for each in candidates if worth[each.id] > 0]
    heapq.heapify(heap)
    chosen: list[Candidate] = []
    while heap and len(chosen) < slots:
        before, tie, name, best = heapq.heappop(heap)
        now = -worth[name] * _left(best, seen)
        # What was chosen since only lowers novelty: whoever still leads after its own is counted anew is the
        # best.
        if now > before:
            heapq.heappush(heap, (now, tie, name, best))
            continue
        chosen.append(best)
        seen.update(_kinds(best))
    return chosen


def _new(candidate: Candidate) -> Mapping[str, int]:
    """Return what is new about a candidate, and how often it was seen nevertheless."""
    counts = (
        ("new-consignee", candidate.consignee_earlier, FEW + 1),
        ("new-shipper", candidate.shipper_earlier, FEW + 1),
        ("new-heading", candidate.consignee_heading_earlier, FEW + 1),
        (_UNTRIED, candidate.untried_outcomes, UNTRIED),
    )
    return {name: count for name, count, enough in counts if count is not None and count < enough}


def _kinds(candidate: Candidate) -> list[tuple[str, str]]:
    named = (
        ("consignee", candidate.consignee_key),
        ("shipper", candidate.shipper_key),
        ("heading", candidate.heading),
        ("profile", candidate.untried),
    )
    return [(kind, key) for kind, key in named if key is not None]


def _left(candidate: Candidate, seen: Counter[tuple[str, str]]) -> float:
    left = 1.0
    for kind, key in _kinds(candidate):
        left *= _LEFT[kind] ** seen[kind, key]
    return left
