"""A consignment that is put together from the cells of its rows, before it is checked as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.consignments import EquipmentKind, PartyRole

from sealwire_profiling.intake.domain.cells import BadCell
from sealwire_profiling.places import country_of_place

if TYPE_CHECKING:
    from collections.abc import Callable

_UNKNOWN_PLACE = "?"
_ROLES = {each.value for each in PartyRole}
_KINDS = {each.value for each in EquipmentKind}
_MEASURED = ("gross_kg", "tare_kg")


@dataclass(slots=True)
class Draft:
    """The parts of a consignment as far as rows have named them.

    Rows of one reference say the same of the consignment, its parties and its journey, or nothing; each row
    that says something of goods is a goods item; what rows say of a container is put together by its number.
    """

    plain: dict[str, Any] = field(default_factory=dict)
    parties: dict[str, dict[str, Any]] = field(default_factory=dict)
    goods: list[dict[str, Any]] = field(default_factory=list)
    goods_lines: list[int] = field(default_factory=list)
    equipment: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    places: dict[str, dict[str, Any]] = field(default_factory=dict)
    via: list[str] = field(default_factory=list)
    documents: dict[tuple[str, str], None] = field(default_factory=dict)

    def add(self, line: int, row: dict[str, Any], refuse: Callable[[str, BadCell], None]) -> None:
        """Take in the values of a row by field path; what contradicts is handed to `refuse` with its path."""
        grouped: dict[str, dict[str, Any]] = {}
        for path, value in row.items():
            group, _, name = path.rpartition(".")
            grouped.setdefault(group, {})[name] = value
        seals = grouped.pop("seal", {})
        carried: list[dict[str, Any]] = []
        for group, values in grouped.items():
            try:
                carried += self._take(line, group, values)
            except _Contradiction as found:
                refuse(f"{group}.{found.name}".lstrip("."), found)
        if seals:
            try:
                self._seal(carried, seals)
            except BadCell as found:
                refuse("seal.number", found)

    def _take(self, line: int, group: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        if group == "goods":
            self.goods.append({"description": "", **values})
            self.goods_lines.append(line)
        elif group in _KINDS:
            return self._carry(group, values)
        elif group in _ROLES:
            _merge(self.parties.setdefault(group, {}), values)
        elif group == "document":
            self.documents |= {(kind, number): None for kind, numbers in values.items() for number in numbers}
        elif group == "via":
            self.via += [place for place in values["place"] if place not in self.via]
        elif group:
            _merge(self.places.setdefault(group, {}), values)
        else:
            _merge(self.plain, values)
        return []

    def _carry(self, kind: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        numbers = values.pop("number", [])
        if not numbers and values:
            message = "This says something of equipment whose number is missing."
            raise _Contradiction(next(iter(values)), "equipment-unknown", message)
        if len(numbers) > 1 and (weighed := next((each for each in _MEASURED if each in values), None)):
            message = "One weight stands beside several numbers; give each number a row of its own."
            raise _Contradiction(weighed, "weight-of-several", message)
        carried = []
        for number in numbers:
            known = self.equipment.setdefault((kind, number), {"kind": kind, "number": number, "seals": []})
            _merge(known, values)
            carried.append(known)
        return carried

    def _seal(self, carried: list[dict[str, Any]], values: dict[str, Any]) -> None:
        numbers = values.pop("number", [])
        known = carried or list(self.equipment.values())
        if not numbers:
            raise BadCell("seal-unknown", "This says something of a seal whose number is missing.")
        if len(known) > 1 and len(known) == len(numbers):
            pairs = list(zip(known, numbers, strict=True))
        elif len(known) == 1:
            pairs = [(known[0], number) for number in numbers]
        else:
            message = (
                "It cannot be told which seal is on which container; give each container a row,"
                " or as many seals as containers, in the same order."
            )
            raise BadCell("seals-unclear", message)
        for equipment, number in pairs:
            seal = {"number": number, **values}
            if seal not in equipment["seals"]:
                equipment["seals"].append(seal)

    def whole(self, reference: str) -> dict[str, Any]:
        """Return the consignment as JSON values, not yet checked."""
        return {
            **self.plain,
            "reference": reference,
            "parties": [{"role": role, "name": "", **values} for role, values in self.parties.items()],
            "goods": self.goods,
            "equipment": list(self.equipment.values()),
            "legs": self._legs(),
            "documents": [{"kind": kind, "number": number} for kind, number in self.documents],
        }

    def path(self, name: str, item: int) -> str:
        """Return the field path of a field of `whole`, such as `parties.name` of the second party."""
        of, _, last = name.partition(".")
        if of == "parties" and last:
            return f"{list(self.parties)[item]}.{last}"
        if of == "equipment" and last:
            kind, _ = list(self.equipment)[item]
            return f"seal.{last.rpartition('.')[2]}" if last.startswith("seals.") else f"{kind}.{last}"
        if of == "documents" and last:
            return f"document.{list(self.documents)[item][0]}"
        return name

    def _legs(self) -> list[dict[str, Any]]:
        if not self.places and not self.via:
            return []
        # The first leg is the origin and the last the destination, also where one of them is not known.
        departure = _leg(self.places.get("departure", {}), "departs_on")
        destination = _leg(self.places.get("destination", {}), "arrives_on")
        return [departure, *(_leg({"place": place}, "departs_on") for place in self.via), destination]


class _Contradiction(BadCell):
    """A value that does not go with the others of its group; `name` is its field."""

    def __init__(self, name: str, code: str, message: str) -> None:
        self.name = name
        super().__init__(code, message)


def _merge(known: dict[str, Any], values: dict[str, Any]) -> None:
    for name, value in values.items():
        if known.setdefault(name, value) != value:
            message = "Another row of the same reference says something else here."
            raise _Contradiction(name, "rows-disagree", message)


def _leg(known: dict[str, Any], day: str) -> dict[str, Any]:
    place = known.get("place") or known.get("name") or known.get("country") or _UNKNOWN_PLACE
    country = known.get("country") or country_of_place(place) or country_of_place(known.get("name") or "")
    return {"place": place, "name": known.get("name"), "country": country, day: known.get("day")}
