"""Cells of tables as values: numbers, weights, dates and codes as people write them.

A cell that can be read in two ways is refused rather than guessed: 1,234 kg is one ton or one kilogram.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from sealwire.contract.profiling.intake import DateOrder, Unit

from sealwire_profiling.intake.domain import words
from sealwire_profiling.places import country_named, folded

if TYPE_CHECKING:
    from enum import StrEnum
    from typing import TypeVar

    from sealwire.contract.profiling.intake import FieldRule

    E = TypeVar("E", bound=StrEnum)

_SHOWN = 20
_IN_KG = {Unit.KG: 1.0, Unit.TONNE: 1000.0, Unit.GRAM: 0.001, Unit.POUND: 0.45359237}
_NUMBER = re.compile(r"([+-]?[0-9.,]+)([^\W\d_]*)\.?")
_ONE_SIGN = re.compile(r"[+-]?[0-9]*[.,]?[0-9]*")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}([.,])[0-9]{3}(?:\1[0-9]{3})*")
_ISO_DATE = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[T ].*)?")
_DATE = re.compile(r"([0-9]{1,4})([./-])([0-9]{1,2})\2([0-9]{1,4})(?: .*)?")
_CENTURY = 100
_MONTHS = 12
_SHORT_YEAR = 2  # digits
_FIRST_YEAR = 1900


class BadCell(ValueError):
    """A cell that cannot be read; `code` is stable, the message says what would be right."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


def number(cell: str, rule: FieldRule) -> float:
    """Return a number; spaces, apostrophes and signs of thousands in it do not count.

    Raises:
        BadCell: It is none, or could be two.
    """
    value, unit = _measured(cell, rule)
    if unit:
        raise BadCell("not-a-number", f"{shown(cell)} is no number; write digits only.")
    return value


def count(cell: str, rule: FieldRule) -> int:
    """Return a whole number; a word behind it, such as `PKG`, does not count.

    Raises:
        BadCell: It is none.
    """
    value, _ = _measured(cell, rule)
    if not value.is_integer():
        raise BadCell("not-whole", f"{shown(cell)} is no whole number.")
    return int(value)


def kilograms(cell: str, rule: FieldRule) -> float:
    """Return a weight in kg, by the unit in the cell, else by the rule's, else kg.

    Raises:
        BadCell: It is no weight.
    """
    value, written = _measured(cell, rule)
    unit = words.UNITS.get(written.casefold()) if written else (rule.unit or Unit.KG)
    if unit is None:
        raise BadCell("unit-unknown", f"{shown(cell)} has no known unit; write kg, t, g or lb.")
    return round(value * _IN_KG[unit], 6)


def _measured(cell: str, rule: FieldRule) -> tuple[float, str]:
    if cell.isascii() and cell.isdigit():  # most are; the rest takes ten times as long
        return float(cell), ""
    text = unicodedata.normalize("NFKC", cell).translate(_NO_GAPS)
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise BadCell("not-a-number", f"{shown(cell)} is no number.")
    return _decimal(match[1], cell, rule.decimal), match[2]


_NO_GAPS = {ord(gap): None for gap in " \t\n'\u2019`"}


def _decimal(text: str, cell: str, sign: str | None) -> float:
    if sign is None:
        sign = _decimal_sign(text, cell)
    whole = text.replace("." if sign == "," else ",", "").replace(",", ".")
    if not any(character.isdigit() for character in whole) or not _ONE_SIGN.fullmatch(whole):
        raise BadCell("not-a-number", f"{shown(cell)} is no number.")
    return float(whole)


def _decimal_sign(text: str, cell: str) -> str:
    last = max(".,", key=text.rfind)
    if "." in text and "," in text:
        return last
    if text.count(last) > 1:  # 1.234.567: signs of thousands
        return "," if last == "." else "."
    if last == "," and _THOUSANDS.fullmatch(text):
        raise BadCell(
            "number-ambiguous",
            f"{shown(cell)} can be read in two ways; set the decimal sign in the source's mapping.",
        )
    return last


