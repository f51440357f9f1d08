"""Listening on TCP: an ASGI app under uvicorn until the task is cancelled."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING

import uvicorn
from sealwire.errors import Unavailable

from sealwire_chassis.connections import Connection, sweep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

_GRACE_S = 10
_BACKLOG = 1024


class PortBusy(Unavailable, code="port-busy"):
    """The port cannot be opened; stop the program that uses it or set another port."""


class _Server(uvicorn.Server):
    """Leaves signals to the process's own runner."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Install nothing."""
        yield


def open_socket(host: str, port: int) -> socket.socket:
    """Return a listening TCP socket.

    Args:
        host: Address or name.
        port: Port; 0 picks a free one.

    Raises:
        PortBusy: It cannot be opened.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        sock = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise PortBusy(f"{host}:{port}") from error
    # asyncio does so only for sockets whose protocol is named. Otherwise a body that follows its head waits
    # for the client's delayed acknowledgement: 40 ms for each answer on a kept connection.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


async def listen(app: ASGIApp, sock: socket.socket, *, connection: type[Connection] = Connection) -> None:
    """Serve an app until cancelled, then let requests at hand finish for up to ten seconds.

    Args:
        app: Any ASGI app; its lifespan is not run.
        sock: From `open_socket`.
        connection: The bounds of each connection.
    """
    config = uvicorn.Config(
        app,
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
        proxy_headers=False,  # nobody here reads a client's address, least of all one that a client wrote
        ws="none",
        timeout_graceful_shutdown=_GRACE_S,
        http=connection,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve([sock]))
    sweeping = asyncio.create_task(sweep(server.server_state.connections))
    try:
        await asyncio.shield(serving)
    finally:
        sweeping.cancel()
        server.should_exit = True
        await serving
