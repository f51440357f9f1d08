"""Seals of one consignment: missing, repeated, tampered with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import EquipmentKind, SealCondition

from sealwire_profiling.checks.domain.findings import finding
from sealwire_profiling.checks.domain.numbers import compact_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sealwire.contract.profiling.consignments import Consignment

    from sealwire_profiling.checks.domain.findings import Finding

_CONDITIONS = {
    SealCondition.TAMPERED: "seal-tampered",
    SealCondition.MISSING: "seal-gone",
    SealCondition.REPLACED: "seal-replaced",
}


def check_seals(consignment: Consignment, _on: date) -> Iterator[Finding]:
    """Yield what is missing or unusual in the seals."""
    seen: dict[str, tuple[str, str]] = {}
    for at, each in enumerate(consignment.equipment):
        if each.kind is EquipmentKind.CONTAINER and each.empty is False and not each.seals:
            yield finding("seal-missing", f"equipment[{at}].seals", number=each.number)
        for place, seal in enumerate(each.seals):
            field = f"equipment[{at}].seals[{place}]"
            facts = {"seal": seal.number, "number": each.number}
            if seal.condition in _CONDITIONS:
                yield finding(_CONDITIONS[seal.condition], f"{field}.condition", **facts)
            number, key = compact_number(each.number), compact_number(seal.number)
            first, other = seen.setdefault(key, (number, each.number))
            if first != number:
                yield finding("seal-repeated", f"{field}.number", other=other, **facts)
