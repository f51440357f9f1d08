"""Which receipts are taken: signed by the caller's own device, about what its unit really got."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.envelope.format import SKEW_S
from sealwire.errors import Forbidden, NotFound, Unprocessable
from sealwire.keys import key_id
from sealwire.receipts import Receipt, ReceiptMismatch, verify_receipt

if TYPE_CHECKING:
    from uuid import UUID


class NotARecipient(Forbidden, code="not-a-recipient"):
    """The caller's unit is not a recipient of this envelope, so it has nothing to confirm."""


class ForeignReceipt(Forbidden, code="foreign-receipt"):
    """The receipt names another device or unit than the caller's; sign it with the device that sends it."""


class ReceiptFutureDated(Unprocessable, code="receipt-future-dated"):
    """The receipt is dated in the future; set this device's clock right and sign it again."""


@dataclass(frozen=True, slots=True)
class Signer:
    """The device that sends a receipt.

    Attributes:
        unit: Its unit.
        sign: The Ed25519 public key with which it signs.
    """

    unit: str
    sign: bytes


@dataclass(frozen=True, slots=True)
class Addressed:
    """An envelope as one unit sees it: its header's hash, and whether the unit is a recipient."""

    id: UUID
    header_hash: bytes
    to_unit: bool


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """A receipt as it is kept; `ts` in Unix seconds, by the device's clock."""

    unit: str
    device: bytes
    kind: str
    ts: int
    raw: bytes


def check_receipt(receipt: Receipt, envelope: Addressed | None, *, signer: Signer, now: int) -> None:
    """Check that a receipt may be stored.

    Args:
        receipt: As parsed.
        envelope: The envelope that it was sent for; None if the signer's unit may not see one.
        signer: Who sends it.
        now: Unix seconds.

    Raises:
        NotFound: There is no such envelope, or the unit has no part in it.
        NotARecipient: The unit sent the envelope, it did not get it.
        ReceiptMismatch: It names another envelope or header.
        ForeignReceipt: It was made by another device, or for another unit.
        ReceiptFutureDated: Its time lies more than the clock skew ahead.
        BadSignature: Its signature is not the device's.
    """
    if envelope is None:
        raise NotFound
    if not envelope.to_unit:
        raise NotARecipient
    if receipt.envelope != envelope.id or receipt.header_hash != envelope.header_hash:
        raise ReceiptMismatch
    if receipt.device != key_id(signer.sign) or receipt.unit != signer.unit:
        raise ForeignReceipt
    if receipt.at > now + SKEW_S:
        raise ReceiptFutureDated(now=now)
    verify_receipt(receipt, signer.sign)
