"""From a selection to the rows that are stored of it, by rank, each with its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import polars as pl
from sealwire.contract.profiling.selections import Lane

from sealwire_profiling.assessments.domain.choosing import figures
from sealwire_profiling.assessments.domain.explaining import of_model, plain, reasons_of
from sealwire_profiling.assessments.domain.shadow_rows import seen
from sealwire_profiling.lists.domain.recording import stored
from sealwire_profiling.model.domain.reasons import reasons as model_reasons
from sealwire_profiling.selection.domain.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from sealwire_profiling.assessments.domain.assessing import Assessed, LiveProfile
    from sealwire_profiling.model.domain.model import Model
    from sealwire_profiling.selection.domain.rows import Row, Selection

_SLOTS = ("mandatory", "expected-value", "exploration", "random", "officer", None)
_STRICTNESS = (Lane.GREEN, Lane.BLUE, Lane.YELLOW, Lane.RED)
_PAPERS = {Lane.RED: Lane.YELLOW, Lane.YELLOW: Lane.YELLOW, Lane.BLUE: Lane.BLUE}
"""Where a profile of a lane sends what there is no room to open."""
_TOLD_ELSEWHERE = frozenset({"profile-hit", "list-hit", "not-evaluable"})
"""What the reasons of profiles and lists say themselves, by name."""
_MODEL_REASONS = 5
_ALSO_SHOWN = 200
"""So many beyond those that are opened get the model's reasons and keep their features: officers add them."""


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
    table = figures(assessed, profiles)
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
            **_decided(row),
            "version": frame[at][2] + 1,
            "draw": draws[row.office, row.arrives_on],
            "rank": rank,
            "reference": frame[at][0],
            "office": frame[at][1],
            "lane": _lane(row, papers[at]).value,
            "score": score,
            "probability": probability,
            "reasons": [*_of_slot(row), *reasons, *by_model.get(at, ())],
            "features": features.get(at),
            "hits": stored(assessed.hits[at]),
            **shadows[at],
        }


def _decided(row: Row) -> dict[str, Any]:
    return {
        "consignment": UUID(row.id),
        "place": row.rank,
        "slot": None if row.slot is None else row.slot.value,
        "propensity": row.propensity,
        "overflow": row.overflow,
        "removed": row.removed,
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


def _order(row: Row, told: tuple[float, float | None, float]) -> tuple[Any, ...]:
    score, probability, severity = told
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
