"""Files to consignments, whatever their format: which one it is, and who reads it."""

from __future__ import annotations

import codecs
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import IO, TYPE_CHECKING

from sealwire.contract.profiling.intake import MAX_UPLOAD_ROWS, Encoding, FileKind, Mapping
from sealwire_chassis.table_files import csv_file, xlsx_file
from sealwire_chassis.table_files.limits import Limits
from sealwire_chassis.table_files.refusals import TooManyRows, UnreadableFile

from sealwire_profiling.intake.domain import json_reading
from sealwire_profiling.intake.domain.assembling import assemble, scan
from sealwire_profiling.intake.domain.edifact import reading as edifact
from sealwire_profiling.intake.domain.edifact.syntax import looks_like_edifact
from sealwire_profiling.intake.domain.mapping import bind
from sealwire_profiling.intake.refusals import UnknownFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sealwire_chassis.table_files.limits import Row

    from sealwire_profiling.intake.domain.parsed import Parsed

    Read = Callable[[IO[bytes], Mapping], "Opened"]

LIMITS = Limits(
    max_rows=MAX_UPLOAD_ROWS,
    max_columns=256,
    max_bytes=128 * 1_048_576,
    max_memory_bytes=1_536 * 1_048_576,
    max_cpu_s=180,
)
_HEAD_BYTES = 4_096
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is being read.

    Attributes:
        parsed: What stands in it, in order, read while it is iterated.
        lines: How many lines there are, where that is known beforehand.
        ignored: Headings that nothing is read from; for JSON it grows while reading.
        held: What is given up at the end.
    """

    parsed: Iterator[Parsed]
    lines: int | None = None
    ignored: set[str] = field(default_factory=set)
    held: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        """Give up what reading holds; the file itself stays open."""
        self.held.close()


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how it is told from the first bytes of a file, and who reads it."""

    kind: FileKind
    begins: Callable[[bytes], bool]
    read: Read


def open_file(file: IO[bytes], kind: FileKind, mapping: Mapping) -> Opened:
    """Begin to read a file; blocks, so call it in a thread, like its iteration.

    Args:
        file: A file of the system.
        kind: What it was said to be.
        mapping: Of its source.

    Raises:
        UnknownFormat: It is no file of this kind, or of none that is read.
        UnreadableFile: It is damaged; also while it is iterated.
        TooManyRows: It has more than 250,000 rows, or objects or consignments; also while it is iterated.
        ColumnsNotFound: Its headings do not fit.
        MalformedJson: While it is iterated: from here on it is no JSON.
    """
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    file.seek(0)
    found = next((each for each in FORMATS if each.begins(head)), None)
    if found is None or kind not in {FileKind.AUTO, found.kind}:
        raise UnknownFormat(kind=kind.value)
    opened = found.read(file, mapping)
    return replace(opened, parsed=_bounded(opened.parsed))


def _bounded(parsed: Iterator[Parsed]) -> Iterator[Parsed]:
    """Yield what stands in a file, up to the most that one has: 128 MiB have room for 40 million `{}`."""
    for number, each in enumerate(parsed, 1):
        if number > LIMITS.max_rows:
            raise TooManyRows(max_rows=LIMITS.max_rows)
        yield each


def _edifact(file: IO[bytes], _mapping: Mapping) -> Opened:
    # Some megabytes of a manifest; what grows is the consignments, and they are read one by one.
    return Opened(edifact.read(file.read()))


def _table(rows: Callable[[], Iterator[Row]], mapping: Mapping) -> Opened:
    headings = next(rows(), (1, []))[1]
    binding = bind(headings, mapping)
    # Twice through the file: what is wrong with all of it is found before anything is stored.
    found = scan(islice(rows(), 1, None), binding)
    parsed = assemble(islice(rows(), 1, None), binding, found.scattered)
    return Opened(parsed, found.rows, set(binding.ignored))


def _csv(file: IO[bytes], mapping: Mapping) -> Opened:
    encoding = csv_file.UTF_8 if mapping.encoding is Encoding.UTF_8 else mapping.encoding.value

    def rows() -> Iterator[Row]:
        file.seek(0)
        return csv_file.rows(file, LIMITS, encoding=encoding)

    return _table(rows, mapping)


def _xlsx(file: IO[bytes], mapping: Mapping) -> Opened:
    with ExitStack() as held:
        sheet = held.enter_context(closing(xlsx_file.Sheet(file, LIMITS)))
        return replace(_table(sheet.rows, mapping), held=held.pop_all())


def _json(file: IO[bytes], mapping: Mapping) -> Opened:
    ignored: set[str] = set()
    return Opened(json_reading.read(_decoded(file), mapping, ignored), ignored=ignored)


def _decoded(file: IO[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while chunk := file.read(_CHUNK):
            if text := decoder.decode(chunk):
                yield text
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise UnreadableFile("It is not UTF-8.") from error


def _begins_json(head: bytes) -> bool:
    return head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in {b"[", b"{"}


# The first that a file's beginning fits; CSV has no sign of its own and comes last.
FORMATS: tuple[Format, ...] = (
    Format(FileKind.XLSX, lambda head: head.startswith(xlsx_file.SIGNATURE), _xlsx),
    Format(FileKind.JSON, _begins_json, _json),
    Format(FileKind.EDIFACT, looks_like_edifact, _edifact),
    Format(FileKind.CSV, lambda _: True, _csv),
)
