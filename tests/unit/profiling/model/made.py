"""Inspected consignments with a known mechanism: what the tests of the model learn from."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
from sealwire_profiling.model.domain.guards import Examples, examples_of
from sealwire_profiling.model.domain.spec import FeatureSpec, Learning

ON = date(2026, 3, 1)
SPEC = FeatureSpec(
    name="made",
    categorical=("consignee_key", "heading", "hs:2", "origin"),
    pairs=(("origin", "heading"),),
    numeric=("value_norm", "consignee_earlier", "empty"),
    norms=(("value_per_kg", "heading"),),
    ages=(("consignee_first_on", "declared_on"),),
    lists=("checks",),
    evidence=("checks",),
    same=("id",),
    newcomer="consignee_key",
)
QUICK = Learning(max_rounds=40, patience=10, folds=4, leaf_rows=20)


def consignments(rows: int, seed: int = 0) -> tuple[pl.DataFrame, pl.Series]:
    """Return rows and outcomes: low values, bad consignees and one check raise the chance of a finding."""
    draw = np.random.default_rng(seed)
    consignee, heading = draw.integers(0, 120, rows), draw.integers(0, 30, rows)
    norm, check = draw.lognormal(0, 0.5, rows), draw.random(rows) < 0.1
    days = np.sort(draw.integers(0, 400, rows))
    logit = -2.6 + 2.5 * (consignee % 9 == 0) - 2.2 * np.log(norm) + 2.0 * check
    table = pl.DataFrame(
        {
            "id": [f"{number}" for number in range(rows)],
            "source": ["manifests"] * rows,
            "consignee_key": [f"c{each}" for each in consignee],
            "heading": [f"{8000 + each}" for each in heading],
            "hs": [f"{8000 + each}10" for each in heading],
            "origin": [("CN", "TR", "RU", "DE")[each] for each in draw.integers(0, 4, rows)],
            "value_norm": norm,
            "value_per_kg": norm * (heading + 1),
            "consignee_earlier": draw.integers(0, 30, rows),
            "empty": draw.random(rows) < 0.1,
            "declared_on": [date(2025, 1, 1) + timedelta(days=int(each)) for each in days],
            "consignee_first_on": [date(2024, 6, 1)] * rows,
            "checks": [["gross-below-net"] if each else [] for each in check],
        }
    )
    return table, pl.Series((draw.random(rows) < 1 / (1 + np.exp(-logit))).astype(int))


def examples(rows: int = 2_000, seed: int = 0, spec: FeatureSpec = SPEC) -> Examples:
    """Return examples of such rows, dated."""
    table, labels = consignments(rows, seed)
    return examples_of(table, labels, spec=spec, day="declared_on")
