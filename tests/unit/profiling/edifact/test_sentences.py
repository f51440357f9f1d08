"""Each fault has a sentence in English and Russian, and each sentence a fault."""

from __future__ import annotations

import re
from importlib.resources import files
from string import Formatter

import pytest
from sealwire_profiling.intake.domain.edifact import codes, faults
from sealwire_profiling.intake.domain.edifact.drafts import Place
from sealwire_profiling.intake.domain.edifact.faults import fault, sentence, sentences

PACKAGE = files(faults.__package__ or "")
SOURCES = "".join(each.read_text(encoding="utf-8") for each in PACKAGE.iterdir() if each.name.endswith(".py"))
# The first argument of what tells a fault, and the codes that the tokenizer and syntax hand on.
USED = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', SOURCES))


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_each_code_that_is_told_has_sentences() -> None:
    told = set(re.findall(r'(?:fault|warn|fail|_wrong)\(\s*"([a-z-]+)"', SOURCES))
    assert len(told) > 15
    assert told <= sentences().keys()


def test_no_sentence_is_left_over() -> None:
    assert sentences().keys() <= USED


@pytest.mark.parametrize("code", sorted(sentences()))
def test_a_sentence_stands_in_both_languages_and_names_the_same_facts(code: str) -> None:
    row = sentences()[code]
    assert set(row) == {"en", "ru"}
    assert _facts(row["en"]) == _facts(row["ru"])
    assert not row["ru"].isascii()
    assert row["en"].isascii()


def test_a_fault_has_its_facts_in_its_sentence() -> None:
    told = fault("count-differs", 9, "UNT 0074", stated="7", found=8)
    assert (told.line, told.column, told.code) == (9, "UNT 0074", "count-differs")
    assert "7" in told.message
    assert "8" in told.message
    assert sentence("count-differs", "ru", stated="7", found=8) != told.message


def test_the_codes_lead_to_fields_that_exist() -> None:
    assert set(codes.DATES.values()) >= {"arrives_on", "arrived_on", "departs_on", "departed_on"}
    assert all(hasattr(Place, each) for each in set(codes.DATES.values()) - {"declared_on"})
