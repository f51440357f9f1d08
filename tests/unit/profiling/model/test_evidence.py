"""Points of codes: drawn towards the usual ones, learned from other folds, and a part of every score."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from sealwire_profiling.model.domain import evidence
from sealwire_profiling.model.domain.evidence import (
    USUAL,
    evidence_out_of_fold,
    learn_evidence,
)
from sealwire_profiling.model.domain.spec import FRAME
from sealwire_profiling.model.domain.storing import dumps, loads
from sealwire_profiling.model.domain.training import fit
from unit.profiling.model.made import QUICK, SPEC, consignments, examples

if TYPE_CHECKING:
    from sealwire_profiling.model.domain.model import Model


def hits(*rows: list[str] | None) -> pl.DataFrame:
    return pl.DataFrame({"rules": list(rows)}, schema={"rules": pl.List(pl.String)})


def test_a_code_that_finds_has_more_points_than_one_that_does_not() -> None:
    table = hits(*[["good"]] * 20, *[["bad"]] * 20, *[[]] * 60)
    labels = np.array([1] * 12 + [0] * 8 + [0] * 20 + [1] + [0] * 59)
    points = learn_evidence(table, labels, ("rules",)).points["rules"]
    assert points["good"] > USUAL > points["bad"]


def test_codes_are_kept_sparse_and_give_the_points_of_the_whole_matrix() -> None:
    table = pl.DataFrame(
        {
            "rules": [["a", "b", "a"], None, [], ["b", None], ["c"]] * 20,
            "checks": [[], ["a"], ["a", "d"], None, ["d"]] * 20,
        },
        schema={"rules": pl.List(pl.String), "checks": pl.List(pl.String)},
    )
    labels = np.array([1, 0, 0, 1, 0] * 12 + [0, 1, 0, 0, 1] * 8)
    codes = [("rules", "a"), ("rules", "b"), ("rules", "c"), ("checks", "a"), ("checks", "d")]
    whole = np.column_stack(
        [table[name].list.contains(code).fill_null(value=False).to_numpy() for name, code in codes]
    ).astype(np.float64)
    present = evidence._present(table, codes)  # the table itself is looked at
    assert present.nnz == whole.sum() < whole.size
    np.testing.assert_array_equal(present.toarray(), whole)
    dense = evidence._fitted(whole, labels.astype(np.float64))
    learned = learn_evidence(table, labels, ("rules", "checks"))
    points = [learned.base, *(learned.points[name][code] for name, code in codes)]
    np.testing.assert_allclose(points, dense, atol=2e-6)


def test_few_outcomes_move_the_points_less_than_many() -> None:
    def points(times: int) -> float:
        table = hits(*[["code"]] * (2 * times), *[[]] * 200)
        labels = np.array([1, 0] * times + [1] * 4 + [0] * 196)
        return learn_evidence(table, labels, ("rules",)).points["rules"]["code"]

    assert USUAL < points(1) < points(5) < points(50)


def test_a_code_without_outcomes_has_the_usual_points_and_a_missing_list_has_none() -> None:
    learned = learn_evidence(hits(*[["code"]] * 10, *[[]] * 30), np.array([1, 0] * 20), ("rules",))
    base, never, unknown, both = learned.margins(hits([], ["never"], None, ["code", "never"]))
    assert never - base == pytest.approx(USUAL)
    assert unknown == base
    assert both == pytest.approx(base + USUAL + learned.points["rules"]["code"])


def test_no_row_learns_from_its_own_outcome() -> None:
    """Each row has a code of its own: known outcomes would rank all of them, other folds none."""
    draw = np.random.default_rng(1)
    labels = (draw.random(400) < 0.3).astype(np.int64)
    table = hits(*[[f"code-{number}"] for number in range(400)])
    folds = draw.integers(0, 5, 400)
    own = learn_evidence(table, labels, ("rules",)).margins(table)
    others = evidence_out_of_fold(table, labels, ("rules",), folds)
    assert own[labels == 1].min() > own[labels == 0].max()
    for fold in range(5):
        assert np.ptp(others[folds == fold]) < 1e-9


def test_the_points_are_a_part_of_every_score(model: Model) -> None:
    table, _ = consignments(200, seed=3)
    without = replace(model.scorer, evidence=replace(model.scorer.evidence, base=0.0, points={}))
    moved = model.scorer.margins(table) - without.margins(table)
    np.testing.assert_allclose(moved, model.scorer.evidence.margins(table), atol=1e-9)
    assert np.ptp(moved) > 0.1


def test_a_specification_without_evidence_learns_as_if_there_were_none() -> None:
    plain = replace(SPEC, evidence=())
    scorer = fit(examples(spec=plain), plain, QUICK, seed=1)
    table, _ = consignments(50, seed=3)
    assert scorer.evidence.points == {}
    assert not scorer.evidence.margins(table).any()


def test_a_stored_model_keeps_its_points(model: Model) -> None:
    assert model.scorer.evidence.points["checks"]
    assert loads(dumps(model)).scorer.evidence == model.scorer.evidence


def test_what_is_evidence_of_the_frame_is_a_list_that_the_model_reads() -> None:
    assert set(FRAME.evidence) <= set(FRAME.lists)
    assert FRAME.within(["rules"]).evidence == ("rules",)
