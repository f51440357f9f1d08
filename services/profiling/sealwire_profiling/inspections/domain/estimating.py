"""Estimates over the selections of a time, group by group, each in numbers and in words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.estimates import EstimateOut, EstimatesOut, GroupEstimates

from sealwire_profiling.inspections.domain.telling import Kind, told
from sealwire_profiling.selection.domain import past as groups
from sealwire_profiling.selection.domain.estimates import hit_rate, precision, prevalence, recalls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sealwire_profiling.selection.domain.estimates import Estimate
    from sealwire_profiling.selection.domain.past import Past


@dataclass(frozen=True, slots=True)
class Period:
    """Selections of a time with what became of them.

    Attributes:
        since: First day.
        until: Last day.
        past: Draws are named by the selection's id and a number.
        shadows: Of each selection the groups of what was in shadow beside it.
        left_out: Selections that kept too little.
    """

    since: date
    until: date
    past: Past
    shadows: Mapping[UUID, frozenset[str]]
    left_out: int


def estimates(period: Period, *, language: str) -> EstimatesOut:
    """Return all estimates over a time.

    Args:
        period: The selections.
        language: Of the words: `en` or `ru`.
    """
    by_kind = _by_kind(period)
    made = {
        each.name: each
        for names, past, selections in _alike(period, by_kind)
        for each in _estimated(names, past, selections, language)
    }

    def of(kind: str) -> tuple[GroupEstimates, ...]:
        return tuple(made[name].model_copy(update={"name": _bare(name)}) for name in by_kind.get(kind, ()))

    return EstimatesOut(
        since=period.since,
        until=period.until,
        selections=len(period.shadows),
        left_out=period.left_out,
        prevalence=_out(prevalence(period.past), Kind.DRAWN, language),
        policy=made[groups.BY_POLICY],
        officers=_out(hit_rate(period.past, groups.BY_OFFICER), Kind.OFFICERS, language),
        by_profile=of(groups.PROFILE),
        by_band=of(groups.BAND),
        shadow_policy=made.get(groups.BY_SHADOW),
        by_shadow_profile=of(groups.SHADOW_PROFILE),
        by_shadow_band=of(groups.SHADOW_BAND),
    )


def shadows_of(stored: Mapping[str, Any] | None) -> frozenset[str]:
    """Return the groups of what ran in shadow beside a selection, as it is stored; see `shadow_rows`."""
    if stored is None:
        return frozenset()
    profiles = {
        f"{groups.SHADOW_PROFILE} {each['name']}" for each in stored["profiles"] if not each.get("problem")
    }
    model = stored["model"]
    return frozenset(profiles | ({groups.BY_SHADOW} if model and not model.get("problem") else set()))


def _by_kind(period: Period) -> Mapping[str, Sequence[str]]:
    """Return the names of all groups that there are, by kind; the policy is always one."""
    found = {groups.BY_POLICY}.union(
        *(row.groups for row in period.past.selected),
        *(row.groups for row in period.past.rest),
        *period.shadows.values(),
    )
    kinds: dict[str, list[str]] = {}
    for name in sorted(found - {groups.BY_OFFICER}):
        kinds.setdefault(name.partition(" ")[0], []).append(name)
    return kinds


def _alike(period: Period, by_kind: Mapping[str, Sequence[str]]) -> list[tuple[Sequence[str], Past, int]]:
    """Return groups, each with the selections that it took part in: a shadow is not judged by others."""
    live = [groups.BY_POLICY, *by_kind.get(groups.PROFILE, ()), *by_kind.get(groups.BAND, ())]
    model = [*by_kind.get(groups.BY_SHADOW, ()), *by_kind.get(groups.SHADOW_BAND, ())]
    alike: list[tuple[Sequence[str], Past, int]] = [(live, period.past, len(period.shadows))]
    if model:
        alike.append((model, *_beside(period, groups.BY_SHADOW)))
    alike.extend(([name], *_beside(period, name)) for name in by_kind.get(groups.SHADOW_PROFILE, ()))
    return alike


def _beside(period: Period, shadow: str) -> tuple[Past, int]:
    ran = {selection for selection, shadows in period.shadows.items() if shadow in shadows}
    return period.past.only(lambda draw: draw[0] in ran), len(ran)


def _estimated(names: Sequence[str], past: Past, selections: int, language: str) -> list[GroupEstimates]:
    found = recalls(past, names)
    return [
        GroupEstimates(
            name=name,
            selections=selections,
            precision=_out(precision(past, name), Kind.DRAWN, language),
            recall=_out(found[name], Kind.RECALL, language),
        )
        for name in names
    ]


def _out(figure: Estimate, kind: Kind, language: str) -> EstimateOut:
    return EstimateOut(**asdict(figure), says=told(figure, kind, language))


def _bare(name: str) -> str:
    return name.partition(" ")[2]
