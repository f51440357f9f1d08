"""The functions of the field that profiles have beside CEL's own, as a table."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class FieldFunction:
    """One function for one list of kinds; `meaning` by language, "en" and "ru"."""

    id: str
    name: str
    parameters: tuple[str, ...]
    result: str
    example: str
    meaning: dict[str, str]


@cache
def field_functions() -> tuple[FieldFunction, ...]:
    """Return all functions of functions.toml, in the order in which officers read of them."""
    table = tomllib.loads(files(__package__).joinpath("functions.toml").read_text(encoding="utf-8"))
    return tuple(
        FieldFunction(
            each["id"],
            each["name"],
            tuple(each["parameters"]),
            each["result"],
            each["example"],
            {"en": each["en"], "ru": each["ru"]},
        )
        for each in table["function"]
    )
