"""TCP ports on the loopback interface."""

from __future__ import annotations

import errno
import socket

import psutil

from sealwire_local.errors import StackRefused

LOOPBACK = "127.0.0.1"
_given: set[int] = set()


def free_port() -> int:
    """Return a loopback port that nothing uses now and that this process has not been given before."""
    for _ in range(100):
        with socket.socket() as probe:
            probe.bind((LOOPBACK, 0))
            port = int(probe.getsockname()[1])
        if port not in _given:
            _given.add(port)
            return port
    raise StackRefused("there is no free port on 127.0.0.1: stop some programs")


def check_free(port: int, *, purpose: str, advice: str) -> None:
    """Refuse a port that another program holds.

    Args:
        port: The TCP port.
        purpose: Who wants it, for the message.
        advice: What the reader can do instead.

    Raises:
        StackRefused: Named in one line with the process that holds it, where that can be seen.
    """
    with socket.socket() as probe:
        # As servers do: a port in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise StackRefused(f"port {port} for the {purpose} needs more rights: {advice}") from error
            raise StackRefused(f"port {port} for the {purpose} is in use{_holder(port)}: {advice}") from error


def answers(port: int, *, timeout_s: float = 1.0) -> bool:
    """Tell whether something accepts connections on a loopback port."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=timeout_s):
            return True
    except OSError:
        return False


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status != psutil.CONN_LISTEN or not connection.laddr or not connection.pid:
                continue
            if connection.laddr.port == port:
                return f" by process {connection.pid} ({psutil.Process(connection.pid).name()})"
    except psutil.Error:  # another user's process, or gone meanwhile
        return ""
    return ""
