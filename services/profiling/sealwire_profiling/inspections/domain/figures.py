"""How often what asked for an inspection was right: by profile, list, model band, slot and month.

These are figures over what was inspected, and what was inspected was chosen: they tell how a profile does
where it was followed. What it would find everywhere only the random floor tells (docs/selection.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.inspections import ChosenShare, Compared, FiguresOut, Outcome, Share

from sealwire_profiling.selection.domain.bands import band
from sealwire_profiling.selection.domain.rows import POLICY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

_Z = 1.959964
"""Normal quantile of a two-sided 95 % interval."""


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
        shadow_profiles: Profiles in shadow that had hit, as `code@version`.
        shadow_probability: By the model in shadow; None where there was none.
        shadow_slot: Why that one would have had it opened.
    """

    on: date
    outcome: Outcome
    profiles: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    probability: float | None = None
    slot: str = "none"
    shadow_profiles: tuple[str, ...] = ()
    shadow_probability: float | None = None
    shadow_slot: str | None = None


def figures(
    judged: Sequence[Judged], *, since: date, until: date, shadows: Sequence[Mapping[str, Any]] = ()
) -> FiguresOut:
    """Return the figures of inspections made from `since` to `until`, both included.

    Args:
        judged: Inspections.
        since: First day.
        until: Last day.
        shadows: What ran beside the selections of these days, of `shadow_rows.summary`.
    """
    within = [each for each in judged if since <= each.on <= until]
    counted = controlled(within)
    return FiguresOut(
        since=since,
        until=until,
        inspected=len(counted),
        found=sum(bool(each.outcome.found) for each in counted),
        not_controlled=len(within) - len(counted),
        by_profile=_shares(counted, lambda each: each.profiles),
        by_list=_shares(counted, lambda each: each.lists),
        by_band=_shares(counted, lambda each: filter(None, [band(each.probability)])),
        by_slot=_shares(counted, lambda each: (each.slot,)),
        by_month=_shares(counted, lambda each: (f"{each.on:%Y-%m}",)),
        by_shadow_profile=_shares(counted, lambda each: each.shadow_profiles),
        by_shadow_band=_shares(counted, lambda each: filter(None, [band(each.shadow_probability)])),
        shadow_model=compared(within, shadows),
    )


def compared(judged: Iterable[Judged], shadows: Iterable[Mapping[str, Any]]) -> Compared | None:
    """Return what the model in shadow and the live set chose, each alone or both; None where none ran.

    Args:
        judged: Inspections of what was selected.
        shadows: What ran beside the selections.
    """
    ran = [model for each in shadows if (model := each["model"]) and not model.get("problem")]
    if not ran:
        return None
    tried = [each for each in controlled(judged) if each.shadow_probability is not None]

    def part(name: str, *, live: bool, shadow: bool) -> ChosenShare:
        these = [
            each for each in tried if (each.slot in POLICY) is live and (each.shadow_slot in POLICY) is shadow
        ]
        return ChosenShare(chosen=sum(each[name] for each in ran), **dict(share(name, these)))

    return Compared(
        selections=len(ran),
        both=part("both", live=True, shadow=True),
        live_only=part("live_only", live=True, shadow=False),
        shadow_only=part("shadow_only", live=False, shadow=True),
    )


def controlled(judged: Iterable[Judged]) -> list[Judged]:
    """Return the inspections in which somebody looked."""
    return [each for each in judged if each.outcome.found is not None]


def share(name: str, judged: Sequence[Judged]) -> Share:
    """Return how often inspections in which somebody looked found something."""
    return _share(name, len(judged), sum(bool(each.outcome.found) for each in judged))


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
    if not inspected:
        return Share(name=name, inspected=0, found=0, precision=None)
    low, high = wilson(found, inspected)
    return Share(name=name, inspected=inspected, found=found, precision=found / inspected, low=low, high=high)
