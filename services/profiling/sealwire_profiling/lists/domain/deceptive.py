"""Names written so that an eye reads one thing and a program another."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MIXED_ALPHABETS = "mixed-alphabets"
HIDDEN_SIGNS = "hidden-signs"
_WORD = re.compile(r"[^\W\d_]+")
_ALPHABETS = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
"""Those whose letters look alike."""


@lru_cache(maxsize=65_536)
def deceptions(text: str) -> tuple[str, ...]:
    """Return the codes of what is deceptive in a name: letters of two alphabets in one word, unseen signs."""
    found = []
    if any(len(_alphabets(word)) > 1 for word in _WORD.findall(text)):
        found.append(MIXED_ALPHABETS)
    if any(unicodedata.category(each) == "Cf" for each in text):
        found.append(HIDDEN_SIGNS)
    return tuple(found)


def _alphabets(word: str) -> set[str]:
    return {unicodedata.name(each, "").partition(" ")[0] for each in word} & _ALPHABETS
