"""What the commands print of uploads and consignments: rows of tables, and lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.cli.output import when
from sealwire.contract.profiling.consignments import PartyRole
from sealwire.contract.profiling.experts import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.contract.profiling.consignments import Consignment, Goods, Leg, Party, Seal
    from sealwire.contract.profiling.experts import ExpertStanding
    from sealwire.contract.profiling.intake import (
        ConsignmentHistory,
        ConsignmentOut,
        UploadErrorOut,
        UploadOut,
    )
    from sealwire.contract.profiling.parties import PartyOut

_WITHHELD = "withheld"
_STAGES = {
    Stage.NOTHING: "nothing asks for one",
    Stage.UNANSWERED: "needed, no question is answered yet",
    Stage.ANSWERED: "needed, questions are answered, nobody was asked yet",
    Stage.WITH_EXPERT: "asked, the answer is awaited",
    Stage.EXPERT_ANSWERED: "has answered",
}


def upload_row(upload: UploadOut) -> list[str]:
    """Return an upload as cells."""
    counts = (upload.added, upload.amended, upload.unchanged, upload.refused)
    state = f"{upload.state} (dry run)" if upload.dry_run else upload.state.value
    return [str(upload.id), when(upload.created_at), upload.source, upload.name, state, *map(str, counts)]


def upload_lines(upload: UploadOut) -> list[str]:
    """Return what came of an upload, a line for each thing to know."""
    counts = f"{upload.added} new, {upload.amended} amended, {upload.unchanged} unchanged"
    lines = [
        f"{'Dry run, nothing was stored' if upload.dry_run else 'Stored'}: {counts}, {upload.refused} refused"
    ]
    if upload.same_as is not None:
        lines = [f"The same file came before, nothing was read again: upload {upload.same_as}"]
    if upload.failure:
        lines.append(f"The file could not be read to its end ({upload.failure_code}): {upload.failure}")
    if upload.ignored:
        lines.append(f"Nothing was read from: {', '.join(upload.ignored)}")
    return [*lines, f"Upload {upload.id}: {upload.errors} errors"]


def error_row(error: UploadErrorOut) -> list[str]:
    """Return an error of a line as cells."""
    return [str(error.line), error.column, error.code, error.message]


def party_rows(party: PartyOut) -> Iterator[list[str]]:
    """Return a party as cells: a row for each spelling, the whole beside the first."""
    roles = ", ".join(party.roles)
    for at, each in enumerate(party.spellings):
        whole = ["", ""] if at else [roles, str(party.consignments)]
        number = "" if at else str(party.number)
        why = " ".join(reason.en for reason in each.reasons)
        yield [number, each.name, each.country or "-", *whole, why]


def consignment_row(found: ConsignmentOut) -> list[str]:
    """Return a consignment as cells."""
    consignment = found.consignment
    names = [_name(consignment.party(role), found) for role in (PartyRole.SHIPPER, PartyRole.CONSIGNEE)]
    goods = "; ".join(each.description for each in consignment.goods)
    containers = ", ".join(each.number for each in consignment.equipment)
    day = str(consignment.declared_on or "-")
    first = [str(found.id), consignment.reference, found.source, day]
    return [*first, *names, goods, containers, str(found.version)]


def consignment_lines(found: ConsignmentHistory) -> list[str]:
    """Return a consignment, a line for each thing that it declares, and its history."""
    return [*_declared(found.consignment), *_history(found)]


def standing_line(standing: ExpertStanding) -> str:
    """Return where a consignment stands with experts, in words."""
    told = _STAGES[standing.stage]
    return f"{told}; something has changed since, look again" if standing.outdated else told


def _declared(found: ConsignmentOut) -> Iterator[str]:
    consignment = found.consignment
    yield f"Consignment  {consignment.reference} from {found.source}, version {found.version}"
    state = "still to be decided about" if found.open else "decided"
    yield f"Received     {found.received_at:%Y-%m-%d %H:%M}, {state}"
    yield f"Declared     {consignment.declared_on or '-'} at {consignment.office or '-'}"
    yield f"Arrives      {consignment.arrives_on or '-'} {_transport(consignment)}".rstrip()
    for party in consignment.parties:
        yield f"{party.role.value.capitalize():<12} {_name(party, found)} ({party.country or '-'})"
    for goods in consignment.goods:
        yield f"Goods        {goods.description}, {_particulars(goods, consignment.currency)}"
    for each in consignment.equipment:
        seals = ", ".join(map(_seal, each.seals))
        size = f" {each.size_type}" if each.size_type else ""
        yield f"{each.kind.value.capitalize():<12} {each.number}{size}, seals: {seals or '-'}"
    yield f"Route        {_route(consignment)}"


def _history(found: ConsignmentHistory) -> Iterator[str]:
    for each in found.versions:
        changed = ", ".join(each.changed) or "as received"
        yield f"Version {each.filed.version:<4} {each.filed.received_at:%Y-%m-%d %H:%M} {changed}"


def _transport(consignment: Consignment) -> str:
    said = [consignment.mode and consignment.mode.value, consignment.vessel, consignment.voyage]
    text = " ".join(each for each in said if each)
    return f"by {text}" if text else ""


def _particulars(goods: Goods, currency: str | None) -> str:
    money = goods.currency or currency or ""
    said = [
        f"HS {goods.hs or '-'}",
        goods.origin and f"of {goods.origin}",
        None if goods.packages is None else f"{goods.packages} packages",
        "- kg" if goods.gross_kg is None else f"{goods.gross_kg:.10g} kg",
        None if goods.value is None else f"{goods.value:.10g} {money}".rstrip(),
    ]
    return ", ".join(each for each in said if each)


def _seal(seal: Seal) -> str:
    return seal.number if seal.condition is None else f"{seal.number} ({seal.condition.value})"


def _route(consignment: Consignment) -> str:
    return " - ".join(map(_place, consignment.legs)) or "-"


def _place(leg: Leg) -> str:
    known = leg.country is None or leg.place[:2] == leg.country
    return leg.place if known else f"{leg.place} ({leg.country})"


def _name(party: Party | None, found: ConsignmentOut) -> str:
    if party is None:
        return "-"
    return _WITHHELD if found.redacted else party.name
