"""A device's envelopes form one chain: each has its own number and names the hash of the one before it.

A device that shows two units two different histories breaks it, and so does a server that swaps envelopes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.client import archive
from sealwire.envelope.format import parse
from sealwire.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sealwire.client.store import Store
    from sealwire.envelope.format import ParsedEnvelope


class EnvelopeTwice(Conflict, code="envelope-twice"):
    """Two different envelopes have one id, or one device numbered two of its envelopes alike."""


class DeliveredTwice(Conflict, code="delivered-twice"):
    """The exchange shows an envelope that is here already once more, at another place; it is not new."""


class ChainBroken(Conflict, code="chain-broken"):
    """A device's envelope does not name the one that the device sent before it."""


def check_chain(parsed: ParsedEnvelope, others: Iterable[ParsedEnvelope]) -> None:
    """Check that an envelope fits others of the same device, as far as they touch it.

    Raises:
        EnvelopeTwice: One of them has its id or its number and is another envelope.
        ChainBroken: It does not name the one before it, or is not named by the one after it.
    """
    header = parsed.header
    for other in others:
        if other.raw == parsed.raw:
            continue
        if other.id == parsed.id or other.header.seq == header.seq:
            raise EnvelopeTwice(id=str(parsed.id), seq=header.seq)
        earlier, later = sorted((parsed, other), key=lambda each: each.header.seq)
        follows = later.header.seq == earlier.header.seq + 1
        if follows and later.header.prev != earlier.header_hash:
            raise ChainBroken(id=str(later.id), seq=later.header.seq)


def check_chain_here(store: Store, parsed: ParsedEnvelope) -> None:
    """Check an envelope against those of its device that are in the store.

    Raises:
        EnvelopeTwice, ChainBroken: As for `check_chain`.
    """
    check_chain(parsed, (parse(raw) for raw in archive.neighbours(store, parsed)))
