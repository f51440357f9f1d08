"""The sentences of the room, in both languages."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Return each code's sentence by language: en, ru."""
    text = (resources.files(__package__) / "sentences.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
