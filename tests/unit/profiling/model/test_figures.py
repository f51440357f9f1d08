"""Figures: by hand on small tables."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire_profiling.model.domain.calibration import fit_calibration
from sealwire_profiling.model.domain.figures import auc, bands_of, calibration_error, precision_at
from sealwire_profiling.model.domain.model import probability


@pytest.mark.parametrize(
    ("labels", "scores", "area"),
    [
        ([0, 0, 1, 1], [1, 2, 3, 4], 1.0),
        ([1, 1, 0, 0], [1, 2, 3, 4], 0.0),
        ([0, 1, 0, 1], [1, 1, 1, 1], 0.5),
        ([0, 1, 0, 1], [1, 2, 3, 4], 0.75),
    ],
)
def test_auc_is_the_share_of_pairs_in_order(labels: list[int], scores: list[float], area: float) -> None:
    assert auc(np.array(labels), np.array(scores, dtype=float)) == area


def test_auc_of_one_outcome_is_not_a_number() -> None:
    assert math.isnan(auc(np.array([1, 1]), np.array([1.0, 2.0])))


@pytest.mark.parametrize(
    ("scores", "share", "precision"),
    [
        ([4, 3, 2, 1], 0.25, 1.0),
        ([4, 3, 2, 1], 0.5, 0.5),
        ([1, 1, 1, 1], 0.25, 0.5),
        ([4, 3, 2, 1], 0.01, 1.0),
    ],
    ids=["the first", "the first two", "all equal", "at least one row"],
)
def test_precision_counts_the_first_and_shares_ties(
    scores: list[float], share: float, precision: float
) -> None:
    assert precision_at(np.array([1, 0, 0, 1]), np.array(scores, dtype=float), share) == precision


def test_calibration_error_is_nought_where_expected_is_found() -> None:
    labels, chances = np.array([0, 1] * 50), np.full(100, 0.5)
    assert calibration_error(bands_of(labels, chances)) == pytest.approx(0.0)
    assert calibration_error(bands_of(labels, chances + 0.2)) == pytest.approx(0.2)


def test_calibration_brings_expected_and_found_together() -> None:
    draw = np.random.default_rng(2)
    honest = draw.normal(-1.5, 1.0, 8_000)
    labels = (draw.random(8_000) < probability(honest)).astype(np.int64)
    # Trees that learned too eagerly are surer than they should be.
    sure = honest * 2.5
    curve = fit_calibration(sure[:4_000], labels[:4_000])
    before = calibration_error(bands_of(labels[4_000:], probability(sure[4_000:])))
    after = calibration_error(bands_of(labels[4_000:], curve.apply(sure[4_000:])))
    assert before > 0.1
    assert after < before / 4


@given(st.lists(st.tuples(st.floats(-8, 8), st.integers(0, 1)), min_size=2, max_size=60))
def test_a_calibration_always_rises_and_stays_a_chance(rows: list[tuple[float, int]]) -> None:
    margins = np.array([margin for margin, _ in rows])
    curve = fit_calibration(margins, np.array([label for _, label in rows]))
    assert all(a < b for a, b in zip(curve.margins, curve.margins[1:], strict=False))
    chances = curve.apply(np.linspace(-40, 40, 50))
    assert (np.diff(chances) >= 0).all()
    assert chances.min() > 0
    assert chances.max() < 1
