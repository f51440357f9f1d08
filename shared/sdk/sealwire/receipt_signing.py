"""Making receipts on a recipient's device; no server imports this module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire import cbor
from sealwire.receipts import VERSION, Receipt, ReceiptKind, parse_receipt, signed_bytes

if TYPE_CHECKING:
    from sealwire.envelope.format import ParsedEnvelope
    from sealwire.private_keys import SigningKey


def sign_receipt(
    kind: ReceiptKind, sign: SigningKey, *, parsed: ParsedEnvelope, unit: str, at: int
) -> Receipt:
    """Return a signed receipt; its `raw` is what is posted.

    Args:
        kind: What became of the envelope.
        sign: The device's sign key.
        parsed: The envelope.
        unit: The device's unit code.
        at: Unix seconds.

    Raises:
        MalformedReceipt: Unit or time would be refused.
    """
    payload = cbor.encode(
        {
            "v": VERSION,
            "kind": kind.value,
            "envelope": parsed.header.id.bytes,
            "header": parsed.header_hash,
            "unit": unit,
            "ts": at,
        }
    )
    signature = sign.sign(signed_bytes(payload))
    return parse_receipt(cbor.encode([payload, sign.key_id, signature]))
