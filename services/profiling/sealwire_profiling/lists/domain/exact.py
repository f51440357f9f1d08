"""Names compared exactly: the same words in any order, whatever their case, punctuation and spaces.

For lists whose names are so common that likeness says nothing (`Matching.EXACT`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

from sealwire_profiling.lists.domain.deceptive import is_hidden
from sealwire_profiling.lists.domain.screener import FoundName
from sealwire_profiling.lists.domain.sentences import said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sealwire_profiling.lists.domain.screener import ListedName, NameKind

SAME_WORDS = "same-words"
_WORD = re.compile(r"[^\W_]+")


def fold_exactly(name: str) -> str:
    """Return the words of a name in compatibility form and lower case, sorted."""
    # Signs that nobody sees, such as a zero-width space, would take a word apart.
    seen = "".join(each for each in name if not is_hidden(each))
    return " ".join(sorted(_WORD.findall(unicodedata.normalize("NFKC", seen).casefold())))


class ExactIndex:
    """Listed names by their words."""

    def __init__(self, by_words: Mapping[str, Sequence[ListedName]]) -> None:
        self._by_words = by_words

    def search_many(
        self, queries: Sequence[str], *, kind: NameKind, limit: int, at_least: float
    ) -> list[list[FoundName]]:
        """Return for each query the names of the same words, whatever kind they are of; the score is 1."""
        del kind, at_least  # what is the same is so by any measure
        return [
            [
                FoundName(each.id, each.name, 1.0, (said(SAME_WORDS),))
                for each in self._by_words.get(fold_exactly(query), ())[:limit]
            ]
            for query in queries
        ]


class ExactScreener:
    """Compares names exactly; see the module."""

    threshold = 1.0

    def fold(self, name: str) -> str:
        """Return the words of a name."""
        return fold_exactly(name)

    def index(self, listed: Sequence[ListedName]) -> ExactIndex:
        """Return an index by words."""
        by_words: defaultdict[str, list[ListedName]] = defaultdict(list)
        for each in listed:
            by_words[fold_exactly(each.name)].append(each)
        by_words.pop("", None)
        return ExactIndex(by_words)
