"""How fast the risk model learns, scores and explains; on the caller's frame, which all stages share."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sealwire_profiling.model.domain.guards import examples_of
from sealwire_profiling.model.domain.reasons import reasons
from sealwire_profiling.model.domain.spec import FRAME, Learning
from sealwire_profiling.model.domain.training import fit, train

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

ROUNDS = 3
EXPLAINED = 500


def measure(
    frame: pl.DataFrame, inspected: pl.DataFrame, labels: pl.Series, *, seed: int = 1
) -> dict[str, float]:
    """Return seconds of a training, and rows per second of scoring and of explaining.

    Scoring is measured with as many trees as a model may have, though training stops earlier; best of three.

    Args:
        frame: Rows to score, 100,000 or so.
        inspected: Rows to learn from.
        labels: Their outcomes.
        seed: Of the training.
    """
    spec = FRAME.within(inspected.columns)
    examples = examples_of(inspected, labels, spec=spec)
    started = time.perf_counter()
    model = train(examples, spec, seed=seed, on=datetime.now(UTC).date())
    train_s = time.perf_counter() - started
    scorer = fit(examples, spec, Learning(), seed=seed)
    full = replace(model, scorer=scorer)
    scoring = min(_seconds(full.score, frame) for _ in range(ROUNDS))
    explaining = _seconds(lambda rows: reasons(full, rows), frame.head(EXPLAINED))
    return {
        "train_s": round(train_s, 2),
        "train_rows": inspected.height,
        "score_rows_per_s": round(frame.height / scoring),
        "explain_rows_per_s": round(min(EXPLAINED, frame.height) / explaining),
        "score_trees": Learning().max_rounds,
        "score_features": len(scorer.features),
    }


def _seconds(run: Callable[[pl.DataFrame], object], rows: pl.DataFrame) -> float:
    started = time.perf_counter()
    run(rows)
    return time.perf_counter() - started
