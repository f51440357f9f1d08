from __future__ import annotations

from unicodedata import name

import pytest
from sealwire_profiling.selection.domain.budget import precision_at_budget, shares_found
from sealwire_profiling.selection.domain.draws import draw, order
from sealwire_profiling.selection.domain.sentences import sentences

TRUTH = [True, False, True, False]


@pytest.mark.parametrize(
    ("scores", "budget", "expected"),
    [
        ([4.0, 3.0, 2.0, 1.0], 2, 0.5),
        ([4.0, 1.0, 3.0, 2.0], 2, 1.0),
        ([4.0, 3.0, 2.0, 1.0], 9, 0.5),
        ([1.0, 1.0, 1.0, 1.0], 1, 0.5),
        ([2.0, 1.0, 1.0, 1.0], 2, (1 + 1 / 3) / 2),
        ([1.0, 2.0, 3.0, 4.0], 0, None),
        ([], 3, None),
    ],
    ids=["half", "all", "more than there are", "all tied", "last place tied", "no budget", "nothing"],
)
def test_precision_at_budget(scores: list[float], budget: int, expected: float | None) -> None:
    assert precision_at_budget(scores, TRUTH[: len(scores)], budget) == pytest.approx(expected)


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
