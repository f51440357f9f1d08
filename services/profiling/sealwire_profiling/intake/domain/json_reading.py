"""JSON to consignments: in our own form, or with other field names through the source's mapping."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from sealwire.contract.profiling.consignments import Consignment

from sealwire_profiling.intake.domain import json_items
from sealwire_profiling.intake.domain.assembling import MAX_ERRORS, assemble, reference_of
from sealwire_profiling.intake.domain.json_rows import rows_of
from sealwire_profiling.intake.domain.mapping import bind
from sealwire_profiling.intake.domain.parsed import LineError, Parsed
from sealwire_profiling.intake.domain.validating import field_errors
from sealwire_profiling.intake.refusals import ColumnsNotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.contract.profiling.intake import Mapping as SourceMapping

    from sealwire_profiling.intake.domain.mapping import Binding

OWN_FORM = frozenset(Consignment.model_fields)
_MAX_IGNORED = 200


def read(chunks: Iterator[str], mapping: SourceMapping, ignored: set[str]) -> Iterator[Parsed]:
    """Yield what stands in JSON.

    An object with `reference` is in our own form, where the source has no rules; all others are read by rules
    and usual names.

    Args:
        chunks: The text, in pieces of any size.
        mapping: Of the source.
        ignored: Takes in the names of fields that nothing was read from.

    Raises:
        MalformedJson: From here on it is no JSON.
    """
    bindings = _Bindings(mapping, ignored)
    for line, value in json_items.items(chunks):
        if "reference" in value and not mapping.fields:
            yield _own(line, value, ignored)
        else:
            yield _mapped(line, value, bindings)


def _own(line: int, value: dict[str, Any], ignored: set[str]) -> Parsed:
    if len(ignored) < _MAX_IGNORED:
        ignored |= {name[:200] for name in value.keys() - OWN_FORM}
    try:
        return Parsed(line, Consignment.model_validate(value))
    except ValidationError as error:
        found = tuple(LineError(line, each.path, each.code, each.message) for each in field_errors(error))
        return Parsed(line, None, found[:MAX_ERRORS])


class _Bindings:
    """Which field is which, for each set of names that objects have."""

    def __init__(self, mapping: SourceMapping, ignored: set[str]) -> None:
        self._ignored = ignored
        self.of = lru_cache(maxsize=256)(lambda headings: self._bind(headings, mapping))

    def _bind(self, headings: tuple[str, ...], mapping: SourceMapping) -> Binding:
        binding = bind(headings, mapping, lenient=True)
        if len(self._ignored) < _MAX_IGNORED:
            self._ignored.update(each[:200] for each in binding.ignored)
        return binding


def _mapped(line: int, value: dict[str, Any], bindings: _Bindings) -> Parsed:
    try:
        rows = rows_of(value)
        headings = tuple(dict.fromkeys(heading for row in rows for heading in row))
        binding = bindings.of(headings)
    except ColumnsNotFound as error:
        return _refused(line, error.code, str(error))
    except ValueError:
        return _refused(line, "form-wrong", "The object is deeper or longer than any consignment.")
    cells = [[row.get(heading, "") for heading in headings] for row in rows]
    reference = next((found for row in cells if (found := reference_of(row, binding))), "")
    return next(
        _with_reference(line, cells, binding, reference), _refused(line, "empty", "The object is empty.")
    )


def _with_reference(line: int, cells: list[list[str]], binding: Binding, reference: str) -> Iterator[Parsed]:
    # Every row is of this object's consignment, whatever its own list says.
    for row in cells:
        row[binding.reference.columns[0]] = reference
    return assemble(((line, row) for row in cells), binding, frozenset())


def _refused(line: int, code: str, message: str) -> Parsed:
    return Parsed(line, None, (LineError(line, "", code, message),))
