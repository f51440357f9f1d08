"""The officers' page names what there is, with the figures that the code has."""

from __future__ import annotations

import re

import pytest
from architecture.source import ROOT
from sealwire.contract.profiling.clearances import MAX_CLEARANCE_DAYS
from sealwire.contract.profiling.consignments import MAX_PART_BYTES
from sealwire.contract.profiling.lists import (
    MAX_ENTRY_DAYS,
    MAX_PARTS,
    Confidence,
    Effect,
    EntryKind,
    IdentifierKind,
    ListForm,
    ListKind,
    Matching,
    Source,
)
from sealwire_profiling.lists.domain.identifiers import MIN_SIGNS
from sealwire_profiling.lists.domain.importing import COLUMNS
from sealwire_profiling.lists.domain.un_diff import MAX_SHRINKING, OLDER, SHRINKS, UNSURE

PAGE = (ROOT / "docs/lists.md").read_text(encoding="utf-8")
ENUMS = (ListKind, EntryKind, Effect, Matching, ListForm, Source, Confidence)
WORDS = [
    *COLUMNS, SHRINKS, OLDER, UNSURE,
    *(value for names in ENUMS for value in names),
    *(f"{kind}:" for kind in IdentifierKind),
]  # fmt: skip
FIGURES = [
    (f"{MAX_SHRINKING:.0%}".replace("%", " %"), "more than 20 % of the list"),
    (str(MAX_PART_BYTES // 1_048_576), "parts of 4 MiB at most"),
    (str(MAX_PARTS), "16 parts at most"),
]


@pytest.mark.parametrize("word", sorted({str(word) for word in WORDS}))
def test_the_page_names_every_word_that_an_officer_writes_or_reads(word: str) -> None:
    assert re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", PAGE)


@pytest.mark.parametrize(("figure", "sentence"), FIGURES)
def test_the_page_has_the_figures_of_the_code(figure: str, sentence: str) -> None:
    assert figure in sentence
    assert sentence in PAGE


def test_the_page_says_the_longest_times_in_years() -> None:
    assert (MAX_ENTRY_DAYS // 365, "at most ten years away" in PAGE) == (10, True)
    assert (MAX_CLEARANCE_DAYS // 365, "for two years at most" in PAGE) == (2, True)
    assert (MIN_SIGNS, "fewer than four signs" in PAGE) == (4, True)
