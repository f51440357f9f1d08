"""The operations port of a process: liveness, readiness and metrics."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sealwire.errors import SealwireError

from sealwire_chassis.connections import Connection
from sealwire_chassis.listen import listen, open_socket
from sealwire_chassis.logs import get_logger

if TYPE_CHECKING:
    import socket
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.types import Receive, Scope, Send

    Check = Callable[[], Awaitable[object]]

_CHECK_S = 2.0
_log = get_logger(__name__)


async def serve(checks: Mapping[str, Check], host: str, port: int) -> None:
    """Answer GET /live, /ready and /metrics until cancelled.

    Args:
        checks: Name of each readiness check and the coroutine function that raises while it fails.
        host: Address to listen on.
        port: Port; 0 picks a free one.

    Raises:
        PortBusy: The port cannot be opened.
    """
    await serve_on(checks, open_socket(host, port))


async def serve_on(checks: Mapping[str, Check], sock: socket.socket) -> None:
    """Do what `serve` does on a socket that listens already."""
    host, port = sock.getsockname()[:2]
    _log.info("operations port open", host=host, port=port)
    await listen(OpsApp(checks), sock, connection=_OpsConnection)


async def ready(checks: Mapping[str, Check]) -> dict[str, str]:
    """Run all checks at once, each for at most two seconds.

    Returns:
        `ok` or the kind of fault, for each name.
    """
    results = await asyncio.gather(*(_run(check) for check in checks.values()))
    return dict(zip(checks, results, strict=True))


class _OpsConnection(Connection):
    max_connections = 64


class OpsApp:
    """The ASGI app of the operations port."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        status, kind, body = await self._answer(scope["path"])
        headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, path: str) -> tuple[int, str, bytes]:
        if path == "/live":
            return 200, "application/json", b'{"live":true}'
        if path == "/metrics":
            return 200, CONTENT_TYPE_LATEST, generate_latest()
        if path != "/ready":
            return 404, "application/json", b'{"status":404}'
        results = await ready(self._checks)
        ok = all(result == "ok" for result in results.values())
        return 200 if ok else 503, "application/json", json.dumps({"ready": ok, "checks": results}).encode()


async def _run(check: Check) -> str:
    try:
        async with asyncio.timeout(_CHECK_S):
            await check()
    except TimeoutError:
        return "timeout"
    except SealwireError as error:
        return error.code
    except Exception as error:  # noqa: BLE001 - a check that fails in any way is a fault to report
        return type(error).__name__
    return "ok"
