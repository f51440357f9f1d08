"""Words by which a description speaks of goods that strategic trade control looks at. A hint, no more."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING
from unicodedata import normalize

import polars as pl

from sealwire_profiling.phrases import fold, pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_TABLE = files(__package__).joinpath("terms.toml")
_PAIR = 2
_FAR = 30
"""Characters before a term in which a negation is looked for."""
_BREAK = re.compile(r"[,;:./()\n]")
_NEGATION = re.compile(
    r"(?<!\w)(?:without|excluding|except|non|not|без|кроме|не|не содержит|не содержат)"
    r" +(?:(?:an?|any|the) +)?$"
)


@dataclass(frozen=True, slots=True, eq=False)
class TermGroup:
    """Goods of one sort.

    Attributes:
        name: Of the group, kebab-case.
        titles: Per language.
        regimes: Whose public lists speak of such goods: NSG, AG, CWC, MTCR, WA.
        chapters: HS chapters in which such goods are usually declared.
        asks: What an expert will want to know, per language.
        first_words: The words with which its terms begin; none is a number.
        words: Finds the group's terms in a folded text.
        others: Finds what sounds alike and is something else.
    """

    name: str
    titles: Mapping[str, str]
    regimes: tuple[str, ...]
    chapters: tuple[str, ...]
    asks: Mapping[str, str]
    first_words: re.Pattern[str]
    words: re.Pattern[str]
    others: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term in a description: its group, how it is written there, and at which character it begins."""

    group: str
    term: str
    position: int


def find_terms(text: str) -> tuple[TermHit, ...]:
    """Return the terms in a description, by position; positions are those of its composed form (NFC)."""
    plain = fold(text)
    written = normalize("NFC", text)
    hits = [
        TermHit(group.name, written[start:end], start)
        for group in _candidates(plain)
        for start, end in _spans(group, plain, written)
    ]
    return tuple(sorted(hits, key=lambda hit: (hit.position, hit.group)))


def control_terms(descriptions: pl.Series) -> pl.Series:
    """Return the column `control_terms`: the groups of each description's terms; null where it is null."""
    found = {text: _groups_in(text) for text in descriptions.drop_nulls().unique().to_list()}
    # Few lists are many rows' own: each is built once, and rows point at it.
    lists = {groups: at for at, groups in enumerate(dict.fromkeys(found.values()))}
    rows = [None if text is None else lists[found[text]] for text in descriptions.to_list()]
    distinct = pl.Series("control_terms", list(map(list, lists)), dtype=pl.List(pl.String))
    return distinct.gather(pl.Series(rows, dtype=pl.UInt32))


def _groups_in(text: str) -> tuple[str, ...]:
    plain = fold(text)
    candidates = _candidates(plain)
    if not candidates:
        return ()
    written = normalize("NFC", text)
    found = [group.name for group in candidates if next(_spans(group, plain, written), None) is not None]
    return tuple(sorted(found))


def _candidates(plain: str) -> set[TermGroup]:
    """Return the groups of which a term may begin in a text; most texts have none."""
    # Numbers begin no term, and there are too many of them to remember.
    words = [word for word in plain.split() if not word.isdecimal()]
    return set().union(*map(_begun_by, words))


@lru_cache(maxsize=65_536)
def _begun_by(word: str) -> tuple[TermGroup, ...]:
    """Return the groups that have a term which begins with a word."""
    return tuple(group for group in term_groups().values() if group.first_words.fullmatch(word))


def _spans(group: TermGroup, plain: str, written: str) -> Iterator[tuple[int, int]]:
    if not group.words.search(plain):
        return

    def blank(other: re.Match[str]) -> str:
        # "Engine, valves of nickel" are two things; blanks of the same length, so that positions stay.
        return other.group() if _BREAK.search(written, *other.span()) else " " * len(other.group())

    rest = group.others.sub(blank, plain)
    for found in group.words.finditer(rest):
        if not _negated(plain, written, found.start()):
            yield found.span()


def _negated(plain: str, written: str, start: int) -> bool:
    """Tell whether the word just before a term says that there is none; any doubt leaves the term in."""
    before = _NEGATION.search(plain, max(0, start - _FAR), start)
    return before is not None and not _BREAK.search(written, before.start(), start)


def _either_order(terms: Iterable[str]) -> Iterator[str]:
    """Yield terms; Russian ones of two words also as a tariff writes them, the noun first."""
    for term in terms:
        yield term
        words = term.split()
        if len(words) == _PAIR and not term.isascii():
            yield f"{words[1]} {words[0]}"


@cache
def term_groups() -> Mapping[str, TermGroup]:
    """Return every group by name, in the order of the table."""
    with _TABLE.open("rb") as file:
        table = tomllib.load(file)
    return {
        name: TermGroup(
            name=name,
            titles=row["title"],
            regimes=tuple(row["regimes"]),
            chapters=tuple(row["chapters"]),
            asks=row["ask"],
            first_words=pattern(term.split()[0] for term in _either_order(row["terms"])),
            words=pattern(_either_order(row["terms"])),
            others=pattern(row["not"]),
        )
        for name, row in table.items()
        if name != "source"
    }
