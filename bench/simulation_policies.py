"""The policies that bench/simulation.py compares: whom each opens in a week."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import polars as pl
from sealwire_profiling.assessments.domain.assessing import RULES
from sealwire_profiling.assessments.domain.choosing import untried
from sealwire_profiling.selection.domain.candidates import CANDIDATES
from sealwire_profiling.selection.domain.draws import draw, order
from sealwire_profiling.selection.domain.selecting import select
from sealwire_profiling.selection.domain.settings import Capacity, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sealwire_profiling.selection.domain.rows import Row
    from sealwire_profiling.simulator import Simulated


def rules(frame: pl.DataFrame, budget: int) -> list[str]:
    """Open the highest sums of weights; mandatory ones first."""
    ranked = _ranked(frame, pl.col("mandatory"), pl.col("rule_score"), pl.col("list_score"))
    return ranked[:budget]


def model(frame: pl.DataFrame, budget: int) -> list[str]:
    """Open the highest probabilities; at random while there is no model."""
    return _ranked(frame, pl.col("probability").fill_null(0.0))[:budget]


def random(frame: pl.DataFrame, budget: int) -> list[str]:
    """Open any: the bound from below."""
    return sorted(frame["id"], key=lambda each: draw(0, "random policy", each))[:budget]


def oracle(frame: pl.DataFrame, truth: Mapping[str, Simulated], budget: int) -> list[str]:
    """Open what has something in it: the bound from above."""
    return sorted(frame["id"], key=lambda each: (truth[each].mechanism is None, order(each)))[:budget]


def full(frame: pl.DataFrame, day: date, budget: int, opened: Sequence[pl.DataFrame]) -> tuple[Row, ...]:
    """Open what the selection says: mandatory, expected value, exploration, random floor.

    The budget is that of a week, so the week counts as one day of one post. What was opened before tells how
    many outcomes of each profile are known.
    """
    outcomes = Counter(code for each in opened for codes in each[RULES] for code in codes)
    candidates = (
        frame.hstack(untried(frame[RULES], outcomes))
        .with_columns(
            pl.lit("all").alias("office"), pl.lit(day).alias("arrives_on"), pl.lit(1.0).alias("severity")
        )
        .select(*CANDIDATES)
    )
    known = candidates["probability"].null_count() < candidates.height
    settings = Settings(day.toordinal(), Capacity(budget))
    return select(candidates, settings, model="simulated" if known else None).rows


def warm_up(frame: pl.DataFrame, budget: int) -> list[str]:
    """Open half by rules and half at random: the records with which an administration begins."""
    first = rules(frame, budget // 2)
    return first + random(frame.filter(~pl.col("id").is_in(first)), budget - len(first))


def _ranked(frame: pl.DataFrame, *scores: pl.Expr) -> list[str]:
    """Return the ids by their scores, the highest first; a tie is broken by the id's hash."""
    tie = pl.Series("tie", [order(each) for each in frame["id"]])
    sorted_by = frame.select("id", *(score.alias(str(place)) for place, score in enumerate(scores)), tie)
    names = [str(place) for place in range(len(scores))]
    return sorted_by.sort(*names, "tie", descending=[True] * len(names) + [False])["id"].to_list()
