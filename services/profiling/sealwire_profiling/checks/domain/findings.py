"""What a check found: its code, fields and facts, and the sentence that an officer reads."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from sealwire_profiling.checks.domain.facts import wording

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("en", "ru")
MAX_QUOTED = 40
"""Characters of a value that a sentence quotes at most."""
_CATALOGUE = files(__package__).joinpath("catalogue.toml")

Fact = str | int | float


class Severity(StrEnum):
    """How grave a finding is."""

    ERROR = "error"
    """It cannot be true."""
    DOUBT = "doubt"
    """It is unusual."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of the catalogue.

    Attributes:
        code: Stable, kebab-case.
        severity: How grave.
        source: From what rule; [S] a public source, [I] our own judgement.
        sentences: With placeholders, by language.
    """

    code: str
    severity: Severity
    source: str
    sentences: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found in a consignment.

    Attributes:
        code: Of the catalogue.
        fields: The fields it looked at, as paths in the consignment's JSON (`equipment[0].number`).
        facts: What the sentence names; texts are cut to 40 characters.
    """

    code: str
    fields: tuple[str, ...]
    facts: Mapping[str, Fact]

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return catalogue()[self.code].severity


def finding(code: str, /, *fields: str, **facts: Fact) -> Finding:
    """Return a finding, its texts cut for showing."""
    shown = {name: quoted(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    return Finding(code, fields, shown)


def sentence(found: Finding, language: str) -> str:
    """Return a finding as a sentence.

    Args:
        found: The finding.
        language: `en` or `ru`.
    """
    facts = {name: _shown(name, fact, language) for name, fact in found.facts.items()}
    return catalogue()[found.code].sentences[language].format_map(facts)


def quoted(text: str) -> str:
    """Return a text's beginning: at most 40 characters, on one line, none that moves the writing."""
    if len(text) <= MAX_QUOTED and text.isprintable():
        return text
    begun = text[: MAX_QUOTED + 1]
    plain = "".join(character if character.isprintable() else " " for character in begun)
    return plain if len(text) <= MAX_QUOTED else f"{plain[: MAX_QUOTED - 1]}\u2026"


@cache
def catalogue() -> Mapping[str, Code]:
    """Return every code with its sentences, in the order of the table."""
    with _CATALOGUE.open("rb") as file:
        table = tomllib.load(file)
    return {
        code: Code(
            code=code,
            severity=Severity(row["severity"]),
            source=row["source"],
            sentences={language: row[language] for language in LANGUAGES},
        )
        for code, row in table.items()
    }


def codes() -> tuple[str, ...]:
    """Return every code of the catalogue."""
    return tuple(catalogue())


def _shown(name: str, fact: Fact, language: str) -> str:
    if isinstance(fact, str):
        return wording(name).get(fact, quoted(fact)) if language == "ru" else quoted(fact)
    # Three digits after the point tell grams from kilograms; a smaller amount keeps what it has.
    small = isinstance(fact, float) and 0 < fact < 0.001  # noqa: PLR2004 - said above
    figure = f"{fact:.2g}" if small else f"{fact:,.3f}".rstrip("0").rstrip(".")
    return figure if language == "en" else figure.replace(",", "\u00a0").replace(".", ",")
