"""Plain ASGI middleware: request id, size limit, access log with metrics.

Plain, because three of Starlette's BaseHTTPMiddleware take a FastAPI app from 5,650 to 800
requests/s, and three of these cost nothing that could be measured.
"""

from __future__ import annotations

import re
import secrets
import time
from typing import TYPE_CHECKING

from prometheus_client import Counter, Histogram
from sealwire.errors import TooLarge

from sealwire_chassis.logs import get_logger, request_id
from sealwire_chassis.problems import MEDIA_TYPE, encode

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID = b"x-request-id"
_ID = re.compile(rb"[A-Za-z0-9-]{1,64}")
_REQUESTS = Counter("sealwire_requests", "HTTP requests", ["service", "method", "status"])
_SECONDS = Histogram(
    "sealwire_request_seconds",
    "Time to the end of the answer",
    ["service"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_log = get_logger("sealwire.access")


class RequestId:
    """Gives every request an id that its logs, its answer and the next service carry."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app with the id set."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == REQUEST_ID), b"")
        chosen = given if _ID.fullmatch(given) else secrets.token_hex(8).encode()
        if chosen is not given:
            others = [pair for pair in scope["headers"] if pair[0] != REQUEST_ID]
            scope["headers"] = [*others, (REQUEST_ID, chosen)]

        async def stamp(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", ()) if pair[0] != REQUEST_ID]
                message["headers"] = [*kept, (REQUEST_ID, chosen)]
            await send(message)

        reset = request_id.set(chosen.decode())
        try:
            await self._app(scope, receive, stamp)
        finally:
            request_id.reset(reset)


class SizeLimit:
    """Refuses a request body above a limit, whether its length was announced or not."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app, or answer 413 `too-large`."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._announced(scope) > self._max_bytes:
            await self._refuse(send)
            return
        received, refused, started = 0, False, False

        async def count() -> Message:
            nonlocal received, refused
            message = await receive()
            received += len(message.get("body", b""))
            if received <= self._max_bytes:
                return message
            # An exception here would be taken for a malformed body by the framework; its view is
            # that the client left, and what it answers to that is replaced.
            if not refused and not started:
                refused = True
                await self._refuse(send)
            return {"type": "http.disconnect"}

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            if not refused:
                await send(message)

        await self._app(scope, count, watch)

    def _announced(self, scope: Scope) -> int:
        for name, value in scope["headers"]:
            if name == b"content-length":
                return int(value) if value.isdigit() and len(value) < 20 else self._max_bytes + 1  # noqa: PLR2004 - int64
        return 0

    async def _refuse(self, send: Send) -> None:
        body = encode(TooLarge(max_bytes=self._max_bytes))
        headers = [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            # The rest of the body is still under way; the connection cannot be used again.
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": TooLarge.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class AccessLog:
    """Counts and times every request; logs the refused and failed ones (debug: all), never query or body."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service
        self._seconds = _SECONDS.labels(service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0
        began = time.perf_counter()

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        # Methods come from outside; a metric label must not grow with them.
        method = scope["method"] if scope["method"] in _METHODS else "other"
        _REQUESTS.labels(self._service, method, status).inc()
        self._seconds.observe(seconds)
        log = _log.debug if 200 <= status < 400 else _log.info  # noqa: PLR2004 - HTTP's classes
        log("request", method=method, path=scope["path"][:200], status=status, ms=round(seconds * 1000, 2))
