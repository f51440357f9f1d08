"""A lean HTTP/1.1 load generator: ready-made bytes, keep-alive, one request in flight on each connection."""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import cast
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)\r\n")


@dataclass(frozen=True)
class Result:
    """What a load of requests met: wall seconds, and each request's seconds and answer."""

    seconds: float
    latencies: list[float]
    statuses: dict[int, int]
    refused: bytes

    def per_second(self) -> float:
        """Return answered requests per second."""
        return len(self.latencies) / self.seconds

    def percentile_ms(self, share: float) -> float:
        """Return the latency in milliseconds below which the given share (0..1) of the requests lies."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


def post(url: str, body: bytes, content_type: str) -> bytes:
    """Return the bytes of a POST request."""
    parts = urlsplit(url)
    head = f"POST {parts.path} HTTP/1.1\r\nhost: {parts.netloc}\r\ncontent-type: {content_type}\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


@dataclass
class _Connection(asyncio.Protocol):
    waiting: deque[bytes]
    done: asyncio.Future[None]
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    refused: bytes = b""
    _buffer: bytes = b""
    _started: float = 0.0
    _transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name
        self._next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return
        length = _LENGTH.search(self._buffer, 0, head_end + 4)
        end = head_end + 4 + (int(length[1]) if length else 0)
        if len(self._buffer) < end:
            return
        self.latencies.append(time.perf_counter() - self._started)
        status = int(self._buffer[9:12])
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status >= HTTPStatus.MULTIPLE_CHOICES:
            self.refused = self._buffer[head_end + 4 : end]
        self._buffer = b""
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionResetError("the server closed the connection"))

    def _next(self) -> None:
        assert self._transport is not None
        if not self.waiting:
            self.done.set_result(None)
            self._transport.close()
            return
        self._started = time.perf_counter()
        self._transport.write(self.waiting.popleft())


async def run(url: str, requests: list[bytes], *, in_flight: int) -> Result:
    """Send every request once, with so many in flight at any time, and return what came back."""
    parts = urlsplit(url)
    loop = asyncio.get_running_loop()
    waiting = deque(requests)
    connections = [_Connection(waiting, loop.create_future()) for _ in range(in_flight)]
    started = time.perf_counter()
    for connection in connections:
        await loop.create_connection(lambda c=connection: c, parts.hostname or "", parts.port or 80)  # type: ignore[misc]  # mypy cannot infer the default
    await asyncio.gather(*(connection.done for connection in connections))
    seconds = time.perf_counter() - started
    statuses: dict[int, int] = {}
    for connection in connections:
        for status, count in connection.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    return Result(
        seconds=seconds,
        latencies=[latency for connection in connections for latency in connection.latencies],
        statuses=statuses,
        refused=next((c.refused for c in connections if c.refused), b""),
    )
