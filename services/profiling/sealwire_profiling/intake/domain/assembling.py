"""Rows of a table to consignments: rows of one reference that follow each other are one.

A bad cell refuses its consignment, since half of one would be judged as if it were whole; all its errors are
told. Rows of one reference that stand apart are refused too: sort the file, and send it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from sealwire.contract.profiling.consignments import MAX_EQUIPMENT, MAX_GOODS, Consignment

from sealwire_profiling.intake.domain.cells import BadCell
from sealwire_profiling.intake.domain.draft import Draft
from sealwire_profiling.intake.domain.mapping import REFERENCE
from sealwire_profiling.intake.domain.parsed import LineError, Parsed
from sealwire_profiling.intake.domain.validating import field_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sealwire_profiling.intake.domain.mapping import Binding, Bound

    Row = tuple[int, Sequence[str]]
    Refuse = Callable[[str, BadCell], None]

MAX_ERRORS = 50
"""Errors of one consignment that are told."""
_MAX_ROWS = MAX_GOODS + MAX_EQUIPMENT


@dataclass(frozen=True, slots=True)
class Scan:
    """What a first look at a table gives: how many rows, and the references whose rows stand apart."""

    rows: int
    scattered: frozenset[str]


def scan(rows: Iterable[Row], binding: Binding) -> Scan:
    """Return what a first look gives; memory goes by the number of references."""
    count, before = 0, ""
    seen: set[str] = set()
    scattered: set[str] = set()
    for _, cells in rows:
        count += 1
        reference = reference_of(cells, binding)
        if reference and reference != before:
            (scattered if reference in seen else seen).add(reference)
            before = reference
    return Scan(count, frozenset(scattered))


def assemble(rows: Iterable[Row], binding: Binding, scattered: frozenset[str]) -> Iterator[Parsed]:
    """Yield what stands at the rows, the headings not among them; empty rows are left out.

    Args:
        rows: Line numbers and cells.
        binding: Which column is which field.
        scattered: References whose rows stand apart.
    """
    filled = (row for row in rows if any(cell.strip() for cell in row[1]))
    for reference, group in groupby(filled, key=lambda row: reference_of(row[1], binding)):
        if not reference:
            heading = binding.heading(REFERENCE)
            yield from (_refused(line, heading, "reference-missing", _NO_REFERENCE) for line, _ in group)
        elif reference in scattered:
            heading = binding.heading(REFERENCE)
            yield _refused(next(group)[0], heading, "rows-apart", _APART)
        else:
            yield _assembled(reference, group, binding)


_NO_REFERENCE = "The reference is missing, which tells consignments apart."
_APART = "Rows of this reference stand apart; sort the file by reference and send it again."
_TOO_MANY = f"More than {_MAX_ROWS} rows have this reference; it cannot be one consignment."


def reference_of(cells: Sequence[str], binding: Binding) -> str:
    """Return the reference of a row, or "" where it has none."""
    return binding.reference.cell(cells).strip()


def _assembled(reference: str, rows: Iterable[Row], binding: Binding) -> Parsed:
    draft, errors, first, count = Draft(), list[LineError](), 0, 0
    for line, cells in rows:
        first, count = first or line, count + 1
        if count > _MAX_ROWS:
            continue

        def refuse(path: str, found: BadCell, line: int = line) -> None:
            errors.append(LineError(line, binding.heading(path), found.code, found.message))

        if any(cells[len(binding.headings) :]):
            refuse(REFERENCE, BadCell("misplaced-cells", _MISPLACED))
        draft.add(line, _values(cells, binding, refuse), refuse)
        del errors[MAX_ERRORS:]
    if count > _MAX_ROWS:
        return _refused(first, binding.heading(REFERENCE), "too-many-rows", _TOO_MANY)
    return _checked(reference, draft, first, binding, errors)


_MISPLACED = "The row has more cells than there are headings; put cells that hold the separator into quotes."


def _values(row: Sequence[str], binding: Binding, refuse: Refuse) -> dict[str, Any]:
    values: dict[str, Any] = {}
    groups = set(_ALWAYS)
    for each in binding.fields:
        if cell := each.cell(row):
            groups.add(each.group)
            _read(each, cell, values, refuse)
    for each in binding.fields:
        # A constant says how goods or a party are, not that there are any.
        if each.rule.constant and each.group in groups and not each.cell(row):
            _read(each, each.rule.constant, values, refuse)
    return values


def _read(bound: Bound, cell: str, values: dict[str, Any], refuse: Refuse) -> None:
    try:
        values[bound.path] = bound.reader(cell, bound.rule)
    except BadCell as found:
        refuse(bound.path, found)


_ALWAYS = ("", "departure", "destination")


def _checked(reference: str, draft: Draft, line: int, binding: Binding, errors: list[LineError]) -> Parsed:
    if not errors:
        try:
            return Parsed(line, Consignment.model_validate(draft.whole(reference)))
        except ValidationError as error:
            for found in field_errors(error):
                at = draft.goods_lines[found.item] if found.path.startswith("goods.") else line
                heading = binding.heading(draft.path(found.path, found.item))
                errors.append(LineError(at, heading, found.code, found.message))
    return Parsed(line, None, tuple(errors[:MAX_ERRORS]))


def _refused(line: int, column: str, code: str, message: str) -> Parsed:
    return Parsed(line, None, (LineError(line, column, code, message),))
