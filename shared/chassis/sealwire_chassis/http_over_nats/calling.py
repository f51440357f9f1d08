"""The calling side: `forward` for the gateway, and an httpx transport for everybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from sealwire_chassis.http_over_nats.frames import MAX_FRAME, ReplyFrame, RequestFrame, decode_reply

if TYPE_CHECKING:
    from sealwire_chassis.bus import Bus

DEADLINE_S = 10.0


def subject(service: str) -> str:
    """Return the subject on which a service takes HTTP requests."""
    return f"http.{service}"


async def forward(
    bus: Bus, service: str, request: RequestFrame, *, deadline_s: float = DEADLINE_S
) -> ReplyFrame:
    """Send a request to a service and return its reply, whatever its status.

    Args:
        bus: The connection.
        service: Name of the service.
        request: The request.
        deadline_s: Seconds until both sides give up, at most 120.

    Raises:
        BusUnavailable: No process of the service listens, or the bus is down (503).
        DeadlineExceeded: No reply in time (504).
        TooLarge: The request exceeds what the bus carries (413).
        BadAnswer: The reply cannot be read (502).
    """
    payload = request.encode(max(1, int(deadline_s * 1000)))
    return decode_reply(
        await bus.request(subject(service), payload, timeout_s=deadline_s), max_bytes=MAX_FRAME
    )


class NatsTransport(httpx.AsyncBaseTransport):
    """Lets an `httpx.AsyncClient` call a service over the bus; failures of the way are our errors."""

    def __init__(self, bus: Bus, service: str, *, deadline_s: float = DEADLINE_S) -> None:
        self._bus = bus
        self._service = service
        self._deadline_s = deadline_s

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request.

        Raises:
            BusUnavailable: See `forward`, also for the others.
        """
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        frame = RequestFrame(
            request.method,
            path,
            query,
            [(k.lower(), v) for k, v in request.headers.raw],
            await request.aread(),
        )
        reply = await forward(self._bus, self._service, frame, deadline_s=self._deadline_s)
        return httpx.Response(reply.status, headers=reply.headers, content=reply.body, request=request)
