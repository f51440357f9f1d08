"""The vocabulary says one thing of each word."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from sealwire_profiling.names.domain import vocabulary as module
from sealwire_profiling.names.domain.folding import sound, words
from sealwire_profiling.names.domain.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

READ: dict[str, Any] = tomllib.loads(
    files(module.__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8")
)
GROUPS = {
    "word of business": [row["words"] for row in READ["same"]],
    "given name": READ["given"]["same"],
    "place": [*READ["places"]["countries"], *READ["places"]["cities"], *READ["places"]["regions"]],
}


def _heard(texts: Iterable[str]) -> set[tuple[str, ...]]:
    return {tuple(map(sound, words(text))) for text in texts}


@pytest.mark.parametrize("of", GROUPS)
def test_no_spelling_stands_in_two_groups(of: str) -> None:
    seen: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for group in GROUPS[of]:
        for heard in _heard(group):
            seen[heard].append(group[0])
    assert len(seen) > 50
    assert {heard: first for heard, first in seen.items() if len(first) > 1} == {}


def test_no_legal_form_stands_in_two_classes() -> None:
    classes = [{tuple(words(text)) for text in row["words"]} for row in READ["legal"].values()]
    assert len(classes) > 5
    assert sum(map(len, classes)) == len(vocabulary().legal)


def test_no_word_is_empty_once_it_is_folded() -> None:
    said = vocabulary()
    sets = (
        said.filler,
        said.articles,
        said.generic,
        said.titles,
        said.particles,
        said.kinship,
        said.designators,
        said.counted,
    )
    assert all(sets)
    assert not any("" in each for each in sets)
    assert () not in said.legal
    assert () not in said.places


def test_what_may_be_a_name_is_a_particle() -> None:
    assert vocabulary().also_names
    assert vocabulary().also_names <= vocabulary().particles


def test_a_form_that_only_ends_a_name_is_a_form() -> None:
    assert vocabulary().last_only
    assert all((word,) in vocabulary().legal for word in vocabulary().last_only)
