"""docs/selection.md says to officers what the code does."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from sealwire_profiling.inspections.service import MAX_JUDGED, MAX_SELECTIONS
from sealwire_profiling.selection.domain import settings as rules
from sealwire_profiling.selection.domain.estimates import MIN_DRAWN, MIN_FOUND
from sealwire_profiling.selection.domain.exploration import FEW
from sealwire_profiling.selection.domain.overrides import MIN_REASON, Category
from sealwire_profiling.selection.domain.rows import Lane, Slot
from sealwire_profiling.selection.domain.settings import Capacity, Settings, Thresholds

DOCS = Path(__file__).parents[4] / "docs"
TEXT = (DOCS / "selection.md").read_text(encoding="utf-8")


def _table(section: str) -> dict[str, list[str]]:
    rows = re.findall(r"^\| (.+) \|$", TEXT.split(f"## {section}\n")[1].split("\n## ")[0], re.MULTILINE)[1:]
    return {row.split(" | ")[0]: [cell.strip() for cell in row.split("|")[1:]] for row in rows}


def test_the_lanes_are_those_of_the_code() -> None:
    assert list(_table("Lanes")) == [each.value for each in Lane]


def test_the_slots_stand_in_their_order() -> None:
    named = re.findall(r"^\d\. \*\*([a-z-]+)\*\*", TEXT, re.MULTILINE)
    assert named == [each.value for each in Slot if each is not Slot.OFFICER]


def test_the_usual_settings_and_their_ranges_are_those_of_the_code() -> None:
    stated = _table("Settings")
    usual = Settings(0, Capacity(1))
    shares = {
        "exploration_share": (0.0, rules.MAX_EXPLORATION),
        "random_floor": rules.RANDOM_FLOOR,
        "random_most": rules.RANDOM_MOST,
    }
    for name, (low, high) in shares.items():
        assert [float(cell) for cell in stated[name]] == [getattr(usual, name), low, high]
    thresholds = {each.name: getattr(Thresholds(), each.name) for each in fields(Thresholds)}
    assert {name: float(stated[name][0]) for name in thresholds} == thresholds
    assert set(stated) == {*shares, *thresholds}


@pytest.mark.parametrize(
    "sentence",
    [
        f"at most {FEW} earlier consignments",
        f"0 to {rules.MAX_CAPACITY}",
        f"fewer than {MIN_DRAWN} draws",
        f"fewer than {MIN_FOUND} draws that found something",
        f"at least {MIN_REASON} characters",
        f"{MAX_SELECTIONS:,} selections or {MAX_JUDGED:,} consignments",
    ],
)
def test_the_numbers_in_the_text_are_those_of_the_code(sentence: str) -> None:
    assert sentence in " ".join(TEXT.split())


def test_every_category_of_reason_is_named() -> None:
    assert [each.value for each in Category if each.value not in TEXT] == []
