"""Every cell of the authorisation table at every route of the room, with real callers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.routing import APIRoute
from integration.directory.people.conftest import caller_of, officer_filing, unit_filing
from sealwire.authorisation import MATRIX, Action, Actor, Reach
from sealwire_directory.app import PEOPLE
from simulators.programme import AKTAU, OSH

if TYPE_CHECKING:
    from integration.directory.people.conftest import Directory


@dataclass(frozen=True)
class Route:
    """A route, the right that it needs, and a call of it that is refused for nothing but that.

    Attributes:
        of: Whose the object is: a unit's, a country's, the programme's, nobody's, or the caller's own list.
        body: JSON; versions that nobody has, so that an allowed call changes nothing.
    """

    method: str
    path: str
    action: Action
    of: str = "unit"
    body: dict[str, Any] | None = None


STALE = 99
ROUTES = (
    Route("GET", "/v1/units", Action.READ_UNITS, "nobody"),
    Route("GET", "/v1/units/{unit}", Action.READ_UNITS),
    Route("PUT", "/v1/units/{unit}", Action.EDIT_UNITS, body=unit_filing(version=STALE, segment=None)),
    Route("GET", "/v1/units/{unit}/duty", Action.READ_UNITS),
    Route("PUT", "/v1/units/{unit}/duty", Action.SET_DUTY, body={"version": STALE, "shifts": []}),
    Route("GET", "/v1/units/{unit}/officers", Action.READ_UNITS),
    Route("PUT", "/v1/units/{unit}/officers/o-1", Action.EDIT_OFFICERS, body=officer_filing(version=STALE)),
    Route("GET", "/v1/units/{unit}/changes", Action.READ_CHANGES),
    Route("GET", "/v1/changes", Action.READ_CHANGES, "caller"),
    Route("GET", "/v1/groups", Action.READ_UNITS, "nobody"),
    Route("GET", "/v1/groups/silk-road", Action.READ_UNITS, "nobody"),
    Route(
        "PUT", "/v1/groups/new", Action.EDIT_GROUPS, "country",
        body={"version": STALE, "scope": "{country}", "units": []},
    ),
    Route(
        "PUT", "/v1/groups/new", Action.EDIT_GROUPS, "programme",
        body={"version": STALE, "scope": "*", "units": []},
    ),
    Route("GET", "/v1/segments", Action.READ_UNITS, "nobody"),
    Route(
        "PUT", "/v1/segments/new", Action.EDIT_SEGMENTS, "programme",
        body={"version": STALE, "names": {"en": "New"}, "countries": ["KG"]},
    ),
    Route("GET", "/v1/exports/units.csv", Action.READ_UNITS, "nobody"),
    Route("GET", "/v1/exports/officers.xlsx", Action.READ_UNITS, "nobody"),
)  # fmt: skip


def allowed(route: Route, actor: Actor, *, own: bool) -> bool:
    """Return what the table says, spelled out once more for the test."""
    reach = MATRIX[route.action][actor]
    programme = actor is Actor.PROGRAMME_ADMINISTRATOR
    if reach is not Reach.OWN or programme:
        return reach is not Reach.NONE
    if route.of == "country":
        return own and actor is Actor.COUNTRY_ADMINISTRATOR
    return {"unit": own, "programme": False, "nobody": True, "caller": True}[route.of]


@pytest.mark.parametrize("own", [True, False], ids=["own", "foreign"])
@pytest.mark.parametrize("actor", list(Actor))
async def test_a_route_is_open_to_whom_the_matrix_names(
    standing: Directory, actor: Actor, *, own: bool
) -> None:
    unit = OSH if own else AKTAU
    for route in ROUTES:
        body = route.body
        if body is not None and body.get("scope") == "{country}":
            body = {**body, "scope": unit[:2]}
        more: dict[str, Any] = {} if body is None else {"json": body}
        answer = await standing.call(
            caller_of(actor), route.method, route.path.replace("{unit}", unit), **more
        )
        where = f"{actor} {route.method} {route.path} {route.of}"
        if not allowed(route, actor, own=own):
            assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed"), where
        elif route.method == "GET":
            assert answer.status_code == 200, where
        else:
            # Past the right; refused for its version only, or for a place of another country.
            assert answer.json().get("code") in ("changed-meanwhile", None), where


IMPORTS = (
    ("units", Action.EDIT_UNITS, "code;kind;unlocode;time_zone\n{unit};airport;{country}XYZ;Asia/Bishkek"),
    ("officers", Action.EDIT_OFFICERS, "unit;handle;name\n{unit};o-7;N. N."),
)


@pytest.mark.parametrize("own", [True, False], ids=["own", "foreign"])
@pytest.mark.parametrize("actor", list(Actor))
async def test_a_line_is_imported_for_whom_the_matrix_lets_edit(
    standing: Directory, actor: Actor, *, own: bool
) -> None:
    unit = OSH if own else AKTAU
    for table, action, text in IMPORTS:
        data = text.format(unit=unit, country=unit[:2]).encode()
        path = f"/v1/imports/{table}"
        answer = await standing.call(caller_of(actor), "POST", path, content=data, params={"dry_run": "true"})
        if MATRIX[action][actor] is Reach.NONE:
            assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed"), f"{actor} {table}"
            continue
        codes = [error["code"] for error in answer.json()["errors"]]
        expected = allowed(Route("PUT", "", action), actor, own=own)
        assert codes == ([] if expected else ["not-allowed"]), f"{actor} {table}"


async def test_who_does_not_say_who_they_are_gets_nothing(standing: Directory) -> None:
    for route in ROUTES:
        path = route.path.replace("{unit}", OSH)
        answer = await standing.http.request(route.method, path, json=route.body)
        assert (answer.status_code, answer.json()["code"]) == (401, "no-caller"), route.path


def test_every_route_of_the_room_is_walked() -> None:
    """A new route needs a row above."""
    served = {
        (method, route.path.replace("{code}", "{unit}", 1))
        for router in PEOPLE
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    walked = {(route.method, route.path) for route in ROUTES}
    patterns = {
        ("PUT", "/v1/units/{unit}/officers/{handle}"): ("PUT", "/v1/units/{unit}/officers/o-1"),
        ("GET", "/v1/groups/{name}"): ("GET", "/v1/groups/silk-road"),
        ("PUT", "/v1/groups/{name}"): ("PUT", "/v1/groups/new"),
        ("PUT", "/v1/segments/{unit}"): ("PUT", "/v1/segments/new"),
        ("GET", "/v1/exports/units.{format}"): ("GET", "/v1/exports/units.csv"),
        ("GET", "/v1/exports/officers.{format}"): ("GET", "/v1/exports/officers.xlsx"),
    }
    imports = {("POST", f"/v1/imports/{table}") for table, _, _ in IMPORTS}
    assert {patterns.get(each, each) for each in served} == walked | imports
