"""Starts the gateway: settings in, parts together, the chassis runs it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from sealwire.contract import paths
from sealwire.contract.acceptance import ACCEPT_SUBJECT, ACCEPTANCES, Accepted
from sealwire.contract.models import AcceptanceOut
from sealwire.directory.replica import Replica
from sealwire.errors import Unavailable
from sealwire_chassis import ops, process
from sealwire_chassis.asgi import AccessLog, RequestId
from sealwire_chassis.bus import connect
from sealwire_chassis.http_over_nats import RequestFrame, forward
from sealwire_chassis.listen import listen, open_socket

from sealwire_gateway.acceptance import BATCHES, Acceptance
from sealwire_gateway.app import Gateway, Health, OpenApi
from sealwire_gateway.batches import Batches, Bounds
from sealwire_gateway.calls import Calls
from sealwire_gateway.follower import PAGE_STATEMENTS, Follower
from sealwire_gateway.nonces import Nonces, nonce_stream
from sealwire_gateway.rates import Rate
from sealwire_gateway.routes import ALERTS, DIRECTORY
from sealwire_gateway.settings import GatewaySettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from socket import socket

    from nats.aio.msg import Msg
    from sealwire.envelope.format import ParsedEnvelope
    from sealwire_chassis.bus import Bus
    from sealwire_chassis.http_over_nats import ReplyFrame
    from sealwire_chassis.ops import Check
    from starlette.types import ASGIApp

USER = "gateway"
APPENDED = "directory.v1.appended"


class Services:
    """The services behind the gateway, over the bus."""

    def __init__(self, bus: Bus, *, accept_timeout_s: float) -> None:
        self._bus = bus
        self._accept_timeout_s = accept_timeout_s

    async def call(self, service: str, frame: RequestFrame, deadline_s: float) -> ReplyFrame:
        """Pass a request on and return the answer."""
        return await forward(self._bus, service, frame, deadline_s=deadline_s)

    async def accept(self, request: bytes) -> bytes:
        """Ask alerts to store envelopes."""
        return await self._bus.request(ACCEPT_SUBJECT, request, timeout_s=self._accept_timeout_s)

    async def accepted(self, envelope: ParsedEnvelope) -> Accepted | None:
        """Return what an envelope was answered when it was accepted; None if it never was."""
        path, query = f"{ACCEPTANCES}/{envelope.id}", f"digest={envelope.digest.hex()}"
        reply = await forward(self._bus, ALERTS, RequestFrame("GET", path, query, [], b""))
        if reply.status == HTTPStatus.NOT_FOUND:
            return None
        found = AcceptanceOut.model_validate_json(_body(reply, ALERTS, path))
        return Accepted(found.position, found.accepted_at)

    async def statements(self, after: int) -> bytes:
        """Return the page of the directory log after so many statements."""
        return await self._get(DIRECTORY, paths.STATEMENTS, f"after={after}&limit={PAGE_STATEMENTS}")

    async def documents(self) -> dict[str, Any]:
        """Return the OpenAPI document of each service."""
        names = (ALERTS, DIRECTORY)
        bodies = await asyncio.gather(*(self._get(name, "/openapi.json") for name in names))
        return {name: json.loads(body) for name, body in zip(names, bodies, strict=True)}

    async def _get(self, service: str, path: str, query: str = "") -> bytes:
        reply = await forward(self._bus, service, RequestFrame("GET", path, query, [], b""))
        return _body(reply, service, path)


def _body(reply: ReplyFrame, service: str, path: str) -> bytes:
    if reply.status != HTTPStatus.OK:
        raise Unavailable(f"{service} answered {reply.status} for {path}.")
    return reply.body


async def serve(settings: GatewaySettings) -> None:
    """Run the gateway until cancelled."""
    founding = settings.founding_hash()
    sock = open_socket(settings.host, settings.port)
    bus = await connect(settings, user=USER)
    try:
        services = Services(bus, accept_timeout_s=settings.accept_timeout_s)
        follower = Follower(Replica(founding), services.statements)
        await _follow_wake_ups(bus, follower)
        await bus.ensure_stream(nonce_stream(replicas=settings.stream_replicas))
        bounds = Bounds(settings.max_waiting, settings.max_waiting_bytes, settings.in_flight)
        batches = Batches(services.accept, bounds, observe=BATCHES.observe)
        checks: dict[str, Check] = {"bus": bus.ping, "directory": follower.check}
        calls = Calls(follower, Nonces(bus.js), Rate(settings.rate_requests), services.call)
        calls.base_url = settings.base_url(sock.getsockname()[1])
        gateway = Gateway(
            Acceptance(follower, batches, Rate(settings.rate_envelopes), services.accepted),
            calls,
            Health(checks),
            OpenApi(services.documents),
        )
        async with asyncio.TaskGroup() as group:
            group.create_task(follower.run())
            group.create_task(ops.serve(checks, settings.ops_host, settings.ops_port))
            group.create_task(bus.lost())
            await _listen(RequestId(AccessLog(gateway, USER)), sock, stop=calls.stop)
    finally:
        await bus.close()


async def _listen(app: ASGIApp, sock: socket, *, stop: Callable[[], None]) -> None:
    """Serve until cancelled; then end the long polls before the server waits for requests at hand."""
    listening = asyncio.create_task(listen(app, sock))
    try:
        await asyncio.shield(listening)
    finally:
        stop()
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening


async def _follow_wake_ups(bus: Bus, follower: Follower) -> None:
    async def on_message(_: Msg) -> None:
        follower.wake()

    await bus.nc.subscribe(APPENDED, cb=on_message)


if __name__ == "__main__":
    process.main("gateway", {"serve": serve}, GatewaySettings)
