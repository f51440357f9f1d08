"""Which column of a file is which field of a consignment: by the source's rules, else by usual headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import (
    Direction,
    DocumentKind,
    EquipmentKind,
    Mode,
    PartyRole,
    SealCondition,
    SealIssuer,
)
from sealwire.contract.profiling.intake import FieldRule

from sealwire_profiling.intake.domain import cells, words
from sealwire_profiling.intake.refusals import ColumnsNotFound, UnknownPaths
from sealwire_profiling.places import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sealwire.contract.profiling.intake import Mapping as SourceMapping

    Reader = Callable[[str, FieldRule], object]

REFERENCE = "reference"


def _text(cell: str, _: FieldRule) -> object:
    return cell.strip()


def _items(cell: str, _: FieldRule) -> object:
    return cells.items(cell)


def _country(cell: str, _: FieldRule) -> object:
    return cells.country(cell)


def _currency(cell: str, _: FieldRule) -> object:
    return cells.currency(cell)


def _truth(cell: str, _: FieldRule) -> object:
    return cells.truth(cell)


def _day(cell: str, rule: FieldRule) -> object:
    return cells.day(cell, rule).isoformat()


def _choice(kinds: type[Direction | Mode | SealIssuer | SealCondition]) -> Reader:
    return lambda cell, _: cells.choice(cell, kinds)


_PLAIN: Mapping[str, Reader] = {
    REFERENCE: _text, "direction": _choice(Direction), "mode": _choice(Mode), "office": _text,
    "declared_on": _day, "arrives_on": _day, "vessel": _text, "imo_number": _text, "voyage": _text,
    "freight": cells.number, "currency": _currency,
}  # fmt: skip
_PARTY: Mapping[str, Reader] = {
    "name": _text, "country": _country, "address": _text, "identifier": _text, "phone": _text,
}  # fmt: skip
_GOODS: Mapping[str, Reader] = {
    "description": _text, "hs": _text, "packages": cells.count, "package_kind": _text,
    "gross_kg": cells.kilograms, "net_kg": cells.kilograms, "value": cells.number, "currency": _currency,
    "origin": _country, "un_number": _text, "marks": _text,
}  # fmt: skip
_EQUIPMENT: Mapping[str, Reader] = {
    "number": _items, "size_type": _text, "empty": _truth, "gross_kg": cells.kilograms,
    "tare_kg": cells.kilograms,
}  # fmt: skip
_SEAL: Mapping[str, Reader] = {
    "number": _items, "issuer": _choice(SealIssuer), "condition": _choice(SealCondition),
}  # fmt: skip
_PLACE: Mapping[str, Reader] = {"place": _text, "name": _text, "country": _country, "day": _day}


def _paths() -> Iterator[tuple[str, Reader]]:
    yield from _PLAIN.items()
    groups = {
        **{role.value: _PARTY for role in PartyRole},
        "goods": _GOODS,
        **{kind.value: _EQUIPMENT for kind in EquipmentKind},
        "seal": _SEAL,
        "departure": _PLACE,
        "via": {"place": _items},
        "destination": _PLACE,
        "document": dict.fromkeys((kind.value for kind in DocumentKind), _items),
    }
    for group, fields in groups.items():
        for name, reader in fields.items():
            yield f"{group}.{name}", reader


PATHS: Mapping[str, Reader] = dict(_paths())
"""Every field path that a rule may be for, and how its cells are read."""
_SEVERAL = frozenset(path for path, reader in PATHS.items() if reader is _items)
_WEIGHTS = frozenset(path for path, reader in PATHS.items() if reader is cells.kilograms)
_USUAL: Mapping[str, str] = {
    folded(heading): path for path, headings in words.table("headings.toml").items() for heading in headings
}


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """A field and the columns that it is read from.

    Attributes:
        path: Of the field.
        rule: How its cells are read.
        columns: From 0.
        group: What the field is of: a party, goods, a container; "" for the consignment itself.
        reader: Reads its cells.
    """

    path: str
    rule: FieldRule
    columns: tuple[int, ...]
    group: str
    reader: Reader

    def cell(self, row: Sequence[str]) -> str:
        """Return the field's cell of a row: of several columns the first that is filled, of lists all."""
        filled = [row[column] for column in self.columns if column < len(row) and row[column].strip()]
        if not filled:
            return ""
        return ";".join(filled) if self.path in _SEVERAL else filled[0]


