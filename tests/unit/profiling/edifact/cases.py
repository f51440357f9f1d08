"""Cases of reading EDIFACT: a file each, of a base and what a case changes, and what must come out."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parent / "fixtures"
KINDS = ("cuscar", "iftmin", "baplie")
_DEFAULT_UNA = "UNA:+.? '"
# A terminator that is not released; one before a space is a text's, in a case with another terminator.
_ENDS = re.compile(r"(?<![?])(?:[?][?])*'(?! )")
_LONG = "LONG TEXT " * 100


@dataclass(frozen=True)
class Case:
    """A file, and what reading it must give.

    Attributes:
        name: What the case requires.
        data: The bytes of the file.
        expect: Of the consignments that are kept, in order, the values that matter.
        errors: `TAG element: code` of each error, in order.
        warnings: The same of what is told of consignments that are kept.
        kept: How many consignments are kept.
        last: Reference of the last consignment, which no fault of another may lose; empty where it is lost.
    """

    name: str
    data: bytes
    expect: list[dict[str, Any]]
    errors: list[str]
    warnings: list[str]
    kept: int | None
    last: str


def cases(kind: str) -> list[Case]:
    """Return the cases of a message type."""
    table = tomllib.loads((FIXTURES / f"{kind}.toml").read_text(encoding="utf-8"))
    return [_case(table, row) for row in table["case"]]


def _case(table: dict[str, Any], row: dict[str, Any]) -> Case:
    return Case(
        name=row["name"],
        data=_file(table, row),
        expect=row.get("expect", []),
        errors=row.get("errors", []),
        warnings=row.get("warnings", []),
        kept=row.get("kept"),
        last=row.get("last", "" if "raw" in row else table["last"]),
    )


def _file(table: dict[str, Any], row: dict[str, Any]) -> bytes:
    if "raw" in row:
        return bytes(row["raw"], "utf-8")
    body = row.get("body", table["base"]).strip().replace("\n", "")
    for old, new in row.get("change", []):
        assert body.count(old) == 1, f"{row['name']}: {old} stands {body.count(old)} times"
        body = body.replace(old, new.replace("%LONG%", _LONG))
    count = len(_ENDS.findall(body)) + 2
    trailer = row.get("trailer", f"UNT+{count}+{row.get('trailer_reference', '1')}'")
    syntax = row.get("syntax", "UNOA:2")
    head = f"UNB+{syntax}+ZZZLINE+KGCUSTOMS+261126:0900+REF1'UNH+1+{table['kind']}'"
    text = head + body + trailer + row.get("end", "UNZ+1+REF1'")
    una = row.get("una", _DEFAULT_UNA)
    if row.get("translated", True) and una:
        text = _translated(text, una)
    breaks = row.get("breaks", "\r\n")
    terminator = una[-1] if una else "'"
    release = re.escape(una[6] if una else "?")
    ends = f"(?<!{release})((?:{release}{release})*){re.escape(terminator)}(?! )"
    broken: str = re.sub(ends, lambda found: found[0] + breaks, text)
    if length := row.get("records"):
        whole = f"{una}{broken}"
        return "\r\n".join(whole[at : at + length] for at in range(0, len(whole), length)).encode()
    return f"{una}{broken}".encode(row.get("charset", "utf-8"))


def _translated(text: str, una: str) -> str:
    """Return the text with the separators of another UNA; what a case released in them stays."""
    advice, standard = una[3:], ":+.?*'"
    if advice == ":+.? '":
        return text
    kept = {f"{advice[3]}{each}": chr(0xE000 + place) for place, each in enumerate(advice)}
    kept["' "] = "\ue100"
    for released, stand_in in kept.items():
        text = text.replace(released, stand_in)
    text = text.translate(
        {ord(old): new for old, new in zip(standard, advice, strict=True) if old not in ".*"}
    )
    for released, stand_in in kept.items():
        text = text.replace(stand_in, released)
    return text
