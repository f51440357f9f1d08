"""The benchmark's loop: a policy learns from what it opened, and from nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from sealwire_profiling.frame.domain.building import build
from sealwire_profiling.frame.domain.columns import DECLARED, KEYS, REMEMBERED
from sealwire_profiling.frame.domain.history import remember

from bench.simulation import POLICIES, RULES, WARM_UP, Parts, run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sealwire_profiling.frame.domain.building import Received

PER_WEEK, WEEKS, BUDGET = 60, 14, 6


@dataclass
class Watched:
    """Parts that remember what they were shown; the rules know nothing but a weight."""

    opened: list[tuple[int, pl.DataFrame]] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)

    def assess(self, received: Sequence[Received], seen: pl.DataFrame, on: date) -> pl.DataFrame:
        frame = remember(build(received, on=on), seen)
        self.columns |= set(frame.columns)
        return frame.with_columns(
            pl.col("gross_kg").fill_null(0.0).alias("rule_score"),
            pl.lit(value=False).alias("mandatory"),
            pl.lit(on.toordinal() % 2).alias("not_evaluable"),
            pl.lit(0.0).alias("list_score"),
            pl.Series("rules", [["heavy"] if each else [] for each in range(frame.height)]),
        )

    def train(self, opened: pl.DataFrame, week: int) -> Any:
        self.opened.append((week, opened))
        return len(self.opened)

    def score(self, model: Any, frame: pl.DataFrame) -> pl.Series:
        self.columns |= set(frame.columns)
        return pl.Series([(model * 7 + number) % 10 / 10 for number in range(frame.height)])


@pytest.fixture(scope="module")
def watched() -> Watched:
    return Watched()


@pytest.fixture(scope="module")
def reports(watched: Watched) -> dict[str, dict[str, Any]]:
    parts = Parts(watched.assess, watched.train, watched.score)
    return run(parts, per_week=PER_WEEK, budget_share=0.1, weeks=WEEKS)


def test_every_policy_opens_what_the_budget_pays_for(reports: dict[str, dict[str, Any]]) -> None:
    assert set(reports) == set(POLICIES)
    for report in reports.values():
        assert 0.7 * BUDGET * WEEKS <= report["inspected"] <= BUDGET * WEEKS
        assert len(report["by_quarter"]) == 2


def test_nobody_finds_more_than_the_one_who_knows(reports: dict[str, dict[str, Any]]) -> None:
    best = reports["oracle"]
    assert best["precision_at_budget"] > 3 * reports["random"]["precision_at_budget"]
    for report in reports.values():
        assert report["found_of_all"] <= best["found_of_all"]
        assert all(0.0 <= share <= 1.0 for share in report["found"].values())


def test_a_model_is_shown_what_its_policy_opened_and_no_more(
    watched: Watched, reports: dict[str, dict[str, Any]]
) -> None:
    assert reports
    assert {week for week, _ in watched.opened} == {WARM_UP, WARM_UP + 4, WARM_UP + 8, WARM_UP + 12}
    for week, opened in watched.opened:
        assert opened.height <= BUDGET * week
        assert opened["id"].n_unique() == opened.height
        assert opened["week"].max() == week - 1
        assert opened["found"].null_count() == 0


def test_neither_rules_nor_model_are_shown_the_truth(
    watched: Watched, reports: dict[str, dict[str, Any]]
) -> None:
    assert reports
    told = {each.name for each in (*KEYS, *DECLARED, *REMEMBERED)} | {*RULES, "rules"}
    assert watched.columns == told


def test_the_full_policy_says_what_it_misses(reports: dict[str, dict[str, Any]]) -> None:
    estimate = reports["full"]["recall_estimated"]
    assert estimate["drawn"] == WEEKS
    assert 0.0 <= estimate["low"] <= estimate["value"] <= estimate["high"] <= 1.0
