"""Parties: who is missing, who is nobody, who is the same."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import PartyRole

from sealwire_profiling.checks.domain.facts import phrases, words
from sealwire_profiling.checks.domain.findings import finding
from sealwire_profiling.frame.domain.keys import party_key
from sealwire_profiling.phrases import fold
from sealwire_profiling.places import countries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sealwire.contract.profiling.consignments import Consignment, Party

    from sealwire_profiling.checks.domain.findings import Finding

_MUST = (PartyRole.SHIPPER, PartyRole.CONSIGNEE)


def check_parties(consignment: Consignment, _on: date) -> Iterator[Finding]:
    """Yield what is missing or unusual in the parties."""
    first: dict[PartyRole, tuple[int, Party]] = {}
    for at, party in enumerate(consignment.parties):
        if party.name:
            first.setdefault(party.role, (at, party))
        if party.name and is_nobody(party.name):
            field = f"parties[{at}].name"
            yield finding("party-placeholder", field, role=str(party.role), name=party.name)
        if party.country is not None and party.country not in countries():
            yield finding("country-unknown", f"parties[{at}].country", country=party.country)
    for role in _MUST:
        if role not in first:
            yield finding(f"{role}-missing", "parties")
    yield from _same(first, PartyRole.CONSIGNEE, "shipper-is-consignee")
    yield from _same(first, PartyRole.FORWARDER, "shipper-is-forwarder")
    consignee = first.get(PartyRole.CONSIGNEE)
    if consignee is not None and PartyRole.NOTIFY not in first and is_to_order(consignee[1].name):
        fields = (f"parties[{consignee[0]}].name", "parties")
        yield finding("order-without-notify", *fields, name=consignee[1].name)


@lru_cache(maxsize=65_536)
def is_nobody(name: str) -> bool:
    """Whether a name is a placeholder: no letters or digits, or a word such as "unknown"."""
    plain = _words(name)
    return not plain or plain in _nobody()


@lru_cache(maxsize=65_536)
def is_to_order(name: str) -> bool:
    """Whether a consignee is "to order": of whom, is written on the bill's back."""
    return phrases("parties", "to_order").match(_words(name)) is not None


@lru_cache(maxsize=1)
def _nobody() -> frozenset[str]:
    return frozenset(_words(each) for each in words("parties", "nobody"))


def _words(name: str) -> str:
    return " ".join(fold(name).split())


def _same(first: dict[PartyRole, tuple[int, Party]], role: PartyRole, code: str) -> Iterator[Finding]:
    if PartyRole.SHIPPER not in first or role not in first:
        return
    (at, shipper), (other_at, other) = first[PartyRole.SHIPPER], first[role]
    key = party_key(shipper.name)
    # A placeholder is no one, so it is not the same one either.
    if key and key == party_key(other.name) and not is_nobody(shipper.name):
        yield finding(code, f"parties[{at}].name", f"parties[{other_at}].name", name=shipper.name)
