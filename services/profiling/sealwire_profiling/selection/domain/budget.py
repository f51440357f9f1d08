"""How good a ranking would have been, where the truth is known: replays and simulations."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence


def precision_at_budget(scores: Sequence[float], outcomes: Sequence[bool], budget: int) -> float | None:
    """Return the share of outcomes among the highest scores that a budget pays for, if it pays for any.

    Where the last places are tied, each of the tied counts with the part of a place that it has: an order
    among equals would be luck.

    Args:
        scores: One for each consignment; higher is opened first.
        outcomes: Whether there was something to find, for each.
        budget: How many can be opened.
    """
    opened = min(budget, len(scores))
    if opened <= 0:
        return None
    ranked = sorted(zip(scores, outcomes, strict=True), key=lambda each: -each[0])
    last = ranked[opened - 1][0]
    above = [found for score, found in ranked if score > last]
    tied = [found for score, found in ranked if score == last]
    return (sum(above) + sum(tied) * (opened - len(above)) / len(tied)) / opened


def shares_found(found: Iterable[Hashable], planted: Iterable[Hashable]) -> Mapping[Hashable, float]:
    """Return for each kind of irregularity which share of those that were there was found.

    Args:
        found: Kind of each one found.
        planted: Kind of each one that was there, those found included.
    """
    there: dict[Hashable, int] = {}
    for kind in planted:
        there[kind] = there.get(kind, 0) + 1
    got = dict.fromkeys(there, 0)
    for kind in found:
        got[kind] += 1
    return {kind: got[kind] / count for kind, count in there.items()}
