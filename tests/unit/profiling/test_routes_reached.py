"""Every route of profiling can be reached through the gateway, signed."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute
from sealwire_gateway.routes import find_route
from sealwire_profiling.app import ROUTERS

ID = "282f0165-3f9b-5cf2-9150-079fac863d58"
NAMES = {"list": "un-2026", "name": "un-2026", "code": "un-2026", "number": "16"}
ROUTES = [
    (method, re.sub(r"{(\w+)}", lambda name: NAMES.get(name[1], ID), route.path))
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
]


def test_profiling_has_routes() -> None:
    assert len(ROUTES) >= 60


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_route_is_passed_on_by_the_gateway(method: str, path: str) -> None:
    route = find_route(method, path)
    assert (route.service, route.signed) == ("profiling", True)
