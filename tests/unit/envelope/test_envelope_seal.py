from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sealwire.cbor import MalformedCbor
from sealwire.envelope.content import MalformedContent, lay_out
from sealwire.envelope.format import (
    MAX_RECIPIENTS,
    Attachment,
    MalformedEnvelope,
    Recipient,
    Tlp,
    decode_header,
    encode_header,
    padded_length,
    parse,
)
from sealwire.envelope.open import CannotOpen, Content, open_envelope, open_with_content_key
from sealwire.envelope.padding import is_padded
from sealwire.envelope.seal import SealedEnvelope, seal
from sealwire.envelope.verify import Expired, FutureDated, check_times, verify_signature
from sealwire.errors import TooLarge
from sealwire.keys import BadSignature, WeakKey, key_id
from simulators.sealing import (
    BATKEN,
    BISHKEK,
    EPOCHS,
    ID,
    OSH,
    OTHER_SENDER,
    SENDER,
    SENT_AT,
    STRANGER,
    WARNING,
    draft,
    header_of,
    recipient,
)


def sealed_to(*units: str, content: Content = WARNING, **changes: Any) -> SealedEnvelope:
    return seal(draft(**changes), content, recipients=[recipient(u) for u in units], sign=SENDER)


@pytest.mark.parametrize("units", [(BATKEN,), (BATKEN, BISHKEK, OSH)], ids=["one unit", "three units"])
def test_every_recipient_opens_what_was_sealed_and_nobody_else(units: tuple[str, ...]) -> None:
    parsed = parse(sealed_to(*units).raw)
    verify_signature(parsed, SENDER.public)
    assert [open_envelope(parsed, EPOCHS[unit]) for unit in units] == [WARNING] * len(units)
    with pytest.raises(CannotOpen):
        open_envelope(parsed, STRANGER)


def test_the_header_says_what_the_sender_said() -> None:
    said: dict[str, Any] = {
        "seq": 2,
        "prev": key_id(b"the header before"),
        "priority": 2,
        "tlp": Tlp.AMBER_STRICT,
        "answers": ID,
        "due": SENT_AT + 60,
        "attachments": (Attachment(key_id(b"image"), 5),),
    }
    assert parse(sealed_to(BATKEN, **said).raw).header == header_of((BATKEN,), **said)


def test_a_content_key_opens_its_own_envelope_and_no_other() -> None:
    one, other = sealed_to(BATKEN), sealed_to(BATKEN)
    assert open_with_content_key(parse(one.raw), one.content_key) == WARNING
    for key in (other.content_key, b"", one.content_key[:31]):
        with pytest.raises(CannotOpen):
            open_with_content_key(parse(one.raw), key)


def test_the_refusal_of_opening_is_one_for_wrong_key_and_altered_bytes() -> None:
    parsed = parse(sealed_to(BATKEN).raw)
    refusals = []
    for envelope, key in ((parsed, STRANGER), (replace(parsed, wraps=bytes(1168)), EPOCHS[BATKEN])):
        with pytest.raises(CannotOpen) as refusal:
            open_envelope(envelope, key)
        refusals.append(refusal.value.problem())
    assert refusals[0] == refusals[1]


