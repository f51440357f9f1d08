"""What was stored or learned before the frame had a column is still read."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
from sealwire_profiling.frame.domain.columns import SCHEMA, TOGETHER
from sealwire_profiling.model.adapters.examples import Example, table_of
from sealwire_profiling.model.domain.spec import FRAME
from sealwire_profiling.model.refusals import ColumnsMissing
from unit.profiling.model.made import consignments

if TYPE_CHECKING:
    from sealwire_profiling.model.domain.model import Model

LATER = ("amended_on", "amended_by_arrival", *(each.name for each in TOGETHER))


def test_the_model_reads_the_columns_that_came_later() -> None:
    assert set(LATER) <= set(FRAME.columns)


def test_features_of_before_have_nothing_there_and_those_of_today_have() -> None:
    before = {"consignee_earlier": 3}
    today = {**before, "amended_on": "2026-02-27", "amended_by_arrival": 1, "pair_together": 2}
    rows = (before, {**today, "consignee_heading_together": 4})
    table = table_of([Example(json.dumps(each), found=True, on=date(2026, 3, 1)) for each in rows])
    assert {name: table[name][0] for name in LATER} == dict.fromkeys(LATER)
    assert table.select(LATER[1:]).row(1) == (1, 2, 4)
    assert str(table["amended_on"][1]) == "2026-02-27"


def test_a_model_of_before_scores_a_frame_of_today(model: Model) -> None:
    table, _ = consignments(50, seed=4)
    assert not {*LATER} & {*model.scorer.spec.columns}
    today = table.with_columns(pl.lit(None, SCHEMA[name]).alias(name) for name in LATER)
    assert model.score(today).tolist() == model.score(table).tolist()
    with pytest.raises(ColumnsMissing):
        model.score(today.drop("consignee_earlier"))
