"""Words by which files name units, countries, currencies, kinds and columns, folded for comparison."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.intake import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

_GAPS = re.compile(r"[\W_]+")


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Return a text as it is compared: case, signs, kinds of spaces, ё and accents apart."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return _GAPS.sub(" ", letters).strip() or text.strip()


def table(name: str) -> dict[str, Any]:
    """Return a data table that lies beside this module."""
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _turned(names: Mapping[str, list[str]]) -> dict[str, str]:
    return {folded(each): code for code, known in names.items() for each in (code, *known)}


_WORDS = table("words.toml")
UNITS: Mapping[str, Unit] = {each: Unit(unit) for unit, known in _WORDS["units"].items() for each in known}
TRUTH: Mapping[str, bool] = {
    folded(each): told == "yes" for told, known in _WORDS["truth"].items() for each in known
}
CHOICES: Mapping[str, Mapping[str, str]] = {kind: _turned(names) for kind, names in _WORDS["choices"].items()}
CURRENCIES: Mapping[str, str] = _turned(_WORDS["currencies"])
COUNTRIES: Mapping[str, str] = _turned(_WORDS["countries"])
