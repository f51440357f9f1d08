"""What a policy, a profile or a band of the model is worth, estimated from inspections.

Those who were opened because they looked bad say nothing about those who did not. The random floor does: each
inspection drawn with probability p stands for 1/p consignments like it, and one that was certain for itself
(Horvitz and Thompson 1952). Both figures are ratios of such sums (Hajek 1971):

    precision of a group = found in the group / consignments in the group
    recall of a group    = found in the group / found at all

Variance: of the linearised ratio, as if each draw were independent, which is on the safe side for a sample of
a fixed size. Interval: Clopper-Pearson at the effective number of inspections that this variance leaves (Korn
and Graubard 1998), 95 %; with nothing or everything found, at the number of draws itself. Where draws found
nothing, a recall goes down to where as much was missed as so many draws can miss.

Posts and days at which something had no chance at all are not covered: what is left of them would speak for
what nobody could open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scipy.special import betaincinv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sealwire_profiling.selection.domain.past import Inspected, Past

MIN_DRAWN = 30
"""Fewer inspections drawn at random behind a figure say nothing."""
MIN_FOUND = 5
"""So many of those drawn must have found something before a recall is more than luck."""
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval and the rows behind it.

    Attributes:
        value: The estimate; none where nothing stands behind it.
        low: Of the interval.
        high: Of the interval.
        inspected: Inspections behind it.
        drawn: Those of them that were drawn at random.
        found: Those of them that found something.
        too_few: It says nothing yet, whatever the value.
        uncovered: Candidates of posts and days at which nothing was drawn; the figure is not about them.
        lost: Selected, but never inspected; the figure takes them to be like the others.
    """

    value: float | None
    low: float
    high: float
    inspected: int
    drawn: int
    found: int
    too_few: bool
    uncovered: int
    lost: int


def precision(past: Past, group: str) -> Estimate:
    """Return which share of a group's consignments have something to find, opened or not."""
    behind = _behind(past, group)
    return _answer(behind, behind.known, _hit, min_found=0)


def recall(past: Past, group: str) -> Estimate:
    """Return which share of all that there is to find lies in the group."""
    return recalls(past, [group])[group]


def recalls(past: Past, groups: Iterable[str]) -> Mapping[str, Estimate]:
    """Return the recall of each of some groups; what they share is worked out once."""
    behind = _behind(past, None)
    found = [row for row in behind.known if row.found]
    return {group: _recall(behind, found, group) for group in groups}


def prevalence(past: Past) -> Estimate:
    """Return which share of all consignments have something to find."""
    behind = _behind(past, None)
    return _answer(behind, behind.known, _hit, min_found=0)


def hit_rate(past: Past, group: str) -> Estimate:
    """Return which share of a group's inspections found something; it is about these and no others.

    For what officers added: they choose by what they know, so no draw stands for it.
    """
    possible = [row for row in past.selected if group in row.groups]
    known = [row for row in possible if row.found is not None]
    found = sum(map(_hit, known))
    value = found / len(known) if known else None
    low, high = (0.0, 1.0) if value is None else _interval(value, float(len(known)))
    return Estimate(
        value=value,
        low=low,
        high=high,
        inspected=len(known),
        drawn=0,
        found=found,
        too_few=len(known) < MIN_DRAWN,
        uncovered=0,
        lost=len(possible) - len(known),
    )


@dataclass(frozen=True, slots=True)
class _Behind:
    """What stands behind a figure, of the posts and days that are covered.

    Attributes:
        known: What the design opened, with its outcome.
        drawn: Those of them that were drawn.
        sampled: Whether any candidate could have been left out by chance.
        uncovered: Candidates of other posts and days.
        lost: What the design opened and nobody inspected.
    """

    known: Sequence[Inspected]
    drawn: Sequence[Inspected]
    sampled: bool
    uncovered: int
    lost: int


