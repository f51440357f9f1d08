"""What a line of an imported table says, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError
from sealwire.contract.people import LineError, OfficerParticulars, UnitParticulars
from sealwire.errors import SealwireError

from sealwire_directory.people.domain.layouts import VERSION
from sealwire_directory.people.refusals import ChangedMeanwhile, LineRepeated, MisplacedCells, UnknownColumns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sealwire_directory.people.domain.layouts import Layout

P = TypeVar("P", UnitParticulars, OfficerParticulars)
Rows = Sequence[tuple[int, Sequence[str]]]
"""Number of the line in the file, and its cells."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: its number in the file, its cells by column, and whether some stand in none."""

    number: int
    cells: Mapping[str, str]
    misplaced: bool = False

    def error(self, column: str, error: SealwireError) -> LineError:
        """Return a refusal of this line."""
        message = f"{error.title()} {error.detail}".strip()
        return LineError(line=self.number, column=column, code=error.code, message=message)


class Verdict(Enum):
    """What becomes of a line."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Judged(Generic[P]):
    """A line that was looked at: what it would store, or what is wrong with it."""

    line: Line
    verdict: Verdict
    particulars: P | None = None
    errors: tuple[LineError, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen(Generic[P]):
    """What a line is about as it stands: its version, and what the caller sees of it if anything is filed."""

    version: int = 0
    particulars: P | None = None


def lines_of(rows: Rows, layout: Layout) -> list[Line]:
    """Return the lines of a table whose first row has the headings; empty ones are left out.

    Raises:
        UnknownColumns: A heading is unknown or stands there twice, or one of the keys is missing.
    """
    if not rows:
        raise UnknownColumns("The file is empty.")
    headings = [cell.strip().lower() for cell in rows[0][1]]
    while headings and not headings[-1]:
        headings.pop()
    unknown = [each for each in headings if each not in layout.columns]
    missing = [each for each in layout.keys if each not in headings]
    if unknown or missing or len(set(headings)) != len(headings):
        raise UnknownColumns(
            f"There are: {', '.join(layout.columns)}.", unknown=unknown[:20], missing=missing
        )
    found = [_line(number, headings, [cell.strip() for cell in cells]) for number, cells in rows[1:]]
    return [line for line in found if line.misplaced or any(line.cells.values())]


def _line(number: int, headings: Sequence[str], cells: Sequence[str]) -> Line:
    width = len(headings)
    named = dict(zip_longest(headings, cells[:width], fillvalue=""))
    return Line(number, named, misplaced=any(cells[width:]))


def repeated(lines: Iterable[Line], layout: Layout) -> tuple[list[Line], list[Judged[Any]]]:
    """Return the lines that are the first about something, and the refusals of the others."""
    first: dict[tuple[str, ...], Line] = {}
    again: list[Judged[Any]] = []
    for line in lines:
        key = tuple(line.cells.get(each, "") for each in layout.keys)
        if first.setdefault(key, line) is not line:
            error = line.error(layout.keys[0], LineRepeated(f"Line {first[key].number}."))
            again.append(Judged(line, Verdict.REFUSED, errors=(error,)))
    return list(first.values()), again


def judge(
    line: Line, layout: Layout, model: type[P], seen: Seen[P], *, check: Callable[[P], None]
) -> Judged[P]:
    """Return what becomes of a line.

    What the caller sees already is unchanged, whoever may change it; so a file that was exported can come
    back with the lines of others in it.

    Args:
        line: The line.
        layout: Of its table.
        model: What its particulars are.
        seen: What it is about, as it stands.
        check: Refuses particulars that are not to be stored.
    """
    if line.misplaced:
        return Judged(line, Verdict.REFUSED, errors=(line.error(layout.keys[0], MisplacedCells()),))
    if seen.particulars is None and not any(line.cells.get(name) for name in layout.fields):
        return Judged(line, Verdict.UNCHANGED)
    try:
        wanted = model.model_validate(_merged(line, layout, seen.particulars))
    except ValidationError as error:
        return Judged(line, Verdict.REFUSED, errors=_errors(line, layout, error))
    if wanted == seen.particulars:
        return Judged(line, Verdict.UNCHANGED)
    try:
        if line.cells.get(VERSION, str(seen.version)) not in ("", str(seen.version)):
            raise ChangedMeanwhile(f"It has version {seen.version}.", field=VERSION)
        check(wanted)
    except SealwireError as error:
        column = str(error.facts.get("field", layout.keys[0]))
        return Judged(line, Verdict.REFUSED, errors=(line.error(column, error),))
    return Judged(line, Verdict.CHANGED if seen.particulars is not None else Verdict.CREATED, wanted)


def _merged(line: Line, layout: Layout, current: P | None) -> dict[str, Any]:
    """Return the fields that a line wants: empty cells are the field's default, absent columns stay."""
    fields = current.model_dump(mode="json") if current is not None else {}
    for name, cell in layout.fields.items():
        text = line.cells.get(name)
        if text is None:
            continue
        fields.pop(name, None)
        if text:
            fields[name] = cell.read(text)
    return fields


def _errors(line: Line, layout: Layout, error: ValidationError) -> tuple[LineError, ...]:
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return tuple(
        LineError(
            line=line.number,
            column=next((str(part) for part in each["loc"] if part in layout.fields), layout.keys[0]),
            code="invalid-value",
            message=each["msg"],
        )
        for each in found
    )
