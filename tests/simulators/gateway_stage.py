"""A real gateway on a real bus, between a real client and the peers of `simulators.gateway_peers`."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
from sealwire.contract.acceptance import ACCEPT_QUEUE, ACCEPT_SUBJECT
from sealwire.errors import SealwireError
from sealwire.requests import RequestSigner
from sealwire_chassis import http_over_nats
from sealwire_chassis.bus import Bus, connect
from sealwire_chassis.settings import Settings
from sealwire_gateway.__main__ import serve
from sealwire_gateway.settings import GatewaySettings
from sealwire_local.ports import free_port
from simulators.gateway_peers import AlertsPeer, DirectoryPeer, Field

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from nats.aio.msg import Msg
    from sealwire.private_keys import SigningKey
    from sealwire_local.nats import Nats

CBOR = {"content-type": "application/cbor"}


@functools.cache
def _tls() -> ssl.SSLContext:
    """Return what httpx otherwise loads anew, in 40 ms, for every client."""
    return ssl.create_default_context()


@dataclasses.dataclass
class Exchange:
    """Everything around a gateway, and the gateway's address."""

    field: Field
    directory: DirectoryPeer
    alerts: AlertsPeer
    buses: dict[str, Bus]
    nats: Nats
    tasks: dict[str, asyncio.Task[None]] = dataclasses.field(default_factory=dict)
    url: str = ""

    def client(self, key: SigningKey | None = None, *, url: str = "") -> httpx.AsyncClient:
        """Return a client that signs with an auth key, or none."""
        auth = RequestSigner(key) if key is not None else None
        return httpx.AsyncClient(base_url=url or self.url, auth=auth, timeout=20, verify=_tls())

    async def post(self, raw: bytes, *, url: str = "") -> httpx.Response:
        """Post an envelope."""
        async with self.client(url=url) as client:
            return await client.post("/v1/envelopes", content=raw, headers=CBOR)

    async def stop(self, service: str) -> None:
        """Stop a service."""
        self.alerts.closing.set()
        self.tasks[service].cancel()
        await asyncio.gather(self.tasks[service], return_exceptions=True)

    async def appended(self) -> None:
        """Tell whoever listens that the log has grown."""
        await self.buses["directory"].publish("directory.v1.appended", b"{}")

    def settings(self, **changes: Any) -> GatewaySettings:
        """Return a gateway's settings."""
        values: dict[str, Any] = {
            "nats_url": self.nats.url,
            "nats_seed_file": self.nats.seed_file("gateway"),
            "founding": self.field.programme.founding.hex(),
            "port": free_port(),
            "rate_envelopes": "100000/minute",
            "rate_requests": "100000/minute",
        }
        return GatewaySettings(**{**values, **changes})


@asynccontextmanager
async def running(settings: GatewaySettings, *, ready: bool = True) -> AsyncIterator[str]:
    """Run a gateway; the address is given when it answers, and is ready unless that is not wanted."""
    task = asyncio.create_task(serve(settings))
    url = f"http://127.0.0.1:{settings.port}"
    try:
        async with asyncio.timeout(20), httpx.AsyncClient(base_url=url, verify=_tls()) as client:
            while not await _answers(client, "/health/ready" if ready else "/health/live"):
                if task.done():
                    await task
                await asyncio.sleep(0.05)
        yield url
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _answers(client: httpx.AsyncClient, path: str) -> bool:
    try:
        return (await client.get(path)).status_code == 200
    except httpx.TransportError:
        return False


@asynccontextmanager
async def peers(nats: Nats, field: Field) -> AsyncIterator[Exchange]:
    """Serve directory and alerts on the bus."""
    users = ("directory", "alerts")
    buses = {
        user: await connect(Settings(nats_url=nats.url, nats_seed_file=nats.seed_file(user)), user=user)
        for user in users
    }
    exchange = Exchange(field, DirectoryPeer(field.programme), AlertsPeer(), buses, nats)

    async def accept(msg: Msg) -> None:
        try:
            await msg.respond(exchange.alerts.accept(msg.data))
        except SealwireError:
            return

    await buses["alerts"].nc.subscribe(ACCEPT_SUBJECT, queue=ACCEPT_QUEUE, cb=accept)
    apps = {"directory": exchange.directory.app(), "alerts": exchange.alerts.app()}
    for user, app in apps.items():
        exchange.tasks[user] = asyncio.create_task(http_over_nats.serve(buses[user], app, user))
    try:
        yield exchange
    finally:
        for user in users:
            await exchange.stop(user)
        for bus in buses.values():
            await bus.close()
