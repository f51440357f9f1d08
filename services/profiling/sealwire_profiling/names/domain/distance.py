"""How far two words are apart, counted in mistakes of whoever wrote them."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from sealwire_profiling.names.domain.folding import sound

FAR = 9.0
"""Distance of words that are not one word misspelt."""

_VOWELS = frozenset("aeiou")
_A_VOWEL_FOR_A_VOWEL = 0.5
_KIN = 0.5
_KIN_OF = "bp dt gk gh kh vf sz cs ck cz čh čk čc šs šč ji jz jč jg nm"
_KIN_PAIRS = frozenset(map(frozenset, _KIN_OF.split()))
_LEFT_OUT = {"h": 0.4, "i": 0.5, "j": 0.6, "a": 0.6, "e": 0.6, "o": 0.6, "u": 0.6}
_WORTH_COUNTING = 3.0
_CHEAPEST = 0.5
_VOWELS_UNKNOWN = 0.2
_BONES_TO_TELL = 2
_BONES = str.maketrans("pgqzc", "bkkss", "aeiouhv")
_TWICE = re.compile(r"(.)\1+")
_DIGITS_FOR_LETTERS = str.maketrans("013459", "oieasg")


@lru_cache(maxsize=1 << 18)
def distance(one: str, other: str, limit: float = _WORTH_COUNTING) -> float:
    """Return the mistakes between two plain Latin words, 0 for the same sound, `FAR` beyond a limit.

    A letter missing, added, wrong or swapped with its neighbour is one mistake; a vowel for a vowel, or a
    consonant for its kin (b and p, d and t), is half of one. The lesser of the counts by letters and by
    sounds is taken.
    """
    if one == other:
        return 0.0
    heard, other_heard = sound(one), sound(other)
    if heard == other_heard:
        return 0.0
    letters = float(OSA.distance(one, other, score_cutoff=int(limit)))
    changes = int(limit / _CHEAPEST)
    far = OSA.distance(heard, other_heard, score_cutoff=changes) > changes
    if far and letters > limit:
        return FAR
    if not (one.isalpha() and other.isalpha()):
        letters = min(
            letters,
            float(OSA.distance(one.translate(_DIGITS_FOR_LETTERS), other.translate(_DIGITS_FOR_LETTERS)))
            + 0.3,
        )
    if far:
        return letters
    nearest = min(letters, _by_sound(heard, other_heard))
    return nearest if nearest <= limit else FAR


@lru_cache(maxsize=1 << 14)
def bare_distance(one: str, other: str, limit: float = _WORTH_COUNTING) -> float:
    """Return the mistakes between two words by consonants alone: the script of one leaves vowels out."""
    bones, other_bones = _bones(one), _bones(other)
    if min(len(bones), len(other_bones)) < _BONES_TO_TELL:
        return distance(one, other, limit)
    return float(OSA.distance(bones, other_bones)) + _VOWELS_UNKNOWN


def _bones(word: str) -> str:
    return _TWICE.sub(r"\1", sound(word).translate(_BONES))


def _by_sound(one: str, other: str) -> float:
    """Return the weighted edit distance, neighbours swapped included (optimal string alignment)."""
    one, other = _where_they_differ(one, other)
    before: list[float] = []
    row = [0.0]
    for sign in other:
        row.append(row[-1] + _LEFT_OUT.get(sign, 1.0))
    for i, sign in enumerate(one):
        gone = _LEFT_OUT.get(sign, 1.0)
        fresh = [row[0] + gone]
        for j, against in enumerate(other):
            best = min(
                row[j] + _swap(sign, against), row[j + 1] + gone, fresh[j] + _LEFT_OUT.get(against, 1.0)
            )
            if i and j and sign == other[j - 1] and one[i - 1] == against and sign != against:
                best = min(best, before[j - 1] + 1.0)
            fresh.append(best)
        before, row = row, fresh
    return row[-1]


def _where_they_differ(one: str, other: str) -> tuple[str, str]:
    """Return two words without the beginning and the end that they share: those cost nothing."""
    shortest = min(len(one), len(other))
    start = 0
    while start < shortest and one[start] == other[start]:
        start += 1
    end = 0
    while end < shortest - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


@lru_cache(maxsize=1 << 12)
def _swap(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return _A_VOWEL_FOR_A_VOWEL
    return _KIN if frozenset((one, other)) in _KIN_PAIRS else 1.0
