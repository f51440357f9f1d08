"""Phrases of a word list are found as whole words, in both scripts, with their endings."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire_profiling.phrases import fold, pattern

WORDS = pattern(
    [
        "\u0441\u0435\u0440\u043d* \u043a\u0438\u0441\u043b\u043e\u0442*",
        "lpg",
        "heat pump*",
        "\u043d\u0430\u0441\u043e\u0441*",
        "pump*",
        "\u0441\u0432\u0435\u0436\u0451\u043d*",
    ]
)
FOUND = [
    (
        "an ending of each word",
        "\u0421\u0435\u0440\u043d\u0430\u044f \u043a\u0438\u0441\u043b\u043e\u0442\u0430, 98 %",
    ),
    (
        "signs between the words",
        "\u0441\u0435\u0440\u043d\u043e\u0439 -- \u043a\u0438\u0441\u043b\u043e\u0442\u044b",
    ),
    ("capitals with a hyphen", "LPG-tank"),
    ("an article between the words", "a heat the pump"),
    ("an underline", "tank_lpg_"),
    ("yo or ye", "\u0421\u0412\u0415\u0416\u0401\u041d\u041e\u0415"),
    ("Latin letters in a Russian word", "\u043da\u0441o\u0441\u044b"),
    (
        "Cyrillic letters in an English word",
        "p\u0443mps of steel".replace("\u0443", "u").replace("p", "\u0440", 1),
    ),
    ("a decomposed letter", unicodedata.normalize("NFD", "\u0441\u0432\u0435\u0436\u0451\u043d\u043e\u0435")),
]
NOT_FOUND = [
    ("the middle of a word", "alpgen"),
    (
        "another word in front",
        "\u043d\u0435\u0441\u0435\u0440\u043d\u0430\u044f \u043a\u0438\u0441\u043b\u043e\u0442\u0430",
    ),
    ("half of a phrase", "\u0441\u0435\u0440\u043d\u0430\u044f"),
    ("nothing", ""),
]


@pytest.mark.parametrize("text", [row[1] for row in FOUND], ids=[row[0] for row in FOUND])
def test_a_phrase_is_found(text: str) -> None:
    assert WORDS.search(fold(text))


@pytest.mark.parametrize("text", [row[1] for row in NOT_FOUND], ids=[row[0] for row in NOT_FOUND])
def test_another_text_is_not(text: str) -> None:
    assert not WORDS.search(fold(text))


def test_the_longest_phrase_is_found_first() -> None:
    found = WORDS.search(fold("heat pumps"))
    assert found
    assert found.group() == "heat pumps"


@given(st.text(max_size=80))
def test_folding_keeps_the_length_of_the_composed_text(text: str) -> None:
    assert len(fold(text)) == len(unicodedata.normalize("NFC", text))
