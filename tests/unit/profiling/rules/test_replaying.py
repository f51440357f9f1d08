"""A rule over the past: shares of what was inspected, and what would change."""

from __future__ import annotations

import polars as pl
from sealwire_profiling.rules.domain.compiling import Rule, compile_rule
from sealwire_profiling.rules.domain.environment import Environment
from sealwire_profiling.rules.domain.replaying import Share, replay

FRAME = pl.DataFrame(
    {"value": [9.0, 8.0, 7.0, 6.0, 1.0, None], "empty": [False, True, False, True, True, False]}
)
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
