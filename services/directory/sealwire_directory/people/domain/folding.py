"""Text as it is searched: no case, no accents, `ё` as `е`, the letters of Central Asia by their Russian kin.

A unit's texts become one line of folded words with a space before each, so that `LIKE '% osh%'` finds a
word by its beginning. Needs no extension of PostgreSQL, and a scan of 10,000 such lines takes milliseconds.
"""

# ruff: noqa: RUF001, RUF002 - letters that look like others are what this is about
from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_TERMS = 8
_WORD = re.compile(r"[^\W_]+")
# Letters that Unicode does not take apart, by what somebody without that keyboard types instead.
_KIN = str.maketrans(
    {
        "ң": "н", "ү": "у", "ұ": "у", "ө": "о", "қ": "к", "ғ": "г", "ҳ": "х", "һ": "х", "ҷ": "ч", "ә": "а",
        "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ʻ": "", "ʼ": "", "’": "", "'": "",
    }
)  # fmt: skip


def fold(text: str) -> str:
    """Return a text as it is compared."""
    # Taken apart before as well: № becomes No, and only then is there a case to fold.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(each for each in apart if not unicodedata.combining(each)).translate(_KIN)


def search_line(texts: Iterable[str]) -> str:
    """Return the folded words of some texts, each once, with a space before each."""
    words = dict.fromkeys(word for text in texts for word in _WORD.findall(fold(text)))
    return "".join(f" {word}" for word in words)


def filed_line(code: str, filed: Mapping[str, Any]) -> str:
    """Return the words by which a unit is found in what is filed of it, as JSON values."""
    texts = [filed.get(field) or "" for field in ("place", "unlocode", "local_code")]
    return search_line([code, *texts, *(filed.get("agencies") or ())])


def terms(query: str) -> tuple[str, ...]:
    """Return the beginnings of words that a query asks for; all must be found; at most eight count."""
    return tuple(dict.fromkeys(_WORD.findall(fold(query))))[:MAX_TERMS]
