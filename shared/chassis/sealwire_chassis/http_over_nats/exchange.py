"""One request and its reply, as an ASGI app sees them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sealwire.errors import TooLarge

from sealwire_chassis.http_over_nats.frames import ReplyFrame, refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import Message, Scope

    from sealwire_chassis.http_over_nats.frames import RequestFrame

_ASGI = {"version": "3.0", "spec_version": "2.4"}


class Exchange:
    """The ASGI callables of one request; the reply goes out once, whole."""

    __slots__ = (
        "_chunks",
        "_headers",
        "_max_bytes",
        "_received",
        "_reply",
        "_request",
        "_size",
        "_status",
        "answered",
    )

    def __init__(
        self, request: RequestFrame, reply: Callable[[ReplyFrame], Awaitable[None]], *, max_bytes: int
    ) -> None:
        self._request = request
        self._reply = reply
        self._max_bytes = max_bytes
        self._received = False
        self._status = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._chunks: list[bytes] = []
        self._size = 0
        self.answered = False

    def scope(self) -> Scope:
        """Return the connection scope."""
        request = self._request
        path = request.path
        return {
            "type": "http",
            "asgi": _ASGI,
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": unquote(path) if "%" in path else path,
            "raw_path": path.encode(),
            "query_string": request.query.encode(),
            "root_path": "",
            "headers": request.headers,
            "server": None,
            "client": None,
            "state": {},
        }

    async def receive(self) -> Message:
        """Give the body once, then the end of the connection after the answer."""
        if not self._received:
            self._received = True
            return {"type": "http.request", "body": self._request.body, "more_body": False}
        if not self.answered:
            # Nobody hangs up on the bus; the deadline cancels whoever waits here.
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Collect the answer and pass it on when whole; one above the limit becomes a refusal."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = list(message.get("headers", ()))
            return
        if message["type"] != "http.response.body" or self.answered:
            return
        body = message.get("body", b"")
        self._size += len(body)
        if self._size > self._max_bytes:
            # Not raised: the app has begun its answer and could make only a bare 500 of it.
            self.answered = True
            self._chunks.clear()
            await self._reply(
                refusal(TooLarge("The answer; ask for a smaller page.", max_bytes=self._max_bytes))
            )
            return
        self._chunks.append(body)
        if not message.get("more_body", False):
            self.answered = True
            await self._reply(ReplyFrame(self._status, self._headers, b"".join(self._chunks)))
