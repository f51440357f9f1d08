"""Types of the fields of a notice: what may stand in one, and how it is carried.

Numbers with a fraction are carried as text, because the envelope's encoding has no floats.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sealwire.errors import SealwireError
from sealwire.identifiers import check_unit_code
from sealwire.notices import identification
from sealwire.notices.codelists import codelist
from sealwire.notices.errors import ValueNotValid

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
Json = dict[str, Any]

AMOUNT = r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?"
DEGREES = r"-?(0|[1-9][0-9]{0,2})(\.[0-9]{1,7})?"
DATE = r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}"
INSTANT = DATE + r"T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})"
LATER_CODE = r"[A-Za-z0-9][A-Za-z0-9-]{0,39}"

_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LISTED_CODES = 40


class Code:
    """Marks a text field whose value is a code of one codelist."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check the code after the text."""
        return core_schema.with_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Name the codelist, and list its codes where they are few."""
        codes = list(codelist(self.name).codes)
        listed = {"enum": codes} if len(codes) <= _LISTED_CODES else {"pattern": f"^{LATER_CODE}$"}
        return {**handler(schema), "x-codelist": self.name, **listed}

    def _check(self, code: str, info: ValidationInfo) -> str:
        codes = codelist(self.name).codes
        if code in codes:
            return code
        later = isinstance(info.context, dict) and info.context.get("later")
        if later and re.fullmatch(LATER_CODE, code):
            return code  # a later release of the schema may have added it
        choices = f", one of: {', '.join(codes)}" if len(codes) <= _LISTED_CODES else ""
        raise _refused(f"it is not a code of the list {self.name}{choices}")


def check_line(text: str) -> str:
    """Return text that is one line and safe to print.

    Raises:
        ValueNotValid: It has line breaks, control characters or marks that change the direction of writing,
            by which one text can be made to look like another on a screen.
    """
    if any(character in "\n\u2028\u2029" for character in text):
        raise ValueNotValid("it must be one line")
    return check_note(text)


def check_note(text: str) -> str:
    """Return text of any number of lines that is safe to print.

    Raises:
        ValueNotValid: As check_line, except for line breaks.
    """
    if any(unicodedata.category(character) in {"Cc", "Cs"} and character != "\n" for character in text):
        raise ValueNotValid("it has control characters")
    if not _BIDI.isdisjoint(text):
        raise ValueNotValid("it has marks that change the direction of writing")
    return text


def read_amount(text: str) -> Decimal:
    """Return a number of at most 15 digits before and 6 after the point, written without exponent or sign."""
    if not re.fullmatch(AMOUNT, text):
        raise ValueNotValid('it is a plain number with a point, such as "20063.5", at most 6 digits after it')
    return Decimal(text)


def read_degrees(text: str) -> Decimal:
    """Return degrees of longitude or latitude, at most 7 digits after the point."""
    if not re.fullmatch(DEGREES, text):
        raise ValueNotValid('it is a number of degrees, such as "72.7985", at most 7 digits after the point')
    return Decimal(text)


def read_date(text: str) -> date:
    """Return a date written YYYY-MM-DD, from 1900 to 2199."""
    if not re.fullmatch(DATE, text):
        raise ValueNotValid("a date is written YYYY-MM-DD, such as 2026-11-22")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueNotValid("there is no such day in the calendar") from error


def read_instant(text: str) -> datetime:
    """Return a date and time with its offset from UTC, such as 2026-11-25T18:00+06:00."""
    if not re.fullmatch(INSTANT, text):
        raise ValueNotValid("a time is written with its offset from UTC, such as 2026-11-25T18:00+06:00")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueNotValid("there is no such day or hour") from error


def write_instant(moment: datetime) -> str:
    """Return the text of a time to the second; UTC is Z."""
    text = moment.isoformat(timespec="seconds")
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def write_amount(number: Decimal) -> str:
    """Return the text of a number, without exponent, as many digits as were given."""
    return f"{number:f}"


def check_unit(text: str) -> str:
    """Return a unit code in capitals."""
    return check_unit_code(text.upper())


def validated(check: Callable[[str], T], value: object) -> T:
    """Return what a check makes of a field's value; its refusal becomes the reason that the officer reads."""
    if not isinstance(value, str):
        raise _refused("it must be text in quotes")
    try:
        return check(value.strip())
    except SealwireError as error:
        raise _refused(error.detail) from error


def _refused(reason: str) -> PydanticCustomError:
    return PydanticCustomError("value", "{reason}", {"reason": reason})


def _telling(check: Callable[[str], T]) -> Callable[[Any], T]:
    """Return the check as a validator of a field."""
    return partial(validated, check)


def _form(pattern: str, example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$", "examples": [example]})


Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_telling(check_line))]
Reference = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_telling(check_line))]
Note = Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_telling(check_note))]

Amount = Annotated[
    Decimal,
    BeforeValidator(_telling(read_amount)),
    PlainSerializer(write_amount),
    _form(AMOUNT, "20063.5"),
]
PositiveAmount = Annotated[Amount, Field(gt=0), _form(AMOUNT, "20063.5")]
Degrees = Annotated[
    Decimal,
    BeforeValidator(_telling(read_degrees)),
    PlainSerializer(write_amount),
    _form(DEGREES, "72.7985"),
]
Day = Annotated[
    date,
    BeforeValidator(_telling(read_date)),
    PlainSerializer(date.isoformat),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Instant = Annotated[
    datetime,
    BeforeValidator(_telling(read_instant)),
    PlainSerializer(write_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Count = Annotated[int, Field(ge=1, le=1_000_000_000)]

Unit = Annotated[str, AfterValidator(_telling(check_unit)), _form("[A-Z]{2}-[A-Z0-9]{2,12}", "KG-OSH")]
HsDigits = Annotated[
    str,
    AfterValidator(_telling(identification.check_hs_code)),
    _form("([0-9]{2}){1,3}", "291521"),
]
UnNumber = Annotated[
    str, AfterValidator(_telling(identification.check_un_number)), _form("UN[0-9]{4}", "UN2790")
]
ImoNumber = Annotated[
    str, AfterValidator(_telling(identification.check_imo_number)), _form("[0-9]{7}", "9319466")
]
SizeType = Annotated[
    str,
    AfterValidator(_telling(identification.check_size_type)),
    _form("[1-4A-P][0-9A-P][A-Z][0-9A-Z]", "22G1"),
]
Locode = Annotated[
    str, AfterValidator(_telling(identification.check_locode)), _form("[A-Z]{2}[A-Z2-9]{3}", "KZAAU")
]
Country = Annotated[str, Code("country")]
Currency = Annotated[str, Code("currency")]