def test_256_units_can_be_addressed_and_257_cannot() -> None:
    def to(count: int) -> list[tuple[Recipient, bytes]]:
        return [(Recipient(BATKEN, key_id(bytes([i % 256, i // 256])), 1), b"") for i in range(count)]

    header = header_of((BATKEN,))
    most = replace(header, to=tuple(r for r, _ in to(MAX_RECIPIENTS)))
    assert decode_header(encode_header(most)) == most
    with pytest.raises(MalformedEnvelope):
        seal(draft(), WARNING, recipients=to(MAX_RECIPIENTS + 1), sign=SENDER)


REFUSED_DRAFTS = {
    "expires before it is sent": {"expires_at": SENT_AT},
    "answer due before it is sent": {"due": SENT_AT - 1},
    "counts from 0": {"seq": 0},
    "second without the first": {"seq": 2},
    "unit in small letters": {"sender": "kg-osh"},
    "priority 3": {"priority": 3},
}


@pytest.mark.parametrize("changes", REFUSED_DRAFTS.values(), ids=REFUSED_DRAFTS)
def test_a_draft_that_readers_would_refuse_is_not_sealed(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedEnvelope):
        sealed_to(BATKEN, **changes)


def test_nobody_is_sealed_to_by_another_key_than_the_addressed_one() -> None:
    addressed, _ = recipient(BATKEN)
    with pytest.raises(MalformedEnvelope):
        seal(draft(), WARNING, recipients=[(addressed, STRANGER.public)], sign=SENDER)


def test_nobody_is_sealed_to_by_a_weak_key() -> None:
    weak = EPOCHS[BATKEN].public[:1184] + bytes(32)
    with pytest.raises(WeakKey):
        seal(draft(), WARNING, recipients=[(Recipient(BATKEN, key_id(weak), 1), weak)], sign=SENDER)


REFUSED_CONTENTS = {
    "no kind": (Content("", 1, {}), MalformedContent),
    "kind of 65 characters": (Content("x" * 65, 1, {}), MalformedContent),
    "schema 0": (Content("warning", 0, {}), MalformedContent),
    "a float": (Content("warning", 1, {"kg": 1.5}), MalformedCbor),  # type: ignore[dict-item]  # hostile
    "a lone surrogate": (Content("warning", 1, {"name": "\ud800"}), MalformedCbor),
}


@pytest.mark.parametrize(("content", "refusal"), REFUSED_CONTENTS.values(), ids=REFUSED_CONTENTS)
def test_a_content_that_readers_would_refuse_is_not_sealed(
    content: Content, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        sealed_to(BATKEN, content=content)


def test_an_envelope_of_1_mib_is_sealed_and_a_larger_one_is_not() -> None:
    # PADME's steps at this size are 32 KiB, so that the largest body is one step below 1 MiB.
    largest = sealed_to(BATKEN, content=Content("note", 1, {"t": "x" * 980_000}))
    assert open_envelope(parse(largest.raw), EPOCHS[BATKEN]).kind == "note"
    with pytest.raises(TooLarge):
        sealed_to(BATKEN, content=Content("note", 1, {"t": "x" * 1_048_000}))


def test_two_seals_of_one_text_share_no_key_and_no_body() -> None:
    one, other = sealed_to(BATKEN), sealed_to(BATKEN)
    assert one.content_key != other.content_key
    assert parse(one.raw).body != parse(other.raw).body


def test_padding_costs_at_most_12_percent_and_never_shortens() -> None:
    for length in range(100_000):
        padded = padded_length(length)
        assert padded >= max(512, length)
        assert padded <= max(512, length * 1.12)


def test_contents_of_nearly_one_length_make_bodies_of_one_length() -> None:
    lengths = {len(lay_out(Content("note", 1, {"t": "x" * n}))) for n in range(1, 400)}
    assert lengths == {512}


def test_the_padding_of_a_sealed_body_is_told_without_a_key() -> None:
    for size in (10, 1_000, 16_000, 40_000):
        body = parse(sealed_to(BATKEN, content=Content("note", 1, {"t": "x" * size})).raw).body
        assert is_padded(len(body))
        assert not is_padded(len(body) + 1)


def test_what_a_sender_keeps_is_not_shown() -> None:
    sealed = sealed_to(BATKEN)
    assert sealed.content_key.hex() not in repr(sealed)
    assert str(sealed.content_key) not in repr(sealed)


TIMES = {
    "sent now": (0, None),
    "ten minutes ahead": (-600, None),
    "more than ten minutes ahead": (-601, FutureDated),
    "at its end": (30 * 86_400, None),
    "after its end": (30 * 86_400 + 1, Expired),
}


@pytest.mark.parametrize(("after", "refusal"), TIMES.values(), ids=TIMES)
def test_an_envelope_is_accepted_in_its_time(after: int, refusal: type[Exception] | None) -> None:
    header = header_of((BATKEN,))
    if refusal is None:
        check_times(header, SENT_AT + after)
        return
    with pytest.raises(refusal):
        check_times(header, SENT_AT + after)


def test_a_signature_is_checked_with_the_key_that_the_header_names() -> None:
    parsed = parse(sealed_to(BATKEN).raw)
    verify_signature(parsed, SENDER.public)
    for public in (OTHER_SENDER.public, b"", bytes(32)):
        with pytest.raises(BadSignature):
            verify_signature(parsed, public)
