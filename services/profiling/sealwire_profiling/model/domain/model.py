"""A trained model: from rows to probabilities of a finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sealwire_profiling.model.domain import boosting
from sealwire_profiling.model.domain.evidence import NONE as NO_EVIDENCE
from sealwire_profiling.model.domain.features import features_of, scoring_columns

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from sealwire_profiling.model.domain.calibration import Calibration
    from sealwire_profiling.model.domain.card import ModelCard
    from sealwire_profiling.model.domain.evidence import Evidence
    from sealwire_profiling.model.domain.features import Feature, Learned
    from sealwire_profiling.model.domain.spec import FeatureSpec

_SLICE = 8_192


@dataclass(frozen=True, slots=True)
class Scorer:
    """Points of evidence, trees that go on from them, and what the trees' features were learned to be.

    Attributes:
        spec: The columns.
        learned: Rates, medians and codes of the training rows.
        boosters: LightGBM boosters whose margins are averaged.
        threads: Threads to score with.
        evidence: Points of codes, to which the trees add theirs.
    """

    spec: FeatureSpec
    learned: Learned
    boosters: tuple[Any, ...]
    threads: int
    evidence: Evidence = NO_EVIDENCE

    @property
    def features(self) -> tuple[Feature, ...]:
        """What the trees read, in order."""
        return features_of(self.spec, self.learned)

    def matrix(self, table: pl.DataFrame) -> NDArray[np.float64]:
        """Return the features of rows, shape (rows, features); see `scoring_columns`."""
        return np.column_stack(scoring_columns(table, self.spec, self.learned))

    def margins(self, table: pl.DataFrame) -> NDArray[np.float64]:
        """Return the log-odds of a finding for each row, before calibration."""
        columns = scoring_columns(table, self.spec, self.learned)
        parts = [np.empty(0)]
        # In slices that fit the cache: laying out 100,000 rows at once costs as much as the trees do.
        for start in range(0, table.height, _SLICE):
            matrix = np.column_stack([each[start : start + _SLICE] for each in columns])
            parts.append(boosting.margins(self.boosters, matrix, self.threads))
        return np.asarray(np.concatenate(parts) + self.evidence.margins(table), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Model:
    """A scorer with its calibration and its card."""

    scorer: Scorer
    calibration: Calibration
    card: ModelCard

    def score(self, table: pl.DataFrame) -> NDArray[np.float64]:
        """Return the probability of a finding for each row, 0 to 1; a row's does not depend on the others.

        Raises:
            ColumnsMissing: The table lacks columns that the model reads.
            ModelUnavailable: LightGBM is not installed.
        """
        return self.calibration.apply(self.scorer.margins(table))


def probability(margins: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of log-odds, without calibration."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(margins, -500, 500))), dtype=np.float64)
