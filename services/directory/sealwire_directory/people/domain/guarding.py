"""Cells that a spreadsheet would take for a formula: guarded on the way out, undone on the way in.

A cell that begins with = + - @ is run by Excel and LibreOffice when a CSV is opened (OWASP, CSV injection).
An apostrophe before it makes it text. Cells that begin with apostrophes of their own before such a sign get
one more, so that undoing returns every text as it was.
"""

from __future__ import annotations

import re

_RISKY = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return a cell as it was before it was guarded."""
    return cell[1:] if _GUARDED.match(cell) else cell
