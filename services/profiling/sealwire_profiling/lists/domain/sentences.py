"""The words for codes, in English and Russian."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from sealwire.contract.profiling.lists import Said

if TYPE_CHECKING:
    from collections.abc import Mapping


@lru_cache(maxsize=1)
def sentences() -> Mapping[str, Said]:
    """Return the words of each code."""
    text = resources.files(__package__).joinpath("sentences.toml").read_text(encoding="utf-8")
    return {code: Said(code=code, **words) for code, words in tomllib.loads(text).items()}


def said(code: str) -> Said:
    """Return the words of a code; one that stands in no table speaks for itself."""
    return sentences().get(code) or Said(code=code, en=code, ru=code)
