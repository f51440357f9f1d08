"""Numbers that are compared exactly: containers and plates, IMO numbers, phones, tax and document numbers.

They are written in many ways, but a number is the same or it is not: so they are brought to one writing and
compared as a whole, never by degrees.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from sealwire.contract.profiling.lists import IdentifierKind

if TYPE_CHECKING:
    from collections.abc import Mapping

MIN_SIGNS = 4
"""Shorter numbers stand in too many documents by chance."""
_IMO = re.compile(r"(?:IMO)?([0-9]{7})")
_IMO_WEIGHTS = range(7, 1, -1)
_NO_SIGN = re.compile(r"[^0-9A-Z]+")
_BETWEEN = re.compile(r"[,;/]")
_PHONE_END = re.compile(r"[^\W\d_]")
# The Cyrillic capitals that plates use, because each has a Latin twin (GOST R 50577): so a plate is the
# same in either alphabet, and a container number typed with a Cyrillic letter is found too.
_TWINS = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")  # noqa: RUF001 - letters that look alike are meant


@lru_cache(maxsize=262_144)
def canonical(kind: IdentifierKind, text: str, country: str | None = None) -> tuple[str, ...]:
    """Return the numbers that a text has, each in one writing; empty where it has none that could match.

    Args:
        kind: What it identifies.
        text: As written; several stand between commas, semicolons or slashes.
        country: Of whose phone it is, ISO 3166-1 alpha-2: a number without its calling code is of there.
    """
    if kind is IdentifierKind.PHONE:
        found = [_phone(part, country) for part in _BETWEEN.split(text)]
    elif kind is IdentifierKind.IMO:
        found = [match[1] for match in map(_IMO.fullmatch, _parts(text)) if match]
    else:
        found = _parts(text)
    return tuple(dict.fromkeys(each for each in found if len(each) >= MIN_SIGNS))


def is_international(phone: str) -> bool:
    """Tell whether a phone number says its country's calling code."""
    return phone.strip().startswith(("+", "00"))


def imo_checks(number: str) -> bool:
    """Tell whether the check digit of an IMO number of seven digits is right.

    Source: IMO resolution A.1117(30): the sum of the first six digits by 7 to 2 ends with the seventh.
    """
    return sum(w * int(d) for w, d in zip(_IMO_WEIGHTS, number, strict=False)) % 10 == int(number[-1])


def _parts(text: str) -> list[str]:
    """Return each part alone, and all of them together: a slash may also belong to a number."""
    parts = [_signs(part) for part in _BETWEEN.split(text)]
    return [*parts, "".join(parts)] if len(parts) > 1 else parts


def _signs(text: str) -> str:
    if text.isascii():
        return _NO_SIGN.sub("", text.upper())
    upper = unicodedata.normalize("NFKC", text).upper().translate(_TWINS)
    return "".join(each for each in upper if each.isalnum())


def _phone(text: str, country: str | None) -> str:
    normal = unicodedata.normalize("NFKC", text).strip()
    # Words before the number ("tel.") are passed over; what follows a word after it is an extension.
    began = re.search(r"[+(]?\d", normal)
    if began is None:
        return ""
    written = _PHONE_END.split(normal[began.start() :])[0]
    digits = "".join(str(unicodedata.digit(each)) for each in written if each.isdecimal())
    if written.startswith("+"):
        return digits
    if digits.startswith("00"):
        return digits[2:]
    return _dialled(digits, country)


def _dialled(digits: str, country: str | None) -> str:
    plan = _plans().get(country or "")
    if plan is None:
        return digits
    code, trunk, lengths = plan
    if digits.startswith(trunk) and len(digits) - len(trunk) in lengths:
        return code + digits[len(trunk) :]
    return code + digits if len(digits) in lengths else digits


@lru_cache(maxsize=1)
def _plans() -> Mapping[str, tuple[str, str, tuple[int, ...]]]:
    text = resources.files(__package__).joinpath("calling_codes.toml").read_text(encoding="utf-8")
    countries = tomllib.loads(text)["countries"]
    return {name: (row["code"], row["trunk"], tuple(row["digits"])) for name, row in countries.items()}
