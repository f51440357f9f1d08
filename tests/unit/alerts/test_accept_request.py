"""One accept request: what is unreadable is refused for itself, and nothing but refusals comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire.contract.acceptance import Accepted, Outcome, Refused, decode_reply, encode_request
from sealwire.errors import BadRequest, TooLarge
from sealwire_alerts.domain.acceptance import Candidate, read_candidate
from sealwire_alerts.entrypoints.acceptor import answer
from simulators.posting import PostingDevice

if TYPE_CHECKING:
    from collections.abc import Sequence

GOOD = PostingDevice().envelope()


async def accept_all(candidates: Sequence[Candidate]) -> list[Outcome]:
    return [Accepted(position, 7) for position in range(1, len(candidates) + 1)]


async def test_every_envelope_of_a_request_is_answered_in_its_place() -> None:
    broken = GOOD[:-1]
    large = bytes(1_048_577)
    reply = await answer(encode_request([broken, GOOD, large, GOOD]), accept_all)
    assert decode_reply(reply, expected=4) == [
        Refused("malformed-cbor", "The bytes cannot be read as CBOR."),
        Accepted(1, 7),
        Refused("too-large", "An envelope has at most 1 MiB."),
        Accepted(2, 7),
    ]


@pytest.mark.parametrize("request_bytes", [b"", b"\xff", b"\x80", b"\x81\x01"])
async def test_a_request_that_cannot_be_read_is_refused(request_bytes: bytes) -> None:
    (outcome,) = decode_reply(await answer(request_bytes, accept_all), expected=1)
    assert isinstance(outcome, Refused)
    assert outcome.error().status == 400


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_raise_anything_but_a_refusal(data: bytes) -> None:
    with pytest.raises((BadRequest, TooLarge)):
        read_candidate(data)


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_no_altered_byte_makes_the_reader_raise_anything_but_a_refusal(place: int, change: int) -> None:
    altered = GOOD[:place] + bytes([GOOD[place] ^ change]) + GOOD[place + 1 :]
    try:
        assert read_candidate(altered).raw == altered
    except (BadRequest, TooLarge):
        assert read_candidate(GOOD).raw == GOOD