def _bound(path: str, rule: FieldRule, columns: tuple[int, ...]) -> Bound:
    return Bound(path, rule, columns, path.rpartition(".")[0], PATHS[path])


@dataclass(frozen=True, slots=True)
class Binding:
    """The fields of a file, and the headings that none is read from.

    Attributes:
        headings: As the file has them.
        reference: The field that tells consignments apart.
        fields: All others.
        ignored: Headings that nothing is read from.
    """

    headings: tuple[str, ...]
    reference: Bound
    fields: tuple[Bound, ...]
    ignored: tuple[str, ...]

    def heading(self, path: str) -> str:
        """Return the heading that a field is read from, as the file writes it; else the path."""
        bound = (self.reference, *self.fields)
        columns = next((each.columns for each in bound if each.path == path), ())
        return self.headings[columns[0]] if columns else path


def check_mapping(mapping: SourceMapping) -> None:
    """Refuse a mapping that names fields which do not exist.

    Raises:
        UnknownPaths: It does; the facts name them.
    """
    if unknown := sorted(set(mapping.fields) - set(PATHS)):
        raise UnknownPaths(paths=[each[:64] for each in unknown[:20]])


def bind(headings: Sequence[str], mapping: SourceMapping, *, lenient: bool = False) -> Binding:
    """Return which column is which field.

    Args:
        headings: As the file has them.
        mapping: Of the source; its rules go before what is usual.
        lenient: Whether columns of rules may be missing: JSON leaves out what is empty.

    Raises:
        ColumnsNotFound: A rule names headings that are not there, or nothing is the reference.
    """
    places: dict[str, list[int]] = {}
    for column, heading in enumerate(headings):
        if heading.strip():
            places.setdefault(folded(heading), []).append(column)
    fields = [_by_rule(path, rule, places, lenient=lenient) for path, rule in mapping.fields.items()]
    taken = {column for each in fields for column in each.columns}
    if mapping.recognise:
        fields += _usual(headings, taken, {each.path for each in fields})
    reference = next((each for each in fields if each.path == REFERENCE and each.columns), None)
    if reference is None:
        raise ColumnsNotFound(
            "No column is the reference, which tells consignments apart.", missing=[REFERENCE]
        )
    used = {column for each in fields for column in each.columns}
    ignored = [each.strip() for column, each in enumerate(headings) if each.strip() and column not in used]
    others = tuple(each for each in fields if each is not reference)
    return Binding(tuple(headings), reference, others, tuple(ignored))


def _by_rule(path: str, rule: FieldRule, places: Mapping[str, list[int]], *, lenient: bool) -> Bound:
    columns = [column for each in rule.columns for column in places.get(folded(each), ())]
    if rule.columns and not columns and not (rule.optional or lenient):
        raise ColumnsNotFound(f"For {path}.", missing=list(rule.columns))
    return _bound(path, rule, tuple(columns))


def _usual(headings: Sequence[str], taken: set[int], ruled: set[str]) -> list[Bound]:
    found: dict[str, Bound] = {}
    for column, heading in enumerate(headings):
        known = None if column in taken else recognised(heading)
        if known is None or known[0] in ruled:
            continue
        path, rule = known
        if path not in found:
            found[path] = _bound(path, rule, (column,))
        elif path in _SEVERAL:
            found[path] = _bound(path, rule, (*found[path].columns, column))
    return list(found.values())


def recognised(heading: str) -> tuple[str, FieldRule] | None:
    """Return the field that a usual heading stands for, and how it is read; None for others."""
    # Of a JSON field the last names count: ConsignmentItem.Commodity.Description.
    levels = heading.split(".")
    for first in range(len(levels)):
        name = folded(" ".join(levels[first:]))
        if path := _USUAL.get(name):
            return path, FieldRule()
        kind, _, unit = name.rpartition(" ")
        if unit in words.UNITS and (path := _USUAL.get(kind)) in _WEIGHTS:
            return path, FieldRule(unit=words.UNITS[unit])
    return None
