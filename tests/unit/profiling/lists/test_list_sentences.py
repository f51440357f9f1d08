"""Every reason that a hit can have is a sentence in English and Russian."""

from __future__ import annotations

import re

import pytest
from sealwire_profiling.lists.domain import clearing, deceptive, exact, index, un_diff
from sealwire_profiling.lists.domain.sentences import said, sentences

CODES = {
    value
    for module in (clearing, deceptive, exact, index, un_diff)
    for name, value in vars(module).items()
    if name.isupper() and not name.startswith("_") and isinstance(value, str) and name != "NAME"
}


def test_the_modules_have_codes() -> None:
    assert len(CODES) >= 12


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_its_words_in_both_languages(code: str) -> None:
    words = sentences()[code]
    assert words.en.endswith(".")
    assert words.ru.endswith(".")
    assert re.search("[\u0430-\u044f]", words.ru)


def test_no_words_are_left_over() -> None:
    assert set(sentences()) == CODES


def test_a_code_of_another_table_speaks_for_itself() -> None:
    assert said("letters-alike").model_dump() == {
        "code": "letters-alike", "en": "letters-alike", "ru": "letters-alike",
    }  # fmt: skip
