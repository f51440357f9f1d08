"""Candidates for the tests of the room: plain ones to change, and strange ones to search through."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import strategies as st
from sealwire_profiling.selection.domain.candidates import CANDIDATES
from sealwire_profiling.selection.domain.settings import Capacity, Settings

MONDAY = date(2026, 3, 2)
PLAIN: dict[str, Any] = {
    "office": "KG-BAT",
    "arrives_on": MONDAY,
    "mandatory": False,
    "rule_score": 0.0,
    "not_evaluable": 0,
    "list_score": 0.0,
    "probability": 0.02,
    "severity": 1.0,
    "consignee_earlier": 50,
    "shipper_earlier": 50,
    "consignee_heading_earlier": 20,
    "consignee_key": None,
    "shipper_key": None,
    "heading": None,
    "untried": None,
    "untried_outcomes": None,
}


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    """Return a table of candidates c000, c001 ...: plain ones with the given differences."""
    made = [{"id": f"c{number:03}", **PLAIN, **row} for number, row in enumerate(rows)]
    return pl.DataFrame(made, schema=dict(CANDIDATES))


def settings(capacity: int, *, seed: int = 1, exploration: float = 0.2, floor: float = 0.02) -> Settings:
    """Return settings of a post that can open so many a day."""
    return Settings(seed, Capacity(capacity), exploration_share=exploration, random_floor=floor)


_counts = st.none() | st.integers(0, 5)
_rows = st.fixed_dictionaries(
    {
        "office": st.none() | st.sampled_from(["KG-BAT", "KG-OSH"]),
        "arrives_on": st.none() | st.sampled_from([MONDAY, MONDAY + timedelta(days=1)]),
        "mandatory": st.booleans() | st.just(value=False),
        "rule_score": st.sampled_from([0.0, 5.0, 20.0, 60.0]),
        "not_evaluable": st.integers(0, 3),
        "list_score": st.sampled_from([0.0, 0.4, 1.0]),
        "probability": st.none() | st.floats(0, 1),
        "severity": st.sampled_from([0.0, 1.0, 5.0]),
        "consignee_earlier": _counts,
        "shipper_earlier": _counts,
        "consignee_heading_earlier": _counts,
        "consignee_key": st.none() | st.sampled_from(["a", "b", "c"]),
        "shipper_key": st.none() | st.sampled_from(["x", "y"]),
        "heading": st.none() | st.sampled_from(["2915", "8542"]),
        "untried": st.sampled_from([None, "vague-description", "seal-changed"]),
        "untried_outcomes": st.sampled_from([None, 0, 7, 20]),
    }
)
frames = st.lists(_rows, max_size=40).map(lambda rows: table(*rows))
"""Any table of candidates, up to 40."""
plans = st.builds(
    Settings,
    st.integers(0, 2**63 - 1),
    st.integers(0, 12).map(Capacity),
    st.floats(0, 0.5),
    st.floats(0.01, 0.02),
)
"""Any settings."""
