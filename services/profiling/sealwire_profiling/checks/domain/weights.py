"""Weights and packages: what a package, a container and an empty one can weigh. All in kg."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import EquipmentKind
from sealwire.identification import compact

from sealwire_profiling.checks.domain.boxes import is_platform
from sealwire_profiling.checks.domain.facts import most_in_package
from sealwire_profiling.checks.domain.findings import finding
from sealwire_profiling.frame.domain.loads import HEAVIEST_EMPTY_KG, agree, loads, may_be_own

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sealwire.contract.profiling.consignments import Consignment, Equipment, Goods

    from sealwire_profiling.checks.domain.findings import Fact, Finding

_LIGHT_PACKAGE_KG = 0.001
_HEAVY_PACKAGE_KG = 30_000
_MAX_RATING_KG = 36_000
"""Of containers of 20, 30, 40 and 45 ft since amendment 2 (2016) of ISO 668:2013."""
_USUAL_RATING_KG = 30_480
"""Of 20, 30, 40 and 45 ft since 2005."""
_SHORT_RATING_KG = 10_160
"""Of 10 ft."""
_USUAL_TARE_KG = {"1": 1_200, "2": 2_000, "3": 2_800, "4": 3_500, "L": 4_300}
"""By the first character of the size: 10, 20, 30, 40 and 45 ft; a low figure of each."""
_EMPTY_HEADING = "8609"


def check_weights(consignment: Consignment, _on: date) -> Iterator[Finding]:
    """Yield what cannot be or is unusual in weights and packages."""
    for at, goods in enumerate(consignment.goods):
        yield from _goods(at, goods)
    for at, equipment in enumerate(consignment.equipment):
        if equipment.empty:
            yield from _empty(at, equipment)
        elif equipment.gross_kg is not None and equipment.kind is EquipmentKind.CONTAINER:
            yield from _loaded(at, equipment)
    yield from _sums(consignment)
    yield from _emptiness(consignment)


def _goods(at: int, goods: Goods) -> Iterator[Finding]:
    path, item, gross = f"goods[{at}]", at + 1, goods.gross_kg
    if gross is None:
        yield finding("weight-missing", f"{path}.gross_kg", item=item)
        return
    if gross == 0:
        yield finding("weight-zero", f"{path}.gross_kg", item=item)
    elif goods.packages == 0 and goods.package_kind is not None and not _is_bulk(goods.package_kind):
        facts: dict[str, Fact] = {"package": goods.package_kind, "gross_kg": gross}
        yield finding("packages-zero", f"{path}.packages", f"{path}.gross_kg", item=item, **facts)
    elif goods.packages:
        yield from _package(path, item, goods, gross / goods.packages)
    if goods.net_kg is not None and goods.net_kg > gross:
        weights = {"net_kg": goods.net_kg, "gross_kg": gross}
        yield finding("net-above-gross", f"{path}.net_kg", f"{path}.gross_kg", **weights)


def _package(path: str, item: int, goods: Goods, each_kg: float) -> Iterator[Finding]:
    fields = (f"{path}.gross_kg", f"{path}.packages")
    packages = goods.packages or 0
    if each_kg < _LIGHT_PACKAGE_KG:
        yield finding("package-light", *fields, item=item, per_package_kg=each_kg, packages=packages)
    most = most_in_package().get(goods.package_kind or "", _HEAVY_PACKAGE_KG)
    if each_kg > most and not _is_bulk(goods.package_kind):
        facts = {"per_package_kg": each_kg, "most_kg": most, "packages": packages}
        yield finding("package-heavy", *fields, item=item, **facts)


def _is_bulk(package_kind: str | None) -> bool:
    """Whether a kind of package is bulk: VQ, VG, VL, VY, VR, VO and the like of Recommendation 21."""
    return (
        package_kind is not None and package_kind.startswith("V") and package_kind not in {"VA", "VI", "VP"}
    )


def _empty(at: int, equipment: Equipment) -> Iterator[Finding]:
    path, gross = f"equipment[{at}]", equipment.gross_kg
    if not gross:
        return
    code = "empty-weighed" if may_be_own(equipment) else "empty-heavy"
    yield finding(code, f"{path}.gross_kg", f"{path}.empty", number=equipment.number, gross_kg=gross)


def _loaded(at: int, equipment: Equipment) -> Iterator[Finding]:
    size_type = compact(equipment.size_type or "")
    length = size_type[:1]
    if is_platform(size_type) or length not in _USUAL_TARE_KG:
        # Platforms and flat racks are rated far higher; a length that is not told has no rating.
        return
    load = equipment.gross_kg or 0.0
    sure = load + (equipment.tare_kg or 0.0)
    likely = load + (equipment.tare_kg or _USUAL_TARE_KG[length])
    most = _SHORT_RATING_KG if length == "1" else _MAX_RATING_KG
    usual = min(most, _USUAL_RATING_KG)
    if likely <= usual:
        return
    path, number = f"equipment[{at}]", equipment.number
    fields = (f"{path}.gross_kg", f"{path}.tare_kg", f"{path}.size_type")
    if sure > most:
        yield finding("load-above-rating", *fields, number=number, total_kg=sure, most_kg=most)
    else:
        yield finding("load-unusual", *fields, number=number, total_kg=likely, most_kg=usual)


def _sums(consignment: Consignment) -> Iterator[Finding]:
    if not consignment.goods or not consignment.equipment:
        return
    goods = total(each.gross_kg for each in consignment.goods)
    carried = total(each.gross_kg for each in consignment.equipment)
    if goods is None or carried is None:
        return
    if not any(agree(goods, each) for each in loads(consignment.equipment)):
        yield finding("weights-disagree", "goods", "equipment", goods_kg=goods, equipment_kg=carried)


def _emptiness(consignment: Consignment) -> Iterator[Finding]:
    carried, goods = consignment.equipment, consignment.goods
    if carried and all(each.empty for each in carried):
        # The container itself may be declared as the goods (HS 8609).
        real = [each for each in goods if not (each.hs or "").startswith(_EMPTY_HEADING)]
        weight = sum(each.net_kg or each.gross_kg or 0.0 for each in real)
        packages = sum(each.packages or 0 for each in real)
        if weight > HEAVIEST_EMPTY_KG or (weight and packages > len(carried)):
            yield finding("empty-with-goods", "equipment", "goods", goods_kg=weight, packages=packages)
    if not goods:
        full = next((at for at, each in enumerate(carried) if each.empty is False), None)
        if full is not None:
            field = f"equipment[{full}].empty"
            yield finding("full-without-goods", field, "goods", number=carried[full].number)


def total(amounts: Iterator[float | None]) -> float | None:
    """Return the sum, or null where a part is missing."""
    known = list(amounts)
    return None if None in known else sum(each for each in known if each is not None)
