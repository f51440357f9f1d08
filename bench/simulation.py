"""A year of the simulated world: what rules, a model and the full policy find, learning from what they open.

Each policy begins with the same eight weeks, half of them opened by rules and half at random, which do not
count. Then, for 52 weeks: rank the week's consignments, open as many as the budget pays for, and learn from
what was opened and from nothing else. An inspection that finds nothing is an outcome too, and so is one that
misses what is there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl
from sealwire_profiling.frame.domain import history as past
from sealwire_profiling.selection.domain.budget import shares_found
from sealwire_profiling.selection.domain.draws import draw
from sealwire_profiling.selection.domain.estimates import recall
from sealwire_profiling.selection.domain.past import BY_POLICY, Inspected, inspected, past_of
from sealwire_profiling.simulator import Inspection, Mechanism, Simulated, World

from bench import simulation_policies as policies
from bench.trade import received

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from sealwire_profiling.frame.domain.building import Received

WARM_UP = 8
WEEKS = 52
QUARTER = 13
TRAIN_EVERY = 4
RULES = ("rule_score", "mandatory", "not_evaluable", "list_score")
POLICIES = ("random", "rules", "model", "full", "oracle")
LEARNING = {"model", "full"}


class Assess(Protocol):
    """Frame, checks and profiles over a week's consignments."""

    def __call__(self, received: Sequence[Received], seen: pl.DataFrame, on: date) -> pl.DataFrame:
        """Return the frame with the columns RULES and the hits, `rules`; a row for each in their order.

        Args:
            received: The week's.
            seen: Columns HISTORY, of the weeks before.
            on: The week's Monday.
        """


class Train(Protocol):
    """Makes a model of what was opened."""

    def __call__(self, opened: pl.DataFrame, week: int) -> Any:
        """Return a model, or none where there is too little to learn from.

        Args:
            opened: Every inspection so far: the frame, RULES, `week` and `found` (bool).
            week: The week before which it is made.
        """


class Score(Protocol):
    """Applies a model."""

    def __call__(self, model: Any, frame: pl.DataFrame) -> pl.Series:
        """Return a probability for each row of the frame, which has RULES too."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What is measured; loop, budget and outcomes are not its affair."""

    assess: Assess
    train: Train
    score: Score


@dataclass(frozen=True, slots=True)
class Prepared:
    """A week as every policy meets it: frame with history and RULES, and the truth by id."""

    number: int
    starts: date
    frame: pl.DataFrame
    truth: Mapping[str, Simulated]


@dataclass(slots=True)
class Ledger:
    """What a policy has opened and found; the warm-up is in `opened` only."""

    opened: list[pl.DataFrame] = field(default_factory=list)
    model: Any = None
    found: list[Mechanism] = field(default_factory=list)
    outcomes: list[list[bool]] = field(default_factory=list)
    rows: list[Inspected] = field(default_factory=list)


def run(
    parts: Parts, *, seed: int = 1, per_week: int = 1_000, budget_share: float = 0.02, weeks: int = WEEKS
) -> dict[str, dict[str, Any]]:
    """Return for each policy its precision at the budget, what it found of each mechanism, and by quarter.

    Args:
        parts: Rules and model.
        seed: Of the world.
        per_week: Consignments of a week.
        budget_share: Share of them that can be opened.
        weeks: That count, after the warm-up.
    """
    budget = max(1, round(per_week * budget_share))
    ledgers = {name: Ledger() for name in POLICIES}
    planted: list[Mechanism] = []
    for week in islice(_prepared(parts, World(seed, per_week)), WARM_UP + weeks):
        if week.number >= WARM_UP:
            planted.extend(each.mechanism for each in week.truth.values() if each.mechanism)
        for name, ledger in ledgers.items():
            frame = _scored(parts, ledger, week, learns=name in LEARNING)
            _settle(ledger, week, _chosen(name, ledger, week, frame, budget))
    return {name: _report(ledger, planted) for name, ledger in ledgers.items()}


def _prepared(parts: Parts, world: World) -> Iterator[Prepared]:
    seen = past.empty()
    for week in world.weeks():
        batch = received(week.consignments)
        frame = parts.assess(batch, seen, week.starts)
        seen = pl.concat([seen, past.slim(frame)])
        truth = {each.id: told for each, told in zip(batch, week.consignments, strict=True)}
        yield Prepared(week.number, week.starts, frame, truth)


def _scored(parts: Parts, ledger: Ledger, week: Prepared, *, learns: bool) -> pl.DataFrame:
    """Return the frame with the column `probability`; null while there is no model."""
    if learns and week.number >= WARM_UP and (week.number - WARM_UP) % TRAIN_EVERY == 0:
        ledger.model = parts.train(pl.concat(ledger.opened), week.number)
    if ledger.model is None:
        return week.frame.with_columns(pl.lit(None, pl.Float64).alias("probability"))
    return week.frame.with_columns(
        parts.score(ledger.model, week.frame).cast(pl.Float64).alias("probability")
    )


def _chosen(name: str, ledger: Ledger, week: Prepared, frame: pl.DataFrame, budget: int) -> list[str]:
    if week.number < WARM_UP:
        return policies.warm_up(frame, budget)
    if name == "oracle":
        return policies.oracle(frame, week.truth, budget)
    if name == "full":
        rows = policies.full(frame, week.starts, budget, ledger.opened)
        ledger.rows.extend(
            inspected(row, _outcome(week.truth[row.id]) if row.opened else None, ()) for row in rows
        )
        return [row.id for row in rows if row.opened]
    return {"random": policies.random, "rules": policies.rules, "model": policies.model}[name](frame, budget)


def _settle(ledger: Ledger, week: Prepared, chosen: list[str]) -> None:
    """Enter what the inspections of a week gave."""
    outcomes = {each: _outcome(week.truth[each]) for each in chosen}
    opened = week.frame.filter(pl.col("id").is_in(chosen))
    found = pl.Series("found", [outcomes[each] for each in opened["id"]], dtype=pl.Boolean)
    ledger.opened.append(opened.with_columns(found, pl.lit(week.number).alias("week")))
    if week.number >= WARM_UP:
        ledger.outcomes.append(list(outcomes.values()))
        ledger.found.extend(m for each in chosen if outcomes[each] and (m := week.truth[each].mechanism))


def _outcome(each: Simulated) -> bool:
    """Return whether opening it finds something: the same for every policy."""
    chance = draw(each.week, "inspection", each.consignment.reference)
    return each.found_by(Inspection.PHYSICAL, chance) is not None


def _report(ledger: Ledger, planted: list[Mechanism]) -> dict[str, Any]:
    quarters = [ledger.outcomes[first : first + QUARTER] for first in range(0, len(ledger.outcomes), QUARTER)]
    report: dict[str, Any] = {
        "precision_at_budget": _precision(ledger.outcomes),
        "inspected": sum(map(len, ledger.outcomes)),
        "found": {str(kind): round(share, 4) for kind, share in shares_found(ledger.found, planted).items()},
        "found_of_all": round(len(ledger.found) / len(planted), 4),
        "by_quarter": [_precision(quarter) for quarter in quarters],
    }
    if ledger.rows:
        estimate = recall(past_of(ledger.rows), BY_POLICY)
        report["recall_estimated"] = {
            "value": estimate.value,
            "low": estimate.low,
            "high": estimate.high,
            "drawn": estimate.drawn,
            "too_few": estimate.too_few,
        }
    return report


def _precision(weeks: list[list[bool]]) -> float:
    outcomes = [outcome for week in weeks for outcome in week]
    return round(sum(outcomes) / len(outcomes), 4)
