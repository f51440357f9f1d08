"""Units and officers as tables: which columns there are, and how a field stands in a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sealwire.contract.people import Gender

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sealwire.contract.people import OfficerRecord, UnitRecord

VERSION = "version"


class Cell(NamedTuple):
    """How a field stands in a cell, and how a cell that is not empty is read."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table.

    Attributes:
        keys: Columns that say which unit or officer a line is about.
        told: Columns for the reader, from the log; an import does not look at them.
        fields: Columns of particulars; one that a file leaves out stays as it is.
    """

    keys: tuple[str, ...]
    told: tuple[str, ...]
    fields: Mapping[str, Cell]

    @property
    def columns(self) -> tuple[str, ...]:
        """All headings, in order."""
        return (*self.keys, *self.told, VERSION, *self.fields)

    def cells(self, fields: Mapping[str, Any]) -> list[str]:
        """Return the cells of particulars, as JSON values."""
        return [
            "" if fields.get(name) is None else cell.write(fields[name]) for name, cell in self.fields.items()
        ]


def _contact_text(contact: Mapping[str, str]) -> str:
    label = f"|{contact['label']}" if contact["label"] else ""
    return f"{contact['kind']}:{contact['value']}{label}"


def _contact(text: str) -> dict[str, str]:
    kind, _, rest = text.partition(":")
    value, _, label = rest.partition("|")
    return {"kind": kind.strip(), "value": value, "label": label}


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(";") if item.strip()]


# Where a comma stands before the decimals, spreadsheets write one.
_NUMBER = Cell(repr, lambda text: text.replace(",", "."))
_TEXT = Cell(str, str)
# An empty cell says as much, and what a caller may not see looks no different.
_GENDER = Cell(lambda gender: "" if gender == Gender.UNSTATED else gender, str)
_LIST = Cell("; ".join, _items)
_CONTACTS = Cell(
    lambda contacts: "; ".join(map(_contact_text, contacts)),
    lambda text: [_contact(each) for each in _items(text)],
)

UNITS = Layout(
    keys=("code",),
    told=("names", "status"),
    fields={
        "kind": _TEXT, "unlocode": _TEXT, "local_code": _TEXT, "place": _TEXT, "latitude": _NUMBER,
        "longitude": _NUMBER, "agencies": _LIST, "languages": _LIST, "hours": _TEXT, "time_zone": _TEXT,
        "contacts": _CONTACTS, "segment": _TEXT,
    },
)  # fmt: skip
OFFICERS = Layout(
    keys=("unit", "handle"),
    told=("roles", "status"),
    fields={
        "name": _TEXT, "rank": _TEXT, "agency": _TEXT, "gender": _GENDER, "languages": _LIST,
        "contacts": _CONTACTS,
    },
)  # fmt: skip


def unit_row(record: UnitRecord) -> list[str]:
    """Return a unit as a row of its table."""
    filed = record.particulars.model_dump(mode="json") if record.particulars is not None else {}
    names = "; ".join(f"{language}:{name}" for language, name in record.names.items())
    return [record.code, names, record.status, str(record.version), *UNITS.cells(filed)]


def officer_row(record: OfficerRecord) -> list[str]:
    """Return an officer as a row of their table; what is withheld is empty."""
    filed = record.particulars.model_dump(mode="json")
    told = ["; ".join(record.roles), record.status, str(record.version)]
    return [record.unit, record.handle, *told, *OFFICERS.cells(filed)]
