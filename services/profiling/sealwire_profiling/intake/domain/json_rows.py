"""JSON objects with other field names than ours, as rows: a row for each object of each list in them.

The names of a heading are the path to a field, with a dot between: `ConsignmentItem.Commodity.Description`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_DEPTH = 16
MAX_ROWS = 2_000


def rows_of(value: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return an object as rows of cells by heading; what is in no list stands in the first.

    Lists inside the objects of a list are cells with `;` between: the seals of a container.

    Raises:
        ValueError: It is deeper or longer than any consignment.
    """
    first: dict[str, str] = {}
    others: list[dict[str, str]] = []
    for path, item in _fields(value, "", 0):
        if isinstance(item, list) and any(isinstance(each, dict) for each in item):
            others += [_cells(each, path) for each in item]
        else:
            first[path] = _text(item)
        if len(others) > MAX_ROWS:
            raise ValueError("too many rows")
    return [first, *others]


def _fields(value: Mapping[str, Any], path: str, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > MAX_DEPTH:
        raise ValueError("too deep")
    for name, item in value.items():
        below = f"{path}.{name}" if path else name
        if isinstance(item, dict):
            yield from _fields(item, below, depth + 1)
        else:
            yield below, item


def _cells(value: Any, path: str, depth: int = 0) -> dict[str, str]:
    if depth > MAX_DEPTH:
        raise ValueError("too deep")
    if not isinstance(value, dict):
        return {path: _text(value)}
    cells: dict[str, str] = {}
    for below, item in _fields(value, path, depth):
        if not isinstance(item, list):
            cells[below] = _text(item)
            continue
        for each in item:
            for heading, text in _cells(each, below, depth + 1).items():
                cells[heading] = ";".join(filter(None, (cells.get(heading), text)))
    return cells


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(_text(each) for each in value)
    return str(value)
