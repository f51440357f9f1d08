from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire import cbor
from sealwire.contract import paths
from sealwire.contract.acceptance import (
    MAX_BATCH,
    MAX_BATCH_BYTES,
    Accepted,
    DuplicateId,
    MalformedAcceptance,
    Outcome,
    Refused,
    SequenceReused,
    decode_reply,
    decode_request,
    encode_reply,
    encode_request,
)
from sealwire.contract.events import AcceptedEntry, EnvelopesAccepted
from sealwire.contract.models import AcceptanceOut, MailboxEntry, MailboxPage, ReceiptOut
from sealwire.errors import BadRequest, NotFound, SealwireError, TooLarge, Unavailable, Unprocessable
from sealwire.identifiers import new_id

ID = new_id(1_795_000_000_000)
HASH = "ab" * 32


def test_a_request_carries_its_envelopes_in_order() -> None:
    envelopes = [b"first", b"", b"second" * 1000]
    assert decode_request(encode_request(envelopes)) == envelopes


def test_one_envelope_of_the_greatest_size_fits_a_request() -> None:
    assert len(encode_request([bytes(1_048_576)])) <= MAX_BATCH_BYTES


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([], id="no envelope"),
        pytest.param([b"x"] * (MAX_BATCH + 1), id="more envelopes than a batch holds"),
        pytest.param({"envelopes": [b"x"]}, id="a map"),
        pytest.param([b"x", "y"], id="a text among the envelopes"),
        pytest.param(b"x", id="a bare envelope"),
    ],
)
def test_a_request_of_another_form_is_refused(value: cbor.Value) -> None:
    with pytest.raises(MalformedAcceptance):
        decode_request(cbor.encode(value))


def test_a_request_of_too_many_bytes_is_refused() -> None:
    assert decode_request(encode_request([bytes(MAX_BATCH_BYTES - 6)]))
    with pytest.raises(TooLarge):
        decode_request(encode_request([bytes(MAX_BATCH_BYTES)]))


def test_a_reply_carries_an_outcome_per_envelope() -> None:
    outcomes: list[Outcome] = [
        Accepted(7, 1_795_000_000),
        Refused("duplicate-id", "why"),
        Refused("unavailable"),
    ]
    assert decode_reply(encode_reply(outcomes), expected=3) == outcomes


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([["accepted", 1, 2]], id="fewer outcomes than envelopes"),
        pytest.param([["accepted", 1, 2]] * 3, id="more outcomes than envelopes"),
        pytest.param([["accepted", 1, 2], ["accepted", True, 2]], id="a position that is no number"),
        pytest.param([["accepted", 1, 2], ["refused", "code", None]], id="a detail that is no text"),
        pytest.param([["accepted", 1, 2], ["perhaps", 1, 2]], id="an unknown outcome"),
        pytest.param([["accepted", 1, 2], ["accepted", 1]], id="a field is missing"),
        pytest.param([["accepted", 1, 2], 5], id="an outcome that is no array"),
        pytest.param("accepted", id="no array"),
    ],
)
def test_a_reply_of_another_form_is_refused(value: cbor.Value) -> None:
    with pytest.raises(MalformedAcceptance):
        decode_reply(cbor.encode(value), expected=2)


@given(st.binary(max_size=64))
def test_no_bytes_make_the_readers_raise_anything_but_a_refusal(data: bytes) -> None:
    for read in (decode_request, lambda reply: decode_reply(reply, expected=1)):
        with contextlib.suppress(BadRequest, TooLarge):
            read(data)


@pytest.mark.parametrize(
    ("error", "kind"),
    [(DuplicateId("d"), DuplicateId), (SequenceReused(), SequenceReused), (Unavailable(), Unavailable)],
)
def test_a_refusal_raises_the_error_that_it_stands_for(
    error: SealwireError, kind: type[SealwireError]
) -> None:
    raised = Refused.because(error).error()
    assert type(raised) is kind
    assert (raised.code, raised.detail, raised.status) == (error.code, error.detail, error.status)


def test_a_refusal_with_an_unknown_code_keeps_it_and_is_no_server_error() -> None:
    raised = Refused("from-the-future", "said later").error()
    assert isinstance(raised, Unprocessable)
    assert (raised.code, raised.status, raised.detail) == ("from-the-future", 422, "said later")


def test_a_refusal_called_internal_is_no_server_error_either() -> None:
    assert Refused("internal").error().status == 422


def test_a_mailbox_page_reads_back_what_was_written() -> None:
    entry = MailboxEntry(
        position=1, id=ID, sender="KG-OSH", device=HASH, sent_at=1, accepted_at=2, priority=0,
        tlp="GREEN", size=3, envelope=b"\xff\x00\xfe",
    )  # fmt: skip
    page = MailboxPage(entries=[entry], next=1, more=False)
    text = page.model_dump_json(exclude_none=True)
    assert '"from":"KG-OSH"' in text
    assert '"envelope":"/wD+"' in text
    assert '"re"' not in text
    assert MailboxPage.model_validate_json(text) == page


def test_a_field_that_a_later_version_adds_is_passed_over() -> None:
    text = f'{{"id":"{ID}","position":1,"accepted_at":2,"digest":"{HASH}","added":"later"}}'
    assert AcceptanceOut.model_validate_json(text).position == 1


@pytest.mark.parametrize("receipt", ["not base64!", "abc", 5])
def test_a_receipt_that_is_not_base64_is_refused(receipt: object) -> None:
    fields = {"unit": "KG-OSH", "device": HASH, "kind": "opened", "ts": 1}
    assert ReceiptOut.model_validate({**fields, "receipt": "YWJj"}).receipt == b"abc"
    with pytest.raises(ValueError, match="receipt"):
        ReceiptOut.model_validate({**fields, "receipt": receipt})


def test_an_accepted_event_has_the_field_names_of_the_wire() -> None:
    entry = AcceptedEntry(id=ID, sender="KG-OSH", units=["KG-BTK"], priority=1)
    assert EnvelopesAccepted(first=1, entries=[entry]).model_dump_json() == (
        f'{{"first":1,"entries":[{{"id":"{ID}","from":"KG-OSH","units":["KG-BTK"],"pri":1}}]}}'
    )


def test_paths_hold_the_envelope_id() -> None:
    assert paths.envelope(ID) == f"/v1/envelopes/{ID}"
    assert paths.receipts(ID) == f"/v1/envelopes/{ID}/receipts"
    assert NotFound().status == 404
