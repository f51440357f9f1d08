"""Keys by which the same party is counted as one."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=65_536)
def party_key(name: str) -> str:
    """Return a party's name as counted: compatibility forms, case, punctuation and spaces apart."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in folded if character.isalnum())
