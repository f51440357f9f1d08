"""What can be wrong in an interchange: a code and its sentence, in English and Russian."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from sealwire_profiling.intake.domain.parsed import LineError

Fact = str | int


def fault(code: str, line: int, column: str = "", **facts: Fact) -> LineError:
    """Return what is wrong at a segment, with its sentence in English.

    Args:
        code: One of messages.toml.
        line: Number of the segment.
        column: Tag and data element, such as `MEA 6314`; empty for the segment as a whole.
        facts: What the sentence names.
    """
    return LineError(line, column, code, sentence(code, "en", **facts))


def sentence(code: str, language: str, **facts: Fact) -> str:
    """Return the sentence of a code in a language, `en` or `ru`."""
    return sentences()[code][language].format(**facts)


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Return all sentences, by code and language."""
    text = files(__package__).joinpath("messages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
