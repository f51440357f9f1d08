"""Receipts over HTTP: who may give and see them, and that each is kept once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sealwire import cbor
from sealwire.contract import paths
from sealwire.contract.models import ReceiptOut, ReceiptsOut
from sealwire.envelope.format import parse
from sealwire.identifiers import new_id
from simulators.posting import AKTAU, BATKEN, BISHKEK, OSH, SENT_AT, PostingDevice

SENDER, READER, COLLEAGUE = PostingDevice(OSH), PostingDevice(BATKEN), PostingDevice(BATKEN)
OTHER_READER, STRANGER = PostingDevice(BISHKEK), PostingDevice(AKTAU)
if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.alerts.conftest import Part

HEADERS = {"content-type": paths.CBOR}


async def accepted(alerts: Part) -> bytes:
    envelope = SENDER.envelope((BATKEN, BISHKEK))
    await alerts.accept(envelope)
    return envelope


async def give(alerts: Part, who: PostingDevice, envelope: bytes, receipt: bytes) -> tuple[int, bytes]:
    async with alerts.client(who) as client:
        answer = await client.post(paths.receipts(parse(envelope).id), content=receipt, headers=HEADERS)
    return answer.status_code, answer.content


async def listed(alerts: Part, who: PostingDevice, envelope: bytes) -> list[ReceiptOut]:
    async with alerts.client(who) as client:
        answer = await client.get(paths.receipts(parse(envelope).id))
    assert answer.status_code == 200
    return ReceiptsOut.model_validate_json(answer.content).receipts


async def test_receipts_of_each_kind_and_device_are_kept_and_shown(alerts: Part) -> None:
    envelope = await accepted(alerts)
    given = [
        (READER, READER.receipt(envelope, "delivered")),
        (READER, READER.receipt(envelope, "opened")),
        (COLLEAGUE, COLLEAGUE.receipt(envelope, "opened")),
        (OTHER_READER, OTHER_READER.receipt(envelope, "acknowledged")),
    ]
    for who, receipt in given:
        assert (await give(alerts, who, envelope, receipt))[0] == 201
    for who in (SENDER, READER, OTHER_READER):
        found = await listed(alerts, who, envelope)
        assert {entry.receipt for entry in found} == {receipt for _, receipt in given}
    one = next(entry for entry in found if entry.receipt == given[3][1])
    assert (one.unit, one.kind, one.ts) == (BISHKEK, "acknowledged", SENT_AT)
    assert one.device == OTHER_READER.sign.key_id.hex()


async def test_a_second_receipt_of_a_kind_changes_nothing_and_is_answered_with_the_first(
    alerts: Part,
) -> None:
    envelope = await accepted(alerts)
    first = READER.receipt(envelope, at=SENT_AT)
    later = READER.receipt(envelope, at=SENT_AT + 60)
    assert first != later
    answers = [await give(alerts, READER, envelope, receipt) for receipt in (first, first, later)]
    assert [status for status, _ in answers] == [201, 201, 201]
    assert {ReceiptOut.model_validate_json(body).receipt for _, body in answers} == {first}
    assert [entry.receipt for entry in await listed(alerts, SENDER, envelope)] == [first]


@pytest.mark.parametrize(
    ("who", "signer", "status", "code"),
    [
        pytest.param(SENDER, SENDER, 403, "not-a-recipient", id="by the sender"),
        pytest.param(STRANGER, STRANGER, 404, "not-found", id="by a unit that has no part in it"),
        pytest.param(READER, COLLEAGUE, 403, "foreign-receipt", id="signed by a colleague's device"),
        pytest.param(READER, OTHER_READER, 403, "foreign-receipt", id="of another unit"),
        pytest.param(READER, PostingDevice(BISHKEK, READER.sign), 403, "foreign-receipt", id="unit changed"),
    ],
)
async def test_a_receipt_of_others_is_refused(
    alerts: Part, who: PostingDevice, signer: PostingDevice, status: int, code: str
) -> None:
    envelope = await accepted(alerts)
    answer = await give(alerts, who, envelope, signer.receipt(envelope))
    assert answer[0] == status
    assert f'"code":"{code}"'.encode() in answer[1]
    assert await listed(alerts, SENDER, envelope) == []
    assert (await give(alerts, READER, envelope, READER.receipt(envelope)))[0] == 201
    assert len(await listed(alerts, SENDER, envelope)) == 1


def forged(envelope: bytes) -> bytes:
    payload, key, _ = cbor.decode(READER.receipt(envelope))  # type: ignore[misc, str-unpack]  # three parts
    return cbor.encode([payload, key, bytes(64)])


@pytest.mark.parametrize(
    ("receipt", "status", "code"),
    [
        pytest.param(lambda _: b"", 422, "invalid-request", id="nothing"),
        pytest.param(lambda _: b"{}", 400, "malformed-cbor", id="JSON"),
        pytest.param(lambda _: b"\x80", 400, "malformed-receipt", id="an empty array"),
        pytest.param(lambda _: bytes(70_000), 413, "too-large", id="more bytes than a receipt has"),
        pytest.param(lambda _: READER.receipt(SENDER.envelope()), 422, "receipt-mismatch", id="of another"),
        pytest.param(
            lambda own: READER.receipt(PostingDevice().envelope(id=parse(own).id)),
            422,
            "receipt-mismatch",
            id="the same id, another header",
        ),
        pytest.param(forged, 403, "bad-signature", id="a forged signature"),
        pytest.param(
            lambda own: READER.receipt(own, at=2**53 - 1), 422, "receipt-future-dated", id="a clock far ahead"
        ),
    ],
)  # fmt: skip
async def test_a_bad_receipt_is_refused(
    alerts: Part, receipt: Callable[[bytes], bytes], status: int, code: str
) -> None:
    envelope = await accepted(alerts)
    answer = await give(alerts, READER, envelope, receipt(envelope))
    assert (answer[0], f'"code":"{code}"'.encode() in answer[1]) == (status, True), answer
    assert await listed(alerts, SENDER, envelope) == []


async def test_receipts_of_an_envelope_are_not_shown_to_others(alerts: Part) -> None:
    envelope = await accepted(alerts)
    await give(alerts, READER, envelope, READER.receipt(envelope))
    assert len(await listed(alerts, OTHER_READER, envelope)) == 1
    async with alerts.client(STRANGER) as client:
        answer = await client.get(paths.receipts(parse(envelope).id))
        missing = await client.get(paths.receipts(new_id(0)))
    assert answer.status_code == missing.status_code == 404
    assert answer.json() == missing.json()
