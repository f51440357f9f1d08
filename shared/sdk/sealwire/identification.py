"""Identification numbers of the trade: their form, their check digit, and how they are written here.

Each check takes what somebody typed, returns the one form that is kept, and refuses with a reason.
python-stdnum computes the check digits; the forms are checked here, since its own are too lenient.
Notices refuse what fails; profiling reports it.
"""

from __future__ import annotations

import re

from stdnum import imo, iso6346, luhn

from sealwire.errors import Unprocessable

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015.]+")
_OWNER = re.compile(r"[A-Z]{3}")
_DIGITS = re.compile(r"[0-9]+")
_SIZE_TYPE = re.compile(r"[1-4A-HK-NP][024-689C-FL-NP][A-Z][0-9A-Z]")
_PLATE = re.compile(r"(?=.*[0-9])[0-9A-Z\u0410-\u042f]{3,15}")
_CONTAINER_LENGTH = 11
_HS_LAST_CHAPTER, _HS_RESERVED_CHAPTER = 97, 77
_IMO = re.compile(r"[0-9]{7}")
_UN = re.compile(r"[0-3][0-9]{3}")
_UN_FIRST = 4
HS_EDITIONS = (1988, 1992, 1996, 2002, 2007, 2012, 2017, 2022, 2028)


class ValueNotValid(Unprocessable, code="value-not-valid"):
    """This value breaks a rule; the reason says which."""


class WrongCheckDigit(ValueNotValid):
    """This value breaks a rule; the reason says which."""

    def __init__(self, actual: str, expected: str, standard: str) -> None:
        self.actual = actual
        self.expected = expected
        super().__init__(
            f"the check digit is {actual}, expected {expected} ({standard}): a character was probably misread"
        )


def check_container_number(text: str) -> str:
    """Return a container number as 11 characters (`CSQU3054383`).

    Raises:
        ValueNotValid: The owner code is not three letters A-Z, the category is not U, J or Z, the serial
            number is not six digits, or the check digit is wrong (the expected one is named).

    Source: ISO 6346; a remainder of 10 is written as 0.
    """
    number = latin(text)
    if len(number) != _CONTAINER_LENGTH:
        raise ValueNotValid("a container number has 4 letters and 7 digits, such as CSQU3054383 (ISO 6346)")
    if not _OWNER.fullmatch(number[:3]):
        raise ValueNotValid("the owner code (first 3 characters) has letters A-Z only (ISO 6346)")
    if number[3] not in "UJZ":
        raise ValueNotValid("the 4th letter is the category: U, J or Z (ISO 6346)")
    if not _DIGITS.fullmatch(number[4:]):
        raise ValueNotValid("after the 4 letters come 6 digits and the check digit (ISO 6346)")
    _same_digit(number, iso6346.calc_check_digit(number[:-1]), "ISO 6346")
    return number


def check_size_type(text: str) -> str:
    """Return a container's size and type code (`22G1`).

    Source: ISO 6346: length, height and width, type group, type.
    """
    code = latin(text)
    if not _SIZE_TYPE.fullmatch(code):
        raise ValueNotValid("a size and type code has 4 characters, such as 22G1 or 45R1 (ISO 6346)")
    return code


def check_imo_number(text: str) -> str:
    """Return a ship's IMO number as 7 digits.

    Source: IMO resolution A.1117(30); the last digit checks the others.
    """
    number = latin(text).removeprefix("IMO")
    if not _IMO.fullmatch(number):
        raise ValueNotValid("an IMO number has 7 digits, such as IMO 9319466")
    _same_digit(number, imo.calc_check_digit(number[:-1]), "IMO")
    return number


def check_wagon_number(text: str) -> str:
    """Return a railway wagon's number: 8 digits (1520 mm railways) or 12 (UIC), with a check digit.

    Source: UIC 438-2 and the numbering of the 1520 mm railways; both weigh the digits 2, 1, 2, 1...
    """
    number = latin(text)
    if len(number) not in {8, 12} or not _DIGITS.fullmatch(number):
        raise ValueNotValid("a wagon number has 8 digits, or 12 in the UIC form")
    _same_digit(number, luhn.calc_check_digit(number[:-1]), "wagon number")
    return number


def check_plate(text: str) -> str:
    """Return a registration plate without spaces; plates have Latin or Russian capitals and a digit."""
    number = compact(text)
    if not _PLATE.fullmatch(number):
        raise ValueNotValid("a plate has 3 to 15 letters and digits, at least one of them a digit")
    return number


def check_hs_code(text: str) -> str:
    """Return an HS code as 2, 4 or 6 digits.

    Source: Harmonized System: chapters 01 to 97, of which 77 is reserved; 98 and 99 are national.
    """
    code = compact(text)
    if len(code) not in {2, 4, 6} or not _DIGITS.fullmatch(code):
        raise ValueNotValid("an HS code has 2, 4 or 6 digits; leave out what a country adds after them")
    chapter = int(code[:2])
    if chapter == _HS_RESERVED_CHAPTER:
        raise ValueNotValid("HS chapter 77 is reserved and holds no goods")
    if not 1 <= chapter <= _HS_LAST_CHAPTER:
        raise ValueNotValid("HS chapters run from 01 to 97")
    if code[2:4] == "00":
        raise ValueNotValid("HS headings are numbered from 01 within their chapter")
    return code


def check_un_number(text: str) -> str:
    """Return a UN number of dangerous goods as `UN` and 4 digits.

    Source: UN Model Regulations, dangerous goods list (0004 to 3999 leaves room for later editions).
    """
    digits = latin(text).removeprefix("UN")
    if not _UN.fullmatch(digits) or int(digits) < _UN_FIRST:
        raise ValueNotValid("a UN number has 4 digits between 0004 and 3999, such as UN 2790")
    return f"UN{digits}"


def _same_digit(number: str, expected: str, standard: str) -> None:
    if number[-1] != expected:
        raise WrongCheckDigit(number[-1], expected, standard)


def compact(text: str) -> str:
    """Return a text in capitals, without spaces, hyphens, dashes and points."""
    return _SEPARATORS.sub("", text).upper()


def latin(text: str) -> str:
    """Return a text as `compact` does.

    Raises:
        ValueNotValid: It has a letter that is not Latin.
    """
    written = compact(text)
    if not written.isascii() and any(each.isalpha() and not each.isascii() for each in written):
        raise ValueNotValid("it has letters that are not Latin A-Z; a Cyrillic one may look alike")
    return written
