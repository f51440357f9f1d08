"""Which word of one name is which word of another, and what is left over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sealwire_profiling.names.domain.distance import FAR, distance
from sealwire_profiling.names.domain.folding import sound
from sealwire_profiling.names.domain.parsing import Role, Word
from sealwire_profiling.names.domain.reasons import Code
from sealwire_profiling.names.domain.vocabulary import vocabulary

Metric = Callable[[str, str, float], float]

_SAME_SOUND = 0.1
_SHORT_NAME = 0.4
_SAME_FAMILY = 0.55
_INITIAL_FOR_NAME = 0.4
SPACE_MOVED = 0.3

_MISTAKES_PER_LETTER = 0.32
_LONGEST_JOIN = 3
_PARTS_AT_LEAST = 2
_LONG_ENOUGH_TO_MISSPELL = 6
_JOIN_OFF = 2
_STEM = 3
_OF_A_SHORT_WORD = 0.9
# A misspelt father's name says less against one bearer than a father's name that is missing.
_OF_FATHERS = 0.15
_EXACT = frozenset((Role.NUMBER, Role.PLACE))
_WORDS = frozenset((Role.NAME, Role.FATHER, Role.GENERIC))
_ENOUGH_TO_TELL = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """Two words that are one, the mistakes between them, and of what kind these are."""

    one: Word
    other: Word
    cost: float
    how: Code


@dataclass(frozen=True, slots=True)
class Alignment:
    """How the words of two names go together.

    Attributes:
        pairs: Words of both, in the order of the first name.
        left, right: Words that only the first or only the second name has.
        joined: Words that the other name writes as one, as written.
        in_order: The pairs stand in the same order in both names.
    """

    pairs: tuple[Pair, ...]
    left: tuple[Word, ...]
    right: tuple[Word, ...]
    joined: tuple[str, ...]
    in_order: bool


def align(one: Sequence[Word], other: Sequence[Word], *, metric: Metric = distance) -> Alignment:
    """Return the alignment of two names' words: the nearest pairs first, each word once.

    Args:
        one: Words of the first name.
        other: Words of the second.
        metric: Mistakes between two words.
    """
    left, joins_left = _joined(one, other)
    right, joins_right = _joined(other, left)
    taken = _alike(left, right, metric)
    used = {j for j, _ in taken.values()}
    near = [
        (cost, abs(i - j), i, j)
        for i in range(len(left))
        if i not in taken
        for j in range(len(right))
        if j not in used and (cost := _cost(left[i], right[j], metric)) < FAR
    ]
    for cost, _, i, j in sorted(near):
        if i not in taken and j not in used:
            taken[i] = (j, cost)
            used.add(j)
    order = [taken[i][0] for i in sorted(taken)]
    return Alignment(
        pairs=tuple(_pair(left[i], right[taken[i][0]], taken[i][1]) for i in sorted(taken)),
        left=tuple(word for i, word in enumerate(left) if i not in taken),
        right=tuple(word for j, word in enumerate(right) if j not in used),
        joined=(*joins_left, *joins_right),
        in_order=order == sorted(order),
    )


def _pair(one: Word, other: Word, cost: float) -> Pair:
    return Pair(one, other, cost, _how(one, other, cost))


def _how(one: Word, other: Word, cost: float) -> Code:
    """Return what kind of mistakes two words have, which their number alone does not tell."""
    if Role.INITIAL in {one.role, other.role}:
        return Code.INITIAL
    if one.key == other.key:
        return Code.SOUND
    groups = vocabulary().given
    if cost == _SHORT_NAME and one.key in groups and other.key in groups:
        return Code.SHORT_NAME
    return Code.FAMILY if cost == _SAME_FAMILY and _one_family(one, other) else Code.SPELLING


def _alike(left: Sequence[Word], right: Sequence[Word], metric: Metric) -> dict[int, tuple[int, float]]:
    """Return the pairs of words that sound the same: the nearest, and most words of a good candidate."""
    places: dict[str, list[int]] = {}
    for j, word in enumerate(right):
        places.setdefault(word.key, []).append(j)
    taken: dict[int, tuple[int, float]] = {}
    for i, word in enumerate(left):
        free = places.get(word.key)
        if free and (cost := _cost(word, right[free[0]], metric)) < FAR:
            taken[i] = (free.pop(0), cost)
    return taken


def _joined(names: Sequence[Word], against: Sequence[Word]) -> tuple[list[Word], list[str]]:
    """Write words as one where the other name does: Patr ushev, Van der Bilt."""
    heard, wanted = {word.key for word in names}, {word.key for word in against}
    if len(heard - wanted) < _PARTS_AT_LEAST or heard >= wanted:
        return list(names), []
    longer = {word.key: word for word in against if word.role in _WORDS}
    lengths = {len(word.text) + off for word in against if word.key not in heard for off in range(-2, 3)}
    out: list[Word] = []
    joins: list[str] = []
    at = 0
    while at < len(names):
        for length in range(min(_LONGEST_JOIN, len(names) - at), 1, -1):
            parts = names[at : at + length]
            text = "".join(word.text for word in parts)
            met = _meets(text, longer, heard) if len(text) in lengths else None
            if met and all(word.key not in longer and word.role is not Role.NUMBER for word in parts):
                out.append(Word(text, met.role, sound(text)))
                joins.append(" ".join(word.text for word in parts))
                at += length
                break
        else:
            out.append(names[at])
            at += 1
    return out, joins


def _meets(text: str, longer: dict[str, Word], heard: set[str]) -> Word | None:
    """Return the word of the other name that these letters are, at most one mistake off."""
    met = longer.get(sound(text))
    if met:
        return met
    if len(text) < _LONG_ENOUGH_TO_MISSPELL:
        return None
    near = (
        word
        for key, word in longer.items()
        if key not in heard and abs(len(word.text) - len(text)) <= _JOIN_OFF
    )
    return next((word for word in near if distance(text, word.text, 1.0) <= 1.0), None)


def _cost(one: Word, other: Word, metric: Metric) -> float:
    """Return the mistakes between two words, or `FAR` where they are not one word."""
    if one.role in _EXACT or other.role in _EXACT:
        return _exact(one, other, metric)
    if one.role is Role.INITIAL or other.role is Role.INITIAL:
        return _initial(one, other)
    return _same_sound(one, other) if one.key == other.key else _misspelt(one, other, metric)


def _same_sound(one: Word, other: Word) -> float:
    return _SAME_SOUND if one.text != other.text and one.role is other.role is not Role.GENERIC else 0.0


def _misspelt(one: Word, other: Word, metric: Metric) -> float:
    groups = vocabulary().given
    group = groups.get(one.key)
    other_group = groups.get(other.key) if group is not None else None
    if group is not None and other_group is not None:
        return _SHORT_NAME if group == other_group else _two_given_names(one, other)
    limit = allowed(_telling(one, other))
    cost = metric(one.text, other.text, limit)
    if cost > _SAME_FAMILY and one.key[:_STEM] == other.key[:_STEM] and _one_family(one, other):
        return _SAME_FAMILY
    if cost > limit:
        return FAR
    return cost * (_OF_FATHERS if one.role is other.role is Role.FATHER else 1)


def _two_given_names(one: Word, other: Word) -> float:
    """Return `FAR` for two known given names (Hassan, Hussein), unless one can be short for the other."""
    short, full = sorted((one.key, other.key), key=len)
    return _SHORT_NAME if full.startswith(short) else FAR


def allowed(letters: int) -> float:
    """Return the mistakes at which a word of so many letters is still the same word."""
    return _OF_A_SHORT_WORD if letters <= _STEM else max(1.0, _MISTAKES_PER_LETTER * letters)


def _telling(one: Word, other: Word) -> int:
    """Return how many letters of the shorter word tell: those before an -ov or -ovich if both have one."""
    letters = max(min(len(one.key), len(other.key)), min(len(one.text), len(other.text)) - 1)
    if Role.GENERIC in {one.role, other.role}:
        return letters
    ends = ending(one.key), ending(other.key)
    shared = min(map(len, ends))
    return max(letters - shared, min(letters, _ENOUGH_TO_TELL))


def _exact(one: Word, other: Word, metric: Metric) -> float:
    if one.key == other.key:
        return 0.0
    if Role.NUMBER in {one.role, other.role} or one.role is other.role:
        return FAR
    limit = allowed(_telling(one, other))
    cost = metric(one.text, other.text, limit)
    return cost if cost <= limit else FAR


def _initial(one: Word, other: Word) -> float:
    if one.role is other.role:
        return 0.0 if one.key == other.key else FAR
    short, full = (one, other) if one.role is Role.INITIAL else (other, one)
    fits = full.key.startswith(short.key) or full.text.startswith(short.text)
    return _INITIAL_FOR_NAME if fits else FAR


@lru_cache(maxsize=1 << 16)
def ending(key: str) -> str:
    """Return the ending of a family's or a father's name that a word has, or ""."""
    said = vocabulary()
    return next((end for end in (*said.fathers, *said.families) if len(end) > 1 and key.endswith(end)), "")


def _one_family(one: Word, other: Word) -> bool:
    """Tell whether two words name one family or one father: Bakytov and Bakyt uulu, Rahimov and Rahimzoda.

    A family's name and a father's are not one: Ivanov is not Ivanovich.
    """
    if Role.GENERIC in {one.role, other.role}:
        return False
    said = vocabulary()
    if one.role is other.role is Role.FATHER:
        return (_stem(one.key, said.fathers) or one.key) == (_stem(other.key, said.fathers) or other.key)
    if Role.FATHER in {one.role, other.role}:
        father, family = (one, other) if one.role is Role.FATHER else (other, one)
        return father.key == _stem(family.key, said.families)
    return _stem(one.key, said.families) == _stem(other.key, said.families) != ""


@lru_cache(maxsize=1 << 16)
def _stem(key: str, ends: tuple[str, ...]) -> str:
    """Return a word without the first of these endings that it has, or "" where it has none."""
    return next(
        (key.removesuffix(end) for end in ends if key.endswith(end) and len(key) - len(end) >= _STEM), ""
    )
