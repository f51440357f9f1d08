"""Typed values made into the contract's messages, and refused by the field's name where they break a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from sealwire.errors import Unprocessable

if TYPE_CHECKING:
    from pathlib import Path

_Model = TypeVar("_Model", bound=BaseModel)


class FieldRefused(Unprocessable, code="onboarding-field"):
    """A field breaks a rule; correct it and run the command again, nothing was filed."""


class FormUnreadable(Unprocessable, code="onboarding-form-unreadable"):
    """The file cannot be read; check its path and permissions."""


def filled(model: type[_Model], **values: object) -> _Model:
    """Return a message made of typed values.

    Raises:
        FieldRefused: A value breaks a rule; the detail names each such field.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise FieldRefused(_said(error)) from error


def form(model: type[_Model], path: Path) -> _Model:
    """Return the message that a JSON file holds.

    Raises:
        FormUnreadable: The file cannot be read.
        FieldRefused: It is no JSON, or a field breaks a rule.
    """
    try:
        return model.model_validate_json(text_of(path))
    except ValidationError as error:
        raise FieldRefused(f"{path.name}: {_said(error)}") from error


def text_of(path: Path) -> str:
    """Return what stands in a text file.

    Raises:
        FormUnreadable: It cannot be read, or is no UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise FormUnreadable(f"{path}: {reason}.") from error


def _said(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, each['loc'])) or 'the whole'}: {each['msg']}" for each in error.errors()
    )
