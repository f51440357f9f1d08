"""Connections from outside: what uvicorn leaves unbounded - time, heads, numbers - has bounds here.

uvicorn reads with httptools, which collects a header line for as long as somebody sends it, and waits for
the rest of a request for ever. A few strangers could so fill a process's memory and its file descriptors.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sealwire.errors import BadRequest, SealwireError, Unavailable
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from sealwire_chassis.problems import MEDIA_TYPE, encode

if TYPE_CHECKING:
    from collections.abc import Iterable

IDLE_S = 30.0  # without a byte from a caller whose request is under way, or without one taken by it
READ_S = 300.0  # for a whole request: 1 MiB over a link of 64 kbit/s takes 131 s
MAX_HEAD_BYTES = 32_768
_SWEEP_S = 5.0


class NotHttp(BadRequest, code="not-http"):
    """These bytes are no HTTP/1.1 request."""


class HeadersTooLarge(BadRequest, code="headers-too-large", status=431):
    """The request's header lines are larger than the limit; send fewer."""


class TooSlow(BadRequest, code="too-slow", status=408):
    """The request did not come to its end in time; send it again."""


class TooManyConnections(Unavailable, code="too-many-connections"):
    """Too many callers are connected already; send the same bytes again in a moment."""


class Connection(HttpToolsProtocol):
    """An HTTP connection with bounds. Whoever exceeds one gets a problem document and is hung up on."""

    max_connections = 4_096

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's
        """Begin, or refuse when there are too many."""
        super().connection_made(transport)
        now = self.loop.time()
        # When the request that is being read began (None: there is none), and when its last bytes came.
        self._began: float | None = now
        self._heard = self._taken = now
        self._unsent = self._body = self._head = 0
        self._whole = self._in_body = False
        if len(self.connections) > self.max_connections:
            self.refuse(TooManyConnections())

    def data_received(self, data: bytes) -> None:
        """Read some bytes, and count those that are not body: head, chunk sizes and trailers."""
        if self.transport.is_closing():
            return
        self._heard = self.loop.time()
        if self._began is None and self.cycle.response_complete:
            self._began = self._heard
        self._body, self._whole = 0, False
        super().data_received(data)
        if self._in_body and self._began is None:  # the body of a second request in the bytes of the first
            self._began = self._heard
        # A chunk in which a request ended may hold the start of the next: it is counted from there on.
        self._head = 0 if self._whole else self._head + len(data) - self._body
        if self._head > MAX_HEAD_BYTES:
            self.refuse(HeadersTooLarge(limit_bytes=MAX_HEAD_BYTES))

    def on_headers_complete(self) -> None:
        """Begin the request's answer."""
        super().on_headers_complete()
        self._in_body = True

    def on_body(self, body: bytes) -> None:
        """Take some of the body."""
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that a request was read to its end."""
        self._began, self._whole, self._in_body = None, True, False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's text, for which ours stands
        """Refuse what is no HTTP."""
        self.refuse(NotHttp())

    def refuse(self, error: SealwireError) -> None:
        """Answer with a problem, unless the request at hand has an answer, and hang up."""
        if self.transport.is_closing():
            return
        between = self.cycle is not None and self.cycle.response_complete and not self._in_body
        if self.cycle is None or between or not self.cycle.response_started:
            self.transport.write(_problem(error))
        self.transport.close()

    def sweep(self, now: float) -> None:
        """Hang up on a caller who sends, or takes, nothing any more.

        Args:
            now: Time of the event loop.
        """
        unsent = self.transport.get_write_buffer_size()
        if not unsent or unsent < self._unsent:
            self._taken = now
        self._unsent = unsent
        if self.pipeline:  # nothing is read until the request before it is answered
            self._heard = now
        if now - self._taken > IDLE_S:
            self.transport.abort()
        elif self._began is not None and (now - self._heard > IDLE_S or now - self._began > READ_S):
            self.refuse(TooSlow())


async def sweep(connections: Iterable[Any]) -> None:
    """Hang up on slow callers until cancelled.

    A round now and then instead of a timer each: a request costs two readings of the clock more.

    Args:
        connections: The server's, which change meanwhile.
    """
    while True:
        await asyncio.sleep(_SWEEP_S)
        now = asyncio.get_running_loop().time()
        for connection in tuple(connections):
            if isinstance(connection, Connection):
                connection.sweep(now)


def _problem(error: SealwireError) -> bytes:
    body = encode(error)
    lines = [
        STATUS_LINE[error.status].rstrip(),
        b"content-type: " + MEDIA_TYPE.encode(),
        b"content-length: %d" % len(body),
        b"connection: close",
        *([b"retry-after: 1"] if isinstance(error, Unavailable) else []),
    ]
    return b"\r\n".join([*lines, b"", body])
