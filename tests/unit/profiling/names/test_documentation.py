"""What docs/screening.md says of two names is what the comparison does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sealwire_profiling.names.domain import findings
from sealwire_profiling.names.domain.folding import MAX_CHARS, MAX_LETTERS
from sealwire_profiling.names.domain.grouping import SAME_PARTY
from sealwire_profiling.names.domain.kinds import Kind
from sealwire_profiling.names.domain.parsing import MAX_WORDS
from sealwire_profiling.names.domain.scoring import THRESHOLD, score

PAGE = (Path(__file__).parents[4] / "docs" / "screening.md").read_text(encoding="utf-8")
LINES = re.findall(
    r"^\| (person|company|vessel) \| (.+?) \| (.+?) \| (yes|no) \| (.+?) \|$", PAGE, re.MULTILINE
)


def test_the_page_has_examples_of_both() -> None:
    assert len(LINES) > 20
    assert {shown for _, _, _, shown, _ in LINES} == {"yes", "no"}


@pytest.mark.parametrize("line", LINES, ids=[f"{kind}: {why}" for kind, _, _, _, why in LINES])
def test_an_example_is_true(line: tuple[str, str, str, str, str]) -> None:
    kind, one, other, shown, _ = line
    assert (score(one, other, kind=Kind(kind)).value >= THRESHOLD) == (shown == "yes")


def test_the_page_names_the_limits() -> None:
    assert f"**{THRESHOLD} and above**" in PAGE
    assert f"({SAME_PARTY} and above)" in PAGE
    assert f"more than {MAX_CHARS} characters or {MAX_WORDS} words" in PAGE
    assert f"more than {MAX_LETTERS} letters" in PAGE


def test_the_page_names_the_mistakes_that_are_allowed() -> None:
    assert findings.mistakes_allowed(6, Kind.PERSON) == pytest.approx(1.5, abs=0.05)
    assert findings.mistakes_allowed(100, Kind.PERSON) == 2.4
    assert "about one and a half for six letters" in PAGE
    assert "never more than 2.4" in PAGE.replace("\n", " ")
