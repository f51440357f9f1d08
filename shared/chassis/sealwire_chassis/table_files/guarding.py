"""Cells that a spreadsheet would take for a formula: guarded on the way out, undone on the way in.

A cell that begins with = + - @ is run by Excel and LibreOffice when a CSV is opened (OWASP, CSV injection).
An apostrophe before it makes it text; also behind a comma, semicolon or tab inside a cell, where a program
with other settings begins the next one. Apostrophes that stand there already get one more, so that undoing
returns every text as it was.
"""

from __future__ import annotations

import re

_BEGINS = r"(^|[,;\t])"
_RUN = r"(?='*\s*[=+\-@\t\r＝＋－＠])"  # noqa: RUF001 - the wide signs count too
_RISKY = re.compile(_BEGINS + _RUN)
_GUARDED = re.compile(f"{_BEGINS}'{_RUN}")


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return _RISKY.sub(r"\1'", cell)


def unguarded(cell: str) -> str:
    """Return a cell as it was before it was guarded."""
    return _GUARDED.sub(r"\1", cell) if "'" in cell else cell
