"""The names that the tests of names speak of, from `cases.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CASES: dict[str, dict[str, Any]] = tomllib.loads((HERE / "cases.toml").read_text(encoding="utf-8"))


def rows(table: str) -> list[Any]:
    """Return the cases of a table; there are some."""
    found = list(CASES[table].values())
    assert found, table
    return found


def ids(table: str) -> list[str]:
    """Return what the cases of a table are called."""
    return list(CASES[table])
