"""Seals of one consignment: missing, repeated, tampered with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import EquipmentKind, SealCondition

from sealwire_profiling.checks.domain.facts import words
from sealwire_profiling.checks.domain.findings import finding
from sealwire_profiling.checks.domain.numbers import compact_number
from sealwire_profiling.phrases import fold

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
    # Of one kind: a wagon or trailer has the seal of the container that it carries.
    seen: dict[tuple[EquipmentKind, str], tuple[str, str]] = {}
    for at, each in enumerate(consignment.equipment):
        full = each.kind is EquipmentKind.CONTAINER and each.empty is False
        if full and not any(is_seal(seal.number) for seal in each.seals):
            yield finding("seal-missing", f"equipment[{at}].seals", number=each.number)
        for place, seal in enumerate(each.seals):
            field = f"equipment[{at}].seals[{place}]"
            facts = {"seal": seal.number, "number": each.number}
            if seal.condition in _CONDITIONS:
                yield finding(_CONDITIONS[seal.condition], f"{field}.condition", **facts)
            if not is_seal(seal.number):
                continue
            number, key = compact_number(each.number), (each.kind, compact_number(seal.number))
            first, other = seen.setdefault(key, (number, each.number))
            if first != number:
                yield finding("seal-repeated", f"{field}.number", other=other, **facts)


def is_seal(number: str) -> bool:
    """Whether what stands as a seal's number names one: not "none", a dash, or zeros alone."""
    plain = " ".join(fold(number).split())
    return bool(plain.replace("0", "").replace(" ", "")) and plain not in _nothing()


def _nothing() -> frozenset[str]:
    return words("seals", "none")
