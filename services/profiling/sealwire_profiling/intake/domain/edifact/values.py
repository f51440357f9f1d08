"""Numbers, days and weights as EDIFACT writes them.

Source: ISO 9735-1:2002 clause 10 (numbers); UN/EDIFACT code lists 2379 (date formats), 6411 (units, Rec. 20).
"""

from __future__ import annotations

import re
from datetime import date

_NUMBER = re.compile(r"-?(?:[0-9]{1,18}(?:[.,][0-9]{0,18})?|[.,][0-9]{1,18})")
# Format (2379): where year, month and day stand, and the fewest digits that the whole has.
_DAYS = {
    "2": ((4, 6), (2, 4), (0, 2), 6), "3": ((4, 6), (0, 2), (2, 4), 6), "4": ((4, 8), (2, 4), (0, 2), 8),
    "101": ((0, 2), (2, 4), (4, 6), 6), "102": ((0, 4), (4, 6), (6, 8), 8),
    "201": ((0, 2), (2, 4), (4, 6), 10), "202": ((0, 2), (2, 4), (4, 6), 12),
    "203": ((0, 4), (4, 6), (6, 8), 12), "204": ((0, 4), (4, 6), (6, 8), 14),
    "205": ((0, 4), (4, 6), (6, 8), 12), "301": ((0, 2), (2, 4), (4, 6), 10),
    "303": ((0, 4), (4, 6), (6, 8), 12), "304": ((0, 4), (4, 6), (6, 8), 14),
    "718": ((0, 4), (4, 6), (6, 8), 16),
}  # fmt: skip
_DATE_ONLY = {"2", "3", "4", "101", "102"}
_BY_LENGTH = {6: "101", 8: "102", 10: "201", 12: "203", 14: "204"}
# Years in two digits from 69 on are of the last century, as in POSIX.
_SHORT, _PIVOT = 2, 69
_LONGEST_DATE = 35
KILOGRAMS = {
    "KGM": 1.0, "KG": 1.0, "KGS": 1.0, "TNE": 1000.0, "GRM": 0.001, "DTN": 100.0,
    "LBR": 0.45359237, "STN": 907.18474, "LTN": 1016.0469088,
}  # fmt: skip
"""Kilograms of a unit of weight; KG and KGS are no codes of Rec. 20, but often written."""


def number(text: str) -> float | None:
    """Return a number, with point or comma and no separators of thousands, or None if it is none.

    ISO 9735 allows either mark whatever UNA says, so both are read.
    """
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def count(text: str) -> int | None:
    """Return a whole number that is not negative, or None if it is none."""
    found = number(text)
    return int(found) if found is not None and found >= 0 and found.is_integer() else None


def day(text: str, code: str) -> date | None:
    """Return the day of a date, period or time in a format of 2379, or None if it is none.

    Without a format the number of digits decides. Of a period (718) the first day counts.
    """
    code = code or _BY_LENGTH.get(len(text), "")
    if code not in _DAYS or len(text) > _LONGEST_DATE:
        return None
    *parts, shortest = _DAYS[code]
    if len(text) < shortest or (code in _DATE_ONLY and len(text) != shortest):
        return None
    year, month, day_of_month = (text[start:end] for start, end in parts)
    if not (year + month + day_of_month).isdecimal() or not text.isascii():
        return None
    century = 0 if len(year) > _SHORT else 1900 if int(year) >= _PIVOT else 2000
    try:
        return date(century + int(year), int(month), int(day_of_month))
    except ValueError:
        return None
