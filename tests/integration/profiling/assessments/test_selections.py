"""From a file to a ranked list with reasons: made once, kept, overridden in the open, and nobody else's."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from integration.profiling.assessments.desk import (
    ANALYST,
    CAPACITY,
    HEAD,
    KEEPER,
    SEARCHER,
    SELECTIONS,
    VIEWER,
    filed,
    live,
    ranked,
    selected,
    worked,
)
from integration.profiling.conftest import AKTAU, NOW, administrator, officer
from sealwire_profiling.assessments.adapters import selections
from sealwire_profiling.assessments.making import WITHIN_S
from sealwire_profiling.simulator import World
from sqlalchemy import text

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling

KAZAKH = officer(AKTAU, "analyst")
WEEK = [each.consignment for each in World(7, 60).week(0).consignments]
VAGUE = {
    "title": {"en": "No weight is declared", "ru": "Нет данных"},
    "rule": "gross_kg < 0.0 || goods_count > 0",
    "weight": 35,
    "commodity": "drugs",
    "lane": "yellow",
    "why": {"en": "Everything hits it.", "ru": "Срабатывает всегда."},
}


@pytest.fixture
async def upload(profiling: Profiling) -> str:
    return await filed(profiling, WEEK)


async def test_a_selection_ranks_every_open_consignment_and_opens_what_the_budget_allows(
    profiling: Profiling, upload: str
) -> None:
    await live(profiling, "vague", VAGUE)
    selection = await selected(profiling, upload=upload, budget=5)
    rows = await ranked(profiling, selection)
    assert selection["state"] == "done"
    assert selection["on"] == datetime.fromtimestamp(NOW, UTC).date().isoformat()
    assert [row["rank"] for row in rows] == list(range(1, len(WEEK) + 1))
    assert [row["rank"] for row in rows if row.get("slot")] == [1, 2, 3, 4, 5]
    assert selection["counts"]["red"] == 5
    assert sum(selection["counts"].get(lane, 0) for lane in ("red", "yellow", "blue", "green")) == len(WEEK)


async def test_those_that_are_opened_can_be_asked_for_alone_and_by_page(
    profiling: Profiling, upload: str
) -> None:
    await live(profiling, "vague", VAGUE)
    selection = await selected(profiling, upload=upload, budget=5)
    last = (await ranked(profiling, selection))[-1]
    body = {"consignment": last["consignment"], "does": "add", "reason": "a tip from the terminal"}
    profiling.told(await override(profiling, selection, **body))
    opened = await ranked(profiling, selection, opened=True)
    assert [row["rank"] for row in opened] == [1, 2, 3, 4, 5, last["rank"]]
    path = f"{SELECTIONS}/{selection['id']}/ranked"
    page = await profiling.get(ANALYST, path, opened=True, limit=4)
    rest = await profiling.get(ANALYST, path, opened=True, limit=4, after=page["next"])
    assert [row["rank"] for row in (*page["rows"], *rest["rows"])] == [row["rank"] for row in opened]
    assert rest["next"] is None
    assert (await profiling.refused(ANALYST, "GET", path, params={"limit": 501}))[0] == 422


async def test_each_row_says_why_in_the_language_that_is_asked_for(profiling: Profiling, upload: str) -> None:
    await live(profiling, "vague", VAGUE)
    selection = await selected(profiling, upload=upload, budget=5)
    said = {}
    for language in ("en", "ru"):
        row = (await ranked(profiling, selection, language=language))[0]
        said[language] = next(each["text"] for each in row["reasons"] if each["code"] == "vague")
    assert said == VAGUE["title"]


async def test_without_a_model_the_selection_says_so(profiling: Profiling, upload: str) -> None:
    selection = await selected(profiling, upload=upload, budget=5)
    assert (selection["model"], selection["degraded"]) == (None, "no-model")


async def test_the_stored_seed_makes_the_same_selection_again(profiling: Profiling, upload: str) -> None:
    first = await selected(profiling, upload=upload, budget=8)
    again = await selected(profiling, upload=upload, budget=8, seed=first["seed"])
    rows = [
        [(row["consignment"], row["lane"]) for row in await ranked(profiling, each)]
        for each in (first, again)
    ]
    assert rows[0] == rows[1]


async def test_a_selection_of_nothing_is_done_and_empty(profiling: Profiling) -> None:
    selection = await selected(profiling, budget=5)
    assert (selection["state"], selection["counts"]) == ("done", {})


async def test_an_upload_that_is_not_there_is_refused(profiling: Profiling) -> None:
    refused = await profiling.refused(ANALYST, "POST", SELECTIONS, json={"upload": str(uuid4())})
    assert refused == (404, "not-found")


async def test_a_process_that_died_is_followed_by_another_and_nothing_is_doubled(
    profiling: Profiling, upload: str
) -> None:
    told = profiling.told(
        await profiling.call(ANALYST, "POST", SELECTIONS, json={"upload": upload, "budget": 5})
    )
    async with profiling.database.transaction() as session:
        assert await selections.claim(session, now=profiling.clock[0], for_s=WITHIN_S) is not None
    await worked(profiling)
    waiting = await profiling.get(ANALYST, f"{SELECTIONS}/{told['id']}")
    assert waiting["state"] == "running"
    profiling.clock[0] += WITHIN_S + 1
    await worked(profiling)
    done = await profiling.get(ANALYST, f"{SELECTIONS}/{told['id']}")
    assert done["state"] == "done"
    assert len(await ranked(profiling, done)) == len(WEEK)


async def test_what_took_the_process_down_each_time_is_given_up(profiling: Profiling, upload: str) -> None:
    told = profiling.told(await profiling.call(ANALYST, "POST", SELECTIONS, json={"upload": upload}))
    for _ in range(3):
        async with profiling.database.transaction() as session:
            assert await selections.claim(session, now=profiling.clock[0], for_s=WITHIN_S) is not None
        profiling.clock[0] += WITHIN_S + 1
    await worked(profiling)
    given_up = await profiling.get(ANALYST, f"{SELECTIONS}/{told['id']}")
    assert (given_up["state"], given_up["problem"]) == ("failed", "selection-interrupted")


async def test_two_processes_never_make_the_same_selection(profiling: Profiling, upload: str) -> None:
    await profiling.call(ANALYST, "POST", SELECTIONS, json={"upload": upload, "budget": 5})

    async def claimed() -> object:
        async with profiling.database.transaction() as session:
            return await selections.claim(session, now=profiling.clock[0], for_s=WITHIN_S)

    found = await asyncio.gather(claimed(), claimed(), claimed())
    assert sum(each is not None for each in found) == 1


async def test_a_selection_is_told_to_the_bus_without_names_or_goods(
    profiling: Profiling, upload: str
) -> None:
    selection = await selected(profiling, upload=upload, budget=5)
    async with profiling.database.transaction() as session:
        query = text("SELECT payload FROM outbox WHERE subject = 'profiling.v1.selected'")
        told = bytes(await session.scalar(query)).decode()
    assert selection["id"] in told
    assert not any(each.parties[0].name in told for each in WEEK if each.parties)


async def override(profiling: Profiling, selection: dict[str, Any], **body: Any) -> Any:
    return await profiling.call(ANALYST, "POST", f"{SELECTIONS}/{selection['id']}/overrides", json=body)


async def test_an_officer_adds_a_consignment_with_a_reason_that_stays(
    profiling: Profiling, upload: str
) -> None:
    selection = await selected(profiling, upload=upload, budget=5)
    last = (await ranked(profiling, selection))[-1]
    body = {"consignment": last["consignment"], "does": "add", "reason": "a tip from the terminal"}
    row = profiling.told(await override(profiling, selection, **body))
    assert (row["slot"], row["lane"]) == ("officer", "red")
    assert row["overridden"] == f"add by {ANALYST.unit}/{ANALYST.officer}: a tip from the terminal"
    assert row["propensity"] == last["propensity"]


async def test_what_is_taken_off_stays_on_the_list_and_its_papers_are_looked_at(
    profiling: Profiling, upload: str
) -> None:
    selection = await selected(profiling, upload=upload, budget=5)
    first = (await ranked(profiling, selection))[0]
    body = {"consignment": first["consignment"], "does": "remove", "reason": "opened at the border post"}
    row = profiling.told(await override(profiling, selection, **body))
    assert (row["removed"], row["lane"], row["slot"]) == (True, "yellow", first["slot"])


async def test_an_override_without_words_is_refused(profiling: Profiling, upload: str) -> None:
    selection = await selected(profiling, upload=upload, budget=5)
    first = (await ranked(profiling, selection))[0]
    body = {"consignment": first["consignment"], "does": "remove", "reason": "no"}
    refused = await profiling.refused(ANALYST, "POST", f"{SELECTIONS}/{selection['id']}/overrides", json=body)
    assert refused == (422, "selection-reason-missing")


async def test_a_selection_that_waits_is_not_overridden(profiling: Profiling, upload: str) -> None:
    told = profiling.told(await profiling.call(ANALYST, "POST", SELECTIONS, json={"upload": upload}))
    body = {"consignment": str(uuid4()), "does": "add", "reason": "a tip from the terminal"}
    refused = await profiling.refused(ANALYST, "POST", f"{SELECTIONS}/{told['id']}/overrides", json=body)
    assert refused == (409, "selection-not-done")


async def test_another_administration_sees_no_selection_and_selects_from_its_own(
    profiling: Profiling, upload: str
) -> None:
    selection = await selected(profiling, upload=upload, budget=5)
    path = f"{SELECTIONS}/{selection['id']}"
    assert await profiling.refused(KAZAKH, "GET", path) == (404, "not-found")
    assert await profiling.refused(KAZAKH, "GET", path + "/ranked") == (404, "not-found")
    assert await profiling.refused(KAZAKH, "POST", SELECTIONS, json={"upload": upload}) == (404, "not-found")
    theirs = await selected(profiling, KAZAKH, budget=5)
    assert theirs["counts"] == {}


async def test_roles_decide_who_selects_and_who_looks(profiling: Profiling, upload: str) -> None:
    selection = await selected(profiling, upload=upload, budget=5)
    path = f"{SELECTIONS}/{selection['id']}"
    for who in (ANALYST, HEAD, SEARCHER, KEEPER):
        assert (await profiling.get(who, path))["id"] == selection["id"]
    assert (await profiling.refused(VIEWER, "GET", path))[1] == "not-allowed"
    assert (await profiling.refused(SEARCHER, "POST", SELECTIONS, json={}))[1] == "not-allowed"
    assert (await profiling.refused(administrator("*"), "GET", path))[1] == "no-administration"


async def test_who_may_not_see_parties_reads_codes_where_names_may_stand(
    profiling: Profiling, upload: str
) -> None:
    await live(profiling, "vague", VAGUE)
    selection = await selected(profiling, upload=upload, budget=5)
    row = (await ranked(profiling, selection, KEEPER))[0]
    reasons = [each for each in row["reasons"] if each["kind"] == "profile"]
    assert [each["text"] for each in reasons] == ["vague"]
    assert not any(each["facts"] for each in reasons)


async def test_capacities_are_set_by_the_head_and_kept_with_their_versions(profiling: Profiling) -> None:
    wanted = {"version": 0, "usual": 3, "per_office": {"KG-OSH-1": 7}}
    told = profiling.told(await profiling.call(HEAD, "PUT", CAPACITY, json=wanted))
    assert (told["version"], told["usual"], told["per_office"]) == (1, 3, {"KG-OSH-1": 7})
    assert await profiling.refused(HEAD, "PUT", CAPACITY, json=wanted) == (409, "settings-changed")
    assert (await profiling.refused(ANALYST, "PUT", CAPACITY, json=wanted))[1] == "not-allowed"
    assert (await profiling.get(KAZAKH, CAPACITY))["version"] == 0


async def test_settings_that_contradict_each_other_are_refused(profiling: Profiling) -> None:
    wanted = {"version": 0, "yellow_probability": 0.01, "blue_probability": 0.5}
    refused = await profiling.refused(HEAD, "PUT", CAPACITY, json=wanted)
    assert refused == (422, "selection-setting-out-of-range")
