"""A rule over past consignments with their outcomes: what it would have hit, how well, what would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from sealwire_profiling.rules.domain.evaluating import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sealwire_profiling.rules.domain.compiling import Rule


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, both as counts of consignments, so that a figure shows how much stands behind it."""

    part: int
    whole: int

    @property
    def figure(self) -> float | None:
        """The share, 0 to 1; None where there is no whole to speak of."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Change:
    """Consignments of which the set's answer changes; `rows` count from 0 in the frame."""

    rows: tuple[int, ...]
    found: Share
    """Of those that were inspected: in how many something was found."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What a rule would have done.

    Only inspected consignments have an outcome, and they were not chosen by chance, so the shares are of what
    was looked at: a precision on few inspected hits says little, and what nobody opened counts in neither.

    Attributes:
        hits: Consignments that the rule holds of.
        evaluated: Those of which it could be told.
        not_evaluable: The others.
        precision: Of the inspected hits, those in which something was found.
        recall: Of the consignments in which something was found, those that the rule hits; one of which it
            could not be told counts as not hit.
        base: Of the inspected consignments, those in which something was found.
        newly_hit: Consignments that the live set does not hit and would with this rule.
        no_longer_hit: Consignments that the live set hits and would not with this rule in place of its live
            version.
    """

    hits: int
    evaluated: int
    not_evaluable: int
    precision: Share
    recall: Share
    base: Share
    newly_hit: Change
    no_longer_hit: Change

    @property
    def lift(self) -> float | None:
        """How many times as often hits have a find as all inspected do; None where unknown."""
        hit, all_of_them = self.precision.figure, self.base.figure
        return hit / all_of_them if hit is not None and all_of_them else None


def replay(rule: Rule, frame: pl.DataFrame, outcomes: pl.Series, *, live: Iterable[Rule] = ()) -> Replay:
    """Return what a rule would have done over past consignments.

    Args:
        rule: To be tried.
        frame: Past consignments, as they were when they were assessed.
        outcomes: For each row whether something was found; null where it was never inspected.
        live: The rules that are live; one of the same id is the version that this one would replace.
    """
    others = list(live)
    kept = [each for each in others if each.id != rule.id]
    answer = evaluate([rule], frame).to_series()
    before = _any(others, frame)
    after = _any(kept, frame) | answer.fill_null(value=False)
    hit, found = answer.fill_null(value=False), outcomes.fill_null(value=False)
    inspected = outcomes.is_not_null()
    return Replay(
        hits=_count(hit),
        evaluated=_count(answer.is_not_null()),
        not_evaluable=_count(answer.is_null()),
        precision=Share(_count(hit & found), _count(hit & inspected)),
        recall=Share(_count(hit & found), _count(found)),
        base=Share(_count(found), _count(inspected)),
        newly_hit=_change(after & ~before, found, inspected),
        no_longer_hit=_change(before & ~after, found, inspected),
    )


def _any(rules: list[Rule], frame: pl.DataFrame) -> pl.Series:
    if not rules:
        return pl.repeat(value=False, n=frame.height, eager=True, dtype=pl.Boolean)
    columns = evaluate(rules, frame)
    return columns.select(pl.any_horizontal(pl.all().fill_null(value=False))).to_series()


def _change(rows: pl.Series, found: pl.Series, inspected: pl.Series) -> Change:
    return Change(tuple(rows.arg_true()), Share(_count(rows & found), _count(rows & inspected)))


def _count(rows: pl.Series) -> int:
    return int(rows.sum())
