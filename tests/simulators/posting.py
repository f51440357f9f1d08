"""A device that posts well-formed envelopes cheaply: random bytes stand for what alerts cannot open."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sealwire import cbor
from sealwire.envelope.format import (
    NO_PREVIOUS,
    WRAP_BYTES,
    DirectorySeen,
    Header,
    Recipient,
    Tlp,
    encode_header,
    parse,
)
from sealwire.envelope.padding import COBBLESTONE_HEAD_BYTES, COBBLESTONE_TAG_BYTES
from sealwire.identifiers import new_id
from sealwire.private_keys import SigningKey
from sealwire.receipt_signing import sign_receipt
from sealwire.receipts import ReceiptKind

if TYPE_CHECKING:
    from collections.abc import Sequence

SENT_AT = 1_790_000_000
OSH, BATKEN, BISHKEK, AKTAU = "KG-OSH", "KG-BAT", "KG-BIS", "KZ-AKT"
_PADDED_BYTES = 2048


@dataclass
class PostingDevice:
    """A device of a unit; it counts its envelopes as the protocol wants."""

    unit: str = OSH
    sign: SigningKey = field(default_factory=SigningKey.generate)
    seq: int = 0
    prev: bytes = NO_PREVIOUS

    def envelope(self, to: Sequence[str] = (BATKEN,), **changes: object) -> bytes:
        """Return the device's next envelope; changes replace header fields."""
        self.seq += 1
        header = encode_header(self._header(to, changes))
        self.prev = hashlib.sha256(header).digest()
        return assemble(header, len(to))

    def receipt(self, envelope: bytes, kind: str = "opened", *, at: int = SENT_AT) -> bytes:
        """Return a receipt for an envelope, signed by this device."""
        return sign_receipt(ReceiptKind(kind), self.sign, parsed=parse(envelope), unit=self.unit, at=at).raw

    def _header(self, to: Sequence[str], changes: dict[str, object]) -> Header:
        values: dict[str, object] = {
            "id": new_id(SENT_AT * 1000),
            "sender": self.unit,
            "device": self.sign.key_id,
            "seq": self.seq,
            "prev": self.prev,
            "sent_at": SENT_AT,
            "expires_at": SENT_AT + 30 * 86_400,
            "to": tuple(Recipient(unit, os.urandom(32), self.seq) for unit in to),
            "priority": 1,
            "tlp": Tlp.GREEN,
            "directory": DirectorySeen(7, bytes(32)),
        }
        return Header(**{**values, **changes})  # type: ignore[arg-type]  # a table of fields


def assemble(header: bytes, recipients: int) -> bytes:
    """Return an envelope of this header with random wraps, body and signature."""
    body = COBBLESTONE_HEAD_BYTES + _PADDED_BYTES + COBBLESTONE_TAG_BYTES
    return cbor.encode([header, os.urandom(recipients * WRAP_BYTES), os.urandom(body), os.urandom(64)])
