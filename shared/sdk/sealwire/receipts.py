"""Receipts: a recipient's device says what became of an envelope, in a form that verifies offline.

Reading and checking only; `receipt_signing` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sealwire import cbor
from sealwire.envelope.fields import HASH_BYTES, read_map
from sealwire.errors import BadRequest, Unprocessable
from sealwire.identifiers import MalformedIdentifier, check_unit_code
from sealwire.keys import SIGNATURE_BYTES, BadSignature, key_id, verify

if TYPE_CHECKING:
    from uuid import UUID

DOMAIN = "sealwire/receipt/1"
VERSION = 1
MAX_RECEIPT_BYTES = 1024

_FIELDS = frozenset({"v", "kind", "envelope", "header", "unit", "ts"})
_PARTS = 3


class MalformedReceipt(BadRequest, code="malformed-receipt"):
    """This is not a receipt of version 1; nothing was recorded."""


class ReceiptMismatch(Unprocessable, code="receipt-mismatch"):
    """The receipt is about another envelope, or by a device that the envelope was not sent to."""


class ReceiptKind(StrEnum):
    """What became of an envelope, each including the one before."""

    DELIVERED = "delivered"
    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"


_KINDS = {kind.value: kind for kind in ReceiptKind}


@dataclass(frozen=True, slots=True)
class Receipt:
    """A well-formed receipt; `verify_receipt` says whether it is genuine.

    Attributes:
        raw: The receipt as sent.
        kind: What became of the envelope.
        envelope: The envelope's id.
        header_hash: SHA-256 of its header bytes, which ties the receipt to one text.
        unit: The recipient's unit code.
        at: Unix seconds by the device's clock.
        device: Key id of the signing device.
        payload: The signed fields as sent.
        signature: Over the domain string and the payload.
    """

    raw: bytes
    kind: ReceiptKind
    envelope: UUID
    header_hash: bytes
    unit: str
    at: int
    device: bytes
    payload: bytes
    signature: bytes


def parse_receipt(data: bytes) -> Receipt:
    """Take a receipt apart.

    Raises:
        TooLarge: It has more than 1 KiB.
        MalformedCbor: It is not deterministic CBOR, or its payload is not.
        MalformedReceipt: A part or a field is not as docs/protocol/envelope.md section 11 has it.
    """
    payload, device, signature = _parts(cbor.decode(data, max_bytes=MAX_RECEIPT_BYTES))
    fields = read_map(cbor.decode(payload), MalformedReceipt, required=_FIELDS, optional=frozenset())
    fields.constant("v", VERSION)
    kind = _KINDS.get(fields.text("kind"))
    if kind is None:
        raise MalformedReceipt("kind is delivered, opened or acknowledged.", field="kind")
    try:
        unit = check_unit_code(fields.text("unit"))
    except MalformedIdentifier as error:
        raise MalformedReceipt("A unit code looks like KG-OSH.", field="unit") from error
    return Receipt(
        raw=data,
        kind=kind,
        envelope=fields.uuid7("envelope"),
        header_hash=fields.hash("header"),
        unit=unit,
        at=fields.uint("ts"),
        device=device,
        payload=payload,
        signature=signature,
    )


def verify_receipt(receipt: Receipt, public: bytes) -> None:
    """Check that a device signed a receipt.

    Args:
        receipt: The receipt.
        public: The device's sign key from the directory.

    Raises:
        BadSignature: It did not, or the receipt names another device.
    """
    if key_id(public) != receipt.device:
        raise BadSignature("The receipt names another device.")
    verify(public, receipt.signature, signed_bytes(receipt.payload))


def signed_bytes(payload: bytes) -> bytes:
    """Return what a device signs for a receipt's payload bytes."""
    return cbor.encode([DOMAIN, payload])


def _parts(value: cbor.Value) -> tuple[bytes, bytes, bytes]:
    if type(value) is not list or len(value) != _PARTS:
        raise MalformedReceipt("A receipt is an array of three.")
    payload, device, signature = value
    if not (isinstance(payload, bytes) and isinstance(device, bytes) and isinstance(signature, bytes)):
        raise MalformedReceipt("Payload, key id and signature are byte strings.")
    if len(device) != HASH_BYTES or len(signature) != SIGNATURE_BYTES:
        raise MalformedReceipt("A key id has 32 bytes, a signature 64.")
    return payload, device, signature
