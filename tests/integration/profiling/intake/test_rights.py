"""Who may do what with consignments: by administration, by role, and for as long as they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from integration.profiling.conftest import AKTAU, BATKEN, NOW, OSH, administrator, officer
from integration.profiling.intake.sending import (
    ANALYST,
    CONSIGNMENTS,
    FILES,
    SOURCES,
    UPLOADS,
    counts,
    listed,
    references,
    rows,
    taken,
)
from sealwire.authorisation import MATRIX, Action, Actor, Reach
from sealwire_profiling.assessments.adapters.forgetting import forget
from sealwire_profiling.intake import retention
from sqlalchemy import text

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling
    from sealwire_chassis.caller import Caller

DAY = 86_400
HEAD = officer(OSH, "unit_head")
RETENTION = "/v1/profiling/retention"


def caller_of(actor: Actor) -> Caller:
    if actor is Actor.PROGRAMME_ADMINISTRATOR:
        return administrator("*")
    if actor is Actor.COUNTRY_ADMINISTRATOR:
        return administrator("KG")
    return officer(OSH, actor.value)


def allowed(actor: Actor, action: Action) -> bool:
    return MATRIX[action][actor] is not Reach.NONE


ASKED: list[tuple[Action, str, str, dict[str, Any]]] = [
    (Action.READ_CONSIGNMENTS, "GET", CONSIGNMENTS, {}),
    (Action.READ_CONSIGNMENTS, "GET", UPLOADS, {}),
    (Action.READ_CONSIGNMENTS, "GET", SOURCES, {}),
    (Action.READ_CONSIGNMENTS, "GET", RETENTION, {}),
    (Action.FILE_CONSIGNMENTS, "POST", FILES, {"params": {"source": "s"}, "content": rows("BL-1")}),
    (Action.SET_PROFILING, "PUT", f"{SOURCES}/s", {"json": {"version": 0}}),
    (Action.SET_PROFILING, "PUT", RETENTION, {"json": {"days": 30}}),
]


@pytest.mark.parametrize(("action", "method", "path", "more"), ASKED)
async def test_each_role_may_do_what_the_table_says(
    profiling: Profiling, action: Action, method: str, path: str, more: dict[str, Any]
) -> None:
    may: list[Actor] = []
    may_not: list[Actor] = []
    for actor in Actor:
        answer = await profiling.call(caller_of(actor), method, path, **more)
        assert answer.status_code in {200, 202, 403, 409}, answer.text
        (may_not if answer.status_code == 403 else may).append(actor)
    assert may == [actor for actor in Actor if allowed(actor, action)]
    assert Actor.PROGRAMME_ADMINISTRATOR in may_not


@pytest.mark.parametrize("actor", [each for each in Actor if allowed(each, Action.READ_CONSIGNMENTS)])
async def test_parties_are_shown_to_roles_that_have_to_know_them(profiling: Profiling, actor: Actor) -> None:
    await taken(profiling, rows("BL-1"))
    await taken(profiling, rows("BL-1", weight="11"))
    who, sees = caller_of(actor), allowed(actor, Action.READ_PARTIES)
    [found] = await listed(profiling, who)
    told = await profiling.get(who, f"{CONSIGNMENTS}/{found['id']}")
    shown = [
        found["consignment"],
        told["consignment"]["consignment"],
        *(each["filed"]["consignment"] for each in told["versions"]),
    ]
    assert len(shown) == 4
    for consignment in shown:
        names = [party["name"] for party in consignment["parties"]]
        assert names == (["Guangzhou Tools", "Ak-Jol LLC"] if sees else ["", ""])
        assert [party["role"] for party in consignment["parties"]] == ["shipper", "consignee"]
        assert consignment["goods"][0]["description"] == "Valves"
    assert found["redacted"] is told["consignment"]["redacted"] is not sees
    assert ("Guangzhou" in str(told)) is sees
    answer = await profiling.call(who, "GET", CONSIGNMENTS, params={"party": "Guangzhou"})
    if sees:
        assert references(answer.json()["consignments"]) == ["BL-1"]
    else:
        assert (answer.status_code, answer.json()["code"]) == (422, "parties-withheld")


async def test_two_administrations_never_see_each_others_data(profiling: Profiling) -> None:
    abroad, neighbour = officer(AKTAU, "unit_head"), officer(BATKEN, "analyst")
    kyrgyz = await taken(profiling, rows("BL-1", "BL-2"))
    kazakh = await taken(profiling, rows("BL-1", weight="99"), abroad)
    assert (kazakh["same_as"], counts(kazakh)) == (None, (1, 0, 0, 0))
    assert references(await listed(profiling, ANALYST)) == references(await listed(profiling, neighbour))
    assert references(await listed(profiling, abroad)) == ["BL-1"]
    [theirs] = await listed(profiling, abroad)
    assert theirs["consignment"]["goods"][0]["gross_kg"] == 99
    for path in (f"{CONSIGNMENTS}/{theirs['id']}", f"{UPLOADS}/{kazakh['id']}"):
        assert await profiling.refused(ANALYST, "GET", path) == (404, "not-found")
    assert await listed(profiling, abroad, upload=kyrgyz["id"]) == []
    for who, code in ((HEAD, "kg"), (abroad, "kz")):
        body = {"version": 0, "name": code}
        profiling.told(await profiling.call(who, "PUT", f"{SOURCES}/same", json=body))
        [source] = (await profiling.get(who, SOURCES))["sources"]
        assert source["name"] == code


async def test_a_consignment_that_is_not_there_is_not_found(profiling: Profiling) -> None:
    assert await profiling.refused(ANALYST, "GET", f"{CONSIGNMENTS}/{uuid4()}") == (404, "not-found")


async def test_consignments_are_searched_and_paged(profiling: Profiling) -> None:
    await taken(profiling, rows(*(f"BL-{number}" for number in range(5))))
    assert references(await listed(profiling, reference="BL-3")) == ["BL-3"]
    assert len(await listed(profiling, container="msku 123456 5", office="")) == 5
    since = await profiling.get(ANALYST, CONSIGNMENTS, **{"from": "2026-09-01"})
    assert len(since["consignments"]) == 5
    assert await listed(profiling, to="2026-08-31") == []
    first = await profiling.get(ANALYST, CONSIGNMENTS, limit=3)
    rest = await profiling.get(ANALYST, CONSIGNMENTS, limit=3, after=first["next"])
    assert len({each["id"] for each in (*first["consignments"], *rest["consignments"])}) == 5
    assert rest["next"] is None
    refused = await profiling.refused(ANALYST, "GET", CONSIGNMENTS, params={"colour": "red"})
    assert refused == (422, "invalid-request")


async def test_a_source_is_changed_over_the_version_that_was_read(profiling: Profiling) -> None:
    path, rule = f"{SOURCES}/rail", {"goods.gross_kg": {"columns": ["Брутто"], "unit": "t"}}
    body = {"version": 0, "name": "Rail", "mapping": {"fields": rule}}
    made = profiling.told(await profiling.call(HEAD, "PUT", path, json=body))
    assert (made["version"], made["saved_by"]) == (1, f"{OSH}/{HEAD.officer}")
    assert await profiling.refused(HEAD, "PUT", path, json=body) == (409, "source-changed")
    for version, expected in ((2, 409), (1, 200)):
        answer = await profiling.call(HEAD, "PUT", path, json={**body, "version": version})
        assert answer.status_code == expected
    assert (await profiling.get(ANALYST, path))["version"] == 2
    unknown = {**body, "version": 2, "mapping": {"fields": {"goods.colour": {}}}}
    assert await profiling.refused(HEAD, "PUT", path, json=unknown) == (422, "unknown-paths")
    assert await profiling.refused(HEAD, "PUT", f"{SOURCES}/new", json={"version": 3}) == (
        409,
        "source-changed",
    )
    assert await profiling.refused(HEAD, "GET", f"{SOURCES}/new") == (404, "not-found")
    assert "goods.gross_kg" in (await profiling.get(ANALYST, SOURCES))["paths"]


async def test_what_is_past_its_retention_is_erased_and_only_counted(profiling: Profiling) -> None:
    await taken(profiling, rows("BL-1", "BL-2") + b"\n;x")
    profiling.clock[0] += 20 * DAY
    await taken(profiling, rows("BL-2", weight="12"))
    await taken(profiling, rows("BL-3"))
    await taken(profiling, rows("BL-9"), officer(AKTAU, "analyst"))
    now = NOW + 31 * DAY
    assert await retention.erase_due(profiling.database, usual_days=32, now=now, forget=forget) == 0
    assert await retention.erase_due(profiling.database, usual_days=30, now=now, forget=forget) == 1
    assert references(await listed(profiling)) == ["BL-2", "BL-3"]
    told = await profiling.get(ANALYST, RETENTION)
    assert told["erased"] == [{"month": "2026-09", "office": "", "heading": "", "consignments": 1}]
    assert len((await profiling.get(ANALYST, UPLOADS))["uploads"]) == 2
    kept = profiling.told(await profiling.call(HEAD, "PUT", RETENTION, json={"days": 5}))
    assert (kept["days"], kept["own"]) == (5, True)
    assert await retention.erase_due(profiling.database, usual_days=30, now=now, forget=forget) == 2
    assert await listed(profiling) == []
    assert (await profiling.get(ANALYST, RETENTION))["erased"][0]["consignments"] == 3
    assert references(await listed(profiling, officer(AKTAU, "analyst"))) == ["BL-9"]
    async with profiling.database.transaction() as session:
        left = await session.scalar(text("SELECT count(*) FROM consignment_versions"))
    assert left == 0


async def test_an_upload_whose_parts_do_not_come_is_erased_after_a_day(profiling: Profiling) -> None:
    body = {"name": "m", "source": "s", "size": 9, "sha256": "0" * 64}
    profiling.told(await profiling.call(ANALYST, "POST", UPLOADS, json=body))
    await retention.erase_due(profiling.database, usual_days=30, now=NOW + DAY, forget=forget)
    assert len((await profiling.get(ANALYST, UPLOADS))["uploads"]) == 1
    await retention.erase_due(profiling.database, usual_days=30, now=NOW + DAY + 1, forget=forget)
    assert (await profiling.get(ANALYST, UPLOADS))["uploads"] == []
