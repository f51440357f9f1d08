"""Receipts: signing for what this device received, handing them in, and checking those of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.client import archive
from sealwire.client.archive import KeptReceipt
from sealwire.errors import SealwireError, TooManyRequests, Unauthorised, Unavailable
from sealwire.receipt_signing import sign_receipt
from sealwire.receipts import ReceiptMismatch, parse_receipt, verify_receipt

if TYPE_CHECKING:
    from sealwire.client.session import Session
    from sealwire.directory.state import State
    from sealwire.envelope.format import ParsedEnvelope
    from sealwire.receipts import ReceiptKind


@dataclass(frozen=True, slots=True)
class CheckedReceipt:
    """A receipt whose signature and signer were checked.

    Attributes:
        signed_at: By the signer's clock, Unix seconds.
        revoked: Whether the signing device was revoked since; a thief could have dated the receipt back.
    """

    unit: str
    officer: str
    device: bytes
    kind: str
    signed_at: int
    revoked: bool


def sign(session: Session, parsed: ParsedEnvelope, kind: ReceiptKind) -> None:
    """Sign a receipt for an envelope that passed its checks, once per kind, and keep it for posting."""
    device = session.device()
    done = {(each.device, each.kind) for each in archive.receipts(session.store, parsed.id)}
    if (device.id, kind.value) in done:
        return
    receipt = sign_receipt(kind, session.vault.keys.sign, parsed=parsed, unit=device.unit, at=session.now())
    kept = KeptReceipt(parsed.id, device.id, kind.value, receipt.raw, posted=False)
    archive.keep_receipt(session.store, kept)


async def post(session: Session) -> int:
    """Hand in the receipts that the exchange does not have yet.

    Returns:
        How many were handed in; the others stay here and are tried again.
    """
    posted = 0
    for receipt in archive.unposted(session.store):
        try:
            await session.exchange.post_receipt(receipt.envelope, receipt.raw)
        except (Unavailable, TooManyRequests, Unauthorised):
            break
        except SealwireError:
            # What the exchange does not take of one receipt must not hold up the others, nor any reading.
            continue
        archive.keep_receipt(
            session.store,
            KeptReceipt(receipt.envelope, receipt.device, receipt.kind, receipt.raw, posted=True),
        )
        posted += 1
    return posted


async def fetch(session: Session, parsed: ParsedEnvelope) -> list[CheckedReceipt]:
    """Fetch, check and keep the receipts of an envelope.

    Raises:
        ReceiptMismatch, BadSignature: The server showed a receipt that does not hold.
    """
    answer = await session.exchange.receipts(parsed.id)
    await session.directory.sync(session.exchange)
    checked = []
    for each in answer.receipts:
        receipt = check(each.receipt, parsed, session.directory.state)
        archive.keep_receipt(
            session.store,
            KeptReceipt(parsed.id, receipt.device, receipt.kind, each.receipt, posted=True),
        )
        checked.append(receipt)
    return checked


def check(raw: bytes, parsed: ParsedEnvelope, state: State) -> CheckedReceipt:
    """Return what a receipt says, after checking that a device of an addressed unit signed it.

    Raises:
        ReceiptMismatch: It is for another envelope, or its signer is not of an addressed unit.
        BadSignature: The signature does not hold.
        SealwireError: It cannot be read.
    """
    receipt = parse_receipt(raw)
    device = state.device(receipt.device)
    if receipt.envelope != parsed.id or receipt.header_hash != parsed.header_hash:
        raise ReceiptMismatch("It is for another envelope.")
    units = {recipient.unit for recipient in parsed.header.to}
    if device is None or device.unit != receipt.unit or device.unit not in units:
        raise ReceiptMismatch("Its signer is not a device of an addressed unit.")
    verify_receipt(receipt, device.sign)
    return CheckedReceipt(
        device.unit, device.officer, device.id, receipt.kind.value, receipt.at, not device.active
    )
