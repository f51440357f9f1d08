"""The cells of the table of rights that onboarding asks for, walked through the real service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from integration.directory.conftest import code
from sealwire.authorisation import MATRIX, Action, Actor, Reach
from sealwire_local.past_cases import past_case
from simulators import casework
from simulators.casework import BATKEN, Caseworker, made_id, sha256, who

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx
    from simulators.onboarding_field import Field

    Ask = Callable[[Caseworker], Awaitable[httpx.Response]]

OWN = {
    Actor.PROGRAMME_ADMINISTRATOR: who("*"),
    Actor.COUNTRY_ADMINISTRATOR: who("KG"),
    **{actor: who(unit=BATKEN, roles=(actor.value,)) for actor in Actor if "administrator" not in actor},
}
FOREIGN = {
    Actor.PROGRAMME_ADMINISTRATOR: who("*"),
    Actor.COUNTRY_ADMINISTRATOR: who("KZ"),
    **{actor: who(unit="KG-OSH", roles=(actor.value,)) for actor in Actor if "administrator" not in actor},
}
PLAN = {"status": "agreed", "activities": []}

ASKED: dict[str, tuple[Action, Ask]] = {
    "read a case": (Action.READ_CASES, lambda w: w.get(f"/cases/{BATKEN}")),
    "read its events": (Action.READ_CASES, lambda w: w.get(f"/cases/{BATKEN}/events")),
    "change it": (
        Action.EDIT_CASES,
        lambda w: w.put(f"/cases/{BATKEN}", {"version": 99}),
    ),
    "take a step": (
        Action.EDIT_CASES,
        lambda w: w.post(f"/cases/{BATKEN}/steps", {"to": "open", "version": 99}),
    ),
    "reopen it": (
        Action.EDIT_CASES,
        lambda w: w.post(f"/cases/{BATKEN}/reopened", {"to": "agreed", "version": 99, "reason": "-"}),
    ),
    "file evidence": (
        Action.EDIT_CASES,
        lambda w: w.post(f"/cases/{BATKEN}/evidence", casework.agreement(sha256(b"nowhere"))),
    ),
    "set a handover down": (
        Action.EDIT_CASES,
        lambda w: w.put(
            f"/cases/{BATKEN}/handovers/{made_id('h')}", casework.handover(None, serials=[], donor="nobody")
        ),
    ),
    "set participants down": (
        Action.EDIT_CASES,
        lambda w: w.put(f"/courses/{made_id('c')}/participants/{BATKEN}", {"participants": []}),
    ),
    "ask for a unit": (Action.EDIT_CASES, lambda w: w.post("/cases", {"unit": BATKEN})),
    "import a case": (
        Action.EDIT_CASES,
        lambda w: w.post("/imports", past_case(BATKEN, {"en": "Batken"}).document),
    ),
}
OF_A_COUNTRY: dict[str, tuple[Action, Ask]] = {
    "set a course down": (
        Action.EDIT_CASES,
        lambda w: w.put(f"/courses/{made_id('c')}", casework.course(donor="nobody")),
    ),
    "set a plan down": (Action.EDIT_WORK_PLANS, lambda w: w.put("/work-plans/KG/2021", PLAN)),
}


@pytest.mark.parametrize("asked", ASKED)
async def test_a_case_is_read_and_kept_by_whom_the_table_names(field: Field, asked: str) -> None:
    assert (await field.worker.imported(past_case(BATKEN, {"en": "Batken"}))).status_code == 201
    action, ask = ASKED[asked]
    for actor in Actor:
        reach = MATRIX[action][actor]
        for headers, allowed in (
            (OWN[actor], reach is not Reach.NONE),
            (FOREIGN[actor], reach is Reach.ALL or (reach is Reach.OWN and FOREIGN[actor] == who("*"))),
        ):
            answer = await ask(Caseworker(field.worker.http, headers))
            assert _allowed(answer) == allowed, f"{actor} {headers}"


@pytest.mark.parametrize("asked", OF_A_COUNTRY)
async def test_a_country_s_courses_and_plans_are_kept_by_its_administrators(field: Field, asked: str) -> None:
    _, ask = OF_A_COUNTRY[asked]
    callers = [*OWN.values(), *FOREIGN.values()]
    answers = [await ask(Caseworker(field.worker.http, headers)) for headers in callers]
    allowed = [callers[index] for index, answer in enumerate(answers) if _allowed(answer)]
    assert allowed == [who("*"), who("KG"), who("*")]


async def test_donors_are_the_whole_programme_s(field: Field) -> None:
    for headers, allowed in ((who("*"), True), (who("KG"), False), (OWN[Actor.UNIT_HEAD], False)):
        worker = Caseworker(field.worker.http, headers)
        assert _allowed(await worker.put("/donors/unodc", {"name": {"en": "UNODC"}})) == allowed


async def test_files_are_put_in_by_whoever_keeps_cases_and_read_with_the_case(field: Field) -> None:
    assert (await field.worker.imported(past_case(BATKEN, {"en": "Batken"}))).status_code == 201
    cited = past_case(BATKEN, {"en": "Batken"}).files[0]
    for headers in (who("KZ"), FOREIGN[Actor.UNIT_HEAD]):
        stranger = Caseworker(field.worker.http, headers)
        assert code(await stranger.get(f"/files/{sha256(cited)}")) == (404, "not-found")
    head = Caseworker(field.worker.http, OWN[Actor.UNIT_HEAD])
    assert (await head.get(f"/files/{sha256(cited)}")).content == cited
    analyst = Caseworker(field.worker.http, OWN[Actor.ANALYST])
    assert code(await analyst.get(f"/files/{sha256(cited)}")) == (403, "not-allowed")
    for headers in (OWN[Actor.UNIT_HEAD], OWN[Actor.ANALYST]):
        path = f"/v1/onboarding/files/{sha256(cited)}"
        answer = await field.worker.http.put(path, content=cited, headers=headers)
        assert code(answer) == (403, "not-allowed")


async def test_lists_show_each_caller_its_own(field: Field) -> None:
    for unit in (BATKEN, "KG-OSH"):
        assert (await field.worker.imported(past_case(unit, {"en": unit}))).status_code == 201
    await Caseworker(field.worker.http, who("*")).put("/work-plans/KZ/2021", PLAN)
    await Caseworker(field.worker.http, who("*")).put("/work-plans/KG/2021", PLAN)
    shown = {
        "programme": (who("*"), [BATKEN, "KG-OSH"], ["KG", "KZ"], 8),
        "country": (who("KG"), [BATKEN, "KG-OSH"], ["KG"], 8),
        "other country": (who("KZ"), [], ["KZ"], 0),
        "unit": (OWN[Actor.UNIT_HEAD], [BATKEN], ["KG"], 4),
    }
    for headers, units, countries, seats in shown.values():
        worker = Caseworker(field.worker.http, headers)
        cases = (await worker.get("/cases")).json()["cases"]
        plans = (await worker.get("/work-plans")).json()["plans"]
        courses = (await worker.get("/courses")).json()["courses"]
        assert [each["unit"] for each in cases] == units
        assert [each["country"] for each in plans] == countries
        assert sum(len(each["participants"]) for each in courses) == seats
        late = (await worker.get("/overdue")).json()["cases"]
        assert sorted(each["unit"] for each in late) == units
    nobody = Caseworker(field.worker.http, OWN[Actor.SEARCH_TEAM])
    for path in ("/cases", "/work-plans", "/courses", "/overdue", "/donors"):
        assert code(await nobody.get(path)) == (403, "not-allowed")


@pytest.mark.parametrize("actor", Actor)
async def test_reports_are_read_by_whom_the_table_names(field: Field, actor: Actor) -> None:
    for unit in (BATKEN, "KG-OSH"):
        assert (await field.worker.imported(past_case(unit, {"en": unit}))).status_code == 201
    worker = Caseworker(field.worker.http, OWN[actor])
    answer = await worker.get("/reports")
    if MATRIX[Action.READ_REPORTS][actor] is Reach.NONE:
        assert code(answer) == (403, "not-allowed")
        return
    groups = {each["group"] for each in answer.json()["training"]}
    assert groups == ({BATKEN, "KG-OSH"} if "administrator" in actor else {BATKEN})
    other = await worker.get("/reports", unit="KG-OSH")
    assert bool(other.json()["training"]) == ("administrator" in actor)


async def test_a_request_without_a_caller_is_refused(field: Field) -> None:
    nobody = Caseworker(field.worker.http, {})
    for path in ("/cases", f"/cases/{BATKEN}", "/reports", "/overdue", "/courses", "/donors", "/work-plans"):
        assert code(await nobody.get(path)) == (401, "no-caller")


def _allowed(answer: httpx.Response) -> bool:
    """Tell whether a call came past the table of rights; what it asked for may be refused after that."""
    return answer.is_success or code(answer)[1] != "not-allowed"
