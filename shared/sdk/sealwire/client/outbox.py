"""Envelopes on their way out: numbered, sealed and stored in one transaction before any is sent.

A crash therefore never uses a number twice, and an unanswered send is repeated with the same bytes.
A number that the exchange refused is not used again either: two envelopes under one number are how a
dishonest device would be caught.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sealwire.client.store import Store
    from sealwire.envelope.format import ParsedEnvelope


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the next envelope of this device is numbered with.

    Attributes:
        seq: The device's sequence number, from 1.
        prev: SHA-256 of the previous header; 32 zero bytes for the first.
        counts: By unit, how many envelopes this device has sent to it, this one included.
    """

    seq: int
    prev: bytes
    counts: dict[str, int]


class Sealed(Protocol):
    """What sealing returns (`sealwire.envelope.seal.SealedEnvelope`)."""

    @property
    def raw(self) -> bytes:
        """Return the envelope's bytes."""

    @property
    def header_hash(self) -> bytes:
        """Return the SHA-256 of the header."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who seals: `unit`'s device, and the id of the new envelope."""

    id: UUID
    unit: str
    device: bytes


@dataclass(frozen=True, slots=True)
class Pending:
    """An envelope that was sealed and not answered yet."""

    id: UUID
    raw: bytes


def put(store: Store, sender: Sender, units: Iterable[str], *, seal: Callable[[Numbers], Sealed]) -> Pending:
    """Number, seal and store an envelope as pending, all or nothing.

    Args:
        store: The device's database.
        sender: Who seals, and the envelope's id.
        units: The units that receive it, the sender's own included.
        seal: Makes the envelope with the numbers it is given.
    """
    with store.transaction():
        numbers = _next(store, sorted(set(units)))
        sealed = seal(numbers)
        store.execute("UPDATE sender SET seq = ?, header_hash = ?", (numbers.seq, sealed.header_hash))
        for unit, n in numbers.counts.items():
            store.execute("INSERT OR REPLACE INTO sent_counts VALUES (?, ?)", (unit, n))
        store.execute(
            "INSERT INTO envelopes (id, raw, sender, device, seq, own_n) VALUES (?, ?, ?, ?, ?, ?)",
            (
                sender.id.bytes,
                sealed.raw,
                sender.unit,
                sender.device,
                numbers.seq,
                numbers.counts.get(sender.unit),
            ),
        )
        store.execute("INSERT INTO outbox VALUES (?, ?)", (numbers.seq, sender.id.bytes))
    return Pending(sender.id, sealed.raw)


def pending(store: Store) -> list[Pending]:
    """Return what was sealed and not answered, oldest first."""
    rows = store.rows("SELECT id, raw FROM outbox JOIN envelopes USING (id) ORDER BY outbox.seq")
    return [Pending(UUID(bytes=row[0]), row[1]) for row in rows]


def accepted(store: Store, envelope_id: UUID, *, position: int, accepted_at: int) -> None:
    """Note that the exchange has stored an envelope."""
    with store.transaction():
        store.execute(
            "UPDATE envelopes SET position = ?, accepted_at = ?, problem = NULL WHERE id = ?",
            (position, accepted_at, envelope_id.bytes),
        )
        store.execute("DELETE FROM outbox WHERE id = ?", (envelope_id.bytes,))


def refused(store: Store, envelope_id: UUID, *, code: str) -> None:
    """Note that the exchange has refused an envelope for good; its numbers are spent."""
    with store.transaction():
        # Another process may have been answered 202 for the same bytes: that answer counts.
        store.execute(
            "UPDATE envelopes SET problem = ? WHERE id = ? AND position IS NULL", (code, envelope_id.bytes)
        )
        store.execute("DELETE FROM outbox WHERE id = ?", (envelope_id.bytes,))


def count_on(store: Store, parsed: ParsedEnvelope) -> None:
    """Take over the numbers of an own envelope that the exchange has and this home did not know of.

    A home that was copied back from a backup would number its next envelopes like those that are out.

    Args:
        store: The device's database, in a transaction.
        parsed: An envelope by this device, every check passed.
    """
    header = parsed.header
    (known,) = store.rows("SELECT seq FROM sender")[0]
    # The same number may be spent on one that was refused; what is out is what the next one follows.
    if header.seq >= known:
        store.execute("UPDATE sender SET seq = ?, header_hash = ?", (header.seq, parsed.header_hash))
    for to in header.to:
        store.execute(
            "INSERT INTO sent_counts VALUES (?, ?) ON CONFLICT (unit) DO UPDATE SET n = max(n, excluded.n)",
            (to.unit, to.n),
        )


def _next(store: Store, units: list[str]) -> Numbers:
    seq, header_hash = store.rows("SELECT seq, header_hash FROM sender")[0]
    known = dict(store.rows("SELECT unit, n FROM sent_counts"))
    return Numbers(seq + 1, header_hash, {unit: known.get(unit, 0) + 1 for unit in units})
