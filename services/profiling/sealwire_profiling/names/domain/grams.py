"""Names as weighted runs of three letters: the few that share the rarest with a name are worth comparing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_LENGTH = 3
_TO_VISIT = 15000
_AT_LEAST_GRAMS = 5


class Grams:
    """The runs of three letters of many names, each weighted by how rare it is (TF-IDF)."""

    def __init__(self, vocabulary: dict[str, int], rarity: NDArray[np.float32], postings: csr_array) -> None:
        self._vocabulary = vocabulary
        self._rarity = rarity
        self._postings = postings
        self._visits = np.diff(postings.indptr)

    @classmethod
    def of(cls, names: Sequence[str]) -> Grams:
        """Return the grams of these names, each given as its words' sounds."""
        vocabulary: dict[str, int] = {}
        columns: list[int] = []
        ends = [0]
        for name in names:
            columns.extend(vocabulary.setdefault(gram, len(vocabulary)) for gram in _grams(name))
            ends.append(len(columns))
        indices, indptr = np.asarray(columns, dtype=np.int32), np.asarray(ends, dtype=np.int32)
        seen = np.bincount(indices, minlength=len(vocabulary)).astype(np.float32)
        rarity = np.log((1 + len(names)) / (1 + seen)).astype(np.float32) + np.float32(1)
        weights = rarity[indices]
        lengths = (
            np.sqrt(np.add.reduceat(np.append(weights**2, np.float32(0)), indptr[:-1]))
            if len(names)
            else weights
        )
        lengths = np.where(np.diff(indptr) == 0, np.float32(1), lengths)
        weights = (weights / np.repeat(lengths, np.diff(indptr))).astype(np.float32)
        by_name = csr_array((weights, indices, indptr), shape=(len(names), len(vocabulary)))
        return cls(vocabulary, rarity, by_name.T.tocsr())

    def near(self, names: Sequence[str], *, count: int) -> Iterator[list[tuple[int, float]]]:
        """Give for each name the places of the nearest, in order, and how near as a share of the nearest.

        Args:
            names: What to look for.
            count: Places at most.
        """
        columns: list[int] = []
        ends = [0]
        for name in names:
            columns.extend(self._telling(_grams(name)))
            ends.append(len(columns))
        wanted = csr_array(
            (self._rarity[columns], np.asarray(columns, dtype=np.int32), np.asarray(ends, dtype=np.int32)),
            shape=(len(names), len(self._vocabulary)),
        )
        shared = wanted @ self._postings
        for row in range(len(names)):
            part = slice(shared.indptr[row], shared.indptr[row + 1])
            yield _best(shared.indices[part], shared.data[part], count)

    def _telling(self, grams: Sequence[str]) -> list[int]:
        """Return the rarest grams of a name, as many as may be visited."""
        known = sorted(
            (self._vocabulary[gram] for gram in grams if gram in self._vocabulary),
            key=self._visits.__getitem__,
        )
        taken: list[int] = []
        visited = 0
        for column in known:
            visited += int(self._visits[column])
            if visited > _TO_VISIT and len(taken) >= _AT_LEAST_GRAMS:
                break
            taken.append(column)
        return taken


def _grams(name: str) -> list[str]:
    """Return the runs of three sounds of each word, once each; a shorter word is one run."""
    found: dict[str, None] = {}
    for word in name.split(" "):
        edged = f" {word} "
        for at in range(max(1, len(edged) - _LENGTH + 1)):
            found[edged[at : at + _LENGTH]] = None
    return list(found)


def _best(places: NDArray[np.int32], worth: NDArray[np.float32], count: int) -> list[tuple[int, float]]:
    if not len(places):
        return []
    if len(places) > count:
        chosen = np.argpartition(worth, len(worth) - count)[-count:]
        places, worth = places[chosen], worth[chosen]
    order = np.argsort(-worth, kind="stable")
    return list(zip(places[order].tolist(), (worth[order] / worth.max()).tolist(), strict=True))
