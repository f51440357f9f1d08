"""Frames: the bytes of an HTTP request and of its reply on the bus.

Plain cbor2 and not `sealwire.cbor`: a frame is neither signed nor hashed, so it need not be
deterministic, and the strict codec re-encodes what it reads. With a 2.5 KB body cbor2 costs 2.7 us
to write and 1.8 us to read (JSON head + raw body: 3.4 and 3.2). What it would accept beyond our
few types (tags, nesting) is refused by its limits or by the type checks here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

import cbor2
from sealwire.errors import BadRequest, SealwireError, TooLarge

from sealwire_chassis.problems import MEDIA_TYPE, encode

MAX_FRAME = 8 * 1024 * 1024  # NATS's advised ceiling of max_payload; holds a mailbox page of 4 MiB in base64
MAX_HEADERS = 100
MAX_HEADER_BYTES = 32_768
MAX_DEADLINE_MS = 120_000
_MAX_DEPTH = 4
_MAX_TARGET = 8192
# Tags that cbor2 decodes itself, some at a cost (patterns, numbers of any length). None is ours.
_TAGS = (*range(6), 25, *range(28, 31), 35, 36, 37, 43000, 52, 54, 100, 256, 258, 260, 261, 1004, 55799)

Headers = list[tuple[bytes, bytes]]


class MalformedFrame(BadRequest, code="malformed-frame"):
    """The bytes on the bus are not an HTTP request."""


class BadAnswer(SealwireError, code="bad-answer", status=502):
    """A part of the exchange gave an answer that cannot be read; send the same bytes again."""


@dataclass(slots=True)
class RequestFrame:
    """An HTTP request.

    Attributes:
        method: Upper case.
        path: As on the request line, percent-encoded.
        query: Without the question mark, percent-encoded.
        headers: Lower-case names.
        body: Whole body.
    """

    method: str
    path: str
    query: str
    headers: Headers
    body: bytes

    def encode(self, deadline_ms: int) -> bytes:
        """Return the frame's bytes.

        Args:
            deadline_ms: Milliseconds from now after which nobody waits for the reply. A duration,
                because clocks of hosts differ.
        """
        return cbor2.dumps(
            {
                "method": self.method,
                "path": self.path,
                "query": self.query,
                "headers": self.headers,
                "body": self.body,
                "deadline_ms": deadline_ms,
            }
        )


@dataclass(slots=True)
class ReplyFrame:
    """The reply to a request: status, headers with lower-case names, whole body."""

    status: int
    headers: Headers
    body: bytes

    def encode(self) -> bytes:
        """Return the frame's bytes."""
        return cbor2.dumps({"status": self.status, "headers": self.headers, "body": self.body})


def refusal(error: SealwireError) -> ReplyFrame:
    """Return the reply that carries a refusal as a problem document."""
    body = encode(error)
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    return ReplyFrame(error.status, headers, body)


def decode_request(data: bytes, *, max_bytes: int = MAX_FRAME) -> tuple[RequestFrame, int]:
    """Return the request in some bytes, and its deadline in milliseconds.

    Raises:
        TooLarge: There are more than max_bytes.
        MalformedFrame: They hold no request.
    """
    fields = _decode_map(data, max_bytes)
    method, path, query = fields.get("method"), fields.get("path"), fields.get("query")
    body, deadline = fields.get("body"), fields.get("deadline_ms")
    if type(method) is not str or type(path) is not str or type(query) is not str:
        raise MalformedFrame
    if type(body) is not bytes or type(deadline) is not int or not 0 < deadline <= MAX_DEADLINE_MS:
        raise MalformedFrame
    if not method.isalpha() or not path.startswith("/") or len(path) + len(query) > _MAX_TARGET:
        raise MalformedFrame
    if not (method.isascii() and path.isascii() and query.isascii()):
        raise MalformedFrame
    return RequestFrame(method, path, query, _headers(fields.get("headers")), body), deadline


def decode_reply(data: bytes, *, max_bytes: int = MAX_FRAME) -> ReplyFrame:
    """Return the reply in some bytes.

    Raises:
        BadAnswer: They hold none, or are more than max_bytes.
    """
    try:
        fields = _decode_map(data, max_bytes)
        headers = _headers(fields.get("headers"))
    except (MalformedFrame, TooLarge) as error:
        raise BadAnswer from error
    status, body = fields.get("status"), fields.get("body")
    if type(status) is not int or not 200 <= status <= 599 or type(body) is not bytes:  # noqa: PLR2004 - HTTP's range
        raise BadAnswer
    return ReplyFrame(status, headers, body)


def _decode_map(data: bytes, max_bytes: int) -> dict[str, object]:
    if len(data) > max_bytes:
        raise TooLarge(max_bytes=max_bytes)
    try:
        fields = cbor2.loads(
            data,
            semantic_decoders=_NO_TAGS,
            max_depth=_MAX_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            strict_hashable_types=True,
        )
    except (cbor2.CBORError, MalformedFrame, ValueError, OverflowError, RecursionError, MemoryError) as error:
        raise MalformedFrame from error
    if type(fields) is not dict:
        raise MalformedFrame
    return fields


def _headers(value: object) -> Headers:
    if type(value) is not list or len(value) > MAX_HEADERS:
        raise MalformedFrame("Headers.", max_headers=MAX_HEADERS)
    headers: Headers = []
    size = 0
    for pair in value:
        if type(pair) is not list or len(pair) != 2:  # noqa: PLR2004 - a pair
            raise MalformedFrame("Headers.")
        name, text = pair
        if type(name) is not bytes or type(text) is not bytes:
            raise MalformedFrame("Headers.")
        size += len(name) + len(text)
        headers.append((name, text))
    if size > MAX_HEADER_BYTES:
        raise MalformedFrame("Headers.", max_header_bytes=MAX_HEADER_BYTES)
    return headers


def _refuse_tag(*_arguments: object) -> NoReturn:
    raise MalformedFrame("Tags.")


_NO_TAGS = dict.fromkeys(_TAGS, _refuse_tag)
