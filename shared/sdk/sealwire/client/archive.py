"""What this device has of the exchange: envelopes as ciphertext, the mailbox's cursor, and receipts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sealwire.envelope.verify import UnknownSender
from sealwire.errors import NotFound
from sealwire.keys import BadSignature

if TYPE_CHECKING:
    from sealwire.client.store import Store
    from sealwire.envelope.format import ParsedEnvelope


class NoSuchEnvelope(NotFound, code="no-such-envelope"):
    """This device has no envelope of that id; see `sealwire inbox`."""


class AmbiguousId(NotFound, code="ambiguous-id"):
    """Several envelopes' ids begin so; give more of it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An envelope in the store.

    Attributes:
        position: Place in the envelope log; None until the exchange has accepted it.
        problem: Code of the check that it failed, or why it was refused; None when all held.
        opened_at: When this device opened it first, Unix seconds.
    """

    id: UUID
    raw: bytes
    position: int | None
    accepted_at: int | None
    problem: str | None
    opened_at: int | None


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """A receipt in the store; `posted` tells whether the exchange has it."""

    envelope: UUID
    device: bytes
    kind: str
    raw: bytes
    posted: bool


MAX_MISSING = 100
"""Missing counts that are listed: the counts are a sender's word, and a hostile one's may be endless."""

# What fails these two checks may be by anyone: it is kept to be shown, and is evidence against nobody.
_NOBODYS = (UnknownSender.code, BadSignature.code)
_KEPT = "SELECT id, raw, position, accepted_at, problem, opened_at FROM envelopes"


def cursor(store: Store) -> int:
    """Return the mailbox position up to which everything was fetched."""
    return int(store.rows("SELECT cursor FROM mailbox")[0][0])


def advance(store: Store, position: int) -> None:
    """Move the cursor forward, never back: another process may be further."""
    store.execute("UPDATE mailbox SET cursor = max(cursor, ?)", (position,))


@dataclass(frozen=True, slots=True)
class Arrival:
    """An envelope as it came from the mailbox, and the code of the check that it failed."""

    parsed: ParsedEnvelope
    position: int
    accepted_at: int
    problem: str | None = None


def keep(store: Store, arrival: Arrival, *, unit: str) -> None:
    """Store an envelope from the mailbox; one that is here already only learns its position.

    One that was never shown to be its sender's makes room for another of its id.

    Args:
        store: The device's database.
        arrival: What came.
        unit: The own unit, whose count is kept to see gaps.
    """
    header = arrival.parsed.header
    own_n = next((to.n for to in header.to if to.unit == unit), None)
    store.execute(
        "DELETE FROM envelopes WHERE id = ? AND raw <> ? AND problem IN (?, ?)",
        (header.id.bytes, arrival.parsed.raw, *_NOBODYS),
    )
    store.execute(
        "INSERT INTO envelopes (id, raw, sender, device, seq, own_n, position, accepted_at, problem)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET position = excluded.position, accepted_at = excluded.accepted_at",
        (
            header.id.bytes,
            arrival.parsed.raw,
            header.sender,
            header.device,
            header.seq,
            own_n,
            arrival.position,
            arrival.accepted_at,
            arrival.problem,
        ),
    )


def settle(store: Store, envelope_id: UUID) -> None:
    """Note that an accepted envelope passes every check now; what the exchange refused stays refused."""
    store.execute(
        "UPDATE envelopes SET problem = NULL WHERE id = ? AND position IS NOT NULL", (envelope_id.bytes,)
    )


def mark_opened(store: Store, envelope_id: UUID, now: int) -> None:
    """Note when this device opened an envelope first."""
    store.execute(
        "UPDATE envelopes SET opened_at = ? WHERE id = ? AND opened_at IS NULL", (now, envelope_id.bytes)
    )


def get(store: Store, envelope_id: UUID) -> Kept:
    """Return an envelope.

    Raises:
        NoSuchEnvelope: It is not here.
    """
    row = store.row(f"{_KEPT} WHERE id = ?", (envelope_id.bytes,))
    if row is None:
        raise NoSuchEnvelope(id=str(envelope_id))
    return _kept(row)


def place(store: Store, parsed: ParsedEnvelope) -> int | None:
    """Return the position at which these very bytes came; None when they are new or wait to be accepted."""
    row = store.row("SELECT position FROM envelopes WHERE id = ? AND raw = ?", (parsed.id.bytes, parsed.raw))
    return row[0] if row is not None else None


def everything(store: Store) -> list[Kept]:
    """Return every envelope in the order of acceptance, those not accepted yet last."""
    return [_kept(row) for row in store.rows(f"{_KEPT} ORDER BY position IS NULL, position, seq")]


def find(store: Store, text: str) -> UUID:
    """Return the id that an officer typed, whole or only its last characters.

    Args:
        store: The device's database.
        text: A UUID, or at least six of its last hexadecimal digits (the first ones are the time).

    Raises:
        NoSuchEnvelope: None ends so.
        AmbiguousId: Several do.
    """
    try:
        return UUID(text)
    except ValueError:
        ending = text.lower().replace("-", "")
    if len(ending) < _SHORTEST_ID or set(ending) - set("0123456789abcdef"):
        raise NoSuchEnvelope(id=text)
    rows = store.rows("SELECT id FROM envelopes WHERE lower(hex(id)) LIKE ?", (f"%{ending}",))
    if len(rows) > 1:
        raise AmbiguousId(id=text)
    if not rows:
        raise NoSuchEnvelope(id=text)
    return UUID(bytes=rows[0][0])


def neighbours(store: Store, parsed: ParsedEnvelope) -> list[bytes]:
    """Return the genuine envelopes here that have its id, or its number, the one before or the one after.

    One of the own that the exchange refused went to nobody, and contradicts none.
    """
    header = parsed.header
    rows = store.rows(
        "SELECT raw, problem FROM envelopes WHERE (id = ? OR (device = ? AND seq BETWEEN ? AND ?))"
        " AND (position IS NOT NULL OR problem IS NULL)",
        (header.id.bytes, header.device, header.seq - 1, header.seq + 1),
    )
    return [row[0] for row in rows if row[1] not in _NOBODYS]


def gaps(store: Store) -> dict[bytes, list[int]]:
    """Return by sending device the counts towards the own unit that never arrived; none where all did."""
    devices = [row[0] for row in store.rows("SELECT DISTINCT device FROM envelopes ORDER BY device")]
    missing = {device: missing_counts(store, device) for device in devices}
    return {device: counts for device, counts in missing.items() if counts}


def missing_counts(store: Store, device: bytes) -> list[int]:
    """Return the counts towards the own unit that never arrived from a device, the first MAX_MISSING."""
    rows = store.rows(
        "SELECT own_n, problem FROM envelopes WHERE device = ? AND own_n IS NOT NULL", (device,)
    )
    present = {row[0] for row in rows if row[1] not in _NOBODYS}
    absent = (n for n in range(1, max(present, default=0)) if n not in present)
    return list(islice(absent, MAX_MISSING))


def keep_receipt(store: Store, receipt: KeptReceipt) -> None:
    """Store a receipt; the first of a kind by a device stays."""
    store.execute(
        "INSERT INTO receipts VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET posted = max(posted, excluded.posted)",
        (receipt.envelope.bytes, receipt.device, receipt.kind, receipt.raw, int(receipt.posted)),
    )


def receipts(store: Store, envelope_id: UUID | None = None) -> list[KeptReceipt]:
    """Return the receipts of one envelope, or all of them."""
    rows = store.rows(
        "SELECT envelope, device, kind, raw, posted FROM receipts WHERE ?1 IS NULL OR envelope = ?1",
        (envelope_id.bytes if envelope_id else None,),
    )
    return [KeptReceipt(UUID(bytes=row[0]), row[1], row[2], row[3], bool(row[4])) for row in rows]


def unposted(store: Store) -> list[KeptReceipt]:
    """Return the receipts that the exchange does not have yet."""
    return [receipt for receipt in receipts(store) if not receipt.posted]


_SHORTEST_ID = 6


def _kept(row: tuple[Any, ...]) -> Kept:
    return Kept(UUID(bytes=row[0]), *row[1:])
