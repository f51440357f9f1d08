"""Which address goes where, as one table: the service behind it, who may call, and how much it takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from sealwire.contract import paths
from sealwire.contract.models import MAX_WAIT_S
from sealwire.directory.batch import MAX_BATCH

from sealwire_gateway.refusals import MethodNotAllowed, NoSuchAddress

ALERTS = "alerts"
DIRECTORY = "directory"
# An answer over NATS to a request that does not wait.
DEADLINE_S = 10.0
MAX_BODY_BYTES = 65_536


@dataclass(frozen=True)
class Route:
    """An address that is passed on to a service.

    Attributes:
        method: HTTP method.
        pattern: Matches the whole path.
        service: Whose subject it goes to.
        signed: Whether RFC 9421 signatures are required; else the body is signed itself, or public.
        max_body: Bytes.
        waits: Whether `wait=` in the query lengthens the deadline (a long poll).
    """

    method: str
    pattern: re.Pattern[str]
    service: str
    signed: bool = True
    max_body: int = MAX_BODY_BYTES
    waits: bool = False

    def deadline_s(self, query: bytes) -> float:
        """Return how long the service has for the answer."""
        if not self.waits:
            return DEADLINE_S
        # The last one counts for the service. What it may read in another way gets all the time there is.
        wait = parse_qs(query.decode("latin-1")).get("wait", ["0"])[-1]
        return DEADLINE_S + (min(int(wait), MAX_WAIT_S) if re.fullmatch(r"[0-9]{1,4}", wait) else MAX_WAIT_S)


def _route(method: str, path: str, service: str, **more: bool | int) -> Route:
    pattern = re.compile(path.replace("{id}", "[0-9a-fA-F-]{1,64}").replace("{key}", "[0-9a-f]{1,128}"))
    return Route(method, pattern, service, **more)  # type: ignore[arg-type]  # a table row, tested as a whole


ROUTES: tuple[Route, ...] = (
    _route("GET", paths.MAILBOX, ALERTS, waits=True),
    _route("GET", paths.ENVELOPES + "/{id}", ALERTS),
    _route("GET", paths.ENVELOPES + "/{id}/receipts", ALERTS),
    _route("POST", paths.ENVELOPES + "/{id}/receipts", ALERTS),
    _route("GET", paths.STATEMENTS, DIRECTORY, signed=False),
    _route("POST", paths.STATEMENTS, DIRECTORY, signed=False, max_body=MAX_BATCH),
    _route("GET", paths.KEYS + "/{key}", DIRECTORY, signed=False),
    _route("GET", paths.GRANTS + "/{key}", DIRECTORY),
    _route("GET", paths.UNITS, DIRECTORY),
    _route("POST", paths.INVITATIONS, DIRECTORY),
    _route("POST", paths.ENROLMENTS, DIRECTORY, signed=False),
    _route("GET", paths.ENROLMENTS, DIRECTORY),
)
"""What is not in the table does not exist: a service's other addresses cannot be reached from outside."""


def find_route(method: str, path: str, *, routes: tuple[Route, ...] = ROUTES) -> Route:
    """Return where a request goes.

    Raises:
        NoSuchAddress: No route has this path.
        MethodNotAllowed: One has, with other methods; the facts name them.
    """
    at_path = [route for route in routes if route.pattern.fullmatch(path)]
    for route in at_path:
        if route.method == method:
            return route
    if not at_path:
        raise NoSuchAddress
    raise MethodNotAllowed(allow=", ".join(sorted({route.method for route in at_path})))
