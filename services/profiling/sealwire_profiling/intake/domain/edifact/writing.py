"""Consignments as a CUSCAR D.16A in UTF-8 (UNOW), for simulations, benchmarks and tests.

What CUSCAR has no place for is left out: the mode of single legs, the arrival at the first place and the
departure from the last, that a seal was replaced, documents of kinds that the directories do not name, and
the date of a manifest. Everything else reads back as it was.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import DocumentKind

from sealwire_profiling.intake.domain.edifact import codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from sealwire.contract.profiling.consignments import Consignment, Document, Equipment, Goods, Leg, Party

MAX_CONSIGNMENTS = 1_000
"""Most consignments of one message; they are held until it is written: their equipment stands first."""
_ESCAPED = str.maketrans(
    {"?": "??", ":": "?:", "+": "?+", "'": "?'", "*": "?*", "\n": " ", "\r": " ", "\t": " "}
)
_LONGEST_MARK = 35
_LONGEST_NAME = 70
_LONGEST_LINE = 256
_MARKS_PER_SEGMENT = 10
_MANIFEST = "785"
_ORIGINAL = "9"

Element = str | tuple[str, ...]
Carriage = tuple[object, ...]


def write_cuscar(
    consignments: Iterable[Consignment], *, sender: str, recipient: str, reference: str, prepared: datetime
) -> Iterator[bytes]:
    """Give the bytes of an interchange, a piece at a time.

    Consignments of one voyage that follow one another share a message, so order them by voyage.

    Args:
        consignments: Any number.
        sender: Who sends, as in UNB 0004.
        recipient: Who receives, as in UNB 0010.
        reference: Of the interchange (0020), at most 14 characters.
        prepared: When it was prepared.
    """
    yield b"UNA:+.? '\r\n"
    syntax = ("UNOW", "4")
    yield _segment("UNB", syntax, sender, recipient, (f"{prepared:%Y%m%d}", f"{prepared:%H%M}"), reference)
    messages = 0
    for batch in _batches(consignments):
        messages += 1
        yield _message(batch, str(messages))
    yield _segment("UNZ", str(messages), reference)


def _batches(consignments: Iterable[Consignment]) -> Iterator[list[Consignment]]:
    """Give consignments of one carriage whose equipment does not contradict itself."""
    batch: list[Consignment] = []
    units: dict[str, Equipment] = {}
    for each in consignments:
        same = not batch or _carriage(each) == _carriage(batch[0])
        agree = all(units.get(unit.number, unit) == unit for unit in each.equipment)
        if not same or not agree or len(batch) == MAX_CONSIGNMENTS:
            yield batch
            batch, units = [], {}
        batch.append(each)
        units.update({unit.number: unit for unit in each.equipment})
    if batch:
        yield batch


def _carriage(consignment: Consignment) -> Carriage:
    return (
        consignment.mode,
        consignment.vessel,
        consignment.imo_number,
        consignment.voyage,
        consignment.arrives_on,
        consignment.declared_on,
        consignment.office,
        _manifest(consignment),
    )


def _manifest(consignment: Consignment) -> str:
    return next((each.number for each in consignment.documents if each.kind is DocumentKind.MANIFEST), "")


def _message(batch: list[Consignment], number: str) -> bytes:
    segments = [_segment("UNH", number, ("CUSCAR", "D", "16A", "UN")), *_header(batch[0])]
    units = {unit.number: unit for each in batch for unit in each.equipment}
    for unit in units.values():
        segments += _equipment(unit)
    for place, each in enumerate(batch, 1):
        segments += _consignment(each, str(place))
    segments.append(_segment("UNT", str(len(segments) + 1), number))
    return b"".join(segments)


def _header(first: Consignment) -> Iterator[bytes]:
    yield _segment("BGM", _MANIFEST, _manifest(first), _ORIGINAL)
    if first.declared_on:
        yield _moment("137", first.declared_on)
    if first.office:
        yield _segment("LOC", "22", first.office)
    mode = _MODES.get(first.mode or "", "")
    vessel: Element = ""
    if first.vessel or first.imo_number:
        vessel = (first.imo_number or "", "146" if first.imo_number else "", "", first.vessel or "")
    if mode or vessel or first.voyage or first.arrives_on:
        yield _segment("TDT", "20", first.voyage or "", mode, "", "", "", "", vessel)
    if first.arrives_on:
        yield _moment("132", first.arrives_on)


def _equipment(unit: Equipment) -> Iterator[bytes]:
    load = "" if unit.empty is None else _LOADS[unit.empty]
    size = (unit.size_type, "102", "5") if unit.size_type else ""
    yield _segment("EQD", _UNITS[unit.kind], unit.number, size, "", "", load)
    if unit.gross_kg is not None:
        yield _weight("G", unit.gross_kg)
    if unit.tare_kg is not None:
        yield _weight("T", unit.tare_kg)
    for seal in unit.seals:
        issuer, condition = _ISSUERS.get(seal.issuer or "", ""), _CONDITIONS.get(seal.condition or "", "")
        yield _segment("SEL", seal.number, issuer, condition)


def _consignment(consignment: Consignment, place: str) -> Iterator[bytes]:
    documents = [each for each in consignment.documents if each.kind is not DocumentKind.MANIFEST]
    bills = [each for each in documents if each.kind in codes.TRANSPORT_DOCUMENTS]
    houses = [each for each in bills if each.kind is DocumentKind.HOUSE_BILL]
    named = bool(bills) and (houses or bills)[0].number == consignment.reference
    yield _segment("CNI", place, "" if named else consignment.reference)
    for each in documents:
        # Where the consignment goes by another number, its bills are attached, so that none of them names it.
        yield from _document(each, attached=each in bills and not named)
    if consignment.freight is not None:
        yield _segment("MOA", ("64", _figure(consignment.freight), consignment.currency or ""))
    elif consignment.currency:
        yield _segment("CUX", ("2", consignment.currency))
    yield from _way(consignment.legs)
    if consignment.direction:
        yield _segment("GEI", "5", _DIRECTIONS[consignment.direction])
    for party in consignment.parties:
        yield from _party(party)
    units = [unit.number for unit in consignment.equipment]
    for item, goods in enumerate(consignment.goods, 1):
        yield from _goods(goods, str(item), units if item == 1 else [])
    if units and not consignment.goods:
        yield _segment("GID", "1")
        for number in units:
            yield _segment("SGP", number)


def _document(document: Document, *, attached: bool) -> Iterator[bytes]:
    qualifier, name = _REFERENCES.get(document.kind), _NAMES.get(document.kind)
    if qualifier and not attached:
        yield _segment("RFF", (qualifier, document.number))
    elif name:
        yield _segment("DOC", name, document.number)
    else:
        return
    if document.issued_on:
        yield _moment("171", document.issued_on)


def _way(legs: tuple[Leg, ...]) -> Iterator[bytes]:
    for place, leg in enumerate(legs, 1):
        last = place == len(legs)
        qualifier = "8" if last else "9" if place == 1 else "92"
        yield _segment("LOC", qualifier, (leg.place, "", "", leg.name or ""))
        if leg.arrives_on and qualifier != "9":
            yield _moment("132", leg.arrives_on)
        if leg.departs_on and not last:
            yield _moment("133", leg.departs_on)


def _party(party: Party) -> Iterator[bytes]:
    name, address = _lines(party.name, _LONGEST_NAME), _lines(party.address or "", _LONGEST_LINE)
    number = party.identifier or ""
    yield _segment("NAD", _PARTIES[party.role], number, "", name, address, "", "", "", party.country or "")
    if party.phone:
        yield _segment("CTA", "IC")
        yield _segment("COM", (party.phone, "TE"))


def _goods(goods: Goods, item: str, units: list[str]) -> Iterator[bytes]:
    packages = "" if goods.packages is None else str(goods.packages)
    yield _segment("GID", item, (packages, goods.package_kind or ""))
    if goods.description:
        yield _segment("FTX", "AAA", "", "", goods.description)
    if goods.gross_kg is not None:
        yield _weight("AAB", goods.gross_kg)
    if goods.net_kg is not None:
        yield _weight("AAA", goods.net_kg)
    if goods.value is not None:
        yield _segment("MOA", ("40", _figure(goods.value), goods.currency or ""))
    if goods.origin:
        yield _segment("LOC", "27", goods.origin)
    for unit in units:
        yield _segment("SGP", unit)
    if goods.un_number:
        yield _segment("DGS", "IMD", "", goods.un_number)
    lines = _lines(goods.marks or "", _LONGEST_MARK)
    for first in range(0, len(lines), _MARKS_PER_SEGMENT):
        yield _segment("PCI", "28", lines[first : first + _MARKS_PER_SEGMENT])
    if goods.hs:
        yield _segment("CST", "", goods.hs)


def _lines(text: str, longest: int) -> tuple[str, ...]:
    """Return a text in lines, broken at spaces; a word that is longer stays whole."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + len(word) < longest:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def _moment(qualifier: str, day: date) -> bytes:
    return _segment("DTM", (qualifier, f"{day:%Y%m%d}", "102"))


