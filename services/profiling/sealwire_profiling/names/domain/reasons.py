"""Why a comparison of names came out as it did, in words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("en", "ru")


class Code(StrEnum):
    """What was found; `reasons.toml` has a sentence for each."""

    SAME = "same"
    SOUND = "sound"
    SPELLING = "spelling"
    SHORT_NAME = "short-name"
    FAMILY = "family"
    INITIAL = "initial"
    ORDER = "order"
    SPACE = "space"
    EXTRA = "extra"
    ONE_WORD = "one-word"
    ONLY_INITIALS = "only-initials"
    WORD_DIFFERS = "word-differs"
    FATHER_DIFFERS = "father-differs"
    FATHER_AND_SON = "father-and-son"
    PLACE_DIFFERS = "place-differs"
    NUMBER_DIFFERS = "number-differs"
    SERIES_DIFFERS = "series-differs"
    FORM_SAME = "form-same"
    FORM_MISSING = "form-missing"
    FORM_DIFFERS = "form-differs"
    ACRONYM = "acronym"
    SIGNS_DIFFER = "signs-differ"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding.

    Attributes:
        code: What was found.
        facts: Names and values that the sentence speaks of.
        cost: Mistakes that it counts as; 0 for what speaks for the match or only tells.
    """

    code: Code
    facts: tuple[tuple[str, str], ...] = ()
    cost: float = 0.0

    def sentence(self, language: str) -> str:
        """Return the finding as a sentence in a language of `LANGUAGES`.

        Raises:
            KeyError: The language is none of them.
        """
        return sentences()[self.code][language].format(**dict(self.facts))


def reason(code: Code, *, cost: float = 0.0, **facts: str) -> Reason:
    """Return a finding with its facts."""
    return Reason(code, tuple(facts.items()), cost)


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Return the sentences by code and language."""
    return tomllib.loads(files(__package__).joinpath("reasons.toml").read_text(encoding="utf-8"))
