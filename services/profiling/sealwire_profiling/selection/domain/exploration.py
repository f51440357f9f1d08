"""Exploration: those that nobody knows yet, and not five of the same.

A model knows only what was opened before. A trader that was never opened looks harmless to it for ever, so
some of the capacity goes to the unknown: each time the newest that resembles least what is opened already.
"""

from __future__ import annotations

import heapq
from collections import Counter
from typing import TYPE_CHECKING

from sealwire_profiling.selection.domain.draws import order

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sealwire_profiling.selection.domain.candidates import Candidate

FEW = 2
"""A trader, or a consignee with a heading, of so many earlier consignments is new."""
_WEIGHTS = {"new-consignee": 0.4, "new-shipper": 0.3, "new-heading": 0.3}
# So much of its novelty is left to a candidate for each one opened with the same consignee, shipper, heading.
_LEFT = {"consignee": 0.2, "shipper": 0.4, "heading": 0.5}


def novelties(candidate: Candidate) -> tuple[str, ...]:
    """Return what is new about a candidate: new-consignee, new-shipper, new-heading (of the consignee)."""
    return tuple(name for name, count in _counts(candidate) if count is not None and count <= FEW)


def novelty(candidate: Candidate) -> float:
    """Return how new a candidate is: 0 known, 1 all of it never seen before.

    A party that no document names is not new but unknown; the checks and profiles see that.
    """
    return sum(
        _WEIGHTS[name] / (1 + count)
        for name, count in _counts(candidate)
        if count is not None and count <= FEW
    )


def explore(candidates: Iterable[Candidate], opened: Iterable[Candidate], slots: int) -> list[Candidate]:
    """Return the candidates to explore, at most so many, those first that tell most.

    Greedy: each choice lowers the novelty of those that resemble it, so the list is diverse. What was chosen
    otherwise on the same day counts as well.

    Args:
        candidates: To choose from; those without novelty are never chosen.
        opened: Selected already at this post on this day.
        slots: How many to choose.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for each in opened:
        seen.update(_kinds(each))
    heap = [(-novelty(each), order(each.id), each.id, each) for each in candidates if novelty(each) > 0]
    heapq.heapify(heap)
    chosen: list[Candidate] = []
    while heap and len(chosen) < slots:
        before, tie, name, best = heapq.heappop(heap)
        now = -novelty(best) * _left(best, seen)
        # What was chosen since only lowers novelty: whoever still leads after its own is counted anew is the
        # best.
        if now > before:
            heapq.heappush(heap, (now, tie, name, best))
            continue
        chosen.append(best)
        seen.update(_kinds(best))
    return chosen


def _counts(candidate: Candidate) -> Sequence[tuple[str, int | None]]:
    return (
        ("new-consignee", candidate.consignee_earlier),
        ("new-shipper", candidate.shipper_earlier),
        ("new-heading", candidate.consignee_heading_earlier),
    )


def _kinds(candidate: Candidate) -> list[tuple[str, str]]:
    named = (
        ("consignee", candidate.consignee_key),
        ("shipper", candidate.shipper_key),
        ("heading", candidate.heading),
    )
    return [(kind, key) for kind, key in named if key is not None]


def _left(candidate: Candidate, seen: Counter[tuple[str, str]]) -> float:
    left = 1.0
    for kind, key in _kinds(candidate):
        left *= _LEFT[kind] ** seen[kind, key]
    return left
