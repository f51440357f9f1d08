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
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scipy.special import betaincinv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from sealwire_profiling.selection.domain.rows import Row

MIN_DRAWN = 30
"""Fewer inspections drawn at random behind a figure say nothing."""
MIN_FOUND = 5
"""So many of those drawn must have found something before a recall is more than luck."""
BANDS = (0.0, 0.02, 0.05, 0.10, 0.20, 0.50, 1.0)
"""Edges of the bands of the model: narrow where most consignments are."""
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Inspected:
    """A candidate of the past, with what became of it.

    Attributes:
        id: Of the consignment.
        office: Post.
        arrives_on: Day.
        propensity: Probability that the stored design opened it.
        designed: Whether the design opened it; what an officer added is known, but drawn by nobody.
        found: Whether something was found; none where it was not inspected.
        groups: What it belongs to: "policy", profiles that hit, the band of the model.
    """

    id: str
    office: str | None
    arrives_on: date | None
    propensity: float
    designed: bool
    found: bool | None
    groups: frozenset[str]


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


def inspected(row: Row, found: bool | None, groups: Iterable[str]) -> Inspected:  # noqa: FBT001  # an outcome
    """Return the row of a selection with its outcome.

    Args:
        row: Of the selection, officers' changes included.
        found: Whether something was found; none where it was not inspected.
        groups: Profiles and bands; "policy" is added where something else than chance selected it, and
            "officer" where an officer did.
    """
    slot = row.slot.value if row.slot else None
    chosen = slot in {"mandatory", "expected-value", "exploration"}
    made = {"policy"} if chosen else {"officer"} & {slot}
    return Inspected(
        id=row.id,
        office=row.office,
        arrives_on=row.arrives_on,
        propensity=row.propensity,
        designed=chosen or slot == "random",
        found=found,
        groups=frozenset((*groups, *made)),
    )


def precision(rows: Sequence[Inspected], group: str) -> Estimate:
    """Return which share of a group's consignments have something to find, opened or not."""
    question = _Question(possible=lambda row: group in row.groups, among=_any, counted=_hit, min_found=0)
    return _answer(rows, question)


def recall(rows: Sequence[Inspected], group: str) -> Estimate:
    """Return which share of all that there is to find lies in the group."""
    question = _Question(
        possible=_any, among=_hit, counted=lambda row: group in row.groups, min_found=MIN_FOUND
    )
    figure = _answer(rows, question)
    drawn = [row for row in _covered(rows) if row.designed and row.found is not None and row.propensity < 1.0]
    if not drawn or figure.value is None or any(map(_hit, drawn)):
        return figure
    # Nothing was found by draws, so nothing is known to be missed; as much may be as they could have missed.
    missed = sum(1.0 / row.propensity for row in drawn) * _interval(0.0, float(len(drawn)))[1]
    known = sum(map(_hit, _covered(rows)))
    inside = figure.value * known
    return replace(figure, low=inside / (known + missed), high=(inside + missed) / (known + missed))


def prevalence(rows: Sequence[Inspected]) -> Estimate:
    """Return which share of all consignments have something to find."""
    return _answer(rows, _Question(possible=_any, among=_any, counted=_hit, min_found=0))


def hit_rate(rows: Sequence[Inspected], group: str) -> Estimate:
    """Return which share of a group's inspections found something; it is about these and no others.

    For what officers added: they choose by what they know, so no draw stands for it.
    """
    possible = [row for row in rows if group in row.groups]
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


def band(probability: float | None) -> str | None:
    """Return the name of the band of a probability, as a group: `band 0.05-0.10`; none without one."""
    if probability is None:
        return None
    place = min(bisect(BANDS, probability), len(BANDS) - 1)
    return f"band {BANDS[place - 1]:.2f}-{BANDS[place]:.2f}"


@dataclass(frozen=True, slots=True)
class _Question:
    """A ratio: of those possible, the counted among the `among`.

    Attributes:
        possible: Could be among, as far as is known before an inspection.
        among: Is in the denominator.
        counted: Is in the numerator, where it is among.
        min_found: So many drawn ones must have found something.
    """

    possible: Callable[[Inspected], bool]
    among: Callable[[Inspected], bool]
    counted: Callable[[Inspected], bool]
    min_found: int


def _any(_: Inspected) -> bool:
    return True


def _hit(row: Inspected) -> bool:
    return bool(row.found)


def _answer(rows: Sequence[Inspected], question: _Question) -> Estimate:
    possible = [row for row in rows if question.possible(row)]
    covered = _covered(possible)
    selected = [row for row in covered if row.designed]
    known = [row for row in selected if row.found is not None]
    drawn = [row for row in known if row.propensity < 1.0]
    # What is opened to the last consignment needs no draws: it is known.
    sampled = any(row.propensity < 1.0 for row in covered)
    few = sampled and (len(drawn) < MIN_DRAWN or sum(map(_hit, drawn)) < question.min_found)
    base = [row for row in known if question.among(row)]
    value = _hajek(base, question.counted)
    low, high = (0.0, 1.0) if value is None else (value, value)
    if value is not None and sampled:
        low, high = _interval(value, _effective(base, question.counted, value))
    return Estimate(
        value=value,
        low=low,
        high=high,
        inspected=len(known),
        drawn=len(drawn),
        found=sum(map(_hit, known)),
        too_few=value is None or few,
        uncovered=len(possible) - len(covered),
        lost=len(selected) - len(known),
    )


def _covered(rows: Iterable[Inspected]) -> list[Inspected]:
    """Return those of the posts and days at which each had a chance to be opened."""
    groups: dict[tuple[str | None, date | None], list[Inspected]] = defaultdict(list)
    for row in rows:
        groups[row.office, row.arrives_on].append(row)
    return [row for group in groups.values() if min(each.propensity for each in group) > 0.0 for row in group]


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
    """Return the Clopper-Pearson interval of a share of so many inspections."""
    hits = value * effective
    low = float(betaincinv(hits, effective - hits + 1.0, _TAIL)) if value > 0.0 else 0.0
    high = float(betaincinv(hits + 1.0, effective - hits, 1.0 - _TAIL)) if value < 1.0 else 1.0
    return low, high
