"""Readiness checks, as an outsider makes them."""

from __future__ import annotations

import http.client
import json

from sealwire_local.ports import LOOPBACK

_TIMEOUT_S = 3.0
_OK = 200
# CBOR of an answer `[0, [...]]`: the log of the directory has no statement.
_EMPTY_LOG = b"\x82\x00"


def get(port: int, path: str) -> tuple[int, bytes]:
    """Return status and body of a request to the loopback interface; (0, b"") if there is no answer."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def ops_ready(port: int) -> bool:
    """Tell whether a process's operations port says that it is ready."""
    return get(port, "/ready")[0] == _OK


def gateway_ready(port: int, ops_port: int) -> bool:
    """Tell whether the gateway is ready, or lacks nothing but the founding of the programme.

    The founding statement comes in through the gateway: until then it is as ready as it can be.
    """
    status, _ = get(port, "/health/ready")
    if status == _OK:
        return ops_ready(ops_port)
    return bool(status) and _only_unsynced(get(ops_port, "/ready")[1]) and _log_is_empty(port)


def _only_unsynced(body: bytes) -> bool:
    try:
        checks: dict[str, str] = json.loads(body)["checks"]
    except (ValueError, KeyError, TypeError):
        return False
    return all(result == "ok" for name, result in checks.items() if name != "directory")


def _log_is_empty(port: int) -> bool:
    status, body = get(port, "/v1/directory/statements?after=0&limit=1")
    return status == _OK and body.startswith(_EMPTY_LOG)
