"""How an interchange is written: its service characters and its character set.

Source: ISO 9735-1:2002, clauses 5 and 7 and annex A (level A); ISO 9735:1988 for the separators of level B.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import NamedTuple


class ServiceCharacters(NamedTuple):
    """The characters that structure an interchange, one byte each; `release` is empty where there is none."""

    component: bytes
    element: bytes
    decimal: bytes
    release: bytes
    terminator: bytes


LEVEL_A = ServiceCharacters(b":", b"+", b".", b"?", b"'")
LEVEL_B = ServiceCharacters(b"\x1f", b"\x1d", b".", b"", b"\x1c")
CHARSETS = {
    "UNOA": "ascii", "UNOB": "ascii", "UNOC": "iso8859-1", "UNOD": "iso8859-2", "UNOE": "iso8859-5",
    "UNOF": "iso8859-7", "UNOG": "iso8859-3", "UNOH": "iso8859-4", "UNOI": "iso8859-6", "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9", "UNOL": "iso8859-15", "UNOW": "utf-8", "UNOX": "utf-8", "UNOY": "utf-8",
    "KECA": "euc-kr",
}  # fmt: skip
"""Codecs by syntax identifier (0001). UNOX and wide UNOY are turned into UTF-8 before they are read."""
_SPACE = b" \t\r\n"
_HEAD = re.compile(rb"(?:UNA(.{6})[ \t\r\n]*)?(UN[BGH])(.)(?:(.{4}))?", re.DOTALL)
_BARE_UNA = re.compile(rb"UNA[^A-Za-z0-9\s][^A-Za-z0-9\s].{3}[^A-Za-z0-9\s][ \t\r\n]*\Z", re.DOTALL)
_LOOK = 512
_RECORDS, _SHORTEST_RECORD = 3, 64
_ESCAPE = b"\x1b"


@dataclass(frozen=True, slots=True)
class Opening:
    """How an interchange begins.

    Attributes:
        characters: Its service characters, those of UNA or the standard ones.
        start: Offset of its first segment after UNA.
        charset: Python's codec of its texts.
        faults: Codes of what is wrong with UNA or with the syntax identifier.
    """

    characters: ServiceCharacters
    start: int
    charset: str
    faults: tuple[str, ...]


def looks_like_edifact(data: bytes) -> bool:
    """Return whether a file begins as an interchange or a message does."""
    head = _plain(data[:_LOOK]).lstrip(_SPACE)
    return bool(_BARE_UNA.match(head)) or _begins(head) is not None


def plain(data: bytes) -> bytes:
    """Return an interchange in which each service character is one byte that stands for nothing else.

    A byte order mark goes; UTF-16 (UNOY) and the escape sequences of UNOX become UTF-8. All other sets
    have ASCII as their lower half, so that bytes can be split before they are decoded. Where the file is cut
    into records of one length, as mainframes do, the breaks go: they stand in the middle of words.
    """
    data = _plain(data)
    found = _begins(data[:_LOOK].lstrip(_SPACE))
    if found and found[4] == b"UNOX" and _ESCAPE in data:
        data = data.decode("iso2022_jp_2", "replace").encode()
    if _is_wrapped(data[:_LOOK]):
        return data.replace(b"\r", b"").replace(b"\n", b"")
    return data


def opening(data: bytes, at: int = 0) -> Opening | None:
    """Return how the interchange at an offset begins, or None where none does."""
    head = data[at : at + _LOOK]
    skipped = len(head) - len(head.lstrip(_SPACE))
    found = _begins(head.lstrip(_SPACE))
    if found is None:
        return None
    faults = []
    characters = LEVEL_B if found[3] == LEVEL_B.element and not found[1] else LEVEL_A
    if found[1]:
        advised = _advised(found[1])
        if advised is None:
            faults.append("service-characters")
        characters = advised or LEVEL_A
    charset = "utf-8"
    if found[2] == b"UNB":
        charset = CHARSETS.get((found[4] or b"").decode("latin-1"), "")
        if not charset:
            faults.append("charset-unknown")
    return Opening(characters, at + skipped + found.start(2), charset or "utf-8", tuple(faults))


def _plain(data: bytes) -> bytes:
    for mark, codec in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return data[2:].decode(codec, "replace").encode()
    for begin, codec in ((b"U\0N\0", "utf-16-le"), (b"\0U\0N", "utf-16-be")):
        if data.startswith(begin):
            return data.decode(codec, "replace").encode()
    return data.removeprefix(codecs.BOM_UTF8)


def _is_wrapped(head: bytes) -> bool:
    """Return whether a file begins with records of one length, of which some end within a segment."""
    *lines, _ = head.splitlines()[: _RECORDS + 1] or [b""]
    if len(lines) < _RECORDS or len({len(line) for line in lines}) != 1 or len(lines[0]) < _SHORTEST_RECORD:
        return False
    last = lines[0][8:9] if lines[0].startswith(b"UNA") else LEVEL_A.terminator
    return not all(line.endswith(last) for line in lines)


def _begins(head: bytes) -> re.Match[bytes] | None:
    found = _HEAD.match(head)
    if found and (found[1] or found[3] in {LEVEL_A.element, LEVEL_B.element}):
        return found
    return None


def _advised(advice: bytes) -> ServiceCharacters | None:
    """Return the characters of UNA, or None where they could not tell the parts of a segment apart."""
    component, element, decimal, release, _, terminator = (advice[i : i + 1] for i in range(6))
    separators = {component, element, terminator} | ({release} - {b" "})
    wanted = 3 if release == b" " else 4
    printable = all(each < b"\x80" and not each.isalnum() and not each.isspace() for each in separators)
    if len(separators) != wanted or not printable or decimal not in {b".", b","}:
        return None
    return ServiceCharacters(component, element, decimal, release.strip(), terminator)
