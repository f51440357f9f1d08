"""From what is known of consignments to a selection over them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from sealwire_profiling.assessments.domain.assessing import RULES, compels
from sealwire_profiling.assessments.domain.scoring import Scored
from sealwire_profiling.selection.domain.candidates import CANDIDATES
from sealwire_profiling.selection.domain.selecting import select
from sealwire_profiling.selection.domain.settings import Capacity, Settings, Thresholds
from sealwire_profiling.selection.refusals import CandidatesUnusable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sealwire.contract.profiling.selections import CapacityOut

    from sealwire_profiling.assessments.domain.assessing import Assessed, LiveProfile
    from sealwire_profiling.selection.domain.rows import Selection

SEVERITY: Mapping[str, float] = {
    **dict.fromkeys(("weapons", "strategic", "drugs", "drug-precursors", "explosive-precursors"), 3.0),
    **dict.fromkeys(("medicines", "hazardous-waste", "hazardous-substances", "environment"), 2.0),
}
"""What a finding of a commodity group weighs against another, 1 for those not named [I]."""


def settings_of(capacity: CapacityOut, *, seed: int, budget: int | None) -> Settings:
    """Return the settings of a selection.

    Args:
        capacity: What the administration has set.
        seed: Of the random draws.
        budget: Inspections altogether, instead of each post's own capacity.
    """
    posts = Capacity(
        capacity.usual,
        dict(capacity.per_office),
        {(each.office, each.day): each.inspections for each in capacity.per_day},
    )
    return Settings(
        seed,
        posts if budget is None else Capacity(budget),
        exploration_share=capacity.exploration_share,
        random_floor=capacity.random_floor,
        thresholds=Thresholds(
            capacity.yellow_probability,
            capacity.blue_probability,
            capacity.yellow_score,
            capacity.blue_score,
        ),
    )


def candidates(
    assessed: Assessed, profiles: Sequence[LiveProfile], *, together: bool = False
) -> pl.DataFrame:
    """Return the table of candidates.

    Args:
        assessed: What is known of them.
        profiles: Those that were applied.
        together: Whether all are of one budget: then posts and days are not told apart.
    """
    frame, held = assessed.frame, assessed.held
    made = frame.with_columns(
        _mandatory(assessed, profiles).alias("mandatory"),
        pl.Series("rule_score", _scores(held, profiles, frame.height), dtype=pl.Float64()),
        pl.Series("not_evaluable", _untold(held, frame.height), dtype=pl.Int64()),
        pl.col("best_hit").alias("list_score"),
        pl.Series("probability", assessed.probability, dtype=pl.Float64())
        if assessed.probability is not None
        else pl.lit(None, pl.Float64()).alias("probability"),
        pl.Series("severity", _severities(held, profiles, frame.height), dtype=pl.Float64()),
    )
    made = made.hstack(untried(frame[RULES], {each.rule.id: each.outcomes for each in profiles}))
    if together:
        nowhere = (pl.lit(None, pl.String()).alias("office"), pl.lit(None, pl.Date()).alias("arrives_on"))
        made = made.with_columns(*nowhere)
    return made.select(*CANDIDATES)


def untried(rules: pl.Series, outcomes: Mapping[str, int]) -> pl.DataFrame:
    """Return for each row which of its profiles has the fewest outcomes, and how many.

    Args:
        rules: Codes of the profiles that hit, row by row.
        outcomes: Inspections with a known outcome by code of the profile; 0 where it is not named.

    Returns:
        Columns `untried` (string) and `untried_outcomes` (Int64), null where none hit.
    """
    hits = pl.DataFrame({"untried": rules}).with_row_index("row").explode("untried").drop_nulls("untried")
    counted = hits.with_columns(
        pl.col("untried")
        .replace_strict(dict(outcomes), default=0, return_dtype=pl.Int64)
        .alias("untried_outcomes")
    )
    least = counted.sort("untried_outcomes", "untried").unique("row", keep="first", maintain_order=True)
    rows = pl.DataFrame({"row": pl.int_range(len(rules), dtype=pl.get_index_type(), eager=True)})
    return rows.join(least, on="row", how="left", maintain_order="left").drop("row")


def choose(
    assessed: Assessed,
    profiles: Sequence[LiveProfile],
    settings: Settings,
    *,
    together: bool,
    model: str | None,
) -> Selection:
    """Return the selection over what was assessed; see `selecting.select`.

    Args:
        assessed: What is known of the candidates.
        profiles: Those that were applied.
        settings: With the seed.
        together: Whether there is one budget for all posts and days.
        model: Version of the model that gave the probabilities.
    """
    table = candidates(assessed, profiles, together=together)
    used = model if assessed.probability is not None else None
    selection = select(table, settings, model=used)
    # The assessment knows why there are no probabilities: no model, a damaged one, or one too old.
    return replace(selection, degraded=assessed.degraded or selection.degraded)


def choose_beside(
    assessed: Assessed, profiles: Sequence[LiveProfile], settings: Settings, *, together: bool
) -> tuple[Assessed, Selection | None]:
    """Return the selection as the model in shadow would have made it, or the assessment with why it did not.

    The same candidates, settings and seed; see `choose`.
    """
    beside = assessed.shadowed
    if beside.digest is None or beside.scored.probability is None:
        return assessed, None
    instead = replace(assessed, probability=beside.scored.probability, degraded=None)
    try:
        return assessed, choose(instead, profiles, settings, together=together, model=beside.digest)
    except CandidatesUnusable as unusable:
        # A model on trial may say anything; what is no probability is its problem alone.
        failed = replace(beside, scored=Scored(None, unusable.code))
        return replace(assessed, shadowed=failed), None


def figures(assessed: Assessed, profiles: Sequence[LiveProfile]) -> list[tuple[float, float | None, float]]:
    """Return score, probability and severity of each row, as its candidate has them."""
    held, rows = assessed.held, assessed.frame.height
    probability = [None] * rows if assessed.probability is None else assessed.probability.tolist()
    scores, severities = _scores(held, profiles, rows), _severities(held, profiles, rows)
    return list(zip(scores, probability, severities, strict=True))


def _mandatory(assessed: Assessed, profiles: Sequence[LiveProfile]) -> pl.Series:
    by_list = pl.Series([compels(found) for found in assessed.hits], dtype=pl.Boolean())
    names = [each.rule.id for each in profiles if each.compels]
    if not names:
        return by_list
    return by_list | assessed.held.select(pl.any_horizontal(pl.col(names).fill_null(value=False))).to_series()


def _scores(held: pl.DataFrame, profiles: Sequence[LiveProfile], rows: int) -> list[float]:
    if not profiles:
        return [0.0] * rows
    weights = [pl.col(each.rule.id).fill_null(value=False) * each.weight for each in profiles]
    return held.select(pl.sum_horizontal(weights).cast(pl.Float64)).to_series().to_list()


def _untold(held: pl.DataFrame, rows: int) -> list[int]:
    if not held.columns:
        return [0] * rows
    return held.select(pl.sum_horizontal(pl.all().is_null())).to_series().to_list()


def _severities(held: pl.DataFrame, profiles: Sequence[LiveProfile], rows: int) -> list[float]:
    grave = [each for each in profiles if SEVERITY.get(each.group, 1.0) > 1.0]
    if not grave:
        return [1.0] * rows
    weights = [pl.when(pl.col(each.rule.id)).then(SEVERITY[each.group]).otherwise(1.0) for each in grave]
    return held.select(pl.max_horizontal(weights)).to_series().to_list()
