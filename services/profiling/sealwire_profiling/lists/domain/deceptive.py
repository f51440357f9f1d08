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


_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | frozenset(
    map(chr, range(0xFE00, 0xFE10))
)
"""Signs that show nothing though Unicode counts them as letters, marks or symbols."""


def is_hidden(sign: str) -> bool:
    """Tell whether nobody sees a sign: Unicode's format signs, and those that are blank."""
    return sign in _BLANK or unicodedata.category(sign) == "Cf"


@lru_cache(maxsize=65_536)
def deceptions(text: str) -> tuple[str, ...]:
    """Return the codes of what is deceptive in a name: letters of two alphabets in one word, unseen signs."""
    found = []
    if any(len(_alphabets(word)) > 1 for word in _WORD.findall(text)):
        found.append(MIXED_ALPHABETS)
    if any(map(is_hidden, text)):
        found.append(HIDDEN_SIGNS)
    return tuple(found)


def _alphabets(word: str) -> set[str]:
    return {unicodedata.name(each, "").partition(" ")[0] for each in word} & _ALPHABETS
