"""A warning filled in from a consignment: what the documents declare, and why it was selected.

Profiling's server never sees a notice: it is drafted here, looked at by an officer, and sealed like any
other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sealwire.contract.profiling.consignments import Direction, Mode, PartyRole
from sealwire.notices.goods import GoodsItem
from sealwire.notices.place import Leg
from sealwire.notices.reasons import refusals
from sealwire.notices.transport import Conveyance, Document, Party, TransportUnit
from sealwire.notices.warning import WarningNotice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sealwire.contract.profiling.consignments import Consignment, Equipment, Goods
    from sealwire.contract.profiling.consignments import Document as Stated
    from sealwire.contract.profiling.consignments import Leg as Stop
    from sealwire.contract.profiling.selections import Chosen, Reason
    from sealwire.notices.notice import Part

Json = dict[str, Any]
_MAX_INDICATORS = 50
_LINE, _REFERENCE = 200, 64
_HS_DIGITS, _HS_EDITION = 6, 2022
_SPOKEN = frozenset({"profile", "list", "check", "goods", "model"})
_CONTEXT = {"schema": WarningNotice.SCHEMA, "later": False}


@dataclass(frozen=True, slots=True)
class Suspected:
    """What the officer adds: what is suspected, and how reliable that is (SIENA 4x4)."""

    commodity_group: str
    source_reliability: str = "A"
    information_reliability: str = "1"
    asked_for: tuple[str, ...] = ("physical",)


@dataclass(frozen=True, slots=True)
class Draft:
    """A warning to look at before it is sent.

    Attributes:
        notice: The warning.
        left_out: What the documents declare in a form that a notice cannot carry, such as a container number
            whose check digit is wrong.
    """

    notice: WarningNotice
    left_out: tuple[str, ...]


def draft(consignment: Consignment, chosen: Chosen, suspected: Suspected) -> Draft:
    """Return the warning about a consignment that was selected.

    Args:
        consignment: As the documents declare it.
        chosen: Where it stands in the selection, with the reasons.
        suspected: What the officer adds.

    Raises:
        NoticeInvalid: What is left cannot be a warning: no goods, or nothing that the shipment is found by.
    """
    left_out: list[str] = []
    parties = (
        {"role": each.role.value, "name": each.name[:_LINE], "country": each.country}
        for each in consignment.parties
    )
    goods = (_goods(each, consignment.currency) for each in consignment.goods)
    content: Json = {
        "reference": consignment.reference[:_REFERENCE],
        "direction": (consignment.direction or Direction.IMPORT).value,
        "mode": (consignment.mode or Mode.ROAD).value,
        "transport": _kept(TransportUnit, map(_transport, consignment.equipment), left_out),
        "documents": _kept(Document, map(_document, consignment.documents), left_out),
        "parties": _kept(Party, parties, left_out),
        "goods": _kept(GoodsItem, goods, left_out),
        "route": _kept(Leg, map(_leg, consignment.legs), left_out),
        "suspicion": {
            "commodity_group": suspected.commodity_group,
            "indicators": _indicators(chosen.reasons),
            "score": max(0, min(100, round(chosen.score))),
            "lane": chosen.lane.value,
            "source_reliability": suspected.source_reliability,
            "information_reliability": suspected.information_reliability,
        },
        "asked_for": list(suspected.asked_for),
    }
    conveyance = _fitting(Conveyance, _conveyance(consignment), left_out)
    if conveyance:
        content["conveyance"] = conveyance
    notice = WarningNotice.read(WarningNotice.SCHEMA, content)
    return Draft(notice, tuple(left_out))


def _kept(part: type[Part], candidates: Iterable[Json], left_out: list[str]) -> list[Json]:
    """Return what a notice can carry of the candidates, and name what it cannot."""
    kept = []
    for candidate in candidates:
        fitting = _fitting(part, candidate, left_out)
        if fitting:
            kept.append(fitting)
    return kept


def _fitting(part: type[Part], candidate: Json, left_out: list[str]) -> Json:
    """Return a candidate without the fields that are refused; empty where a refused field is required."""
    fields = {name: value for name, value in candidate.items() if value not in (None, "", [], {})}
    while fields:
        try:
            part.model_validate(fields, context=_CONTEXT)
        except ValidationError as error:
            refused = refusals(error)
            left_out.extend(f"{part.__name__}.{each.field}: {each.reason}" for each in refused)
            wrong = {each.field.partition(".")[0] for each in refused}
            required = {name for name, field in part.model_fields.items() if field.is_required()}
            if wrong & required or not wrong & fields.keys():
                return {}
            fields = {name: value for name, value in fields.items() if name not in wrong}
        else:
            return fields
    return {}


def _transport(equipment: Equipment) -> Json:
    return {
        "kind": equipment.kind.value,
        "number": equipment.number,
        "size_type": equipment.size_type,
        "load": None if equipment.empty is None else ("empty" if equipment.empty else "full"),
        "seals": [
            {
                name: value
                for name, value in (
                    ("number", seal.number),
                    ("issuer", seal.issuer and seal.issuer.value),
                    ("condition", seal.condition and seal.condition.value),
                )
                if value
            }
            for seal in equipment.seals
        ],
    }


def _document(document: Stated) -> Json:
    issued = document.issued_on
    return {
        "kind": document.kind.value,
        "number": document.number,
        "issued_on": issued.isoformat() if issued else None,
    }


def _goods(goods: Goods, currency: str | None) -> Json:
    money = goods.currency or currency
    return {
        "description": goods.description[:_LINE],
        "hs": {"code": goods.hs[:_HS_DIGITS], "edition": _HS_EDITION} if goods.hs else None,
        "packages": [{"count": goods.packages, "kind": goods.package_kind}]
        if goods.packages and goods.package_kind
        else None,
        "gross_kg": _amount(goods.gross_kg),
        "net_kg": _amount(goods.net_kg),
        "value": {"amount": _amount(goods.value), "currency": money} if goods.value and money else None,
        "origin": goods.origin,
        "un_number": goods.un_number,
    }


def _conveyance(consignment: Consignment) -> Json:
    carrier = consignment.party(PartyRole.CARRIER)
    return {
        "vessel": consignment.vessel,
        "imo_number": consignment.imo_number,
        "voyage": consignment.voyage,
        "carrier": carrier.name[:_LINE] if carrier else None,
    }


def _leg(leg: Stop) -> Json:
    # An own code needs a point, which documents do not give: only places of the UN/LOCODE can be named.
    place = {"locode": leg.place, "name": leg.name} if leg.name else {"locode": leg.place}
    day = leg.arrives_on or leg.departs_on
    return {"place": place, "planned_on": day.isoformat() if day else None}


def _indicators(reasons: Sequence[Reason]) -> list[Json]:
    spoken = [each for each in reasons if each.kind in _SPOKEN][:_MAX_INDICATORS]
    return [{"text": each.text[:_LINE], "rule": each.code[:_REFERENCE]} for each in spoken]


def _amount(number: float | None) -> str | None:
    """Return a number as notices write it, to the gram or the cent's hundredth."""
    return f"{number:.4f}".rstrip("0").rstrip(".") if number else None
