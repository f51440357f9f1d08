"""Which receipts are taken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sealwire.envelope.format import SKEW_S, parse
from sealwire.errors import NotFound, SealwireError
from sealwire.keys import BadSignature
from sealwire.receipts import Receipt, ReceiptMismatch, parse_receipt
from sealwire_alerts.domain.receipts import (
    Addressed,
    ForeignReceipt,
    NotARecipient,
    ReceiptFutureDated,
    Signer,
    check_receipt,
)
from simulators.posting import BATKEN, BISHKEK, SENT_AT, PostingDevice

READER, COLLEAGUE = PostingDevice(BATKEN), PostingDevice(BATKEN)
SENDER = PostingDevice()
ENVELOPE, OTHER = SENDER.envelope(), SENDER.envelope()
SIGNER = Signer(BATKEN, READER.sign.public)


def addressed(envelope: bytes, *, to_unit: bool = True) -> Addressed:
    parsed = parse(envelope)
    return Addressed(parsed.header.id, parsed.header_hash, to_unit=to_unit)


GOOD = parse_receipt(READER.receipt(ENVELOPE))
THERE = addressed(ENVELOPE)


@pytest.mark.parametrize("kind", ["delivered", "opened", "acknowledged"])
def test_a_receipt_of_each_kind_by_the_callers_device_is_taken(kind: str) -> None:
    receipt = parse_receipt(READER.receipt(ENVELOPE, kind, at=SENT_AT + SKEW_S))
    check_receipt(receipt, THERE, signer=SIGNER, now=SENT_AT)


@pytest.mark.parametrize(
    ("receipt", "envelope", "error"),
    [
        pytest.param(GOOD, None, NotFound, id="an envelope that the unit may not see"),
        pytest.param(GOOD, addressed(ENVELOPE, to_unit=False), NotARecipient, id="the unit sent it"),
        pytest.param(GOOD, addressed(OTHER), ReceiptMismatch, id="sent for another envelope"),
        pytest.param(GOOD, replace(THERE, header_hash=bytes(32)), ReceiptMismatch, id="another header"),
        pytest.param(
            parse_receipt(COLLEAGUE.receipt(ENVELOPE)), THERE, ForeignReceipt, id="signed by another device"
        ),
        pytest.param(
            parse_receipt(PostingDevice(BISHKEK, READER.sign).receipt(ENVELOPE)),
            THERE,
            ForeignReceipt,
            id="for another unit",
        ),
        pytest.param(
            parse_receipt(READER.receipt(ENVELOPE, at=SENT_AT + SKEW_S + 1)),
            THERE,
            ReceiptFutureDated,
            id="dated more than ten minutes ahead",
        ),
        pytest.param(replace(GOOD, signature=bytes(64)), THERE, BadSignature, id="a signature that is none"),
    ],
)
def test_a_receipt_is_refused(
    receipt: Receipt, envelope: Addressed | None, error: type[SealwireError]
) -> None:
    check_receipt(GOOD, THERE, signer=SIGNER, now=SENT_AT)
    with pytest.raises(error):
        check_receipt(receipt, envelope, signer=SIGNER, now=SENT_AT)
