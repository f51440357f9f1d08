"""A consolidated list of our own making, in the UN Security Council's format: every name in it is made up."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from html import escape

_GIVEN = ("Norbek", "Talgat", "Zarina", "Odil", "Ruslan", "Mavluda", "Ismat", "Dilbar", "Yusup", "Karim")
_FAMILY = ("Tashmatov", "Bekenov", "Osmonov", "Rahimzoda", "Qurbonali", "Sarybaev", "Yoldoshev", "Nurlan")
_FIRMS = ("Silver Poplar", "Ak-Tash Cargo", "Blue Meridian", "Sary-Tash Line", "Orion Steppe", "Kumtor Vale")


@dataclass(frozen=True, slots=True)
class Listed:
    """One INDIVIDUAL (`person`) or ENTITY of a made-up list; empty texts leave their element out."""

    data_id: str
    names: tuple[str, ...]
    person: bool = True
    reference: str = ""
    version: str = "1"
    original: str = ""
    aliases: tuple[tuple[str, str], ...] = ()
    listed_on: str = "2019-03-04"
    comments: str = ""
    passports: tuple[str, ...] = ()
    born: str = ""
    regime: str = "Made-up"
    more: str = ""

    def xml(self) -> str:
        """Return its element."""
        kind = "INDIVIDUAL" if self.person else "ENTITY"
        parts = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
        texts = {
            "DATAID": self.data_id,
            "VERSIONNUM": self.version,
            **dict(zip(parts, self.names, strict=False)),
            "UN_LIST_TYPE": self.regime,
            "REFERENCE_NUMBER": self.reference,
            "LISTED_ON": self.listed_on,
            "NAME_ORIGINAL_SCRIPT": self.original,
            "COMMENTS1": self.comments,
        }
        inner = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in texts.items() if text)
        for quality, alias in self.aliases:
            inner += (
                f"<{kind}_ALIAS><QUALITY>{escape(quality)}</QUALITY>"
                f"<ALIAS_NAME>{escape(alias)}</ALIAS_NAME></{kind}_ALIAS>"
            )
        for number in self.passports:
            inner += (
                "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>"
                f"<NUMBER>{escape(number)}</NUMBER></INDIVIDUAL_DOCUMENT>"
            )
        if self.born:
            inner += (
                "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE>"
                f"<DATE>{self.born}</DATE></INDIVIDUAL_DATE_OF_BIRTH>"
            )
        return f"<{kind}>{inner}{self.more}</{kind}>"


@dataclass(frozen=True, slots=True)
class ConsolidatedList:
    """A whole file."""

    listed: tuple[Listed, ...] = ()
    generated: str = "2026-11-01T09:00:00"
    head: str = field(default='<?xml version="1.0" encoding="UTF-8"?>')

    def without(self, *data_ids: str) -> ConsolidatedList:
        """Return the list without some of its entries."""
        return replace(self, listed=tuple(each for each in self.listed if each.data_id not in data_ids))

    def xml(self) -> bytes:
        """Return the file's bytes."""
        people = "".join(each.xml() for each in self.listed if each.person)
        firms = "".join(each.xml() for each in self.listed if not each.person)
        return (
            f'{self.head}\n<CONSOLIDATED_LIST dateGenerated="{self.generated}">'
            f"<INDIVIDUALS>{people}</INDIVIDUALS><ENTITIES>{firms}</ENTITIES></CONSOLIDATED_LIST>"
        ).encode()


def consolidated(size: int, *, seed: int = 1) -> ConsolidatedList:
    """Return a list of so many entries, a fifth of them companies; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - made-up names, no secrets
    return ConsolidatedList(tuple(_listed(number, chance) for number in range(size)))


def _listed(number: int, chance: random.Random) -> Listed:
    reference = f"XXx.{number:04}"
    if number % 5 == 4:
        name = f"{chance.choice(_FIRMS)} {number} LLC"
        aliases = (("a.k.a.", f"{name} Trading"),)
        return Listed(f"{900000 + number}", (name,), person=False, reference=reference, aliases=aliases)
    given, family = chance.choice(_GIVEN), f"{chance.choice(_FAMILY)}{number}"
    return Listed(
        f"{100000 + number}",
        (given, family),
        reference=reference,
        aliases=(("Good", f"{family} {given} {chance.choice(_GIVEN)}"), ("Low", given)),
        passports=(f"AN{1000000 + number}",),
        born="1980-01-01",
    )
