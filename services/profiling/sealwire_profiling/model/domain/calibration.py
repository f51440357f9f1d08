"""From margins to probabilities: an isotonic curve learned on rows that the trees did not see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import isotonic_regression

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST, _MOST = 1e-4, 1 - 1e-4
"""No finite number of inspections shows that a finding is impossible or certain."""
_REACH = 20.0
"""Log-odds by which a later margin may lie outside those held out and still be told from its neighbours."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Points of a rising curve; between them it is straight, so that margins keep their order.

    Attributes:
        margins: Log-odds, rising.
        chances: Probabilities at them, never falling.
    """

    margins: tuple[float, ...]
    chances: tuple[float, ...]

    def apply(self, margins: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability of a finding for each margin."""
        return np.interp(margins, self.margins, self.chances)


def fit_calibration(margins: NDArray[np.float64], labels: NDArray[np.int64]) -> Calibration:
    """Return the curve of held-out rows.

    Each step of the isotonic fit becomes one point at its mean margin. Beyond the ends the curve rises by a
    fiftieth of what is left, so that the highest margins are still told apart.

    Source: Zadrozny and Elkan, Transforming classifier scores into accurate probabilities, KDD 2002.
    """
    order = np.argsort(margins, kind="stable")
    rising, found = margins[order], labels[order].astype(np.float64)
    edges = isotonic_regression(found).blocks
    sizes = np.diff(edges)
    at = np.add.reduceat(rising, edges[:-1]) / sizes
    chance = np.clip(np.add.reduceat(found, edges[:-1]) / sizes, _LEAST, _MOST)
    points = np.concatenate([[rising[0] - _REACH], at, [rising[-1] + _REACH]])
    heights = np.concatenate([[chance[0] * 0.98], chance, [chance[-1] + (1 - chance[-1]) * 0.02]])
    kept = np.concatenate([[True], np.diff(points) > 0])
    return Calibration(tuple(points[kept].tolist()), tuple(heights[kept].tolist()))
