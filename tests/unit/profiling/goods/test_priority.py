"""The Common High Priority List, and the column it fills."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from architecture.source import ROOT
from sealwire_profiling.goods.domain.priority import (
    listed_on,
    priority_code,
    priority_codes,
    priority_heading,
    priority_tier,
    priority_tiers,
    source,
)

REFERENCE = Path(os.environ.get("SEALWIRE_REFERENCE", ROOT.parent / "shared"))


def test_the_list_is_that_of_the_reference() -> None:
    path = REFERENCE / "data" / "reference" / "chpl_hs6.csv"
    if not path.exists():
        pytest.skip(f"no reference at {path}")
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    expected = {row["hs6"]: row["tier"] for row in csv.DictReader(lines)}
    assert len(expected) == 50
    assert {each.hs: each.tier for each in priority_codes().values()} == expected


def test_the_list_has_fifty_codes_of_four_tiers_and_names_its_day_and_source() -> None:
    assert len(priority_codes()) == 50
    assert {each.number for each in priority_codes().values()} == {1, 2, 3, 4}
    assert listed_on() == date(2024, 2, 23)
    assert "Bureau of Industry and Security" in source()
    assert all(each.texts["en"] and each.texts["ru"] for each in priority_codes().values())


@pytest.mark.parametrize(
    "hs",
    [
        "854231",
        "8542.31",
        "8542 31 900 1",
        "HS 8542.31",
        "8542/31",
        "8542\u201331",
        "\uff18\uff15\uff14\uff12\uff13\uff11",
        "8542\u00a031",
    ],
)
def test_a_code_is_found_however_it_is_written(hs: str) -> None:
    found = priority_code(hs)
    assert found is not None
    assert found.tier == "1"


@pytest.mark.parametrize("hs", ["8542", "854230", "640399", "", "x"])
def test_a_code_that_is_not_listed_is_not_found(hs: str) -> None:
    assert priority_code(hs) is None


@pytest.mark.parametrize(("hs", "listed"), [("8542", 4), ("8542.3", 4), ("HS 8482", 4), ("84571", 1)])
def test_a_code_that_leaves_the_subheading_open_shows_what_is_listed_under_it(hs: str, listed: int) -> None:
    assert len(priority_heading(hs)) == listed


@pytest.mark.parametrize("hs", ["", "85", "854", "6403", "854231", "8542310000", "x"])
def test_other_codes_show_nothing_under_them(hs: str) -> None:
    assert priority_heading(hs) == ()


def test_the_most_sought_after_tier_counts() -> None:
    assert priority_tier(["845710", "853221", "640399"]) == 2
    assert priority_tier(["640399"]) == 0
    assert priority_tier([]) == 0


def test_the_column_has_a_tier_for_each_row_and_keeps_null() -> None:
    column = priority_tiers(pl.Series([["640399", "848210"], [], None, [None, "854231"]]))
    assert column.to_list() == [3, 0, None, 1]
    assert column.name == "priority_tier"
    assert column.dtype == pl.Int64()
