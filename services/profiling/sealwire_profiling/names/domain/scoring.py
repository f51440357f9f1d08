"""How far two names can be of one bearer: a score between 0 and 1, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sealwire_profiling.names.domain.alignment import align
from sealwire_profiling.names.domain.distance import bare_distance, distance
from sealwire_profiling.names.domain.findings import Findings, compare
from sealwire_profiling.names.domain.folding import beginning
from sealwire_profiling.names.domain.kinds import Kind
from sealwire_profiling.names.domain.legal_forms import SOLE
from sealwire_profiling.names.domain.parsing import Parsed, has_compound, parse, unjoined
from sealwire_profiling.names.domain.reasons import Code, Reason, reason

__all__ = ["THRESHOLD", "Kind", "Reason", "Scored", "score"]

THRESHOLD = 0.7
"""At this score and above an officer should look; fixed on the development pairs, docs/decisions/0024."""

_AT_THE_LIMIT = 1 - THRESHOLD
_CONTRADICTED = 0.65
_BEYOND_DOUBT = 1.0
_ALIASES = 4
_ALIAS_SIGNS = re.compile(r"/|k\.?a\b", re.IGNORECASE)
_ALIAS = re.compile(r"(?<=\w{3})\s*/\s*(?=\w{3})|\s+a\.?k\.?a\.?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scored:
    """How far two names can be of one bearer.

    Attributes:
        value: 0 to 1; at `THRESHOLD` and above an officer should look.
        reasons: What was found, the weightiest first.
    """

    value: float
    reasons: tuple[Reason, ...]


def score(query: str, name: str, *, kind: Kind) -> Scored:
    """Return how far two names can be of one bearer.

    The words of both are aligned. What differs is counted in mistakes, and the score falls evenly to
    `THRESHOLD` at the number of mistakes that names of that length may have. What cannot be one bearer's
    (another word, father, place or number) keeps the score below it however long the rest is.

    Args:
        query: A name from a document.
        name: A name from a list, or another of the document.
        kind: What both are names of; `OTHER` takes the better of person and company.
    """
    query, name = beginning(query), beginning(name)
    return max(
        (
            _judge(one, other, each)
            for each in _read_as(query, name, kind)
            for one, other in _readings(query, name, each)
        ),
        key=_value,
    )


def _value(scored: Scored) -> float:
    return scored.value


def _read_as(query: str, name: str, kind: Kind) -> tuple[Kind, ...]:
    """Return the kinds as which to read two names; a sole trader's is a person's too."""
    if kind is Kind.OTHER:
        return (Kind.PERSON, Kind.COMPANY)
    if kind is Kind.COMPANY and parse(query, kind).forms | parse(name, kind).forms == {SOLE}:
        return (Kind.COMPANY, Kind.PERSON)
    return (kind,)


def _readings(query: str, name: str, kind: Kind) -> list[tuple[Parsed, Parsed]]:
    """Return the ways to read two names: as written, hyphens joined, each of two about a slash or a.k.a."""
    one, other = parse(query, kind), parse(name, kind)
    pairs = [(unjoined(one, other), unjoined(other, one))]
    if kind is Kind.PERSON and (has_compound(query) or has_compound(name)):
        pairs.append((parse(query, kind, joined=True), parse(name, kind, joined=True)))
    if _ALIAS_SIGNS.search(query) or _ALIAS_SIGNS.search(name):
        pairs += [
            (parse(one, kind), parse(other, kind))
            for one in _ALIAS.split(query)[:_ALIASES]
            for other in _ALIAS.split(name)[:_ALIASES]
            if one and other
        ]
    return pairs


def _judge(one: Parsed, other: Parsed, kind: Kind) -> Scored:
    if one.signs and other.signs:
        return _by_signs(one, other)
    if one.signs or other.signs:
        one, other = one.in_latin(), other.in_latin()
    metric = bare_distance if one.bare != other.bare else distance
    found = compare(one, other, align(one.words, other.words, metric=metric), kind)
    return Scored(_worth(found), tuple(sorted(found.reasons, key=lambda each: -each.cost)))


def _worth(found: Findings) -> float:
    spent = sum(each.cost for each in found.reasons)
    agreed = 1 - _AT_THE_LIMIT * spent / found.allowed
    if found.contradicted:
        return round(max(0.0, _CONTRADICTED * found.share), 4)
    return round(max(0.0, agreed), 4)


def _by_signs(one: Parsed, other: Parsed) -> Scored:
    """Judge names whose signs are words: each decides."""
    if one.signs == other.signs:
        return Scored(_BEYOND_DOUBT, (reason(Code.SAME),))
    shared = len(set(one.signs) & set(other.signs)) / max(len(set(one.signs)), len(set(other.signs)))
    return Scored(
        round(_CONTRADICTED * shared, 4), (reason(Code.SIGNS_DIFFER, one=one.signs, other=other.signs),)
    )
