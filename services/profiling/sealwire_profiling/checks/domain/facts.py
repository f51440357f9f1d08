"""The facts that checks compare with: headings, packages, words; from the tables beside this module."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sealwire_profiling.phrases import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping

_HERE = files(__package__)


@cache
def headings() -> frozenset[str]:
    """Return the headings of HS 2022, four digits each."""
    chapters = _read("headings.toml")["chapters"]
    return frozenset(
        f"{chapter}{number:02}" for chapter, ranges in chapters.items() for number in _numbers(ranges)
    )


@cache
def most_in_package() -> Mapping[str, int]:
    """Return what a package of a kind (UN/ECE Recommendation 21) holds at most, kg."""
    return {kind: most for kind, most in _facts()["packages"].items() if kind != "source"}


@cache
def wording(name: str) -> Mapping[str, str]:
    """Return how a fact's values (of a mode, direction, kind or role) are written in Russian."""
    found: Mapping[str, str] = _facts()["wording"].get(name, {})
    return found


@cache
def words(table: str, name: str) -> frozenset[str]:
    """Return a list of words or phrases as a set."""
    return frozenset(_facts()[table][name])


@cache
def phrases(table: str, name: str) -> re.Pattern[str]:
    """Return a pattern that finds any phrase of a list in a folded text."""
    return pattern(_facts()[table][name])


def _numbers(ranges: str) -> Iterable[int]:
    for each in ranges.split():
        first, _, last = each.partition("-")
        yield from range(int(first), int(last or first) + 1)


@cache
def _facts() -> Mapping[str, Any]:
    return _read("facts.toml")


def _read(name: str) -> Mapping[str, Any]:
    with _HERE.joinpath(name).open("rb") as file:
        return tomllib.load(file)
