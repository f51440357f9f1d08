"""The tables of the checks agree with what else we know."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from architecture.source import ROOT
from sealwire_profiling.checks.domain import facts

REFERENCE = Path(os.environ.get("SEALWIRE_REFERENCE", ROOT.parent / "shared"))


def test_hs_2022_has_1228_headings_in_96_chapters() -> None:
    assert len(facts.headings()) == 1228
    assert {each[:2] for each in facts.headings()} == {f"{n:02}" for n in range(1, 98) if n != 77}


@pytest.mark.parametrize("heading", ["0309", "2404", "3827", "8485", "8524", "8549", "8806", "8807"])
def test_headings_that_2022_brought_are_known(heading: str) -> None:
    assert heading in facts.headings()


@pytest.mark.parametrize("heading", ["8803", "8107", "6908", "8469", "2848", "9009", "7803", "4815"])
def test_headings_that_are_gone_are_not(heading: str) -> None:
    assert heading not in facts.headings()


def test_declared_headings_of_2021_are_known_but_those_that_2022_took_away() -> None:
    folder = REFERENCE / "data" / "customs-declaration"
    tables = sorted(folder.glob("*.csv"))
    if not tables:
        pytest.skip(f"no declarations in {folder}")
    declared = set()
    for table in tables:
        with table.open(encoding="utf-8-sig", newline="") as file:
            declared |= {row["HS6 Code"].zfill(6)[:4] for row in csv.DictReader(file)}
    assert len(declared) > 500
    assert declared - facts.headings() <= {"8803", "8107"}
