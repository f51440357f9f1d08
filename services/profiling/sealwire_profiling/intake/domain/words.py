"""Words by which files name units, currencies, kinds and columns, folded for comparison."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.intake import Unit

from sealwire_profiling.places import folded

if TYPE_CHECKING:
    from collections.abc import Mapping


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
