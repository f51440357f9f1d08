"""The Common High Priority List: in which tier an HS code stands. A hint, no more."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LIST = files(__package__).joinpath("priority.toml")
_SUBHEADING = 6
_SEPARATORS = re.compile(r"[\W_]+")
_CODE = re.compile(r"[0-9]+")
HEADING = 4
"""Digits of a heading."""


@dataclass(frozen=True, slots=True)
class PriorityCode:
    """A code of the list.

    Attributes:
        hs: Six digits.
        tier: As the list writes it: 1, 2, 3A, 3B, 4A or 4B.
        texts: A few words to recognise the code by, per language; not the tariff's.
    """

    hs: str
    tier: str
    texts: Mapping[str, str]

    @property
    def number(self) -> int:
        """The tier's number, 1 to 4; 1 is the most sought after."""
        return int(self.tier[0])


def priority_code(hs: str) -> PriorityCode | None:
    """Return the list's entry of an HS code of six digits or more, or null."""
    return priority_codes().get(subheading(hs))


def priority_tier(hs_codes: Iterable[str]) -> int:
    """Return the highest tier of any of the codes: 1 before 4, and 0 where none is listed."""
    found = [entry.number for hs in hs_codes if (entry := priority_code(hs)) is not None]
    return min(found, default=0)


def priority_tiers(hs_codes: pl.Series) -> pl.Series:
    """Return the column `priority_tier` for a column of lists of HS codes; null where the list is null."""
    rows = hs_codes.to_list()
    tiers = [None if row is None else priority_tier(hs for hs in row if hs is not None) for row in rows]
    return pl.Series("priority_tier", tiers, dtype=pl.Int64)


def subheading(hs: str) -> str:
    """Return the first six digits of an HS code as declared."""
    return digits(hs)[:_SUBHEADING]


def priority_heading(hs: str) -> tuple[PriorityCode, ...]:
    """Return what the list has under an HS code that leaves its subheading open; see `open_heading`."""
    code = open_heading(hs)
    return tuple(entry for listed, entry in priority_codes().items() if code and listed.startswith(code))


def open_heading(hs: str) -> str:
    """Return an HS code of four or five digits, which leaves its subheading open; "" for any other."""
    code = digits(hs)
    return code if HEADING <= len(code) < _SUBHEADING else ""


def digits(hs: str) -> str:
    """Return an HS code as declared without spaces and signs, also behind a word: `HS 8542.31`."""
    found = _CODE.search(_SEPARATORS.sub("", unicodedata.normalize("NFKC", hs)))
    return found.group() if found else ""


@cache
def priority_codes() -> Mapping[str, PriorityCode]:
    """Return the list by code."""
    rows: Mapping[str, Any] = _table()["codes"]
    return {hs: PriorityCode(hs, row["tier"], {"en": row["en"], "ru": row["ru"]}) for hs, row in rows.items()}


def listed_on() -> date:
    """Return the day of the list."""
    return date.fromisoformat(_table()["listed_on"])


def source() -> str:
    """Return who publishes the list, and where."""
    return str(_table()["source"])


@cache
def _table() -> Mapping[str, Any]:
    with _LIST.open("rb") as file:
        return tomllib.load(file)
