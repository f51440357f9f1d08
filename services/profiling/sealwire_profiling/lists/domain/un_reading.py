"""The UN Security Council's consolidated list in XML: read entry by entry, in memory that does not grow.

A document type or an entity is refused, whatever it says; so are files that are too large, too deep or too
full. What is wrong in one entry is told of that entry, and the others are read.

Source: the public schema of the consolidated list (CONSOLIDATED_LIST with INDIVIDUALS and ENTITIES).
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from sealwire.contract.profiling.lists import MAX_LIST_ENTRIES, MAX_REPORTED, MAX_XML_BYTES, UnFault

from sealwire_profiling.lists.domain.un_entry import TAGS, moment, read_entry
from sealwire_profiling.lists.refusals import ForbiddenMarkup, ListTooLarge, UnreadableList

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from xml.etree.ElementTree import Element

    from sealwire.contract.profiling.lists import EntryContent

_ROOT = "CONSOLIDATED_LIST"
_MAX_DEPTH = 16
_MAX_ELEMENTS = 20_000
"""Elements in one entry; the fullest real ones have a few hundred."""
_STRANGE = (ParseError, ValueError, LookupError)
"""What the parser raises for bytes that are no XML: also wrong encodings."""


@dataclass(frozen=True, slots=True)
class UnList:
    """A list that was read.

    Attributes:
        generated: When the UN made the file, if it says so.
        entries: By DATAID; each has `un`.
        faults: What is wrong, the first 1,000; whoever is not `kept` is not among the entries.
        unread: DATAIDs and REFERENCE_NUMBERs of those that are not among the entries.
        nameless: How many of them do not say which they are.
    """

    generated: datetime | None
    entries: dict[str, EntryContent]
    faults: tuple[UnFault, ...]
    unread: frozenset[str]
    nameless: int


def read(parts: Iterable[bytes]) -> UnList:
    """Return the list in a file.

    Args:
        parts: The file's bytes, in order.

    Raises:
        ForbiddenMarkup: It declares a document type or entities.
        ListTooLarge: It has more bytes, depth, or entries than a list can have.
        UnreadableList: It is no XML, no consolidated list, or breaks off.
    """
    reader = _Reader()
    with _refusing():
        for element in _entries(_Stream(parts), reader):
            reader.take(element)
    if not reader.is_list:
        raise UnreadableList("Its outermost element is another.")
    return reader.result()


class _Reader:
    """Gathers the entries of a file."""

    def __init__(self) -> None:
        self.is_list = False
        self.generated: datetime | None = None
        self._position = 0
        self._entries: dict[str, EntryContent] = {}
        self._references: dict[str, str] = {}
        self._faults: list[UnFault] = []
        self._unread: set[str] = set()
        self._nameless = 0

    def look_at_root(self, root: Element) -> None:
        """Look at the outermost element."""
        if root.tag != _ROOT:
            raise UnreadableList("Its outermost element is another.")
        self.is_list = True
        self.generated = moment(root.get("dateGenerated", ""))

    def take(self, element: Element) -> None:
        """Read an entry's element."""
        self._position += 1
        if self._position > MAX_LIST_ENTRIES:
            raise ListTooLarge(max_entries=MAX_LIST_ENTRIES)
        content, faults = read_entry(element, self._position)
        un = content.un if content else None
        if content is None or un is None:
            self._leave_out(faults)
        elif un.data_id in self._entries or (un.reference and un.reference in self._references):
            self._leave_out([*faults, _repeated(self._position, un.data_id, un.reference or "")])
        else:
            self._note(faults)
            self._entries[un.data_id] = content
            if un.reference:
                self._references[un.reference] = un.data_id

    def result(self) -> UnList:
        """Return the list."""
        return UnList(
            self.generated, self._entries, tuple(self._faults), frozenset(self._unread), self._nameless
        )

    def _leave_out(self, faults: list[UnFault]) -> None:
        ids = {each for fault in faults for each in (fault.data_id, fault.reference) if each}
        self._unread |= ids
        self._nameless += not ids
        self._note(faults)

    def _note(self, faults: list[UnFault]) -> None:
        self._faults += faults[: MAX_REPORTED - len(self._faults)]


def _entries(stream: _Stream, reader: _Reader) -> Iterator[Element]:
    """Give each entry's element once it is whole, and drop it afterwards."""
    path: list[Element] = []
    within, elements = 0, 0  # depth of the entry's element, and how many it has had
    for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            path.append(element)
            elements += 1
            _check_shape(len(path), elements)
            if len(path) == 1:
                reader.look_at_root(element)
            if not within and element.tag in TAGS:
                within, elements = len(path), 0
            continue
        if len(path) == within:
            yield element
            within = 0
        if not within:
            elements = 0
            element.clear()
            if len(path) > 1:
                path[-2].remove(element)
        path.pop()


def _check_shape(depth: int, elements: int) -> None:
    if depth > _MAX_DEPTH:
        raise ListTooLarge(max_depth=_MAX_DEPTH)
    if elements > _MAX_ELEMENTS:
        raise ListTooLarge(max_elements=_MAX_ELEMENTS)


class _Stream(io.RawIOBase):
    """Parts of a file, read as one; refuses to go on when there are too many bytes."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = iter(parts)
        self._rest = b""
        self._seen = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return b""
            self._rest = part
            self._seen += len(part)
            if self._seen > MAX_XML_BYTES:
                raise ListTooLarge(max_bytes=MAX_XML_BYTES)
        size = len(self._rest) if size < 0 else size
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what the parser raises into refusals of ours."""
    try:
        yield
    except DefusedXmlException as error:
        raise ForbiddenMarkup from error
    except _STRANGE as error:
        raise UnreadableList(_place(error)) from error


def _place(error: Exception) -> str:
    line, column = getattr(error, "position", (0, 0))
    return f"Line {line}, column {column}." if line else ""


def _repeated(position: int, data_id: str, reference: str) -> UnFault:
    return UnFault(
        position=position,
        data_id=data_id,
        reference=reference,
        code="repeated",
        message="An earlier entry has the same DATAID or REFERENCE_NUMBER; that one is used.",
        kept=False,
    )