def _weight(attribute: str, kilograms: float) -> bytes:
    return _segment("MEA", "AAE", attribute, ("KGM", _figure(kilograms)))


def _figure(value: float) -> str:
    """Return a number in full: EDIFACT knows no exponents."""
    return format(Decimal(repr(value)).normalize(), "f")


def _segment(tag: str, *elements: Element) -> bytes:
    """Return a segment, without the empty elements and components at the end of anything."""
    written = []
    for each in elements:
        parts = [each] if isinstance(each, str) else list(each)
        while parts and not parts[-1]:
            parts.pop()
        written.append(":".join(part.translate(_ESCAPED) for part in parts))
    while written and not written[-1]:
        written.pop()
    return "+".join((tag, *written)).encode() + b"'\r\n"


def _inverted(table: dict[str, str]) -> dict[str, str]:
    """Return the first code of each meaning."""
    found: dict[str, str] = {}
    for code, meaning in table.items():
        found.setdefault(meaning, code)
    return found


_MODES = _inverted(codes.MODES)
_UNITS = _inverted(codes.UNITS)
_PARTIES = _inverted(codes.PARTIES)
_ISSUERS = _inverted(codes.ISSUERS)
_CONDITIONS = _inverted(codes.CONDITIONS)
_DIRECTIONS = _inverted(codes.DIRECTIONS)
_REFERENCES = _inverted(codes.DOCUMENTS)
_NAMES = _inverted(codes.NAMES)
_LOADS = {empty: code for code, empty in reversed(codes.LOADS.items())}
