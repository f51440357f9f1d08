"""Questions of the guide: asked again, with the reason, until the answer can be read."""

from __future__ import annotations

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sealwire.cli import output
from sealwire.cli.asking import ask
from sealwire.cli.onboarding import documents
from sealwire.errors import Unprocessable
from sealwire.identifiers import MalformedIdentifier, check_handle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sealwire.cli.onboarding.documents import Document

_T = TypeVar("_T")
_Choice = TypeVar("_Choice", bound=StrEnum)


class AnswerUnclear(Unprocessable, code="answer-unclear"):
    """This answer cannot be read."""


def may_ask(*, stdin: bool) -> bool:
    """Tell whether somebody is there to answer; a pipe that nobody writes into would be waited for for ever.

    Args:
        stdin: Whether the caller said that the answers come from standard input.
    """
    return stdin or sys.stdin.isatty()


def ask_each(question: str, read: Callable[[str], _T]) -> list[_T]:
    """Return what was typed, one thing or more, each on its line, up to an empty line."""
    found: list[_T] = []
    while each := _until(
        f"{question} ({len(found) + 1}; empty: no more)",
        lambda text: [read(text)] if text else [],
        required=not found,
    ):
        found += each
    return found


def ask_names(question: str) -> list[str]:
    """Return what was typed on one line, separated by commas; one name or more."""
    return _until(question, _names)


def ask_handle(question: str, *, required: bool) -> str:
    """Return an officer's handle, in small letters; empty where that is allowed."""
    return _until(question, lambda text: check_handle(text.lower()) if text else "", required=required)


def ask_day(question: str, *, since: date = date.min) -> date:
    """Return a day.

    Args:
        question: What is asked.
        since: The first day that it may be.
    """

    def read(text: str) -> date:
        if (found := day(text)) < since:
            raise AnswerUnclear(f"It is {since} or later.")
        return found

    return _until(f"{question} (such as 2022-04-08)", read)


def ask_number(question: str) -> int:
    """Return a number, zero or more."""
    return _until(question, _number)


def ask_choice(question: str, choices: type[_Choice]) -> _Choice:
    """Return one of a list."""
    return _until(f"{question} ({', '.join(choices)})", lambda text: chosen(choices, text))


def ask_choice_or_none(question: str, choices: type[_Choice]) -> _Choice | None:
    """Return one of a list; None where nothing was typed."""
    return _until(question, lambda text: chosen(choices, text) if text else None, required=False)


def ask_choices(question: str, choices: type[_Choice]) -> list[_Choice]:
    """Return some of a list, typed with commas between them."""
    return _until(
        f"{question} (some of {', '.join(choices)})",
        lambda text: [chosen(choices, each) for each in text.split(",")],
    )


def ask_document(question: str) -> Document:
    """Return a file that may be filed."""
    # File managers put a copied path between quotes.
    return _until(
        f"{question}: path of the file", lambda text: documents.read(Path(text.strip("\"'")).expanduser())
    )


def yes(question: str) -> bool:
    """Return whether the answer is yes."""
    return _until(f"{question}? (yes, no)", _yes)


def picked(things: Sequence[_T], typed: str) -> _T:
    """Return the thing whose number was typed, from 1.

    Raises:
        AnswerUnclear: There is none of that number.
    """
    number = _number(typed)
    if not 1 <= number <= len(things):
        raise AnswerUnclear(f"It is a number from 1 to {len(things)}.")
    return things[number - 1]


def day(text: str) -> date:
    """Return the day that a text names.

    Raises:
        AnswerUnclear: It names none.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise AnswerUnclear("A day is written as 2022-04-08.") from error


def chosen(choices: type[_Choice], text: str) -> _Choice:
    """Return the choice that a text names.

    Raises:
        AnswerUnclear: It names none.
    """
    name = text.strip().lower().replace("-", "_").replace(" ", "_")
    if name not in set(choices):
        raise AnswerUnclear(f"It is one of {', '.join(choices)}.")
    return choices(name)


def _yes(text: str) -> bool:
    if text.lower() not in {"y", "yes", "n", "no"}:
        raise AnswerUnclear("It is yes or no.")
    return text.lower() in {"y", "yes"}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len("10000000")):
        raise AnswerUnclear("A number is written with digits only.")
    return int(text)


def _names(text: str) -> list[str]:
    found = [part for each in text.split(",") if (part := each.strip())]
    if not found:
        raise AnswerUnclear("It is one name or more, with commas between them.")
    return found


def _until(question: str, read: Callable[[str], _T], *, required: bool = True) -> _T:
    while True:
        typed = ask(question, required=required)
        try:
            return read(typed)
        except (Unprocessable, MalformedIdentifier, documents.DocumentTooLarge) as error:
            output.message(f"  {error.title()} {error.detail}")
