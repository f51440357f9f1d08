"""Finding phrases of a word list in what documents say, in Latin and Cyrillic letters.

A list holds words and phrases; `*` at a word's end stands for any ending. Only whole words are found.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SIGN = re.compile(r"[^\w ]|_")
# An article says nothing: "pump for an aquarium" is "pump for aquarium".
_BETWEEN = " +(?:(?:an?|the) +)?"
_WORD = re.compile(r"\w+")
_BOTH_SCRIPTS = re.compile(r"[a-z][\u0430-\u044f]|[\u0430-\u044f][a-z]")
# Letters that look alike, small: Latin and, in the same order, Cyrillic.
_LATIN = "aceopxykmhtb"
_CYRILLIC = "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u043a\u043c\u043d\u0442\u0432"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_ONLY_CYRILLIC = re.compile(f"[\u0430-\u044f]+(?<![{_CYRILLIC}])")
_ONLY_LATIN = re.compile(f"[a-z](?<![{_LATIN}])")
_YO, _YE = "\u0451", "\u0435"


def fold(text: str) -> str:
    """Return a text as it is searched, of the length of its composed form (NFC).

    Small letters, a space for every sign, Russian yo as ye; a word that mixes Latin and Cyrillic letters is
    written in one of them, since a look-alike hides a word from every search.
    """
    composed = text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
    small = composed.lower()
    if len(small) != len(composed):
        small = "".join(each.lower() if len(each.lower()) == 1 else each for each in composed)
    plain = _SIGN.sub(" ", small).replace(_YO, _YE)
    if plain.isascii() or not _BOTH_SCRIPTS.search(plain):
        return plain
    return _WORD.sub(lambda word: _one_script(word.group()), plain)


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of the phrases in a folded text, the longest first."""
    # As a tree: where many phrases begin alike, what they share is compared once.
    tree = _tree(tuple(token for word in phrase.split() for token in _tokens(word)) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{tree})(?!\w)")


def _tokens(word: str) -> Iterator[str]:
    """Yield a word of a phrase as pieces of a pattern, blanks before it."""
    for part in fold(word.removesuffix("*")).split():
        yield _BETWEEN
        yield from map(re.escape, part)
    if word.endswith("*"):
        yield r"\w*"


def _tree(phrases: Iterable[tuple[str, ...]], *, first: bool = True) -> str:
    branches: dict[str, list[tuple[str, ...]]] = {}
    ends = False
    for tokens in phrases:
        rest = tokens[1:] if first else tokens  # no blanks before the first word
        if rest:
            branches.setdefault(rest[0], []).append(rest[1:])
        else:
            ends = True
    union = "|".join(head + _tree(rests, first=False) for head, rests in branches.items())
    if not union:
        return ""
    if ends:
        return f"(?:{union})?"
    return union if first or len(branches) == 1 else f"(?:{union})"


def _one_script(word: str) -> str:
    if not _BOTH_SCRIPTS.search(word):
        return word
    if _ONLY_CYRILLIC.search(word):
        return word.translate(_TO_CYRILLIC)
    # Every letter has a double: "насос" with a Latin "a" is meant in the alphabet of most of its letters.
    cyrillic = sum(not each.isascii() for each in word)
    return word.translate(
        _TO_CYRILLIC if cyrillic > len(word) / 2 and not _ONLY_LATIN.search(word) else _TO_LATIN
    )
