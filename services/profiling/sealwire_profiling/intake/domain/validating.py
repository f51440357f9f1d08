"""What is wrong with a consignment as a whole, in plain words: pydantic's errors without the values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_WORDS: Mapping[str, tuple[str, str]] = {
    "missing": ("value-missing", "This is missing."),
    "string_too_long": ("too-long", "This is longer than {max_length} characters."),
    "string_too_short": ("value-missing", "This is empty."),
    "string_pattern_mismatch": ("form-wrong", "This has not the right form, or signs that cannot be kept."),
    "too_long": ("too-many", "There are more than {max_length} of these."),
    "greater_than_equal": ("too-small", "This is less than {ge}."),
    "less_than_equal": ("too-large", "This is more than {le}."),
    "enum": ("choice-unknown", "This is none of: {expected}."),
}


class FieldError(NamedTuple):
    """A field and what is wrong with it; `item` counts from 0 in the first list on the way to it."""

    path: str
    item: int
    code: str
    message: str


def field_errors(error: ValidationError) -> Iterator[FieldError]:
    """Yield what is wrong; paths as in a mapping where they can be told, else the model's own."""
    for found in error.errors(include_url=False, include_input=False):
        item = next((part for part in found["loc"] if isinstance(part, int)), 0)
        names = ".".join(part for part in found["loc"] if isinstance(part, str))
        code, message = _told(found)
        yield FieldError(names, item, code, message)


def _told(found: ErrorDetails) -> tuple[str, str]:
    code, message = _WORDS.get(found["type"], ("form-wrong", "This has not the right form."))
    return code, message.format_map({**found.get("ctx", {})})
