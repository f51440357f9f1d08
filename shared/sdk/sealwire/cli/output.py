"""What a command prints: the result on standard output, as text or JSON; messages on standard error."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sealwire.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sealwire.errors import SealwireError

Json = dict[str, Any]
_NARROW, _GAP = 12, 3
_ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def result(value: Json) -> None:
    """Print a result as one line of JSON, which a terminal would not obey either."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    sys.stdout.write("".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in text) + "\n")
    sys.stdout.flush()


def lines(texts: Iterable[str]) -> None:
    """Print lines of a result, made safe for a terminal."""
    for text in texts:
        sys.stdout.write(printable(text) + "\n")
    sys.stdout.flush()


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; what others wrote cannot move the cursor or change colours, and an id stays whole."""
    from rich import box  # noqa: PLC0415  # only when a table is printed
    from rich.console import Console  # noqa: PLC0415  # as above
    from rich.table import Table  # noqa: PLC0415  # as above
    from rich.text import Text  # noqa: PLC0415  # as above

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    cells = list(rows)
    # An id is copied into the next command: broken into two lines it is none, so that the table is wider.
    ids = [
        max((len(row[at]) for row in cells if _ID.fullmatch(row[at])), default=0)
        for at in range(len(headings))
    ]
    for heading, length in zip(headings, ids, strict=True):
        grid.add_column(heading, overflow="fold", no_wrap=bool(length))
    for row in cells:
        grid.add_row(*(Text(printable(cell)) for cell in row))
    console = Console(file=sys.stdout, markup=False, highlight=False)
    if any(ids):
        console.width = max(console.width, sum((length or _NARROW) + _GAP for length in ids))
    console.print(grid)


def message(text: str) -> None:
    """Print a message for the person at the keyboard."""
    sys.stderr.write(f"{printable(text)}\n")
    sys.stderr.flush()


def failure(error: SealwireError, *, as_json: bool) -> None:
    """Print a refusal: a line that says what to do next, and the problem as JSON where that was asked for."""
    if as_json:
        result({"error": error.problem()})
    message(f"sealwire: {error.title()} {error.detail}".strip())
    shown = {
        name: value for name, value in error.facts.items() if isinstance(value, str | int) and value != ""
    }
    if shown and not error.detail:
        message("  " + ", ".join(f"{name}: {value}" for name, value in shown.items()))
    errors = error.facts.get("errors")
    for each in errors if isinstance(errors, list) else ():
        if isinstance(each, dict):
            message(f"  {each.get('field')}: {each.get('reason')}")


def when(seconds: int | None) -> str:
    """Return a time as an officer reads it, in UTC."""
    if seconds is None:
        return "-"
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")
    except (OverflowError, OSError, ValueError):
        return str(seconds)
