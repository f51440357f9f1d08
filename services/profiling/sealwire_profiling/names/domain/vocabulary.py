"""The words of names that are not the name, read from `vocabulary.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sealwire_profiling.names.domain.folding import sound, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Phrase = tuple[str, ...]
_CUT_AT_LEAST = 3


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words as they are spelled after folding; phrases are looked up longest first.

    Attributes:
        legal: Legal form by its words; the class, or `any` for a form that agrees with each.
        cut_off: The same, with the end of the last word missing.
        legal_beginnings: First words of legal forms.
        last_only: Legal forms of one word that only end a name.
        same: A word of business by each of its spellings.
        given: Given names that are forms of one name: the number of their group.
        also_names: Particles that are a name when first or last: Ben Netanyahu, Nguyen Van An.
        places: Countries, regions and towns; spellings of one country have one value.
    """

    legal: Mapping[Phrase, str]
    cut_off: Mapping[Phrase, str]
    legal_beginnings: frozenset[str]
    last_only: frozenset[str]
    same: Mapping[str, str]
    filler: frozenset[str]
    articles: frozenset[str]
    generic: frozenset[str]
    titles: frozenset[str]
    particles: frozenset[str]
    also_names: frozenset[str]
    fused: frozenset[str]
    kinship: frozenset[str]
    fathers: tuple[str, ...]
    families: tuple[str, ...]
    given: Mapping[str, int]
    numbers: Mapping[str, int]
    roman: Mapping[str, int]
    designators: frozenset[str]
    counted: frozenset[str]
    places: Mapping[Phrase, str]
    place_beginnings: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary that comes with the code."""
    read = tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8"))
    persons, numbers = read["persons"], read["numbers"]
    legal = _legal(read["legal"])
    places = _places(read["places"], read["words"]["filler"])
    same = {
        sound(_one(word)): sound(_one(group["words"][0])) for group in read["same"] for word in group["words"]
    }
    return Vocabulary(
        legal=legal,
        cut_off=_cut_off(legal),
        legal_beginnings=frozenset(phrase[0] for phrase in legal),
        last_only=frozenset(map(_one, read["forms"]["last_only"])),
        same=same,
        filler=_sounds(read["words"]["filler"]),
        articles=_sounds(read["words"]["articles"]),
        generic=_sounds(read["words"]["generic"]) | frozenset(same),
        titles=frozenset(map(_one, persons["titles"])),
        particles=frozenset(map(_one, persons["particles"])),
        also_names=frozenset(map(_one, persons["also_names"])),
        fused=frozenset(map(_one, persons["fused"])),
        kinship=_sounds(persons["kinship"]),
        fathers=tuple(sorted({sound(word) for word in persons["fathers"]}, key=len, reverse=True)),
        families=tuple(sorted({sound(word) for word in persons["families"]}, key=len, reverse=True)),
        given={sound(_one(name)): at for at, group in enumerate(read["given"]["same"]) for name in group},
        numbers={sound(word): value for word, value in numbers["words"].items()},
        roman=numbers["roman"],
        designators=_sounds(numbers["designators"]),
        counted=_sounds(numbers["counted"]),
        places=places,
        place_beginnings=frozenset(phrase[0] for phrase in places),
    )


def _legal(read: Mapping[str, Any]) -> dict[Phrase, str]:
    return {tuple(words(text)): form for form, row in read.items() for text in row["words"]}


def _cut_off(legal: Mapping[Phrase, str]) -> dict[Phrase, str]:
    """Return long legal forms whose last word a field was too short for: Joint Stock Compan."""
    return {
        (*phrase[:-1], phrase[-1][:length]): form
        for phrase, form in legal.items()
        if len(phrase) > 1
        for length in range(_CUT_AT_LEAST, len(phrase[-1]))
    }


def _places(read: Mapping[str, Any], filler_words: Iterable[str]) -> dict[Phrase, str]:
    places = [*read["countries"], *read["cities"], *read["regions"]]
    filler = _sounds(filler_words)
    named = ((_one(spellings[0]), phrase) for spellings in places for phrase in _phrases(spellings))
    return {tuple(word for word in phrase if word not in filler): place for place, phrase in named}


def _phrases(texts: Iterable[str]) -> list[Phrase]:
    return [phrase for phrase in (tuple(sound(word) for word in words(text)) for text in texts) if phrase]


def _one(text: str) -> str:
    return "".join(words(text))


def _sounds(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(sound(_one(text)) for text in texts)
