"""The sentences of the model, in English and Russian, from one table (sentences.toml)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from sealwire_profiling.model.domain.spec import column_of

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("en", "ru")
_WHOLE_FROM = 100
_DIGITS = 3


@cache
def sentences() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return the table: section, name, language."""
    text = resources.files(__package__).joinpath("sentences.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def column_name(term: str, language: str) -> str:
    """Return what officers call a column or prefix; one that the table does not know keeps its name."""
    return sentences()["column"].get(term, {}).get(language, term)


def officers_columns(term: str) -> tuple[str, ...]:
    """Return the columns under which officers see a term: `consignee` for `consignee_key`."""
    told = sentences()["column"].get(term, {}).get("of")
    return tuple(told.split()) if told else (column_of(term),)


def number(value: float, language: str) -> str:
    """Return a number as read: whole ones whole, others with two or three digits that count."""
    whole = value == round(value) or abs(value) >= _WHOLE_FROM
    text = f"{value:.0f}" if whole else f"{value:.{_DIGITS}g}"
    return text.replace(".", ",") if language == "ru" else text
