"""What of a consignment is held against the lists: names and numbers, each with the field it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sealwire.contract.profiling.consignments import Mode, PartyRole
from sealwire.contract.profiling.lists import IdentifierKind

from sealwire_profiling.lists.domain.screener import NameKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.contract.profiling.consignments import Consignment, Party

_FIELDS = {role: (f"{role}.name", f"{role}.identifier", f"{role}.phone") for role in PartyRole}


class Value(NamedTuple):
    """A name or number as a document writes it; a tuple, because a million of them are made for a manifest.

    Attributes:
        field: Where it stands: `consignee.name`, `equipment.number`.
        text: As written.
        identifier: What it identifies; None for a name.
        name_kind: Of what the name is.
        country: Of the party, for a phone number without its calling code.
        party_number: The tax or registration number of the party whose value it is.
    """

    field: str
    text: str
    identifier: IdentifierKind | None = None
    name_kind: NameKind = NameKind.OTHER
    country: str | None = None
    party_number: str | None = None


def values_of(consignment: Consignment) -> Iterator[Value]:
    """Give the values of a consignment in the order of its fields; none is empty."""
    for party in consignment.parties:
        yield from _of_party(party)
    for carried in consignment.equipment:
        yield Value("equipment.number", carried.number, IdentifierKind.CONTAINER)
    # `vessel` also names trains and flights, which are not on lists of ships.
    if consignment.vessel and consignment.mode in {Mode.SEA, None}:
        yield Value("vessel", consignment.vessel, name_kind=NameKind.VESSEL)
    if consignment.imo_number:
        yield Value("imo_number", consignment.imo_number, IdentifierKind.IMO)


def _of_party(party: Party) -> Iterator[Value]:
    name, identifier, phone = _FIELDS[party.role]
    number = party.identifier
    if party.name:
        yield Value(name, party.name, country=party.country, party_number=number)
    if number:
        yield Value(identifier, number, IdentifierKind.NUMBER, party_number=number)
    if party.phone:
        yield Value(phone, party.phone, IdentifierKind.PHONE, country=party.country, party_number=number)
