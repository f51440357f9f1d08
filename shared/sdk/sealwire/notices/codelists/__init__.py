"""Titles and codelists in English and Russian, from one table: the TOML files beside this module.

`titles.toml` names every model and field; the others hold the codelists, each with the source of its
codes: [S] a public source, [I] our own list.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sealwire.notices.errors import UnknownCodelist

LANGUAGES = ("en", "ru")
_FILES = ("movement.toml", "goods.toml", "control.toml", "countries.toml", "currencies.toml")

Titles = Mapping[str, str]


@dataclass(frozen=True)
class Codelist:
    """Codes that a field may hold, with a title of each per language."""

    name: str
    titles: Titles
    source: str
    codes: Mapping[str, Titles]

    def title(self, code: str, language: str) -> str:
        """Return a code's title; a code of a later release is its own title."""
        return _in_language(self.codes[code], language) if code in self.codes else code


def codelist(name: str) -> Codelist:
    """Return a codelist.

    Raises:
        UnknownCodelist: There is none of that name.
    """
    found = codelists().get(name)
    if found is None:
        raise UnknownCodelist(f"There is no codelist {name}.")
    return found


@cache
def codelists() -> Mapping[str, Codelist]:
    """Return every codelist by name."""
    tables = [item for file in _FILES for item in _load(file).items()]
    return {
        name: Codelist(name=name, titles=table["title"], source=table["source"], codes=table["codes"])
        for name, table in tables
    }


@cache
def titles() -> Mapping[str, Mapping[str, Titles]]:
    """Return the titles of every model: by field, and under `_` of the model itself."""
    return _load("titles.toml")


def title(model: str, field: str, language: str) -> str:
    """Return the title of a model's field (`_`: of the model); a field of a later release is its own title.

    Raises:
        UnknownCodelist: The language is not one of LANGUAGES.
    """
    found = titles().get(model, {}).get(field)
    return field if found is None else _in_language(found, language)


def _in_language(found: Titles, language: str) -> str:
    if language not in LANGUAGES:
        raise UnknownCodelist(f"Titles are in {' and '.join(LANGUAGES)}.")
    return found[language]


@cache
def _load(file: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(file).read_text(encoding="utf-8"))
