"""How often what asked for an inspection was right: by profile, list, model band, slot and month.

These are figures over what was inspected, and what was inspected was chosen: they tell how a profile does
where it was followed. What it would find everywhere only the random floor tells (docs/selection.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from sealwire.contract.profiling.inspections import FiguresOut, Outcome, Share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

_Z = 1.959964
"""Normal quantile of a two-sided 95 % interval."""
_BANDS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """An inspection with what had asked for it.

    Attributes:
        on: The day of the inspection.
        outcome: What came of it.
        profiles: Codes of the profiles that had hit.
        lists: Codes of the lists that had hit.
        probability: By the model; None where there was none.
        slot: Why it was opened; `none` where no selection had asked for it.
    """

    on: date
    outcome: Outcome
    profiles: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    probability: float | None = None
    slot: str = "none"


def figures(judged: Sequence[Judged], *, since: date, until: date) -> FiguresOut:
    """Return the figures of inspections made from `since` to `until`, both included."""
    within = [each for each in judged if since <= each.on <= until]
    counted = [each for each in within if each.outcome.found is not None]
    return FiguresOut(
        since=since,
        until=until,
        inspected=len(counted),
        found=sum(bool(each.outcome.found) for each in counted),
        not_controlled=len(within) - len(counted),
        by_profile=_shares(counted, lambda each: each.profiles),
        by_list=_shares(counted, lambda each: each.lists),
        by_band=_shares(counted, lambda each: _band(each.probability)),
        by_slot=_shares(counted, lambda each: (each.slot,)),
        by_month=_shares(counted, lambda each: (f"{each.on:%Y-%m}",)),
    )


def wilson(found: int, inspected: int) -> tuple[float, float]:
    """Return the 95 % interval of a share.

    Source: Wilson, Journal of the American Statistical Association 22 (1927).
    """
    share, z2 = found / inspected, _Z * _Z
    middle = share + z2 / (2 * inspected)
    reach = _Z * sqrt(share * (1 - share) / inspected + z2 / (4 * inspected * inspected))
    whole = 1 + z2 / inspected
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def _shares(judged: Iterable[Judged], names: Callable[[Judged], Iterable[str]]) -> tuple[Share, ...]:
    counts: dict[str, tuple[int, int]] = {}
    for each in judged:
        for name in names(each):
            inspected, found = counts.get(name, (0, 0))
            counts[name] = (inspected + 1, found + bool(each.outcome.found))
    return tuple(_share(name, *counts[name]) for name in sorted(counts))


def _share(name: str, inspected: int, found: int) -> Share:
    low, high = wilson(found, inspected)
    return Share(name=name, inspected=inspected, found=found, precision=found / inspected, low=low, high=high)


def _band(probability: float | None) -> tuple[str, ...]:
    if probability is None:
        return ()
    tenth = min(int(probability * _BANDS), _BANDS - 1)
    return (f"{tenth / _BANDS:.1f}-{(tenth + 1) / _BANDS:.1f}",)
