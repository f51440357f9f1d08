"""Bytes to segments, one at a time: the whole interchange is never taken apart at once.

Service characters are single ASCII bytes in every character set (see syntax.py), so bytes are split first and
each segment is decoded by itself: a byte outside the set spoils its segment and no other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire_profiling.intake.domain.edifact.syntax import Opening

MAX_SEGMENT_BYTES = 65_536
"""Longest segment that is read; the directories' longest (FTX, five texts of 512) has a tenth of that."""
MAX_PARTS = 1_000
"""Most elements and components of a segment; the directories' segments have fewer than 100."""
# How far is read ahead at first, and twice as far each time: a file of many small interchanges is read once.
_FIRST_REACH = 1_024
_TAG_LENGTH = 3
_SPACE = b" \t\r\n"
_BREAKS = re.compile(rb"[ \t]*[\r\n]+[ \t]*")


@dataclass(slots=True)
class Segment:
    """A segment: its place in the file from 1 (UNA does not count), tag, and elements of components.

    `fault` is the code of what kept it from being read; its elements are then empty or have U+FFFD in them.
    """

    number: int
    tag: str
    elements: list[list[str]]
    fault: str = ""

    def text(self, element: int, component: int = 0) -> str:
        """Return a component without the spaces around it, or an empty text where there is none."""
        elements = self.elements
        if element < len(elements):
            parts = elements[element]
            if component < len(parts):
                return parts[component].strip()
        return ""

    def joined(self, element: int, first: int = 0) -> str:
        """Return the components of an element from `first` on that are not empty, with a space between."""
        if element >= len(self.elements):
            return ""
        return " ".join(filter(None, self.elements[element][first:])).strip()


class Tokenizer:
    """The segments of one interchange, and how far they were read.

    Attributes:
        position: Offset of the byte after the last segment that was given.
        number: Number of that segment.
        unfinished: Whether bytes are left that no terminator ends.
    """

    def __init__(self, data: bytes, opening: Opening, *, number: int = 0) -> None:
        self.position = opening.start
        self.number = number
        self.unfinished = False
        self._data = data
        self._characters = opening.characters
        self._charset = opening.charset
        characters = opening.characters
        self._element, self._component, self._release = (
            each.decode("ascii") for each in (characters.element, characters.component, characters.release)
        )
        # One match per separator that is not released: what stands before it, and which it is.
        escape = re.escape(self._release)
        stops = re.escape(self._element + self._component)
        self._released = re.compile(
            rf"((?:[^{stops}{escape}]++|{escape}.)*+)([{stops}]|\Z|{escape}\Z)", re.DOTALL
        )
        bytes_of = (characters.terminator, characters.release)
        end, free = (re.escape(each) for each in bytes_of)
        kept = b"|%b." % free if free else b""
        self._whole = re.compile(b"(?:[^%b%b]++%b)*+%b" % (end, free, kept, end), re.DOTALL)
        self._unescape = re.compile(rf"{escape}(.)", re.DOTALL)

    def __iter__(self) -> Iterator[Segment]:
        """Give each segment; empty ones, which the end of a line leaves behind, are passed over."""
        for piece in self._pieces():
            if piece is None:
                self.number += 1
                yield Segment(self.number, "", [], "segment-too-long")
                continue
            stripped = piece.lstrip(_SPACE)
            if stripped:
                self.number += 1
                yield self._segment(stripped)

    def abandon(self) -> None:
        """Leave what is not read yet: nothing follows."""
        self.position = len(self._data)

    def _pieces(self) -> Iterator[bytes | None]:
        """Give the bytes of each segment, or None for one that is too long."""
        data, terminator, release = self._data, self._characters.terminator, self._characters.release
        at, reach = self.position, _FIRST_REACH
        while at < len(data):
            end = self._last_end(at, reach)
            if end < 0 and reach < MAX_SEGMENT_BYTES:
                reach *= 2
                continue
            if end < 0:
                end = self._next_end(at)
                if end < 0:
                    self.unfinished = bool(data[at : at + MAX_SEGMENT_BYTES].strip(_SPACE))
                    self.position = len(data)
                    return
                self.position = at = end + 1
                yield None
                continue
            block = data[at:end]
            pieces = block.split(terminator)
            if release and release in block:
                pieces = _rejoined(pieces, terminator, release)
            for piece in pieces:
                self.position += len(piece) + 1
                yield piece
            at, reach = end + 1, min(2 * reach, MAX_SEGMENT_BYTES)

    def _last_end(self, at: int, reach: int) -> int:
        """Return where the last whole segment within reach ends, or -1."""
        end = self._data.rfind(self._characters.terminator, at, at + reach)
        while end >= 0 and self._is_released(at, end):
            end = self._data.rfind(self._characters.terminator, at, end)
        return end

    def _next_end(self, at: int) -> int:
        found = self._whole.match(self._data, at)
        return found.end() - 1 if found else -1

    def _is_released(self, at: int, end: int) -> bool:
        """Return whether an odd number of release characters stands before a terminator."""
        release = self._characters.release
        first = end
        while release and first > at and self._data[first - 1] == release[0]:
            first -= 1
        return (end - first) % 2 == 1

    def _segment(self, piece: bytes) -> Segment:
        characters = self._characters
        parts = len(piece)
        if parts > MAX_PARTS:
            parts = piece.count(characters.element) + piece.count(characters.component)
        if parts > MAX_PARTS:
            return Segment(self.number, "", [], "segment-too-long")
        if b"\n" in piece or b"\r" in piece:
            piece = _BREAKS.sub(b" ", piece)
        text, fault = decoded(piece, self._charset)
        if self._release and self._release in text:
            elements = self._taken_apart(text)
        else:
            component = self._component
            elements = [each.split(component) for each in text.split(self._element)]
        tag = elements.pop(0)[0]
        if len(tag) != _TAG_LENGTH or not (tag.isascii() and tag.isalnum() and tag.isupper()):
            return Segment(self.number, "", [], "segment-unreadable")
        return Segment(self.number, tag, elements, fault)

    def _taken_apart(self, text: str) -> list[list[str]]:
        elements: list[list[str]] = [[]]
        for found in self._released.finditer(text):
            elements[-1].append(self._unescape.sub(r"\1", found[1]))
            if found[2] == self._element:
                elements.append([])
            elif found[2] != self._component:
                break
        return elements


def decoded(piece: bytes, charset: str) -> tuple[str, str]:
    """Return the text of a segment, and the code of what is wrong with its bytes.

    Senders often declare UNOA or UNOC and write UTF-8. Bytes above ASCII that are whole UTF-8 sequences are
    practically never meant otherwise, so they are read as such, and told.
    """
    if piece.isascii():
        return piece.decode("ascii"), ""
    try:
        text = piece.decode("utf-8")
    except UnicodeDecodeError:
        text = piece.decode(charset, "replace")
        return text, "not-in-charset" if "\ufffd" in text else ""
    return text, "" if charset == "utf-8" else "charset-other"


def _rejoined(pieces: list[bytes], terminator: bytes, release: bytes) -> list[bytes]:
    """Return the pieces with those put together again that a released terminator had split."""
    whole: list[bytes] = []
    parts: list[bytes] = []
    for piece in pieces:
        parts.append(piece)
        if piece.endswith(release) and (len(piece) - len(piece.rstrip(release))) % 2:
            continue
        whole.append(terminator.join(parts))
        parts = []
    if parts:
        whole.append(terminator.join(parts))
    return whole