def day(cell: str, rule: FieldRule) -> date:
    """Return a date: ISO 8601, or day first with full stops; others by the rule. A time behind is dropped.

    Raises:
        BadCell: It is none, or could be two.
    """
    text = cell.strip()
    if match := _ISO_DATE.fullmatch(text):
        return _date(cell, match[1], match[2], match[3])
    match = _DATE.fullmatch(text)
    if match is None:
        raise BadCell("not-a-date", f"{shown(cell)} is no date; write 2026-09-01 or 01.09.2026.")
    first, second, third = match[1], match[3], match[4]
    match rule.dates or _order(first, second, dotted=match[2] == "."):
        case DateOrder.DAY_FIRST:
            return _date(cell, third, second, first)
        case DateOrder.MONTH_FIRST:
            return _date(cell, third, first, second)
        case DateOrder.YEAR_FIRST:
            return _date(cell, first, second, third)
        case None:
            message = (
                f"{shown(cell)} can be read in two ways; set the order of dates in the source's mapping."
            )
            raise BadCell("date-ambiguous", message)


def _order(first: str, second: str, *, dotted: bool) -> DateOrder | None:
    if int(first) >= _CENTURY:
        return DateOrder.YEAR_FIRST
    if dotted or int(first) > _MONTHS:
        return DateOrder.DAY_FIRST
    return DateOrder.MONTH_FIRST if int(second) > _MONTHS else None


def _date(cell: str, year: str, month: str, of_month: str) -> date:
    try:
        found = date(int(year) + (2000 if len(year) <= _SHORT_YEAR else 0), int(month), int(of_month))
    except ValueError as error:
        raise BadCell("not-a-date", f"{shown(cell)} is no date of the calendar.") from error
    if found.year < _FIRST_YEAR:
        raise BadCell("not-a-date", f"{shown(cell)} is no year of our time.")
    return found


def country(cell: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country's code or name.

    Raises:
        BadCell: It is not known.
    """
    text = cell.strip()
    code = country_named(text) or text.upper()
    if not re.fullmatch("[A-Z]{2}", code):
        raise BadCell(
            "country-unknown", f"{shown(cell)} is not known; write the country's two letters, like KG."
        )
    return code


def currency(cell: str) -> str:
    """Return the ISO 4217 code of a currency.

    Raises:
        BadCell: It is not known.
    """
    code = words.CURRENCIES.get(folded(cell), cell.strip().upper())
    if not re.fullmatch("[A-Z]{3}", code):
        raise BadCell("currency-unknown", f"{shown(cell)} is not known; write three letters, like USD.")
    return code


def choice(cell: str, kinds: type[E]) -> E:
    """Return the member of an enumeration that a cell names, in English or Russian.

    Raises:
        BadCell: It names none.
    """
    said = folded(cell)
    value = words.CHOICES[kinds.__name__].get(said, said.replace(" ", "-"))
    if value not in set(kinds):
        raise BadCell("choice-unknown", f"{shown(cell)} is none of: {', '.join(kinds)}.")
    return kinds(value)


def truth(cell: str) -> bool:
    """Return whether a cell says yes.

    Raises:
        BadCell: It says neither yes nor no.
    """
    told = words.TRUTH.get(folded(cell))
    if told is None:
        raise BadCell("not-yes-or-no", f"{shown(cell)} is neither yes nor no.")
    return told


def items(cell: str) -> list[str]:
    """Return the items of a cell that names several, between which ; , or a line end stands."""
    return [item.strip() for item in re.split(r"[;,\n]", cell) if item.strip()]


def shown(cell: str) -> str:
    """Return the beginning of a cell, to tell a reader which one is meant; never of a party."""
    text = "".join(character if character.isprintable() else " " for character in cell.strip())
    return f'"{text[:_SHOWN]}{"..." if len(text) > _SHOWN else ""}"'
