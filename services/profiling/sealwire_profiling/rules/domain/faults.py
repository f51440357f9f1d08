"""What is wrong with a rule's text, where, and what to write instead."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sealwire_profiling.rules.domain.tree import Position


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a text.

    Attributes:
        code: Of the sentence in faults.toml.
        at: Where it stands.
        what: The part of the text that it is about.
        hint: Code of the sentence that says what to write instead, or "".
        near: What may have been meant, for the hint.
    """

    code: str
    at: Position
    what: str = ""
    hint: str = ""
    near: str = ""

    def sentence(self, language: str) -> str:
        """Return what the officer reads, in "en" or "ru"."""
        said = sentences()[self.code][language].format(what=self.what, near=self.near)
        if not self.hint:
            return said
        return f"{said} {sentences()[self.hint][language].format(what=self.what, near=self.near)}"


class Refused(Exception):
    """A text is no rule; `faults` say why, at least one."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{f.at.line}:{f.at.column} {f.sentence('en')}" for f in faults))
        self.faults = faults


def fault(code: str, at: Position, *, what: str = "", hint: str = "", near: str = "") -> Fault:
    """Return a fault; see Fault."""
    return Fault(code, at, what, hint, near)


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Return the sentences of faults by code and language."""
    return tomllib.loads(files(__package__).joinpath("faults.toml").read_text(encoding="utf-8"))
