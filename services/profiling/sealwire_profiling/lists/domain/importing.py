r"""A watch list as a table: what its lines say, and what is wrong with them.

Rows come with the number of their line, whatever file they were read from. Several names or numbers stand in
one cell with ` | ` between them (`\|` is a bar inside a name); `low:` before a name calls it a weak alias,
and `imo:`, `phone:`, `container:` or `number:` before a number says what it is where the kind does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import ValidationError
from sealwire.contract.profiling.lists import (
    EntryFiling,
    IdentifierKind,
    Quality,
    RowError,
)
from sealwire.errors import SealwireError

from sealwire_profiling.lists.domain.filing import DEFAULT_IDENTIFIER, check_content
from sealwire_profiling.lists.refusals import UnknownTableColumns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from sealwire.contract.profiling.lists import EntryContent, ListedIdentifier, ListKind

    from sealwire_profiling.lists.domain.values import Entry

COLUMNS = (
    "id", "version", "kind", "names", "identifiers",
    "reason", "source", "reference", "confidence", "expires_on",
)  # fmt: skip
"""`id` and `version` say which entry a line changes; without them it adds one."""
_NEEDED = frozenset({"kind", "reason", "source", "confidence", "expires_on"})
_BETWEEN = re.compile(r"(?<!\\)\|")
_MAX_QUOTED = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be stored.

    Attributes:
        number: In the file, from 1.
        id: The entry that it changes; None for a new one.
        filing: What it says.
    """

    number: int
    id: UUID | None
    filing: EntryFiling


@dataclass(frozen=True, slots=True)
class Table:
    """What a table says: its good lines, and what is wrong with the others."""

    lines: tuple[Line, ...]
    errors: tuple[RowError, ...]


def read_table(rows: Iterable[tuple[int, list[str]]], *, of: ListKind, today: date) -> Table:
    """Return what a table says; empty lines are passed over.

    Args:
        rows: Number of the line and its cells; the first has the headings.
        of: The kind of the list.
        today: The day of the import.

    Raises:
        UnknownTableColumns: The headings are others than COLUMNS, or one that is needed is missing.
    """
    every = iter(rows)
    headings = _headings(next(every, (1, []))[1])
    lines: list[Line] = []
    errors: list[RowError] = []
    seen: dict[UUID, int] = {}
    for number, row in every:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        line, wrong = _line(number, headings, cells)
        if line is not None:
            wrong += _unfit(line, of, today, seen)
        errors += wrong
        if line is not None and not wrong:
            lines.append(line)
    return Table(tuple(lines), tuple(errors))


def table_row(entry: Entry) -> list[str]:
    """Return an entry as a line; read back, it says the same."""
    content = entry.content
    usual = DEFAULT_IDENTIFIER[content.kind]
    return [
        str(entry.id),
        str(entry.version),
        content.kind.value,
        _cell(_written_name(each.text, each.quality) for each in content.names),
        _cell(_written_number(each, usual) for each in content.identifiers),
        content.reason,
        content.source.value,
        content.reference,
        content.confidence.value,
        content.expires_on.isoformat() if content.expires_on else "",
    ]


def same_entry(content: EntryContent) -> tuple[Any, ...]:
    """Return what two lines have in common that enter the same: a file twice adds nothing twice."""
    return (content.kind, frozenset(content.names), frozenset(content.identifiers))


def _headings(cells: Sequence[str]) -> list[str]:
    found = [cell.strip().lower() for cell in cells]
    while found and not found[-1]:
        found.pop()
    unknown = [each[:_MAX_QUOTED] for each in found if each not in COLUMNS]
    missing = sorted(_NEEDED - set(found))
    if unknown or missing or len(set(found)) != len(found):
        raise UnknownTableColumns(f"There are: {', '.join(COLUMNS)}.", unknown=unknown[:20], missing=missing)
    return found


def _line(number: int, headings: Sequence[str], cells: Sequence[str]) -> tuple[Line | None, list[RowError]]:
    if any(cells[len(headings) :]):
        message = "There are more cells than headings; put cells that hold the separator into quotes."
        return None, [RowError(line=number, column=headings[0], code="misplaced-cells", message=message)]
    named = dict(zip_longest(headings, cells[: len(headings)], fillvalue=""))
    try:
        key = UUID(named["id"]) if named.get("id") else None
    except ValueError:
        message = "This is no id of an entry; leave it empty for a new one."
        return None, [RowError(line=number, column="id", code="invalid-value", message=message)]
    try:
        return Line(number, key, EntryFiling.model_validate(_fields(named))), []
    except ValidationError as error:
        return None, [_row_error(number, each["loc"], each["msg"]) for each in error.errors()[:10]]


def _unfit(line: Line, of: ListKind, today: date, seen: dict[UUID, int]) -> list[RowError]:
    """Return why a line does not fit the list, or says again what an earlier one says of the same entry."""
    try:
        check_content(line.filing.content(), of=of, today=today)
    except SealwireError as error:
        column = str(error.facts.get("field", "kind"))
        return [refused(line, error, column)]
    if line.id is not None and seen.setdefault(line.id, line.number) != line.number:
        message = f"Line {seen[line.id]} is about the same entry; keep one of them."
        return [RowError(line=line.number, column="id", code="line-repeated", message=message)]
    return []


def refused(line: Line, error: SealwireError, column: str) -> RowError:
    """Return a refusal of a line."""
    message = f"{error.title()} {error.detail}".strip()
    return RowError(line=line.number, column=column, code=error.code, message=message)


def _fields(cells: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: cells[name] for name in (*_NEEDED, "version") if cells.get(name)}
    fields["reference"] = cells.get("reference", "")
    fields["names"] = [_name(part) for part in _parts(cells.get("names", ""))]
    usual = DEFAULT_IDENTIFIER.get(cells.get("kind", ""), IdentifierKind.NUMBER)  # type: ignore[call-overload]  # a StrEnum equals its text
    fields["identifiers"] = [_number(part, usual) for part in _parts(cells.get("identifiers", ""))]
    return fields


def _parts(cell: str) -> list[str]:
    return [part.strip().replace(r"\|", "|") for part in _BETWEEN.split(cell) if part.strip()]


def _cell(parts: Iterable[str]) -> str:
    return " | ".join(part.replace("|", r"\|") for part in parts)


def _name(part: str) -> dict[str, str]:
    prefix, text = _prefixed(part, set(Quality))
    return {"text": text, "quality": prefix or Quality.GOOD}


def _number(part: str, usual: IdentifierKind) -> dict[str, str]:
    prefix, value = _prefixed(part, set(IdentifierKind))
    return {"kind": prefix or usual, "value": value}


def _prefixed(part: str, prefixes: AbstractSet[str]) -> tuple[str, str]:
    """Return what stands before the first colon, if it is one of the prefixes, and the rest."""
    prefix, mark, rest = part.partition(":")
    word = prefix.strip().lower()
    return (word, rest.strip()) if mark and word in prefixes else ("", part)


def _written_name(text: str, quality: Quality) -> str:
    plain = quality is Quality.GOOD and not _prefixed(text, set(Quality))[0]
    return text if plain else f"{quality.value}: {text}"


def _written_number(identifier: ListedIdentifier, usual: IdentifierKind) -> str:
    plain = identifier.kind is usual and not _prefixed(identifier.value, set(IdentifierKind))[0]
    return identifier.value if plain else f"{identifier.kind.value}: {identifier.value}"


def _row_error(number: int, place: tuple[int | str, ...], message: str) -> RowError:
    column = next((str(part) for part in place if part in COLUMNS), "kind")
    return RowError(line=number, column=column, code="invalid-value", message=message)
