"""A name taken apart: which of its words are the name, and what the others say."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from sealwire_profiling.names.domain.folding import beginning, sound, words
from sealwire_profiling.names.domain.kinds import Kind
from sealwire_profiling.names.domain.legal_forms import without_forms
from sealwire_profiling.names.domain.letters import is_ideographic, leaves_vowels_out
from sealwire_profiling.names.domain.vocabulary import vocabulary

MAX_WORDS = 24
_COMPOUND = re.compile(r"\w+(?:[-\u2010-\u2015]\w+)+")
_HYPHEN = re.compile(r"(?<=\w)[-\u2010-\u2015](?=\w)")
_DIGITS_OF_AN_IDENTITY = 5
_TENS = frozenset(str(tens) for tens in range(20, 100, 10))
_UNITS = frozenset("123456789")
_FORMS_IN_SIGNS = ("有限责任公司", "股份有限公司", "有限公司", "株式会社", "合同会社", "주식회사", "유한회사")
_SHIP = re.compile(
    r"^\W*(?:m\W?[vts]|s\W?s|f\W?v|[mfst]/[vtsy]|l[pn]g\W?c|motor (?:vessel|tanker|ship)"
    r"|\u0442\W?[\u0445\u043a]|теплоход|танкер)\b\W+",
    re.IGNORECASE,
)


class Role(StrEnum):
    """What a word does in a name."""

    NAME = "name"
    INITIAL = "initial"
    FATHER = "father"
    GENERIC = "generic"
    PLACE = "place"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name.

    Attributes:
        text: In plain Latin.
        role: What it does.
        key: Its sound; of a place or a number what it is whatever its spelling.
        named: A number that names the thing (No. 5, 1st Bank), not a number in a series (fund II).
        child: A father's name with the word for child after it (Bakyt uulu).
    """

    text: str
    role: Role
    key: str
    named: bool = False
    child: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """A name taken apart.

    Attributes:
        words: What is compared, in order.
        forms: Classes of legal form that it names.
        tail: Words of the legal form as written, for a form that is joined to the name (SiemensAG).
        sons: Sounds before and after each bin or ibn: who is whose child.
        bare: Its script leaves vowels out.
        signs: Its own letters where each sign decides (Chinese, Korean), else "".
    """

    words: tuple[Word, ...]
    forms: frozenset[str]
    tail: tuple[str, ...]
    sons: tuple[tuple[str, str], ...]
    bare: bool
    signs: str

    def text(self) -> str:
        """Return the compared words without spaces."""
        return "".join(word.text for word in self.words)

    def in_latin(self) -> Parsed:
        """Return the name without signs that nobody reads aloud, where it has other words: 华为 Huawei."""
        readable = tuple(word for word in self.words if word.text.isascii())
        return replace(self, words=readable) if readable else self

    def key(self) -> str:
        """Return what names that differ only by spelling, order or legal form have in common."""
        return " ".join(sorted(word.key for word in self.words))


def parse(name: str, kind: Kind, *, joined: bool = False) -> Parsed:
    """Return a name taken apart as one of a kind.

    Args:
        name: As written; its beginning and `MAX_WORDS` words are looked at.
        kind: Persons' names have titles, particles and fathers; others have legal forms, trades and places.
        joined: Read words that a hyphen joins as one.
    """
    return _parse(beginning(name), kind, joined=joined)


def has_compound(name: str) -> bool:
    """Tell whether a hyphen joins two words of a name."""
    return _HYPHEN.search(name) is not None


# Room for a list of 100,000 names beside those of the documents; about 1 KB for each.
@lru_cache(maxsize=1 << 18)
def _parse(name: str, kind: Kind, *, joined: bool) -> Parsed:
    text = name
    if kind is Kind.VESSEL:
        text = _SHIP.sub("", text) or text
    if joined:
        text = _HYPHEN.sub("", text)
    found = words(text, join_initials=kind is not Kind.PERSON)[:MAX_WORDS]
    compounds = _COMPOUND.findall(text) if has_compound(text) else []
    glued = {word for compound in compounds for word in words(compound)}
    core, forms, tail = without_forms(found, glued, persons=kind is Kind.PERSON)
    read, sons = (_person(core), _sons(core)) if kind is Kind.PERSON else (_business(core), ())
    signs = _signs(name) if is_ideographic(name) else ""
    read = read or [Word(word, Role.NAME, sound(word)) for word in core]
    return Parsed(tuple(read), forms, tail, sons, leaves_vowels_out(text), signs)


def _signs(name: str) -> str:
    """Return the letters of a name in signs, without its legal form and what stands beside in Latin."""
    signs = "".join(sign for sign in name if sign.isalnum() and not sign.isascii())
    for form in _FORMS_IN_SIGNS:
        signs = signs.removesuffix(form) or signs
        signs = signs.removeprefix(form) or signs
    return signs


