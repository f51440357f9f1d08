"""Which address goes where, as one table: the service behind it, who may call, and how much it takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from sealwire.contract import paths
from sealwire.contract.models import MAX_WAIT_S
from sealwire.contract.onboarding import MAX_CASE_BYTES, MAX_FILE_BYTES
from sealwire.contract.people import MAX_IMPORT_BYTES
from sealwire.directory.batch import MAX_BATCH

from sealwire_gateway.refusals import MethodNotAllowed, NoSuchAddress

ALERTS = "alerts"
DIRECTORY = "directory"
# An answer over NATS to a request that does not wait.
DEADLINE_S = 10.0
MAX_BODY_BYTES = 65_536
# Thousands of lines in one transaction; less than a client waits.
IMPORT_S = 25.0
MAX_ROSTER_BYTES = 262_144  # a duty roster of 500 shifts


@dataclass(frozen=True)
class Route:
    """An address that is passed on to a service.

    Attributes:
        method: HTTP method.
        pattern: Matches the whole path.
        service: Whose subject it goes to.
        signed: Whether RFC 9421 signatures are required; else the body is signed itself, or public.
        max_body: Bytes.
        takes_s: Seconds that the service has for its answer, waiting apart.
        waits: Whether `wait=` in the query lengthens the deadline (a long poll).
    """

    method: str
    pattern: re.Pattern[str]
    service: str
    signed: bool = True
    max_body: int = MAX_BODY_BYTES
    takes_s: float = DEADLINE_S
    waits: bool = False

    def deadline_s(self, query: bytes) -> float:
        """Return how long the service has for the answer."""
        if not self.waits:
            return self.takes_s
        # The last one counts for the service. What it may read in another way gets all the time there is.
        wait = parse_qs(query.decode("latin-1")).get("wait", ["0"])[-1]
        return self.takes_s + (
            min(int(wait), MAX_WAIT_S) if re.fullmatch(r"[0-9]{1,4}", wait) else MAX_WAIT_S
        )


# The service checks the form; here is only what can stand in a path, and "0" is always one of them.
_PARAMETERS = {
    "{id}": "[0-9a-fA-F-]{1,64}",
    "{key}": "[0-9a-f]{1,128}",
    "{unit}": "[A-Z0-9-]{1,15}",
    "{name}": "[a-z0-9.-]{1,48}",
}


def _route(method: str, path: str, service: str, **more: float) -> Route:
    for name, pattern in _PARAMETERS.items():
        path = path.replace(name, pattern)
    matches = re.compile(path)
    return Route(method, matches, service, **more)  # type: ignore[arg-type]  # a table row, tested as a whole


ROUTES: tuple[Route, ...] = (
    _route("GET", paths.MAILBOX, ALERTS, waits=True),
    _route("GET", paths.ENVELOPES + "/{id}", ALERTS),
    _route("GET", paths.ENVELOPES + "/{id}/receipts", ALERTS),
    _route("POST", paths.ENVELOPES + "/{id}/receipts", ALERTS),
    _route("GET", paths.ENVELOPES + "/{id}/proof", ALERTS),
    _route("GET", paths.LOG_CHECKPOINT, ALERTS, signed=False),
    _route("GET", paths.LOG_CONSISTENCY, ALERTS, signed=False),
    _route("GET", paths.DIRECTORY_CHECKPOINT, DIRECTORY, signed=False),
    _route("GET", paths.DIRECTORY_PAGES + "/[0-9]{1,15}", DIRECTORY, signed=False),
    _route("GET", paths.DIRECTORY_INCLUSION, DIRECTORY, signed=False),
    _route("GET", paths.DIRECTORY_CONSISTENCY, DIRECTORY, signed=False),
    _route("GET", paths.STATEMENTS, DIRECTORY, signed=False),
    _route("POST", paths.STATEMENTS, DIRECTORY, signed=False, max_body=MAX_BATCH),
    _route("GET", paths.KEYS + "/{key}", DIRECTORY, signed=False),
    _route("GET", paths.GRANTS + "/{key}", DIRECTORY),
    _route("GET", paths.RECOVERY_GRANTS + "/{key}", DIRECTORY),
    _route("GET", paths.EXPIRING, DIRECTORY),
    _route("GET", paths.UNITS, DIRECTORY),
    _route("POST", paths.CASES, DIRECTORY, max_body=MAX_CASE_BYTES),
    _route("GET", paths.CASES, DIRECTORY),
    _route("GET", paths.CASES + "/{unit}", DIRECTORY),
    _route("PUT", paths.CASES + "/{unit}", DIRECTORY, max_body=MAX_CASE_BYTES),
    _route("POST", paths.CASES + "/{unit}/evidence", DIRECTORY, max_body=MAX_CASE_BYTES),
    _route("PUT", paths.CASES + "/{unit}/handovers/{id}", DIRECTORY, max_body=MAX_CASE_BYTES),
    _route("POST", paths.CASES + "/{unit}/steps", DIRECTORY),
    _route("POST", paths.CASES + "/{unit}/reopened", DIRECTORY),
    _route("GET", paths.CASES + "/{unit}/events", DIRECTORY),
    _route("GET", paths.CASE_EVENTS, DIRECTORY),
    _route("PUT", paths.CASE_FILES + "/{key}", DIRECTORY, max_body=MAX_FILE_BYTES),
    _route("GET", paths.CASE_FILES + "/{key}", DIRECTORY),
    _route("POST", paths.CASE_IMPORTS, DIRECTORY, max_body=MAX_CASE_BYTES),
    _route("PUT", paths.COURSES + "/{id}", DIRECTORY),
    _route("PUT", paths.COURSES + "/{id}/participants/{unit}", DIRECTORY, max_body=MAX_CASE_BYTES),
    _route("GET", paths.COURSES, DIRECTORY),
    _route("PUT", paths.WORK_PLANS + "/{unit}/{unit}", DIRECTORY, max_body=MAX_CASE_BYTES),
    _route("GET", paths.WORK_PLANS, DIRECTORY),
    _route("PUT", paths.DONORS + "/{name}", DIRECTORY),
    _route("GET", paths.DONORS, DIRECTORY),
    _route("GET", paths.OVERDUE, DIRECTORY),
    _route("GET", paths.REPORTS, DIRECTORY),
    _route("POST", paths.INVITATIONS, DIRECTORY),
    _route("POST", paths.ENROLMENTS, DIRECTORY, signed=False),
    _route("GET", paths.ENROLMENTS, DIRECTORY),
    _route("GET", paths.PEOPLE_UNITS, DIRECTORY),
    _route("GET", paths.PEOPLE_UNITS + "/{unit}", DIRECTORY),
    _route("PUT", paths.PEOPLE_UNITS + "/{unit}", DIRECTORY),
    _route("GET", paths.PEOPLE_UNITS + "/{unit}/duty", DIRECTORY),
    _route("PUT", paths.PEOPLE_UNITS + "/{unit}/duty", DIRECTORY, max_body=MAX_ROSTER_BYTES),
    _route("GET", paths.PEOPLE_UNITS + "/{unit}/officers", DIRECTORY),
    _route("PUT", paths.PEOPLE_UNITS + "/{unit}/officers/{name}", DIRECTORY),
    _route("GET", paths.PEOPLE_UNITS + "/{unit}/changes", DIRECTORY),
    _route("GET", paths.CHANGES, DIRECTORY),
    _route("GET", paths.GROUPS, DIRECTORY),
    _route("GET", paths.GROUPS + "/{name}", DIRECTORY),
    _route("PUT", paths.GROUPS + "/{name}", DIRECTORY),
    _route("GET", paths.SEGMENTS, DIRECTORY),
    _route("PUT", paths.SEGMENTS + "/{name}", DIRECTORY),
    _route("GET", paths.TABLE_EXPORTS + r"/units\.{name}", DIRECTORY),
    _route("GET", paths.TABLE_EXPORTS + r"/officers\.{name}", DIRECTORY),
    _route("POST", paths.TABLE_IMPORTS + "/units", DIRECTORY, max_body=MAX_IMPORT_BYTES, takes_s=IMPORT_S),
    _route("POST", paths.TABLE_IMPORTS + "/officers", DIRECTORY, max_body=MAX_IMPORT_BYTES, takes_s=IMPORT_S),
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
