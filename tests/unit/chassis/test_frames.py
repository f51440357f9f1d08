"""Frames: what is written is read back, and nothing but our refusals escapes a reader."""

from __future__ import annotations

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire.errors import TooLarge
from sealwire_chassis.http_over_nats.frames import (
    BadAnswer,
    MalformedFrame,
    ReplyFrame,
    RequestFrame,
    decode_reply,
    decode_request,
)

headers = st.lists(st.tuples(st.binary(max_size=20), st.binary(max_size=50)), max_size=5)
requests = st.builds(
    RequestFrame,
    method=st.sampled_from(["GET", "POST", "DELETE"]),
    path=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=50).map(
        lambda text: "/" + text
    ),
    query=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=50),
    headers=headers,
    body=st.binary(max_size=500),
)
replies = st.builds(ReplyFrame, status=st.integers(200, 599), headers=headers, body=st.binary(max_size=500))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.binary(max_size=9) | st.text(max_size=9) | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
)
FIELDS = ("method", "path", "query", "headers", "body", "deadline_ms", "status")


@given(requests, st.integers(1, 120_000))
def test_a_request_is_read_back(frame: RequestFrame, deadline_ms: int) -> None:
    assert decode_request(frame.encode(deadline_ms)) == (frame, deadline_ms)


@given(replies)
def test_a_reply_is_read_back(frame: ReplyFrame) -> None:
    assert decode_reply(frame.encode()) == frame


@given(
    st.binary(max_size=300)
    | values.map(cbor2.dumps)
    | st.dictionaries(st.sampled_from(FIELDS), values).map(cbor2.dumps)
)
def test_any_other_bytes_are_refused_by_our_errors_only(data: bytes) -> None:
    with pytest.raises(MalformedFrame):
        decode_request(data)
    with pytest.raises(BadAnswer):
        decode_reply(data)


@given(requests, st.data())
def test_a_damaged_request_is_read_or_refused(frame: RequestFrame, data: st.DataObject) -> None:
    raw = bytearray(frame.encode(1000))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        decode_request(bytes(raw))
    except MalformedFrame:
        return


def test_a_frame_above_the_limit_is_refused_before_it_is_read() -> None:
    raw = RequestFrame("GET", "/", "", [], bytes(100)).encode(1)
    assert decode_request(raw, max_bytes=len(raw))
    with pytest.raises(TooLarge):
        decode_request(raw, max_bytes=len(raw) - 1)
    with pytest.raises(BadAnswer):
        decode_reply(raw, max_bytes=len(raw) - 1)
