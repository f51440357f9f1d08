from __future__ import annotations

from unicodedata import name

from sealwire_profiling.selection.domain.budget import shares_found
from sealwire_profiling.selection.domain.draws import draw, order
from sealwire_profiling.selection.domain.sentences import sentences


def test_shares_found_are_of_what_was_there() -> None:
    assert shares_found(["split"], ["split", "split", "rip-on"]) == {"split": 0.5, "rip-on": 0.0}


def test_draws_are_even_and_do_not_depend_on_each_other() -> None:
    drawn = [draw(7, "random", f"c{number}") for number in range(4_000)]
    other = [draw(7, "else", f"c{number}") for number in range(4_000)]
    for tenth in range(10):
        assert abs(sum(tenth / 10 <= each < (tenth + 1) / 10 for each in drawn) - 400) < 90
    same_side = sum((mine < 0.5) is (theirs < 0.5) for mine, theirs in zip(drawn, other, strict=True))
    assert abs(same_side - 2_000) < 150


def test_draws_are_those_of_the_document() -> None:
    """docs/decisions/0028-selection.md: a draw can be checked with any BLAKE2b."""
    assert draw(7, "random", "c1") == 0.05036200326619922
    assert order("c1") != order("c2")


def test_every_sentence_is_in_both_languages() -> None:
    assert len(sentences()) > 10
    for code, texts in sentences().items():
        assert set(texts) == {"en", "ru"}, code
        assert all(text.endswith(".") for text in texts.values())
        assert any("CYRILLIC" in name(letter, "") for letter in texts["ru"])
