"""100,000 names of nobody, and the ways in which a clerk may write one of them otherwise."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sealwire_profiling.names.domain.kinds import Kind
from sealwire_profiling.names.domain.letters import latin
from sealwire_profiling.names.domain.parsing import parse

_PARTS = Path(__file__).with_name("name_parts.toml")
_SHARE_OF_COMPANIES = 0.35
_OF_SYLLABLES, _OF_KYRGYZ_WORDS = 0.3, 0.3
_SELDOM, _HALF, _MOSTLY, _USUALLY = 0.1, 0.5, 0.7, 0.8
_WITH_MIDDLE = 3
_LETTERS_FOR_A_MISTAKE = 4
_SHARE_WITH_MIDDLE = 0.5
_SHARE_OF_COMMON_FAMILIES = 0.3
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_HABITS = (
    (("zh", "j"), ("kh", "h"), ("y", "i")),
    (("yu", "iu"), ("ya", "ia"), ("ts", "c")),
    (("kh", "x"), ("ch", "c"), ("yo", "e")),
    (("sh", "sch"), ("iy", "y"), ("ey", "ei")),
    (("q", "k"), ("w", "v"), ("ou", "u")),
)


@dataclass(frozen=True)
class Made:
    """A name that was made, with the parts that it was made of.

    Attributes:
        parts: Its words; of a person with three the middle one may be left out.
        form: Its legal form in several languages, or none.
        kind: Person or company.
        middle_tells: Another name has the same first and last part, so that the middle one has to be said.
    """

    parts: tuple[str, ...]
    form: tuple[str, ...]
    kind: Kind
    middle_tells: bool = False

    def written(self) -> str:
        """Return the name as a list would hold it."""
        return " ".join((*self.form[:1], *self.parts))


def made_names(count: int, *, seed: int) -> list[Made]:
    """Return so many names from the parts in `name_parts.toml`.

    No two of them differ only by spelling, order or legal form.
    """
    read = tomllib.loads(_PARTS.read_text(encoding="utf-8"))
    companies = read.pop("companies")
    chance = random.Random(seed)  # noqa: S311 - names to measure with, no secret
    peoples = list(read.values())
    found: dict[str, Made] = {}
    while len(found) < count:
        company = chance.random() < _SHARE_OF_COMPANIES
        made = _company(companies, chance) if company else _person(chance.choice(peoples), chance)
        found.setdefault(parse(" ".join(made.parts), made.kind).key(), made)
    ends = Counter(map(_ends, found.values()))
    return [replace(made, middle_tells=ends[_ends(made)] > 1) for made in found.values()]


def otherwise(made: Made, chance: random.Random) -> str:
    """Return a name as somebody else would write it.

    In Latin letters by one of five habits of transliteration (7 of 10); with one letter wrong, missing,
    doubled or swapped in the longest word (half); of persons the family first (half), a middle name left out
    or as an initial where what is left still names only one (half); of companies a legal form of the same
    class in another language (8 of 10, else none), the first two words joined (1 of 10).
    """
    parts = list(made.parts)
    if (
        len(parts) == _WITH_MIDDLE
        and made.kind is Kind.PERSON
        and not made.middle_tells
        and chance.random() < _HALF
    ):
        parts[1] = "" if chance.random() < _HALF else parts[1][:1] + "."
    if made.kind is Kind.PERSON and chance.random() < _HALF:
        parts = [*parts[-1:], *parts[:-1]]
    if chance.random() < _MOSTLY:
        parts = [_habit(part, chance) for part in parts]
    if chance.random() < _HALF:
        at = max(range(len(parts)), key=lambda place: len(parts[place]))
        parts[at] = _mistake(parts[at], chance)
    if made.kind is Kind.COMPANY and chance.random() < _SELDOM and len(parts) > 1:
        parts[:2] = ["".join(parts[:2])]
    form = [chance.choice(made.form)] if made.form and chance.random() < _USUALLY else []
    return " ".join(part for part in (*form, *parts) if part)


def _ends(made: Made) -> str:
    return parse(f"{made.parts[0]} {made.parts[-1]}", made.kind).key()


def _person(people: dict[str, str], chance: random.Random) -> Made:
    given = people["given"].split()
    first, middle = chance.choice(given), chance.choice(given)
    family = _family(people, chance)
    end = chance.choice(people["ends"].split())
    surname = family if end == "-" else f"{family} {end}" if end == "уулу" else family + end
    if end == "уулу":
        return Made((first, surname), (), Kind.PERSON)
    if chance.random() < _SHARE_WITH_MIDDLE:
        cyrillic = (
            not family.isascii() and latin(family) != family.lower() and latin(family)[0] != family[0].lower()
        )
        return Made((first, middle + ("ович" if cyrillic else ""), surname), (), Kind.PERSON)
    return Made((first, surname), (), Kind.PERSON)


def _family(people: dict[str, str], chance: random.Random) -> str:
    """Return a listed family name, or more often one made of syllables: real lists hold tens of thousands."""
    if chance.random() < _SHARE_OF_COMMON_FAMILIES:
        return chance.choice(people["stems"].split())
    return "".join(chance.choices(people["syllables"].split(), k=chance.choice((2, 3)))).capitalize()


def _company(parts: dict[str, Any], chance: random.Random) -> Made:
    which = chance.random()
    if which < _OF_SYLLABLES:
        name = "".join(chance.choices(parts["syllables"].split(), k=3)).capitalize()
    elif which < _OF_SYLLABLES + _OF_KYRGYZ_WORDS:
        name = (
            chance.choice(parts["first"].split()) + "-" + chance.choice(parts["second"].split()).capitalize()
        )
        more = chance.choice(parts["second"].split()).capitalize()
        name = f"{name} {more}" if chance.random() < _MOSTLY else name
    else:
        name = chance.choice(parts["latin"].split()) + chance.choice(parts["tails"].split())
        name += " " + chance.choice(parts["latin"].split()) if chance.random() < _MOSTLY else ""
    return Made(
        (*name.split(), *chance.choice(parts["trades"]).split()),
        tuple(chance.choice(parts["forms"])),
        Kind.COMPANY,
    )


def _habit(part: str, chance: random.Random) -> str:
    spelled = latin(part)
    for usual, other in chance.choice(_HABITS):
        spelled = spelled.replace(usual, other)
    return spelled.capitalize()


def _mistake(part: str, chance: random.Random) -> str:
    if len(part) < _LETTERS_FOR_A_MISTAKE:
        return part
    at = chance.randrange(1, len(part) - 1)
    letter = chance.choice(_LETTERS) if part.isascii() else chance.choice("абвгдеиклмнопрсту")
    return chance.choice(
        (
            part[:at] + part[at + 1 :],
            part[:at] + letter + part[at + 1 :],
            part[:at] + part[at] + part[at:],
            part[:at] + part[at + 1] + part[at] + part[at + 2 :],
        )
    )