def unjoined(one: Parsed, other: Parsed) -> Parsed:
    """Return a name with the other's legal form split off where it is written as one word: SiemensAG."""
    if not other.tail or one.forms or len(one.words) != 1 or one.text() != other.text() + "".join(other.tail):
        return one
    return replace(one, words=other.words, forms=other.forms, tail=other.tail)


def _person(found: list[str]) -> list[Word]:
    said = vocabulary()
    read: list[Word] = []
    fused = _fused(found)
    ends = (0, len(fused) - 1)
    for at, word in enumerate(fused):
        heard = sound(word)
        if heard in said.kinship and read:
            read[-1] = replace(read[-1], role=Role.FATHER, child=True)
        elif word in said.titles or (word in said.particles and not (at in ends and word in said.also_names)):
            continue
        elif word.isdecimal():
            read.append(Word(word, Role.NUMBER, word))
        elif len(heard) == 1:
            read.append(Word(word, Role.INITIAL, heard))
        else:
            read.append(Word(word, Role.FATHER if _is_fathers(heard) else Role.NAME, heard))
    return read


def _fused(found: list[str]) -> list[str]:
    """Join what is part of the word after it, over an article: Abu al-Hassan."""
    said = vocabulary()
    joined: list[str] = []
    fusing = ""
    for at, word in enumerate(found):
        if word in said.fused and at + 1 < len(found):
            fusing = "abu" if word.startswith("a") else "umm"
        elif not (fusing and word in said.particles):
            joined.append(fusing + word)
            fusing = ""
    return joined


def _is_fathers(heard: str) -> bool:
    return any(heard.endswith(end) and len(heard) > len(end) + 1 for end in vocabulary().fathers)


def _sons(found: list[str]) -> tuple[tuple[str, str], ...]:
    """Return who is whose child by bin and ibn, where a name stands on both sides of it."""
    particles = vocabulary().particles
    kin = [(at, word) for at, word in enumerate(found) if word in {"bin", "ibn", "ben"}]
    pairs = []
    for at, _ in kin:
        after = next((word for word in found[at + 1 :] if word not in particles), "")
        if at and after:
            pairs.append((sound(found[at - 1]), sound(after)))
    return tuple(pairs)


def _business(found: list[str]) -> list[Word]:
    said = vocabulary()
    found = [
        word
        for at, word in enumerate(found)
        if sound(word) not in said.filler or (at + 1 == len(found) > 1 and word in said.roman)
    ]
    heard = [said.same.get(sound(word), sound(word)) for word in found]
    read: list[Word] = []
    at = 0
    while at < len(found):
        length = _place_length(heard, at)
        if length:
            place = said.places[tuple(heard[at : at + length])]
            read.append(Word(" ".join(found[at : at + length]), Role.PLACE, place))
        elif (number := _number(found, at, read)) is not None:
            read[:] = number
        elif not _designates(heard, found, at):
            role = Role.GENERIC if heard[at] in said.generic else Role.NAME
            read.append(Word(found[at], role, heard[at]))
        at += length or 1
    return read


def _designates(heard: list[str], found: list[str], at: int) -> bool:
    return heard[at] in vocabulary().designators and at + 1 < len(found) and found[at + 1].isdigit()


def _place_length(heard: list[str], at: int) -> int:
    said = vocabulary()
    if heard[at] not in said.place_beginnings:
        return 0
    places = said.places
    return next((n for n in range(min(5, len(heard) - at), 0, -1) if tuple(heard[at : at + n]) in places), 0)


def _number(found: list[str], at: int, read: list[Word]) -> list[Word] | None:
    """Return the words read so far with a number more, or None if the word is no number."""
    said = vocabulary()
    word, before = found[at], sound(found[at - 1]) if at else ""
    value = said.numbers.get(sound(word))
    if value is None and read and (len(word) > 1 or at + 1 == len(found)):
        value = said.roman.get(word)
    if value is None and not any(sign.isdigit() for sign in word):
        return None
    key = str(value) if value is not None else word.lstrip("0") or "0"
    named = (
        not at
        or before in said.designators
        or before in said.counted
        or (word.isdecimal() and len(word) >= _DIGITS_OF_AN_IDENTITY)
    )
    last = read[-1] if read else None
    if last and last.role is Role.NUMBER and last.key in _TENS and key in _UNITS:
        return [*read[:-1], replace(last, key=str(int(last.key) + int(key)), text=f"{last.text} {word}")]
    return [*read, Word(word, Role.NUMBER, key, named=named)]
