"""A replay as it is answered: figures with their intervals, and consignments that an officer can open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.contract.profiling.replays import PartOfWhole, ReplayChange, ReplayExample, ReplayOut

from sealwire_profiling.inspections.domain.figures import wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sealwire.contract.profiling.replays import ReplayIn

    from sealwire_profiling.profiles.domain.replaying import Change, Replay, Share
    from sealwire_profiling.rules.domain.compiling import Rule


@dataclass(frozen=True, slots=True)
class Subject:
    """What is replayed.

    Attributes:
        rule: Compiled; its id is the profile's code.
        number: The version; None for a text that is not filed.
        live: The rules that it is held against.
        broken: Codes of live profiles that are no rules any more.
    """

    rule: Rule
    number: int | None
    live: Sequence[Rule]
    broken: Sequence[str]


@dataclass(frozen=True, slots=True)
class Past:
    """What it is replayed over.

    Attributes:
        judged: Rows of all selections of the period.
        cut: Whether there are more rows with facts than are looked at.
        rows: Those that are looked at, in the order of the table.
    """

    judged: int
    cut: bool
    rows: Sequence[ReplayExample]


def replay_out(wanted: ReplayIn, subject: Subject, past: Past, told: Replay) -> ReplayOut:
    """Return a replay as it is answered."""
    return ReplayOut(
        profile=subject.rule.id,
        number=subject.number,
        rule=subject.rule.text,
        since=wanted.since,
        until=wanted.until,
        judged=past.judged,
        looked_at=len(past.rows),
        cut=past.cut,
        evaluated=told.evaluated,
        not_evaluable=told.not_evaluable,
        hits=told.hits,
        precision=_part(told.precision),
        recall=_part(told.recall),
        base=_part(told.base),
        lift=told.lift,
        newly_hit=_change(told.newly_hit, past, wanted.examples),
        no_longer_hit=_change(told.no_longer_hit, past, wanted.examples),
        live=tuple(each.id for each in subject.live),
        broken=tuple(subject.broken),
        empty_sets=subject.rule.empty_sets,
    )


def _part(share: Share) -> PartOfWhole:
    low, high = wilson(share.part, share.whole) if share.whole else (None, None)
    return PartOfWhole(part=share.part, whole=share.whole, share=share.figure, low=low, high=high)


def _change(change: Change, past: Past, most: int) -> ReplayChange:
    examples = tuple(past.rows[row] for row in change.rows[:most])
    return ReplayChange(count=len(change.rows), found=_part(change.found), examples=examples)
