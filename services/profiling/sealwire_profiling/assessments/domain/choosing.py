"""From what is known of consignments to a selection over them, and to the rows that are stored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import polars as pl
from sealwire.contract.profiling.selections import Lane

from sealwire_profiling.assessments.domain.assessing import RULES, compels
from sealwire_profiling.assessments.domain.explaining import of_model, plain, reasons_of
from sealwire_profiling.assessments.domain.scoring import Scored
from sealwire_profiling.assessments.domain.shadow_rows import seen
from sealwire_profiling.lists.domain.recording import stored
from sealwire_profiling.model.domain.reasons import reasons as model_reasons
from sealwire_profiling.selection.domain.candidates import CANDIDATES
from sealwire_profiling.selection.domain.selecting import select
from sealwire_profiling.selection.domain.sentences import sentences
from sealwire_profiling.selection.domain.settings import Capacity, Settings, Thresholds
from sealwire_profiling.selection.refusals import CandidatesUnusable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from sealwire.contract.profiling.selections import CapacityOut

    from sealwire_profiling.assessments.domain.assessing import Assessed, LiveProfile
    from sealwire_profiling.model.domain.model import Model
    from sealwire_profiling.selection.domain.rows import Row, Selection

SEVERITY: Mapping[str, float] = {
    **dict.fromkeys(("weapons", "strategic", "drugs", "drug-precursors", "explosive-precursors"), 3.0),
    **dict.fromkeys(("medicines", "hazardous-waste", "hazardous-substances", "environment"), 2.0),
}
"""What a finding of a commodity group weighs against another, 1 for those not named [I]."""
_SLOTS = ("mandatory", "expected-value", "exploration", "random", "officer", None)
_STRICTNESS = (Lane.GREEN, Lane.BLUE, Lane.YELLOW, Lane.RED)
_PAPERS = {Lane.RED: Lane.YELLOW, Lane.YELLOW: Lane.YELLOW, Lane.BLUE: Lane.BLUE}
"""Where a profile of a lane sends what there is no room to open."""
_TOLD_ELSEWHERE = frozenset({"profile-hit", "list-hit", "not-evaluable"})
"""What the reasons of profiles and lists say themselves, by name."""
_MODEL_REASONS = 5
_ALSO_SHOWN = 200
"""So many beyond those that are opened get the model's reasons and keep their features: officers add them."""


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


def rows_of(
    assessed: Assessed,
    profiles: Sequence[LiveProfile],
    selection: Selection,
    model: Model | None,
    *,
    beside: Selection | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the rows to store, by rank.

    Args:
        assessed: What is known of the candidates.
        profiles: Those that were applied.
        selection: Over them.
        model: That gave the probabilities, if one did.
        beside: The selection of the model in shadow; kept, and used for nothing.
    """
    place = {name: at for at, name in enumerate(assessed.frame["id"].to_list())}
    table = _figures(assessed, profiles)
    ranked = sorted(selection.rows, key=lambda row: _order(row, table[place[row.id]]))
    shown = [place[row.id] for row in ranked[: sum(row.opened for row in ranked) + _ALSO_SHOWN]]
    by_model = _model_reasons(assessed, model, shown)
    features = _features(assessed, shown)
    frame = assessed.frame.select("reference", "office", "amendments").rows()
    papers = _papers(assessed, profiles)
    places = [place[row.id] for row in ranked]
    told = reasons_of(assessed, profiles, places)
    draws = _draws(selection)
    shadows = seen(assessed.shadowed, beside, assessed.frame["id"].to_list())
    for rank, (row, at, reasons) in enumerate(zip(ranked, places, told, strict=True), 1):
        score, probability, _ = table[at]
        yield {
            "consignment": UUID(row.id),
            "version": frame[at][2] + 1,
            "draw": draws[row.office, row.arrives_on],
            "rank": rank,
            "place": row.rank,
            "reference": frame[at][0],
            "office": frame[at][1],
            "lane": _lane(row, papers[at]).value,
            "slot": None if row.slot is None else row.slot.value,
            "propensity": row.propensity,
            "overflow": row.overflow,
            "removed": row.removed,
            "score": score,
            "probability": probability,
            "reasons": [*_of_slot(row), *reasons, *by_model.get(at, ())],
            "features": features.get(at),
            "hits": stored(assessed.hits[at]),
            **shadows[at],
        }


def _draws(selection: Selection) -> Mapping[tuple[str | None, date | None], int]:
    """Return the numbers of the posts and days, each of which had a draw of its own."""
    return {
        name: at for at, name in enumerate({(row.office, row.arrives_on): None for row in selection.rows})
    }


def _features(assessed: Assessed, shown: Sequence[int]) -> Mapping[int, dict[str, object]]:
    rows = assessed.frame[list(shown)].iter_rows(named=True)
    return {
        at: {name: plain(value) for name, value in row.items()} for at, row in zip(shown, rows, strict=True)
    }


def _figures(assessed: Assessed, profiles: Sequence[LiveProfile]) -> list[tuple[float, float | None, float]]:
    """Return score, probability and severity of each row, as its candidate has them."""
    held, rows = assessed.held, assessed.frame.height
    probability = [None] * rows if assessed.probability is None else assessed.probability.tolist()
    scores, severities = _scores(held, profiles, rows), _severities(held, profiles, rows)
    return list(zip(scores, probability, severities, strict=True))


def _order(row: Row, figures: tuple[float, float | None, float]) -> tuple[Any, ...]:
    score, probability, severity = figures
    slot = None if row.slot is None else row.slot.value
    return (_SLOTS.index(slot), row.rank, -(probability or 0.0) * severity, -score, row.id)


def _papers(assessed: Assessed, profiles: Sequence[LiveProfile]) -> list[Lane]:
    """Return the lane to which the profiles that hold send each row where there is no room to open it."""
    asked = pl.lit(0)
    for each in profiles:
        strictness = _STRICTNESS.index(_PAPERS.get(each.lane, Lane.GREEN))
        asked = pl.max_horizontal(asked, pl.when(pl.col(each.rule.id)).then(strictness).otherwise(0))
    if not profiles:
        return [Lane.GREEN] * assessed.frame.height
    return [_STRICTNESS[at] for at in assessed.held.select(asked.alias("asked"))["asked"]]


def _lane(row: Row, papers: Lane) -> Lane:
    """Return the lane of a row: what is not opened is looked at on paper if a profile asks for it."""
    lane = Lane(row.lane.value)
    return lane if row.slot is not None else max(lane, papers, key=_STRICTNESS.index)


def _model_reasons(
    assessed: Assessed, model: Model | None, shown: Sequence[int]
) -> Mapping[int, list[dict[str, Any]]]:
    if model is None or assessed.probability is None or not shown:
        return {}
    told = model_reasons(model, assessed.frame[list(shown)], most=_MODEL_REASONS)
    return {at: of_model(each) for at, each in zip(shown, told, strict=True)}


def _of_slot(row: Row) -> Iterator[dict[str, Any]]:
    for code in row.reasons:
        if code not in _TOLD_ELSEWHERE:
            yield {"kind": "slot", "code": code, "text": dict(sentences()[code])}


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
