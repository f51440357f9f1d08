"""A request as it is read from ASGI and an answer as it is written: no framework in between.

A raw route costs about 35 us a request where FastAPI costs 165 (docs/decisions/0010-native-accept-route.md).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sealwire.errors import SealwireError, TooLarge, TooManyRequests, Unavailable
from sealwire_chassis.connections import HeadersTooLarge
from sealwire_chassis.http_over_nats.serving import Busy

from sealwire_gateway.refusals import ConnectionLost, MalformedQuery, NoSuchAddress

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import Receive, Scope, Send

Header = tuple[bytes, bytes]

PROBLEM_JSON = b"application/problem+json"
MAX_HEADER_BYTES = 16_384
MAX_TARGET_CHARS = 2_048
# A caller who gets 503 tries again after this; alerts or the directory restart within it.
RETRY_AFTER_S = 1
# Of bodies that come in parts and are not whole yet; slow callers hold no more memory than this together.
MAX_UNFINISHED_BYTES = 268_435_456
_DEFAULT_HEADERS: list[Header] = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer."""

    status: int
    body: bytes
    content_type: bytes = b"application/json"
    headers: list[Header] = field(default_factory=list)

    async def send(self, send: Send) -> None:
        """Write the answer to an ASGI connection."""
        given = {name for name, _ in self.headers}
        headers = [line for line in _DEFAULT_HEADERS if line[0] not in given]
        headers += self.headers
        if self.status != 304:  # noqa: PLR2004 - RFC 9110 section 15.4.5: it speaks of content that the caller has
            headers += [(b"content-type", self.content_type), (b"content-length", b"%d" % len(self.body))]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def json_answer(value: object, *, status: int = 200) -> Answer:
    """Return a JSON answer."""
    return Answer(status, json.dumps(value, ensure_ascii=False).encode())


def problem_answer(error: SealwireError) -> Answer:
    """Return the RFC 9457 problem that tells a refusal, with Retry-After where waiting helps."""
    problem = error.problem()
    headers: list[Header] = []
    if isinstance(error, Unavailable | TooManyRequests):
        wait_s = error.facts.get("retry_after_s", RETRY_AFTER_S)
        headers.append((b"retry-after", str(wait_s).encode()))
    if error.status == 405:  # noqa: PLR2004 - RFC 9110 section 15.5.6 wants Allow with this status alone
        headers.append((b"allow", str(error.facts.get("allow", "")).encode()))
    return Answer(error.status, json.dumps(problem).encode(), PROBLEM_JSON, headers)


class Room:
    """The memory that all unfinished bodies may take together."""

    def __init__(self, limit_bytes: int = MAX_UNFINISHED_BYTES) -> None:
        self._left = limit_bytes

    def take(self, size: int) -> None:
        """Take some bytes of it.

        Raises:
            Busy: There are not so many left.
        """
        if size > self._left:
            raise Busy
        self._left -= size

    def give_back(self, size: int) -> None:
        """Return what was taken."""
        self._left += size


@dataclass(slots=True)
class Request:
    """A request being read."""

    scope: Scope
    receive: Receive
    room: Room

    @property
    def method(self) -> str:
        """Return the method, upper case."""
        return str(self.scope["method"])

    @property
    def path(self) -> str:
        """Return the path; the gateway refuses escapes in it, so this is also what was sent."""
        return str(self.scope["path"])

    @property
    def query(self) -> bytes:
        """Return the query as it was sent, without its question mark."""
        return bytes(self.scope["query_string"])

    @property
    def target(self) -> str:
        """Return path and query as they were sent."""
        query = self.query.decode("latin-1")
        return self.path + ("?" + query if query else "")

    @property
    def headers(self) -> Iterable[Header]:
        """Return the header lines, names in lower case."""
        headers: Iterable[Header] = self.scope["headers"]
        return headers

    def header(self, wanted: bytes) -> bytes:
        """Return the first value of a header, or nothing."""
        return next((value for name, value in self.headers if name == wanted), b"")

    def check_head(self) -> None:
        """Check address and header lines, which the server below lets through as they come.

        Raises:
            HeadersTooLarge: The header lines have more than 16 KiB.
            NoSuchAddress: The path has an escape or a character beyond ASCII; no address of ours does, and
                two readers of one escape may differ.
            MalformedQuery: The query is not ASCII, or too long.
        """
        if sum(len(name) + len(value) for name, value in self.headers) > MAX_HEADER_BYTES:
            raise HeadersTooLarge(limit_bytes=MAX_HEADER_BYTES)
        raw_path = self.scope.get("raw_path", b"")
        if not self.path.isascii() or b"%" in raw_path or len(self.path) > MAX_TARGET_CHARS:
            raise NoSuchAddress
        if not self.query.isascii() or len(self.query) > MAX_TARGET_CHARS:
            raise MalformedQuery(limit_chars=MAX_TARGET_CHARS)

    async def body(self, *, max_bytes: int) -> bytes:
        """Read the whole body.

        Args:
            max_bytes: More is refused as soon as it is announced or has arrived.

        Raises:
            TooLarge: The body is larger.
            Busy: Too much is being read already.
            ConnectionLost: The caller hung up.
        """
        announced = self.header(b"content-length")
        if announced.isdigit() and int(announced[:20]) > max_bytes:
            raise TooLarge(limit_bytes=max_bytes)
        message = await self._next()
        if not message.get("more_body"):
            whole = bytes(message.get("body", b""))
            _check_size(whole, max_bytes)
            return whole
        return await self._rest(bytearray(message.get("body", b"")), max_bytes)

    async def _rest(self, body: bytearray, max_bytes: int) -> bytes:
        more, taken = True, 0
        try:
            while more:
                _check_size(body, max_bytes)
                self.room.take(len(body) - taken)
                taken = len(body)
                message = await self._next()
                body += message.get("body", b"")
                more = message.get("more_body", False)
        finally:
            self.room.give_back(taken)
        _check_size(body, max_bytes)
        return bytes(body)

    async def _next(self) -> dict[str, Any]:
        message = await self.receive()
        if message["type"] == "http.disconnect":
            raise ConnectionLost
        return dict(message)


def _check_size(body: bytes | bytearray, max_bytes: int) -> None:
    if len(body) > max_bytes:
        raise TooLarge(limit_bytes=max_bytes)
