"""What an alignment of two names says, finding by finding, counted in mistakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sealwire_profiling.names.domain.alignment import (
    SPACE_MOVED,
    Alignment,
    Pair,
)
from sealwire_profiling.names.domain.kinds import Kind
from sealwire_profiling.names.domain.legal_forms import ANY, forms_differ
from sealwire_profiling.names.domain.parsing import Parsed, Role, Word
from sealwire_profiling.names.domain.reasons import Code, Reason, reason
from sealwire_profiling.names.domain.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

# Mistakes that names of so many letters may have and still be one bearer's: some at once, more for each
# letter.
_AT_ONCE = 0.8
_PER_LETTER = 0.12
_AT_MOST = 2.4
_VESSELS = 0.75

# What a word that only one name has counts as: a person's in mistakes, a business's in shares of what is
# allowed.
_EXTRA_OF_A_PERSON = {Role.NAME: 0.5, Role.FATHER: 0.2, Role.INITIAL: 0.45, Role.NUMBER: 0.3}
_EXTRA_OF_A_BUSINESS = {Role.NAME: 1.3, Role.GENERIC: 0.8, Role.PLACE: 0.7, Role.NUMBER: 1.05}
_ORDER_OF_A_PERSON = 0.1
_ORDER_OF_A_BUSINESS = 0.3
_ARTICLE = 0.1
_ONE_WORD_ONLY = 1.2
_TO_TELL = 2
_SERIES = 0.6
_FORM_MISSING = 0.1
_FORMS_DIFFER = 1.15
_ACRONYM = 0.95
_ACRONYM_LETTERS = range(3, 7)


@dataclass(slots=True)
class Findings:
    """What was found.

    Attributes:
        allowed: Mistakes that two names with so much in common may have.
        share: Part of both names' letters that the alignment covers, 0 to 1.
        contradicted: Something cannot be of one bearer.
        reasons: What was found, each with the mistakes that it counts as.
    """

    allowed: float
    share: float
    contradicted: bool = False
    reasons: list[Reason] = field(default_factory=list)

    def add(self, code: Code, cost: float = 0.0, **facts: str) -> None:
        """Note what counts as some mistakes."""
        self.reasons.append(reason(code, cost=round(cost, 3), **facts))

    def contradict(self, code: Code, **facts: str) -> None:
        """Note what cannot be of one bearer."""
        self.contradicted = True
        self.add(code, self.allowed, **facts)


def compare(one: Parsed, other: Parsed, aligned: Alignment, kind: Kind) -> Findings:
    """Return what the alignment of two names of a kind says."""
    met = sum(min(len(pair.one.key), len(pair.other.key)) for pair in aligned.pairs)
    total = sum(len(word.text) for word in (*one.words, *other.words))
    found = Findings(mistakes_allowed(met, kind), min(1.0, 2 * met / max(1, total)))
    for pair in aligned.pairs:
        _pair(found, pair)
    for joined in aligned.joined:
        found.add(Code.SPACE, SPACE_MOVED, words=joined)
    if not aligned.in_order:
        found.add(Code.ORDER, _ORDER_OF_A_PERSON if kind is Kind.PERSON else _ORDER_OF_A_BUSINESS)
    if kind is Kind.PERSON:
        _persons(found, one, other, aligned)
    else:
        _businesses(found, one, other, aligned)
    if not found.reasons:
        found.add(Code.SAME)
    return found


def mistakes_allowed(letters: int, kind: Kind) -> float:
    """Return the mistakes at which names of a kind with so many letters in common stand at the threshold."""
    return min(_AT_MOST, _AT_ONCE + _PER_LETTER * letters) * (_VESSELS if kind is Kind.VESSEL else 1)


def _pair(found: Findings, pair: Pair) -> None:
    one, other = pair.one.text, pair.other.text
    if not pair.cost:
        return
    if pair.how is Code.INITIAL:
        one, other = sorted((one, other), key=len)
    facts = {"mistakes": f"{pair.cost:g}"} if pair.how is Code.SPELLING else {}
    found.add(pair.how, pair.cost, one=one, other=other, **facts)


def _persons(found: Findings, one: Parsed, other: Parsed, aligned: Alignment) -> None:
    left, right = aligned.left, aligned.right
    if not aligned.pairs:
        found.contradict(Code.NOTHING)
    elif left and right:
        both = all(word.role is Role.FATHER for word in (*left, *right))
        found.contradict(
            Code.FATHER_DIFFERS if both else Code.WORD_DIFFERS, one=_text(left), other=_text(right)
        )
    elif left or right:
        only = left or right
        if _whole_words(aligned) < _TO_TELL and len(only) + len(aligned.pairs) > 1:
            found.add(Code.ONE_WORD, _ONE_WORD_ONLY * found.allowed)
        found.add(Code.EXTRA, sum(_EXTRA_OF_A_PERSON[word.role] for word in only), words=_text(only))
    elif not _whole_words(aligned) and any(pair.cost for pair in aligned.pairs):
        found.add(Code.ONLY_INITIALS, _ONE_WORD_ONLY * found.allowed)
    _fathers_and_sons(found, one, other, aligned)


def _whole_words(aligned: Alignment) -> int:
    """Return how many pairs are of two words, no initial among them."""
    return sum(Role.INITIAL not in {pair.one.role, pair.other.role} for pair in aligned.pairs)


def _fathers_and_sons(found: Findings, one: Parsed, other: Parsed, aligned: Alignment) -> None:
    """Judge A son of B against B son of A."""
    up = [pair for pair in aligned.pairs if pair.one.child and pair.other.role is Role.NAME]
    down = [pair for pair in aligned.pairs if pair.other.child and pair.one.role is Role.NAME]
    if up and down:
        found.contradict(Code.FATHER_AND_SON, one=up[0].one.text, other=down[0].one.text)
    for father, son in one.sons:
        if (son, father) in other.sons and father != son:
            found.contradict(Code.FATHER_AND_SON, one=father, other=son)


def _businesses(found: Findings, one: Parsed, other: Parsed, aligned: Alignment) -> None:
    left, right = _numbers(found, aligned)
    if _acronym(found, one, other):
        return
    if not aligned.pairs or (_only_numbers(aligned) and not all(map(_is_number, (*one.words, *other.words)))):
        found.contradict(Code.NOTHING)
    elif left and right:
        places = all(word.role is Role.PLACE for word in (*left, *right))
        found.contradict(
            Code.PLACE_DIFFERS if places else Code.WORD_DIFFERS, one=_text(left), other=_text(right)
        )
    elif left or right:
        only = left or right
        found.add(
            Code.EXTRA,
            sum(_EXTRA_OF_A_BUSINESS[word.role] for word in only) * found.allowed,
            words=_text(only),
        )
    _forms(found, one, other)


def _is_number(word: Word) -> bool:
    return word.role is Role.NUMBER


def _only_numbers(aligned: Alignment) -> bool:
    return all(_is_number(pair.one) for pair in aligned.pairs)


def _numbers(found: Findings, aligned: Alignment) -> tuple[list[Word], list[Word]]:
    """Judge numbers that differ, and return the other words left over."""
    left, right = (list(filter(_is_number, side)) for side in (aligned.left, aligned.right))
    rest_left, rest_right = (_without_articles(found, side) for side in (aligned.left, aligned.right))
    if not (left and right):
        return rest_left + left, rest_right + right
    facts = {"one": _text(left), "other": _text(right)}
    if _only_numbers(aligned) or any(word.named for word in (*left, *right)):
        found.contradict(Code.NUMBER_DIFFERS, **facts)
    else:
        found.add(Code.SERIES_DIFFERS, _SERIES * found.allowed, **facts)
    return rest_left, rest_right


def _without_articles(found: Findings, words: Sequence[Word]) -> list[Word]:
    """Return words that are no numbers; articles among them cost little and contradict nothing."""
    articles = [word for word in words if word.key in vocabulary().articles]
    if articles:
        found.add(Code.EXTRA, _ARTICLE, words=_text(articles))
    return [word for word in words if not _is_number(word) and word not in articles]


def _acronym(found: Findings, one: Parsed, other: Parsed) -> bool:
    for short, full in ((one.words, other.words), (other.words, one.words)):
        if len(short) == 1 < len(full) and len(short[0].text) in _ACRONYM_LETTERS:
            said = [part for word in full for part in word.text.split(" ") if part not in vocabulary().filler]
            if "".join(part[0] for part in said) == short[0].text:
                found.reasons.clear()
                found.allowed = 1.0
                found.add(Code.ACRONYM, _ACRONYM, one=short[0].text, other=_text(full))
                return True
    return False


def _forms(found: Findings, one: Parsed, other: Parsed) -> None:
    if forms_differ(one.forms, other.forms):
        found.add(
            Code.FORM_DIFFERS,
            _FORMS_DIFFER * found.allowed,
            one=" ".join(one.tail),
            other=" ".join(other.tail),
        )
    elif (one.forms & other.forms) - {ANY}:
        found.add(Code.FORM_SAME)
    elif one.forms != other.forms:
        found.add(Code.FORM_MISSING, _FORM_MISSING, words=" ".join(one.tail or other.tail))


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
