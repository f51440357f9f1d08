"""How good scores are: ranking, precision among the first, and whether 30 % means 30 %."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

SHARES = (0.01, 0.05, 0.10)
"""Parts of the rows that an administration may have hands to open."""
_BANDS = 10


@dataclass(frozen=True, slots=True)
class Band:
    """Rows of neighbouring scores: what was expected, and what was found.

    Attributes:
        rows: How many.
        expected: Mean score, 0 to 1.
        found: Share of findings, 0 to 1.
    """

    rows: int
    expected: float
    found: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What held-out rows say of scores.

    Attributes:
        rows: Held-out rows.
        positives: Findings among them.
        auc: Chance that a finding scores above a row without one; 0.5 is guessing.
        precision: Share of findings among the first 1, 5 and 10 %, by "1", "5", "10".
        calibration_error: Mean distance between expected and found over the bands, weighted by rows.
        uncalibrated_error: The same before calibration.
        bands: Ten bands of equal size, from the lowest scores.
    """

    rows: int
    positives: int
    auc: float
    precision: Mapping[str, float]
    calibration_error: float
    uncalibrated_error: float
    bands: tuple[Band, ...]


def figures_of(
    labels: NDArray[np.int64], chances: NDArray[np.float64], uncalibrated: NDArray[np.float64]
) -> Figures:
    """Return the figures of held-out rows; at least one row of each outcome.

    Args:
        labels: 0 or 1.
        chances: Calibrated probabilities.
        uncalibrated: Probabilities before calibration.
    """
    bands = bands_of(labels, chances)
    return Figures(
        rows=len(labels),
        positives=int(labels.sum()),
        auc=auc(labels, chances),
        precision={f"{share * 100:.0f}": precision_at(labels, chances, share) for share in SHARES},
        calibration_error=calibration_error(bands),
        uncalibrated_error=calibration_error(bands_of(labels, uncalibrated)),
        bands=bands,
    )


def auc(labels: NDArray[np.int64], scores: NDArray[np.float64]) -> float:
    """Return the area under the ROC curve; NaN where there are not both outcomes. Ties count half."""
    positives = int(labels.sum())
    negatives = len(labels) - positives
    if not positives or not negatives:
        return float("nan")
    ranks = pl.Series(scores).rank("average").to_numpy()
    above = float(ranks[labels == 1].sum()) - positives * (positives + 1) / 2
    return above / (positives * negatives)


def precision_at(labels: NDArray[np.int64], scores: NDArray[np.float64], share: float) -> float:
    """Return the share of findings among the highest scores.

    Where the edge falls among equal scores, these count with their mean: no order of the file helps.

    Args:
        labels: 0 or 1.
        scores: Higher is riskier.
        share: Part of the rows, 0 to 1; rounded up to whole rows.
    """
    taken = max(1, int(np.ceil(len(labels) * share - 1e-9)))
    edge = np.partition(scores, len(scores) - taken)[len(scores) - taken]
    above, level = scores > edge, scores == edge
    rest = taken - int(above.sum())
    return float((labels[above].sum() + rest * labels[level].mean()) / taken)


def bands_of(labels: NDArray[np.int64], chances: NDArray[np.float64]) -> tuple[Band, ...]:
    """Return ten bands of equal size from the lowest chances; fewer where there are fewer rows."""
    order = np.argsort(chances, kind="stable")
    parts = [part for part in np.array_split(order, _BANDS) if len(part)]
    return tuple(Band(len(part), float(chances[part].mean()), float(labels[part].mean())) for part in parts)


def calibration_error(bands: tuple[Band, ...]) -> float:
    """Return the mean distance between what bands expected and found, weighted by rows."""
    rows = sum(each.rows for each in bands)
    return sum(each.rows * abs(each.expected - each.found) for each in bands) / rows if rows else 0.0
