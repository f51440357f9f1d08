"""What equipment carries, as documents may mean it: with the tare or without, told again on the vehicle.

All in kg.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import EquipmentKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sealwire.contract.profiling.consignments import Equipment

HEAVIEST_EMPTY_KG = 6_000
_HEAVIEST_SELF_KG = {
    EquipmentKind.TRUCK: 20_000,
    EquipmentKind.TRAILER: 12_000,
    EquipmentKind.WAGON: 40_000,
}
"""What vehicles weigh by themselves at most; the others weigh no more than an empty container."""
_APART_SHARE, _APART_KG = 0.02, 100.0


def agree(one: float, other: float) -> bool:
    """Return whether two weights are one, as they are rounded and weighed."""
    apart = abs(one - other)
    return apart <= _APART_KG or apart <= _APART_SHARE * max(one, other)


def may_be_own(equipment: Equipment) -> bool:
    """Return whether the weight that is told as the load may be what the equipment itself weighs."""
    return (equipment.gross_kg or 0.0) <= _HEAVIEST_SELF_KG.get(equipment.kind, HEAVIEST_EMPTY_KG)


def loads(equipment: Sequence[Equipment]) -> Iterator[float]:
    """Yield what the load may weigh: of all, and of each kind alone, as a wagon carries containers.

    Each also without those declared empty, whose weight may be their own, and without the tare that is told,
    as a verified gross mass has it in (SOLAS VI/2). A weight that is not told counts as none.
    """
    weighed = [each for each in equipment if each.gross_kg]
    kinds = {each.kind for each in weighed}
    for some in (kinds, *({kind} for kind in kinds)):
        carrying = [each for each in weighed if each.kind in some]
        full = [each for each in carrying if not each.empty]
        for counted in (carrying, full or carrying):
            gross = sum(each.gross_kg or 0.0 for each in counted)
            yield gross
            net = _without(sum(each.tare_kg or 0.0 for each in counted), gross)
            if net is not None:
                yield net


def load_of_empty(equipment: Equipment) -> float | None:
    """Return what equipment that is declared empty carries, or None where its weight may be its own."""
    if not equipment.gross_kg:
        return equipment.gross_kg
    if not equipment.tare_kg:
        return None if may_be_own(equipment) else equipment.gross_kg
    net = _without(equipment.tare_kg, equipment.gross_kg)
    return equipment.gross_kg if net is None else net


def _without(tare: float, gross: float) -> float | None:
    """Return a weight without the tare, or None where it is too small to have it in."""
    return max(gross - tare, 0.0) if gross >= tare or agree(gross, tare) else None
