"""docs/strategic-goods.md says what is so."""

from __future__ import annotations

import re

import pytest
from architecture.source import ROOT
from sealwire.contract.profiling.experts import ExpertSays, Stage
from sealwire.contract.profiling.goods import MAX_CONTROL_TABLE_BYTES
from sealwire_chassis.table_files import reading
from sealwire_profiling.goods.domain.advice import Result
from sealwire_profiling.goods.domain.correlation import MAX_ROWS, read_table
from sealwire_profiling.goods.domain.priority import listed_on, priority_codes
from sealwire_profiling.goods.domain.questions import questions
from sealwire_profiling.goods.domain.terms import find_terms, term_groups
from sealwire_profiling.goods.service import LIMITS

PAGE = (ROOT / "docs/strategic-goods.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "claim",
    [
        f"{len(priority_codes())} codes in tiers 1 to 4, list of {listed_on()}",
        f"{len(term_groups())} groups from valves and pumps",
        f"At most {MAX_CONTROL_TABLE_BYTES // 1_048_576} MiB and {MAX_ROWS:,} rows",
        "one of two answers and no third",
    ],
)
def test_the_page_has_the_figures_of_the_code(claim: str) -> None:
    assert claim in PAGE
    assert len(Result) == 2


def test_thirteen_red_flags_of_the_bureau_and_five_more_are_asked() -> None:
    asked = list(questions())
    assert "thirteen red flags" in PAGE
    assert "five more" in PAGE
    assert len(asked) == 18
    assert asked[13:] == [
        "weapons-use",
        "military-user",
        "end-user-named",
        "statement-shown",
        "licence-shown",
    ]


def test_the_examples_of_the_page_behave_as_it_says() -> None:
    (hidden,) = re.findall(r'\("([^"]+)" with Latin a, c, o\)', PAGE)
    assert [hit.group for hit in find_terms(hidden)] == ["pumps"]
    assert [hit.position for hit in find_terms("bicycle pumps and vacuum pumps")] == [25]
    for other in ("a heart valve", "a water pump for an aquarium", "a bicycle pump", "wafers with cream"):
        assert " ".join(PAGE.split()).count(other) == 1
        assert find_terms(other) == (), other


def test_the_page_says_what_is_found_and_what_is_not() -> None:
    found = {"diesel engine, valves of nickel": ["valves"], "cylinders without valves": [], "p u m p s": []}
    for text, groups in found.items():
        assert f'"{text}"' in PAGE
        assert [hit.group for hit in find_terms(text)] == groups, text
    assert find_terms("va1ves") == ()


def test_every_stage_and_every_answer_of_an_expert_is_explained() -> None:
    for stage in set(Stage) - {Stage.NOTHING}:
        assert f"| `{stage.value}` |" in PAGE
    for said in ExpertSays:
        assert f"*{said.value}*" in PAGE


def test_every_heading_that_the_page_names_is_read() -> None:
    english = ("hs", "entry", "regime", "note")
    russian = ("тн вэд", "позиция контроля", "режим", "примечание")
    for names in (english, russian):
        assert all(f"`{name}`" in PAGE.lower() for name in names)
        for separator in ",;\t":
            lines = (names, ("8413", "2B350", "AG", "pumps"))
            text = "\n".join(separator.join(cells) for cells in lines)
            read = read_table(reading.read(text.encode(), LIMITS))
            assert [(row.regime, row.note) for row in read.rows] == [("AG", "pumps")]
            assert read.errors == ()


def test_every_test_that_the_page_names_exists() -> None:
    named = set(re.findall(r"`(test_[a-z_]+\.py)`", PAGE))
    assert len(named) >= 5
    assert all((ROOT / "tests/unit/profiling/goods" / name).exists() for name in named)
