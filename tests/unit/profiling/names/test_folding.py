"""Spellings that are one name fold alike; spellings that are two do not."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import StringConstraints
from sealwire.contract.profiling.consignments import Text
from sealwire_profiling.names.domain.folding import MAX_CHARS, fold
from unit.profiling.names.cases import ids, rows


@pytest.mark.parametrize("spellings", rows("alike"), ids=ids("alike"))
def test_spellings_of_one_name_fold_alike(spellings: list[str]) -> None:
    assert len({fold(each) for each in spellings}) == 1, {each: fold(each) for each in spellings}


@pytest.mark.parametrize("spellings", rows("apart"), ids=ids("apart"))
def test_other_names_do_not_fold_alike(spellings: list[str]) -> None:
    assert fold(spellings[0]) != fold(spellings[1])


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Бакыт кызы Айгүл", "bakit kizi aigul"),
        ("ბარაკ ობამა", "barak obama"),
        ("Բարակ Օբամա", "barak obama"),
        ("バラク・オバマ", "baraku obama"),
        ("Κυριάκος", "kiriakos"),
        ("", ""),
        ("---", ""),
    ],
)
def test_other_alphabets_become_latin(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text(max_size=400))
def test_any_text_folds_to_lower_case_words_with_single_spaces(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert folded == folded.lower()


def test_names_as_long_as_a_document_takes_them_are_told_apart_to_their_end() -> None:
    longest = next(each.max_length for each in get_args(Text)[1:] if isinstance(each, StringConstraints))
    assert longest == MAX_CHARS
    long = "Ак Жол " * 80
    assert fold(long[: longest - 3] + "Ош") != fold(long[: longest - 3] + "Ай")


def test_no_more_than_the_limit_is_looked_at() -> None:
    assert len(fold("ab" * 10_000)) <= MAX_CHARS
