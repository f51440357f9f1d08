"""Numbers that carry their own proof: containers, wagons, plates, ships, dangerous goods."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import EquipmentKind, Mode
from sealwire.identification import (
    ValueNotValid,
    WrongCheckDigit,
    check_container_number,
    check_imo_number,
    check_plate,
    check_un_number,
    check_wagon_number,
    compact,
)

from sealwire_profiling.checks.domain.boxes import is_size_type
from sealwire_profiling.checks.domain.findings import finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from sealwire.contract.profiling.consignments import Consignment, Equipment

    from sealwire_profiling.checks.domain.findings import Finding

_CHECKED: dict[EquipmentKind, tuple[Callable[[str], str], str]] = {
    EquipmentKind.CONTAINER: (check_container_number, "container-number"),
    EquipmentKind.WAGON: (check_wagon_number, "wagon-number"),
    EquipmentKind.TRUCK: (check_plate, "plate"),
    EquipmentKind.TRAILER: (check_plate, "plate"),
}
# A rail ferry carries wagons and a ro-ro ship trucks, so by sea they pass.
_NOT_BY: dict[EquipmentKind, frozenset[Mode]] = {
    EquipmentKind.WAGON: frozenset({Mode.ROAD, Mode.AIR}),
    EquipmentKind.TRUCK: frozenset({Mode.AIR}),
    EquipmentKind.TRAILER: frozenset({Mode.AIR}),
    EquipmentKind.AIR_UNIT: frozenset({Mode.SEA, Mode.RAIL}),
}


def check_numbers(consignment: Consignment, _on: date) -> Iterator[Finding]:
    """Yield what is wrong with the numbers of a consignment."""
    seen: set[str] = set()
    for at, each in enumerate(consignment.equipment):
        yield from _equipment(at, each, consignment.mode)
        number = compact_number(each.number)
        if number in seen:
            yield finding("equipment-repeated", f"equipment[{at}].number", number=each.number)
        seen.add(number)
    if consignment.imo_number is not None:
        yield from _numbered(check_imo_number, "imo-number", "imo_number", consignment.imo_number)
        if consignment.mode in {Mode.RAIL, Mode.ROAD, Mode.AIR}:
            facts = {"number": consignment.imo_number, "mode": str(consignment.mode)}
            yield finding("vessel-for-mode", "imo_number", "mode", **facts)
    for at, goods in enumerate(consignment.goods):
        if goods.un_number is not None:
            yield from _numbered(check_un_number, "un-number", f"goods[{at}].un_number", goods.un_number)


@lru_cache(maxsize=65_536)
def compact_number(number: str) -> str:
    """Return a number as compared: capitals, without spaces and hyphens."""
    return compact(number)


def _equipment(at: int, each: Equipment, mode: Mode | None) -> Iterator[Finding]:
    path = f"equipment[{at}]"
    if each.kind in _CHECKED:
        check, code = _CHECKED[each.kind]
        yield from _numbered(check, code, f"{path}.number", each.number)
    if (
        each.size_type is not None
        and each.kind is EquipmentKind.CONTAINER
        and not is_size_type(each.size_type)
    ):
        yield finding("size-type-form", f"{path}.size_type", code=each.size_type)
    if mode in _NOT_BY.get(each.kind, ()):
        facts = {"number": each.number, "kind": str(each.kind), "mode": str(mode)}
        yield finding("equipment-for-mode", f"{path}.kind", "mode", **facts)


def _numbered(check: Callable[[str], str], code: str, field: str, number: str) -> Iterator[Finding]:
    refusal = _judged(check, number)
    if refusal is None:
        return
    if isinstance(refusal, WrongCheckDigit):
        digits = {"actual": refusal.actual, "expected": refusal.expected}
        yield finding(f"{code}-digit", field, number=number, **digits)
    elif code != "plate" and any(each.isalpha() and not each.isascii() for each in number):
        yield finding("number-cyrillic", field, number=number)
    else:
        yield finding(f"{code}-form", field, number=number)


@lru_cache(maxsize=65_536)
def _judged(check: Callable[[str], str], text: str) -> ValueNotValid | None:
    try:
        check(text)
    except ValueNotValid as refusal:
        return refusal.with_traceback(None)
    return None
