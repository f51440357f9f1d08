"""Every route of profiling against the table of rights, cell by cell, and against another administration."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from uuid import UUID

from integration.profiling.conftest import AKTAU, OSH, administrator, officer
from integration.profiling.furnishing import HEAD, body_of, furnished
from integration.profiling.routes import routes
from sealwire.authorisation import MATRIX, Action, Actor, Reach

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling
    from sealwire_chassis.caller import Caller

FOREIGN = officer(AKTAU, "unit_head")
IDS = {
    "upload", "consignment", "entry", "import", "clearance", "model_id", "selection_id", "rescreening_id",
    "inspection_id",
}  # fmt: skip
FORBIDDEN = 403
ASKED: dict[str, Action | None] = {
    "POST uploads": Action.FILE_CONSIGNMENTS,
    "GET uploads": Action.READ_CONSIGNMENTS,
    "PUT uploads/{upload}/parts/{number}": Action.FILE_CONSIGNMENTS,
    "POST uploads/{upload}/finish": Action.FILE_CONSIGNMENTS,
    "GET uploads/{upload}": Action.READ_CONSIGNMENTS,
    "GET uploads/{upload}/errors": Action.READ_CONSIGNMENTS,
    "GET uploads/{upload}/parties": Action.READ_PARTIES,
    "POST files": Action.FILE_CONSIGNMENTS,
    "GET consignments": Action.READ_CONSIGNMENTS,
    "GET consignments/{consignment}": Action.READ_CONSIGNMENTS,
    "GET sources": Action.READ_CONSIGNMENTS,
    "GET sources/{code}": Action.READ_CONSIGNMENTS,
    "PUT sources/{code}": Action.SET_PROFILING,
    "GET retention": Action.READ_CONSIGNMENTS,
    "PUT retention": Action.SET_PROFILING,
    "GET profiles": Action.READ_CONSIGNMENTS,
    "GET ready-profiles": Action.READ_CONSIGNMENTS,
    "POST profile-checks": Action.READ_CONSIGNMENTS,
    "GET profiles/{name}": Action.READ_CONSIGNMENTS,
    "POST profiles/{name}/versions": Action.EDIT_PROFILES,
    "POST profiles/{name}/versions/{number}/steps": Action.EDIT_PROFILES,
    "POST profiles/{name}/replays": Action.EDIT_PROFILES,
    "GET profile-sets": Action.READ_CONSIGNMENTS,
    "PUT profile-sets/list/{name}": Action.EDIT_PROFILES,
    "PUT profile-sets/group/{name}": Action.EDIT_PROFILES,
    "GET lists": Action.READ_CONSIGNMENTS,
    "PUT lists/{list}": Action.EDIT_LISTS,
    "GET lists/{list}/changes": Action.READ_PARTIES,
    "GET lists/{list}/entries": Action.READ_PARTIES,
    "POST lists/{list}/entries": Action.EDIT_LISTS,
    "GET lists/{list}/entries/{entry}": Action.READ_PARTIES,
    "PUT lists/{list}/entries/{entry}": Action.EDIT_LISTS,
    "POST lists/{list}/entries/{entry}/removal": Action.EDIT_LISTS,
    "GET lists/{list}/table": Action.READ_PARTIES,
    "POST lists/{list}/table": Action.EDIT_LISTS,
    "POST lists/{list}/imports": Action.EDIT_LISTS,
    "PUT lists/{list}/imports/{import}/parts/{number}": Action.EDIT_LISTS,
    "POST lists/{list}/imports/{import}/finish": Action.EDIT_LISTS,
    "POST screen": Action.READ_PARTIES,
    "GET clearances": Action.READ_PARTIES,
    "POST clearances": Action.EDIT_LISTS,
    "POST clearances/{clearance}/renewal": Action.EDIT_LISTS,
    "POST clearances/{clearance}/withdrawal": Action.EDIT_LISTS,
    "GET control-tables": Action.READ_CONSIGNMENTS,
    "PUT control-tables/{name}": Action.SET_PROFILING,
    "POST control-tables/{name}/retired": Action.SET_PROFILING,
    "GET strategic-questions": None,  # of the product, the same for everybody
    "POST strategic-advice": Action.READ_CONSIGNMENTS,
    "GET strategic-records/{consignment}": Action.READ_CONSIGNMENTS,
    "POST strategic-records/{consignment}/answers": Action.INSPECT,
    "POST strategic-records/{consignment}/requests": Action.INSPECT,
    "POST strategic-records/{consignment}/replies": Action.INSPECT,
    "POST models": Action.PROMOTE_MODELS,
    "GET models": Action.READ_FIGURES,
    "POST models/{model_id}/stage": Action.PROMOTE_MODELS,
    "POST selections": Action.SELECT,
    "GET selections": Action.READ_CONSIGNMENTS,
    "GET selections/{selection_id}": Action.READ_CONSIGNMENTS,
    "GET selections/{selection_id}/ranked": Action.READ_CONSIGNMENTS,
    "POST selections/{selection_id}/overrides": Action.SELECT,
    "POST selections/{selection_id}/released": Action.SELECT,
    "GET rescreenings": Action.READ_CONSIGNMENTS,
    "GET rescreenings/{rescreening_id}": Action.READ_CONSIGNMENTS,
    "GET capacity": Action.READ_CONSIGNMENTS,
    "PUT capacity": Action.SET_PROFILING,
    "PUT inspections/{inspection_id}": Action.INSPECT,
    "GET inspections/{inspection_id}": Action.READ_CONSIGNMENTS,
    "GET inspections": Action.READ_CONSIGNMENTS,
    "GET figures": Action.READ_FIGURES,
    "GET estimates": Action.READ_FIGURES,
}


def caller_of(actor: Actor) -> Caller:
    if actor is Actor.PROGRAMME_ADMINISTRATOR:
        return administrator("*")
    return administrator("KG") if actor is Actor.COUNTRY_ADMINISTRATOR else officer(OSH, actor.value)


def test_every_route_stands_in_the_table_of_this_test() -> None:
    assert {route.title for route in routes()} == set(ASKED)


async def test_each_route_is_called_by_whom_the_table_names_and_by_nobody_else(profiling: Profiling) -> None:
    for route in routes():
        action, asked = ASKED[route.title], route.asked()
        if (body := body_of(route.title, defaultdict(lambda: str(UUID(int=1))))) is not None:
            asked["json"] = body
        for actor in Actor:
            answer = await profiling.call(caller_of(actor), route.method, route.address({}), **asked)
            may = action is None or MATRIX[action][actor] is not Reach.NONE
            assert (answer.status_code != FORBIDDEN) is may, f"{route.title} as {actor}: {answer.text}"


async def test_nobody_without_a_name_is_answered_anything_of_an_administration(profiling: Profiling) -> None:
    for route in routes():
        answer = await profiling.http.request(route.method, route.address({}), **route.asked())
        expected = 200 if ASKED[route.title] is None else 401
        assert answer.status_code == expected, route.title


async def test_whatever_another_administration_asks_by_our_ids_it_neither_sees_nor_changes(
    profiling: Profiling,
) -> None:
    ours = await furnished(profiling)
    before = await everything(profiling, HEAD, ours)
    for route in routes():
        asked = route.asked()
        if (body := body_of(route.title, ours)) is not None:
            asked["json"] = body
        answer = await profiling.call(FOREIGN, route.method, route.address(ours), **asked)
        # What an administration names itself may be a new thing of its own; an id is of one thing only.
        if IDS & route.named.keys():
            assert answer.status_code in {403, 404}, f"{route.title}: {answer.status_code} {answer.text}"
    assert await everything(profiling, HEAD, ours) == before
    theirs = str(await everything(profiling, FOREIGN, {}))
    for name in IDS - {"import"}:
        assert ours[name] in str(before), name
        assert ours[name] not in theirs, name


async def everything(profiling: Profiling, who: Caller, ids: dict[str, str]) -> dict[str, tuple[int, str]]:
    """Return what all routes that read answer."""
    told = {}
    for route in routes():
        if route.method == "GET":
            answer = await profiling.call(who, "GET", route.address(ids), **route.asked())
            told[route.title] = (answer.status_code, answer.text)
    return told
