"""A rule over the past: shares of what was inspected, and what would change."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

import polars as pl
from sealwire.contract.profiling.replays import ReplayExample, ReplayIn
from sealwire_profiling.assessments.adapters.judged import frame_of
from sealwire_profiling.inspections.domain.figures import wilson
from sealwire_profiling.profiles.domain.replaying import Share, replay
from sealwire_profiling.profiles.domain.showing import Past, Subject, replay_out
from sealwire_profiling.rules.domain.compiling import Rule, compile_rule
from sealwire_profiling.rules.domain.environment import Environment

FRAME = pl.DataFrame(
    {"value": [9.0, 8.0, 7.0, 6.0, 1.0, None], "empty": [False, True, False, True, True, False]}
)
DAY = date(2026, 3, 5)
OUTCOMES = pl.Series([True, False, None, None, True, True])


def rule(name: str, text: str) -> Rule:
    return compile_rule(name, text, Environment())


def test_precision_is_of_inspected_hits_and_recall_of_what_was_found() -> None:
    told = replay(rule("r", "value > 5.0"), FRAME, OUTCOMES)
    assert (told.hits, told.evaluated, told.not_evaluable) == (4, 5, 1)
    assert told.precision == Share(1, 2)
    assert told.recall == Share(1, 3)
    assert told.base == Share(3, 4)
    assert told.lift == (1 / 2) / (3 / 4)


def test_where_nothing_was_inspected_there_are_no_figures() -> None:
    told = replay(rule("r", "value > 5.0"), FRAME, pl.Series([None] * 6, dtype=pl.Boolean))
    assert told.precision.figure is told.recall.figure is told.lift is None
    assert told.hits == 4


def test_a_new_rule_adds_to_the_live_set() -> None:
    told = replay(rule("r", "value > 5.0"), FRAME, OUTCOMES, live=[rule("other", "empty")])
    assert told.newly_hit.rows == (0, 2)
    assert told.newly_hit.found == Share(1, 1)
    assert told.no_longer_hit.rows == ()


def test_a_new_version_takes_the_place_of_the_live_one() -> None:
    live = [rule("r", "value > 6.5"), rule("other", "value > 8.5")]
    told = replay(rule("r", "value > 7.5 || value < 2.0"), FRAME, OUTCOMES, live=live)
    assert told.newly_hit.rows == (4,)
    assert told.no_longer_hit.rows == (2,)
    assert told.no_longer_hit.found == Share(0, 0)


def test_an_empty_past_has_no_hits() -> None:
    told = replay(rule("r", "value > 5.0"), FRAME.clear(), OUTCOMES.clear(), live=[rule("other", "empty")])
    assert (told.hits, told.evaluated, told.lift) == (0, 0, None)


def test_a_replay_is_told_with_intervals_and_the_newest_examples() -> None:
    rows = [
        ReplayExample(consignment=UUID(int=at), selection=UUID(int=0), reference=str(at), on=DAY, found=found)
        for at, found in enumerate(OUTCOMES)
    ]
    live = [rule("other", "empty")]
    told = replay(rule("r", "value > 5.0"), FRAME, OUTCOMES, live=live)
    subject = Subject(rule("r", "value > 5.0"), 3, live, ["gone"])
    wanted = ReplayIn(since=DAY, until=DAY, examples=1)
    shown = replay_out(wanted, subject, Past(9, cut=True, rows=rows), told)
    assert (shown.profile, shown.number, shown.judged, shown.looked_at, shown.cut) == ("r", 3, 9, 6, True)
    assert (shown.precision.part, shown.precision.whole, shown.precision.share) == (1, 2, 0.5)
    assert (shown.precision.low, shown.precision.high) == wilson(1, 2)
    assert (shown.newly_hit.count, [each.reference for each in shown.newly_hit.examples]) == (2, ["0"])
    assert shown.no_longer_hit.found.share is shown.no_longer_hit.found.low is None
    assert (shown.live, shown.broken) == (("other",), ("gone",))


def test_stored_facts_are_read_whatever_figures_and_columns_they_have() -> None:
    huge = 10**45  # as the database writes 1e45
    kept = [{"value": huge, "seals": ["S1"], "declared_on": "2026-03-01", "gone": 1}, {"rules": ["r"]}]
    frame = frame_of([json.dumps(each) for each in kept])
    assert frame["value"].to_list() == [1e45, None]
    assert frame["seals"].to_list() == [["S1"], None]
    assert frame["declared_on"].to_list() == [date(2026, 3, 1), None]
    assert "gone" not in frame.columns
    assert frame_of([]).schema == frame.schema
