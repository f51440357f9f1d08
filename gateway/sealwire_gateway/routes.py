"""Which address goes where, as one table: the service behind it, who may call, and how much it takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from sealwire.contract import paths
from sealwire.contract.models import MAX_WAIT_S
from sealwire.contract.onboarding import MAX_CASE_BYTES, MAX_FILE_BYTES
from sealwire.contract.people import MAX_IMPORT_BYTES
from sealwire.contract.profiling.consignments import MAX_PART_BYTES
from sealwire.contract.profiling.goods import MAX_CONSIGNMENT_BYTES, MAX_CONTROL_TABLE_BYTES
from sealwire.contract.profiling.lists import MAX_TABLE_BYTES
from sealwire.contract.profiling.rules import MAX_SET_BYTES
from sealwire.directory.batch import MAX_BATCH

from sealwire_gateway.refusals import MethodNotAllowed, NoSuchAddress

ALERTS = "alerts"
DIRECTORY = "directory"
PROFILING = "profiling"
# An answer over NATS to a request that does not wait.
DEADLINE_S = 10.0
MAX_BODY_BYTES = 65_536
# Thousands of lines in one transaction; less than a client waits.
IMPORT_S = 25.0
MAX_ENTRY_BYTES = 1_048_576  # an entry with 256 names of 512 letters
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
    _route("POST", paths.SELECTIONS, PROFILING),
    _route("GET", paths.SELECTIONS, PROFILING),
    _route("GET", paths.SELECTIONS + "/{id}", PROFILING),
    _route("GET", paths.SELECTIONS + "/{id}/ranked", PROFILING),
    _route("POST", paths.SELECTIONS + "/{id}/overrides", PROFILING),
    _route("POST", paths.SELECTIONS + "/{id}/released", PROFILING),
    _route("GET", paths.RESCREENINGS, PROFILING),
    _route("GET", paths.RESCREENINGS + "/{id}", PROFILING),
    _route("GET", paths.CAPACITY, PROFILING),
    _route("PUT", paths.CAPACITY, PROFILING),
    _route("PUT", paths.INSPECTIONS + "/{id}", PROFILING),
    _route("GET", paths.INSPECTIONS, PROFILING),
    _route("GET", paths.INSPECTIONS + "/{id}", PROFILING),
    _route("GET", paths.FIGURES, PROFILING),
    _route("GET", paths.ESTIMATES, PROFILING),
    _route("POST", paths.MODELS, PROFILING),
    _route("GET", paths.MODELS, PROFILING),
    _route("POST", paths.MODELS + "/{id}/stage", PROFILING),
    _route("GET", paths.WATCH_LISTS, PROFILING),
    _route("PUT", paths.WATCH_LISTS + "/{name}", PROFILING),
    _route("GET", paths.WATCH_LISTS + "/{name}/changes", PROFILING),
    _route("GET", paths.WATCH_LISTS + "/{name}/entries", PROFILING),
    _route("POST", paths.WATCH_LISTS + "/{name}/entries", PROFILING, max_body=MAX_ENTRY_BYTES),
    _route("GET", paths.WATCH_LISTS + "/{name}/entries/{id}", PROFILING),
    _route("PUT", paths.WATCH_LISTS + "/{name}/entries/{id}", PROFILING, max_body=MAX_ENTRY_BYTES),
    _route("POST", paths.WATCH_LISTS + "/{name}/entries/{id}/removal", PROFILING),
    _route("GET", paths.WATCH_LISTS + "/{name}/table", PROFILING),
    _route(
        "POST", paths.WATCH_LISTS + "/{name}/table", PROFILING, max_body=MAX_TABLE_BYTES, takes_s=IMPORT_S
    ),
    _route("POST", paths.WATCH_LISTS + "/{name}/imports", PROFILING),
    _route(
        "PUT", paths.WATCH_LISTS + "/{name}/imports/{id}/parts/[0-9]{1,2}", PROFILING, max_body=MAX_PART_BYTES
    ),
    _route("POST", paths.WATCH_LISTS + "/{name}/imports/{id}/finish", PROFILING, takes_s=IMPORT_S),
    _route("GET", paths.CLEARANCES, PROFILING),
    _route("POST", paths.CLEARANCES, PROFILING),
    _route("POST", paths.CLEARANCES + "/{id}/renewal", PROFILING),
    _route("POST", paths.CLEARANCES + "/{id}/withdrawal", PROFILING),
    _route("POST", paths.SCREEN, PROFILING),
    _route("GET", paths.CONTROL_TABLES, PROFILING),
    _route(
        "PUT", paths.CONTROL_TABLES + "/{name}", PROFILING, max_body=MAX_CONTROL_TABLE_BYTES, takes_s=IMPORT_S
    ),
    _route("POST", paths.CONTROL_TABLES + "/{name}/retired", PROFILING),
    _route("GET", paths.STRATEGIC_QUESTIONS, PROFILING),
    _route("POST", paths.STRATEGIC_ADVICE, PROFILING, max_body=MAX_CONSIGNMENT_BYTES),
    _route("GET", paths.STRATEGIC_RECORDS + "/{id}", PROFILING),
    _route("POST", paths.STRATEGIC_RECORDS + "/{id}/answers", PROFILING),
    _route("POST", paths.STRATEGIC_RECORDS + "/{id}/requests", PROFILING),
    _route("POST", paths.STRATEGIC_RECORDS + "/{id}/replies", PROFILING),
    _route("POST", paths.PROFILING_UPLOADS, PROFILING),
    _route("GET", paths.PROFILING_UPLOADS, PROFILING),
    _route("GET", paths.PROFILING_UPLOADS + "/{id}", PROFILING),
    _route("GET", paths.PROFILING_UPLOADS + "/{id}/errors", PROFILING),
    _route("GET", paths.PROFILING_UPLOADS + "/{id}/parties", PROFILING),
    _route("PUT", paths.PROFILING_UPLOADS + "/{id}/parts/[0-9]{1,4}", PROFILING, max_body=MAX_PART_BYTES),
    # All parts are read once more, to see that together they are the file.
    _route("POST", paths.PROFILING_UPLOADS + "/{id}/finish", PROFILING, takes_s=IMPORT_S),
    _route("POST", paths.PROFILING_FILES, PROFILING, max_body=MAX_PART_BYTES),
    _route("GET", paths.PROFILING_CONSIGNMENTS, PROFILING),
    _route("GET", paths.PROFILING_CONSIGNMENTS + "/{id}", PROFILING),
    _route("GET", paths.PROFILING_SOURCES, PROFILING),
    _route("GET", paths.PROFILING_SOURCES + "/{name}", PROFILING),
    _route("PUT", paths.PROFILING_SOURCES + "/{name}", PROFILING),
    _route("GET", paths.PROFILING_RETENTION, PROFILING),
    _route("PUT", paths.PROFILING_RETENTION, PROFILING),
    _route("GET", paths.PROFILES, PROFILING),
    _route("GET", paths.READY_PROFILES, PROFILING),
    _route("POST", paths.PROFILE_CHECKS, PROFILING),
    _route("GET", paths.PROFILES + "/{name}", PROFILING),
    _route("POST", paths.PROFILES + "/{name}/versions", PROFILING),
    _route("POST", paths.PROFILES + "/{name}/versions/[0-9]{1,4}/steps", PROFILING),
    _route("POST", paths.PROFILES + "/{name}/replays", PROFILING, takes_s=IMPORT_S),
    _route("GET", paths.PROFILE_SETS, PROFILING),
    _route("PUT", paths.PROFILE_SETS + "/list/{name}", PROFILING, max_body=MAX_SET_BYTES),
    _route("PUT", paths.PROFILE_SETS + "/group/{name}", PROFILING),
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
