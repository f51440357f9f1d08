"""Gradient boosted trees by LightGBM, behind four functions; the only place that loads the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sealwire_profiling.model.refusals import ModelDamaged, ModelUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from numpy.typing import NDArray

    from sealwire_profiling.model.domain.spec import Learning


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that trees learn from, or stop on.

    Attributes:
        matrix: Features, shape (rows, features).
        labels: 0 or 1.
        start: Log-odds to which the trees add theirs; None: they begin at the share of findings.
    """

    matrix: NDArray[np.float64]
    labels: NDArray[np.int64]
    start: NDArray[np.float64] | None = None


def library() -> ModuleType:
    """Return LightGBM.

    Raises:
        ModelUnavailable: It, or the OpenMP runtime that it needs, is not installed.
    """
    try:
        import lightgbm  # noqa: PLC0415 - loaded when first needed: rules must run where libgomp is missing
    except (ImportError, OSError) as missing:
        raise ModelUnavailable("LightGBM or its OpenMP runtime (libgomp) is not installed") from missing
    module: ModuleType = lightgbm
    return module


def grow(
    part: Part,
    learning: Learning,
    *,
    rising: Sequence[int],
    seed: int,
) -> Any:
    """Return a booster of `learning.max_rounds` trees.

    Args:
        part: What it learns from.
        learning: How to learn.
        rising: 1 for each feature that may only raise the score, else 0.
        seed: Of the samples that trees are grown on.
    """
    lightgbm = library()
    data = lightgbm.Dataset(
        part.matrix, part.labels, init_score=part.start, free_raw_data=True, params={"verbose": -1}
    )
    return lightgbm.train(_parameters(learning, rising, seed), data, learning.max_rounds)


def rounds_for(
    training: Part,
    stopping: Part,
    learning: Learning,
    *,
    rising: Sequence[int],
    seed: int,
) -> int:
    """Return after how many trees the log loss of the stopping rows no longer falls, at least 1."""
    lightgbm = library()
    data = lightgbm.Dataset(
        training.matrix, training.labels, init_score=training.start, params={"verbose": -1}
    )
    held = lightgbm.Dataset(
        stopping.matrix, stopping.labels, reference=data, init_score=stopping.start, params={"verbose": -1}
    )
    stop = lightgbm.early_stopping(learning.patience, verbose=False)
    booster = lightgbm.train(
        _parameters(learning, rising, seed), data, learning.max_rounds, valid_sets=[held], callbacks=[stop]
    )
    return max(1, int(booster.best_iteration))


def margins(boosters: Sequence[Any], matrix: NDArray[np.float64], threads: int) -> NDArray[np.float64]:
    """Return the mean log-odds of the boosters for each row."""
    told = [each.predict(matrix, raw_score=True, num_threads=threads) for each in boosters]
    return np.asarray(np.mean(told, axis=0), dtype=np.float64)


def contributions(boosters: Sequence[Any], matrix: NDArray[np.float64], threads: int) -> NDArray[np.float64]:
    """Return the SHAP values of each row, shape (rows, features + 1); the last column is the base.

    Source: Lundberg et al., From local explanations to global understanding, Nature MI 2020.
    """
    told = [each.predict(matrix, pred_contrib=True, num_threads=threads) for each in boosters]
    return np.asarray(np.mean(told, axis=0), dtype=np.float64)


def as_text(booster: Any) -> str:
    """Return a booster in LightGBM's text format."""
    return str(booster.model_to_string(num_iteration=-1, importance_type="split"))


def from_text(text: str) -> Any:
    """Return the booster of a text.

    Raises:
        ModelDamaged: LightGBM does not read it.
        ModelUnavailable: LightGBM is not installed.
    """
    lightgbm = library()
    try:
        return lightgbm.Booster(model_str=text)
    except lightgbm.basic.LightGBMError as unread:
        raise ModelDamaged("the trees cannot be read") from unread


def _parameters(learning: Learning, rising: Sequence[int], seed: int) -> dict[str, Any]:
    return {
        "objective": "binary",
        "metric": "binary_logloss",
        "learning_rate": learning.rate,
        "num_leaves": learning.leaves,
        "min_data_in_leaf": learning.leaf_rows,
        "lambda_l2": learning.ridge,
        "feature_fraction": learning.columns_share,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "monotone_constraints": list(rising),
        "num_threads": learning.threads,
        "deterministic": True,
        "force_row_wise": True,
        "seed": seed,
        "verbose": -1,
    }
