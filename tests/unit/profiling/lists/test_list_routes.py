"""Every route of the room can be reached through the gateway, signed, and takes as much as the room does."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute
from sealwire.contract import paths
from sealwire.contract.profiling.consignments import MAX_PART_BYTES
from sealwire.contract.profiling.lists import MAX_TABLE_BYTES
from sealwire_gateway.routes import find_route
from sealwire_profiling.lists.entrypoints import http_lists, http_screening, http_un

EXAMPLES = {
    "list": "un-2026", "entry": "282f0165-3f9b-5cf2-9150-079fac863d58",
    "import": "282f0165-3f9b-5cf2-9150-079fac863d58", "clearance": "282f0165-3f9b-5cf2-9150-079fac863d58",
    "number": "16",
}  # fmt: skip
ROUTES = [
    (method, re.sub(r"{(\w+)}", lambda name: EXAMPLES[name[1]], route.path))
    for router in (http_lists.router, http_un.router, http_screening.router)
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
]


def test_the_room_has_routes() -> None:
    assert len(ROUTES) >= 17


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_route_is_passed_on_by_the_gateway(method: str, path: str) -> None:
    route = find_route(method, path)
    assert (route.service, route.signed) == ("profiling", True)


def test_files_have_room() -> None:
    un = f"{paths.WATCH_LISTS}/un"
    part = find_route("PUT", f"{un}/imports/{EXAMPLES['import']}/parts/1")
    assert part.max_body == MAX_PART_BYTES
    assert find_route("POST", f"{un}/table").max_body == MAX_TABLE_BYTES
