"""The typed NATS request by which the gateway hands envelopes to alerts, and its answer.

Request: CBOR array of envelope byte strings, each already checked by the gateway. Reply: CBOR array
of the same length, `["accepted", position, accepted_at]` or `["refused", code, detail]` each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire import cbor
from sealwire.errors import BadRequest, Conflict, SealwireError, Unprocessable, from_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

ACCEPT_SUBJECT = "alerts.accept"
ACCEPT_QUEUE = "alerts"
ACCEPTANCES = "/internal/acceptances"
"""Where the gateway asks alerts, over the bus, whether certain bytes were accepted before."""

MAX_BATCH = 256
"""Envelopes in one request."""
MAX_BATCH_BYTES = 2_097_152
"""Bytes of one request: one envelope of the greatest size always fits, and so does the frame in NATS."""
_MAX_REPLY_BYTES = 262_144
_REPLY_FIELDS = 3


class MalformedAcceptance(BadRequest, code="malformed-acceptance"):
    """This is not a request to accept envelopes, or not the answer to one."""


class DuplicateId(Conflict, code="duplicate-id"):
    """Another envelope with this id was accepted before; give the new one an id of its own."""


class SequenceReused(Conflict, code="sequence-reused"):
    """This device has sent another envelope with this sequence number; count on and seal again."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An envelope is durably stored.

    Attributes:
        position: Its place in the envelope log, from 1, without gaps; its Merkle leaf index is one less.
        accepted_at: Unix seconds; the same for every resend of the same bytes.
    """

    position: int
    accepted_at: int


@dataclass(frozen=True, slots=True)
class Refused:
    """An envelope was not stored.

    Attributes:
        code: The problem code.
        detail: What a reader needs beside the problem's title; never sealed content.
    """

    code: str
    detail: str = ""

    @classmethod
    def because(cls, error: SealwireError) -> Refused:
        """Return the refusal that says what the error says."""
        return cls(error.code, error.detail)

    def error(self) -> SealwireError:
        """Return the error to raise for this refusal; an unknown code is kept."""
        return from_problem({"code": self.code, "detail": self.detail}, Unprocessable.status)


Outcome = Accepted | Refused


def encode_request(envelopes: Sequence[bytes]) -> bytes:
    """Return the request that asks alerts to accept these envelopes.

    Args:
        envelopes: 1 to MAX_BATCH envelopes of MAX_BATCH_BYTES together (the caller sees to it).
    """
    return cbor.encode(list(envelopes))


def decode_request(data: bytes) -> list[bytes]:
    """Return the envelopes of a request, unparsed.

    Raises:
        MalformedAcceptance: It is no array of 1 to MAX_BATCH byte strings.
        MalformedCbor: It is not deterministic CBOR.
    """
    value = cbor.decode(data, max_bytes=MAX_BATCH_BYTES)
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_BATCH:
        raise MalformedAcceptance(f"A request is an array of 1 to {MAX_BATCH} envelopes.")
    envelopes = [item for item in value if isinstance(item, bytes)]
    if len(envelopes) != len(value):
        raise MalformedAcceptance("Each envelope is a byte string.")
    return envelopes


def encode_reply(outcomes: Sequence[Outcome]) -> bytes:
    """Return the answer to a request: an outcome per envelope, in the order of the request."""
    return cbor.encode([_encode_outcome(outcome) for outcome in outcomes])


def decode_reply(data: bytes, *, expected: int) -> list[Outcome]:
    """Return the outcomes of a request.

    Args:
        data: The reply's bytes.
        expected: Envelopes in the request.

    Raises:
        MalformedAcceptance: It is no array of that many outcomes.
        MalformedCbor: It is not deterministic CBOR.
    """
    value = cbor.decode(data, max_bytes=_MAX_REPLY_BYTES)
    if not isinstance(value, list) or len(value) != expected:
        raise MalformedAcceptance(f"The answer has not the {expected} outcomes that were asked for.")
    return [_decode_outcome(item) for item in value]


def _encode_outcome(outcome: Outcome) -> cbor.Encodable:
    if isinstance(outcome, Accepted):
        return ["accepted", outcome.position, outcome.accepted_at]
    return ["refused", outcome.code, outcome.detail]


def _decode_outcome(item: cbor.Value) -> Outcome:
    if not isinstance(item, list) or len(item) != _REPLY_FIELDS:
        raise MalformedAcceptance("An outcome has three fields.")
    kind, first, second = item
    if kind == "accepted" and type(first) is int and type(second) is int:
        return Accepted(first, second)
    if kind == "refused" and isinstance(first, str) and isinstance(second, str):
        return Refused(first, second)
    raise MalformedAcceptance("An outcome is accepted or refused.")