def _behind(past: Past, group: str | None) -> _Behind:
    """Return what stands behind a figure of a group, of all candidates without one."""
    possible = [r for r in past.selected if r.designed and (group is None or group in r.groups)]
    rest = [(each, count) for each in past.rest if (count := each.of(group))]
    bare = {each.draw for each, _ in rest if each.propensity <= 0.0}
    covered = [row for row in possible if row.draw not in bare]
    known = [row for row in covered if row.found is not None]
    return _Behind(
        known=known,
        drawn=[row for row in known if row.propensity < 1.0],
        # What is opened to the last consignment needs no draws: it is known.
        sampled=any(row.propensity < 1.0 for row in covered)
        or any(each.propensity < 1.0 for each, _ in rest if each.draw not in bare),
        uncovered=len(possible) - len(covered) + sum(count for each, count in rest if each.draw in bare),
        lost=len(covered) - len(known),
    )


def _recall(behind: _Behind, found: Sequence[Inspected], group: str) -> Estimate:
    figure = _answer(behind, found, lambda row: group in row.groups, min_found=MIN_FOUND)
    if not behind.drawn or figure.value is None or any(map(_hit, behind.drawn)):
        return figure
    # Nothing was found by draws, so nothing is known to be missed; as much may be as they could have missed.
    likely = _interval(0.0, float(len(behind.drawn)))[1]
    missed = sum(1.0 / row.propensity for row in behind.drawn) * likely
    inside = figure.value * len(found)
    whole = len(found) + missed
    return replace(figure, low=inside / whole, high=(inside + missed) / whole)


def _hit(row: Inspected) -> bool:
    return bool(row.found)


def _answer(
    behind: _Behind, base: Sequence[Inspected], counted: Callable[[Inspected], bool], *, min_found: int
) -> Estimate:
    """Return a ratio: of the rows of the base, those counted.

    Args:
        behind: What stands behind it.
        base: Those of the known that are in the denominator.
        counted: Is in the numerator.
        min_found: So many drawn ones must have found something.
    """
    few = len(behind.drawn) < MIN_DRAWN or sum(map(_hit, behind.drawn)) < min_found
    value = _hajek(base, counted)
    low, high = (0.0, 1.0) if value is None else (value, value)
    if value is not None and behind.sampled:
        low, high = _interval(value, _effective(base, counted, value))
    return Estimate(
        value=value,
        low=low,
        high=high,
        inspected=len(behind.known),
        drawn=len(behind.drawn),
        found=sum(map(_hit, behind.known)),
        too_few=value is None or (behind.sampled and few),
        uncovered=behind.uncovered,
        lost=behind.lost,
    )


def _hajek(base: Sequence[Inspected], counted: Callable[[Inspected], bool]) -> float | None:
    whole = sum(1.0 / row.propensity for row in base)
    return sum(1.0 / row.propensity for row in base if counted(row)) / whole if base else None


def _effective(base: Sequence[Inspected], counted: Callable[[Inspected], bool], value: float) -> float:
    """Return so many simple inspections as would leave the same variance."""
    whole = sum(1.0 / row.propensity for row in base)
    spread = sum((1.0 - row.propensity) / row.propensity**2 * (counted(row) - value) ** 2 for row in base)
    variance = spread / whole**2
    if variance > 0.0 and 0.0 < value < 1.0:
        return value * (1.0 - value) / variance
    return float(sum(row.propensity < 1.0 for row in base))


def _interval(value: float, effective: float) -> tuple[float, float]:
    """Return the Clopper-Pearson interval of a share of so many inspections; of none, anything may be."""
    if effective <= 0.0:
        return 0.0, 1.0
    hits = value * effective
    low = float(betaincinv(hits, effective - hits + 1.0, _TAIL)) if value > 0.0 else 0.0
    high = float(betaincinv(hits + 1.0, effective - hits, 1.0 - _TAIL)) if value < 1.0 else 1.0
    return low, high
