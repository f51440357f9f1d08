"""Questions to the person at the keyboard: asked on standard error, so that the result stays clean."""

from __future__ import annotations

import sys

from sealwire.errors import BadRequest


class NoAnswer(BadRequest, code="no-answer"):
    """The input ended before every question was answered; run it at a terminal, or give the option."""


def ask(question: str, *, required: bool = True) -> str:
    """Return what was typed, asking again while a required answer is empty.

    Raises:
        NoAnswer: The input has ended.
    """
    while True:
        sys.stderr.write(f"{question}: ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise NoAnswer(question)
        if line.strip() or not required:
            return line.strip()


def ask_secret(question: str, *, twice: bool = False) -> str:
    """Return what was typed without showing it; asked for twice where a typing error would lock everyone out.

    Raises:
        NoAnswer: The input has ended.
    """
    from getpass import getpass  # noqa: PLC0415  # only to ask

    while True:
        try:
            first = getpass(f"{question}: ", stream=sys.stderr)
            if not twice or getpass("The same again: ", stream=sys.stderr) == first:
                return first
        except EOFError as error:
            raise NoAnswer(question) from error
        sys.stderr.write("They differ; try again.\n")
