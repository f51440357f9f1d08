"""Probabilities by a model, live or in shadow, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire_profiling.model.domain.card import stale
from sealwire_profiling.model.refusals import ColumnsMissing, ModelUnavailable
from sealwire_profiling.selection.domain.selecting import NO_MODEL

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from sealwire_profiling.model.domain.model import Model

MODEL_STALE = "model-stale"


@dataclass(frozen=True, slots=True)
class Scored:
    """Probabilities of a finding, row by row; `problem` is the code of why there are none."""

    probability: NDArray[np.float64] | None
    problem: str | None


def why_not(model: Model | None, problem: str | None, on: date, *, max_age_days: int) -> str | None:
    """Return why a model cannot be used on a day, as a code; None where it can.

    Args:
        model: As it was read; None where there is none.
        problem: Why it could not be read, if there is one that could not.
        on: The day.
        max_age_days: Older than that it is not used.
    """
    if model is None:
        return problem or NO_MODEL
    return MODEL_STALE if stale(model.card, on, max_age_days=max_age_days) else None


def scored(frame: pl.DataFrame, model: Model | None, problem: str | None) -> Scored:
    """Return what a model says of rows.

    Args:
        frame: With all columns that models read.
        model: To score with.
        problem: Why it cannot be used, of `why_not`.
    """
    if problem is not None or model is None:
        return Scored(None, problem)
    try:
        return Scored(model.score(frame), None)
    except (ModelUnavailable, ColumnsMissing) as unfit:
        # Learned by another version of the product, or on a machine without LightGBM: rules go on.
        return Scored(None, unfit.code)
