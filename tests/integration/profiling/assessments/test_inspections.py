"""Inspections: recorded once, corrected in the open, counted, and closing what they decided."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from integration.profiling.assessments.desk import (
    ANALYST,
    FIGURES,
    HEAD,
    INSPECTIONS,
    KEEPER,
    SEARCHER,
    SELECTIONS,
    VIEWER,
    filed,
    live,
    ranked,
    selected,
)
from integration.profiling.conftest import AKTAU, NOW, officer
from sealwire_profiling.inspections.adapters.inspections import outcomes
from sealwire_profiling.simulator import World
from sealwire_profiling.tenancy import Tenant
from sqlalchemy import text

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling

KAZAKH = officer(AKTAU, "analyst")
TODAY = datetime.fromtimestamp(NOW, UTC).date()
WEEK = [each.consignment for each in World(7, 12).week(0).consignments]
BUDGET = 4
ALWAYS = {
    "title": {"en": "Goods are declared", "ru": "Товары указаны"},
    "rule": "goods_count > 0",
    "weight": 35,
    "commodity": "drugs",
    "lane": "yellow",
    "why": {"en": "Everything hits it.", "ru": "Срабатывает всегда."},
}


@pytest.fixture
async def selection(profiling: Profiling) -> dict[str, Any]:
    await live(profiling, "always", ALWAYS)
    return await selected(profiling, upload=await filed(profiling, WEEK), budget=BUDGET)


@pytest.fixture
async def opened(profiling: Profiling, selection: dict[str, Any]) -> list[str]:
    """Return the consignments that are to be opened, by rank."""
    return [row["consignment"] for row in await ranked(profiling, selection) if row.get("slot")]


def inspection(consignment: str, **more: Any) -> dict[str, Any]:
    return {
        "consignment": consignment,
        "inspected_on": TODAY.isoformat(),
        "kinds": ["physical"],
        "outcome": "no-irregularity",
        **more,
    }


def seizure(consignment: str, **more: Any) -> dict[str, Any]:
    found = {"commodity_group": "drugs", "description": "heroin", "amount": 12.5, "unit": "KGM"}
    return inspection(consignment, **{"outcome": "seizure", "findings": [found], **more})


async def record(profiling: Profiling, body: dict[str, Any], named: str | None = None) -> dict[str, Any]:
    path = f"{INSPECTIONS}/{named or uuid4()}"
    return profiling.told(await profiling.call(SEARCHER, "PUT", path, json=body))


async def refused(profiling: Profiling, body: dict[str, Any], named: str | None = None) -> tuple[int, str]:
    return await profiling.refused(SEARCHER, "PUT", f"{INSPECTIONS}/{named or uuid4()}", json=body)


async def events(profiling: Profiling) -> int:
    async with profiling.database.transaction() as session:
        query = text("SELECT count(*) FROM outbox WHERE subject = 'profiling.v1.inspected'")
        return int(await session.scalar(query) or 0)


async def next_has(profiling: Profiling) -> set[str]:
    """Return the consignments of a selection that is made now."""
    made = await selected(profiling, budget=BUDGET)
    return {row["consignment"] for row in await ranked(profiling, made)}


async def test_an_inspection_is_recorded_once_however_often_it_is_sent(
    profiling: Profiling, selection: dict[str, Any], opened: list[str]
) -> None:
    named, body = str(uuid4()), seizure(opened[0], selection=selection["id"])
    first = await record(profiling, body, named)
    assert (first["id"], first["recorded_by"]) == (named, f"{SEARCHER.unit}/{SEARCHER.officer}")
    assert first["findings"][0]["amount"] == 12.5
    assert await record(profiling, body, named) == first
    assert await profiling.get(ANALYST, f"{INSPECTIONS}/{named}") == first
    assert await refused(profiling, {**body, "note": "else"}, named) == (409, "inspection-id-taken")
    assert await events(profiling) == 1


async def test_an_event_of_an_inspection_says_neither_what_was_found_nor_where(
    profiling: Profiling, opened: list[str]
) -> None:
    await record(profiling, seizure(opened[0], place="bay 7"))
    async with profiling.database.transaction() as session:
        query = text("SELECT payload FROM outbox WHERE subject = 'profiling.v1.inspected'")
        told = bytes(await session.scalar(query)).decode()
    assert opened[0] in told
    assert "heroin" not in told
    assert "bay 7" not in told


async def test_of_two_that_are_sent_at_once_with_one_id_one_is_recorded(
    profiling: Profiling, opened: list[str]
) -> None:
    named, body = str(uuid4()), seizure(opened[0])
    answers = await asyncio.gather(*(record(profiling, body, named) for _ in range(3)))
    assert answers[0] == answers[1] == answers[2]
    assert await events(profiling) == 1


async def test_parts_that_contradict_each_other_are_refused_and_agreeing_ones_accepted(
    profiling: Profiling, opened: list[str]
) -> None:
    body = seizure(opened[0])
    assert await refused(profiling, {**body, "findings": []}) == (422, "inspection-incoherent")
    tomorrow = (TODAY + timedelta(days=2)).isoformat()
    assert await refused(profiling, {**body, "inspected_on": tomorrow}) == (422, "inspection-incoherent")
    assert (await record(profiling, body))["outcome"] == "seizure"


async def test_what_is_not_there_cannot_be_inspected_or_corrected(
    profiling: Profiling, selection: dict[str, Any], opened: list[str]
) -> None:
    missing = str(uuid4())
    for body in (
        inspection(missing),
        inspection(opened[0], selection=missing),
        inspection(opened[0], corrects=missing),
    ):
        assert await refused(profiling, body) == (404, "not-found")
    assert await record(profiling, inspection(opened[0], selection=selection["id"]))


async def test_a_correction_takes_the_place_of_what_it_corrects_once(
    profiling: Profiling, opened: list[str]
) -> None:
    wrong = await record(profiling, inspection(opened[0]))
    right = await record(profiling, seizure(opened[0], corrects=wrong["id"]))
    shown = await profiling.get(ANALYST, f"{INSPECTIONS}/{wrong['id']}")
    assert (shown["outcome"], shown["corrected_by"]) == ("no-irregularity", right["id"])
    again = seizure(opened[0], corrects=wrong["id"])
    assert await refused(profiling, again) == (409, "inspection-already-corrected")
    assert await record(profiling, inspection(opened[0], corrects=right["id"]))


async def test_a_correction_is_of_the_same_consignment(profiling: Profiling, opened: list[str]) -> None:
    wrong = await record(profiling, inspection(opened[0]))
    other = inspection(opened[1], corrects=wrong["id"])
    assert await refused(profiling, other) == (422, "inspection-incoherent")


async def test_a_feedback_is_entered_once_by_whomever(profiling: Profiling, opened: list[str]) -> None:
    feedback = str(uuid4())
    first = await record(profiling, seizure(opened[0], feedback=feedback))
    assert await record(profiling, seizure(opened[0], feedback=feedback, note="mine")) == first
    other = await record(profiling, inspection(opened[1], feedback=feedback))
    assert other["id"] != first["id"]
    assert await events(profiling) == 2


async def test_roles_decide_who_records_and_who_reads(profiling: Profiling, opened: list[str]) -> None:
    path, body = f"{INSPECTIONS}/{uuid4()}", inspection(opened[0])
    for who in (VIEWER, KEEPER):
        assert (await profiling.refused(who, "PUT", path, json=body))[1] == "not-allowed"
    assert (await profiling.refused(VIEWER, "GET", INSPECTIONS))[1] == "not-allowed"
    profiling.told(await profiling.call(ANALYST, "PUT", path, json=body))
    assert (await profiling.get(HEAD, path))["outcome"] == "no-irregularity"


async def test_another_administration_neither_reads_nor_corrects(
    profiling: Profiling, opened: list[str]
) -> None:
    mine = await record(profiling, seizure(opened[0]))
    assert await profiling.refused(KAZAKH, "GET", f"{INSPECTIONS}/{mine['id']}") == (404, "not-found")
    assert (await profiling.get(KAZAKH, INSPECTIONS))["inspections"] == []
    path = f"{INSPECTIONS}/{uuid4()}"
    for body in (inspection(opened[0]), inspection(opened[0], corrects=mine["id"])):
        assert await profiling.refused(KAZAKH, "PUT", path, json=body) == (404, "not-found")
    days = {"since": TODAY.isoformat(), "until": TODAY.isoformat()}
    assert (await profiling.get(KAZAKH, FIGURES, **days))["inspected"] == 0


async def test_figures_count_what_was_controlled_and_only_the_last_correction(
    profiling: Profiling, selection: dict[str, Any], opened: list[str]
) -> None:
    asked = {"selection": selection["id"]}
    wrong = await record(profiling, inspection(opened[0], **asked))
    await record(profiling, seizure(opened[0], corrects=wrong["id"], **asked))
    await record(profiling, inspection(opened[1], **asked))
    await record(profiling, inspection(opened[2], outcome="not-controlled", kinds=[], reason="left", **asked))
    days = {"since": TODAY.isoformat(), "until": TODAY.isoformat()}
    told = await profiling.get(HEAD, FIGURES, **days)
    assert (told["inspected"], told["found"], told["not_controlled"]) == (2, 1, 1)
    [profile] = told["by_profile"]
    assert (profile["name"], profile["inspected"], profile["found"]) == ("always", 2, 1)
    assert profile["low"] < profile["precision"] == 0.5 < profile["high"]
    assert sum(each["inspected"] for each in told["by_slot"]) == 2
    before = (TODAY - timedelta(days=1)).isoformat()
    assert (await profiling.get(HEAD, FIGURES, since=before, until=before))["inspected"] == 0


async def test_a_profile_has_as_many_outcomes_as_inspections_told_and_only_the_administrations_own(
    profiling: Profiling, selection: dict[str, Any], opened: list[str]
) -> None:
    asked = {"selection": selection["id"]}
    wrong = await record(profiling, inspection(opened[0], **asked))
    await record(profiling, seizure(opened[0], corrects=wrong["id"], **asked))
    await record(profiling, inspection(opened[1], **asked))
    await record(profiling, inspection(opened[2], outcome="not-controlled", kinds=[], reason="left", **asked))
    async with profiling.database.transaction() as session:
        told = [
            await outcomes(session, tenant=Tenant(tenant), since=since)
            for tenant, since in (("KG", TODAY), ("KZ", TODAY), ("KG", TODAY + timedelta(days=1)))
        ]
    assert told == [{"always": 2}, {}, {}]


async def test_pages_of_inspections_have_each_of_them_once(profiling: Profiling, opened: list[str]) -> None:
    made = [(await record(profiling, inspection(each)))["id"] for each in opened]
    first = await profiling.get(ANALYST, INSPECTIONS, limit=3)
    rest = await profiling.get(ANALYST, INSPECTIONS, limit=3, before=first["next"])
    seen = [each["id"] for each in (*first["inspections"], *rest["inspections"])]
    assert sorted(seen) == sorted(made)
    assert rest["next"] is None
    only = await profiling.get(ANALYST, INSPECTIONS, consignment=opened[1])
    assert [each["consignment"] for each in only["inspections"]] == [opened[1]]
    refusal = await profiling.refused(ANALYST, "GET", INSPECTIONS, params={"limit": 501})
    assert refusal == (422, "invalid-request")


@pytest.mark.parametrize(
    ("outcome", "more", "again"),
    [
        ("no-irregularity", {}, False),
        ("forwarded", {"reason": "to Osh"}, False),
        ("not-controlled", {"kinds": [], "reason": "no means"}, True),
    ],
)
async def test_what_was_decided_is_not_in_the_next_selection(
    profiling: Profiling, opened: list[str], outcome: str, more: dict[str, Any], *, again: bool
) -> None:
    await record(profiling, inspection(opened[0], outcome=outcome, **more))
    found = await next_has(profiling)
    assert (opened[0] in found) is again
    assert opened[1] in found


async def test_a_correction_keeps_it_closed_unless_nothing_was_controlled(
    profiling: Profiling, opened: list[str]
) -> None:
    first, second = [await record(profiling, inspection(each)) for each in opened[:2]]
    await record(profiling, seizure(opened[0], corrects=first["id"]))
    mistaken = {"outcome": "not-controlled", "kinds": [], "reason": "another container"}
    await record(profiling, inspection(opened[1], corrects=second["id"], **mistaken))
    found = await next_has(profiling)
    assert opened[0] not in found
    assert opened[1] in found


async def test_the_free_lanes_are_released_and_the_others_stay(profiling: Profiling) -> None:
    upload = await filed(profiling, WEEK)
    made = await selected(profiling, upload=upload, budget=BUDGET)
    rows = await ranked(profiling, made)
    free = {row["consignment"] for row in rows if row["lane"] in {"green", "blue"}}
    assert free
    path = f"{SELECTIONS}/{made['id']}"
    assert (await profiling.refused(SEARCHER, "POST", path + "/released"))[1] == "not-allowed"
    assert await profiling.refused(KAZAKH, "POST", path + "/released") == (404, "not-found")
    told = profiling.told(await profiling.call(ANALYST, "POST", path + "/released"))
    assert (told["released"], told["kept"]) == (len(free), 0)
    again = profiling.told(await profiling.call(ANALYST, "POST", path + "/released"))
    assert (again["released"], again["kept"]) == (0, 0)
    assert (await profiling.get(HEAD, path))["released_by"] == f"{ANALYST.unit}/{ANALYST.officer}"
    assert await next_has(profiling) == {row["consignment"] for row in rows} - free


async def test_what_was_amended_or_is_held_by_a_newer_selection_is_not_released(profiling: Profiling) -> None:
    upload = await filed(profiling, WEEK)
    made = await selected(profiling, upload=upload, budget=0)
    rows = await ranked(profiling, made)
    free = [row for row in rows if row["lane"] in {"green", "blue"}]
    changed = next(each for each in WEEK if each.reference == free[0]["reference"])
    more = changed.model_copy(update={"freight": 777.0})
    await filed(profiling, [more])
    newer = await selected(profiling, budget=0)
    held = {"consignment": free[1]["consignment"], "does": "add", "reason": "a tip from the terminal"}
    profiling.told(await profiling.call(ANALYST, "POST", f"{SELECTIONS}/{newer['id']}/overrides", json=held))
    told = profiling.told(await profiling.call(ANALYST, "POST", f"{SELECTIONS}/{made['id']}/released"))
    assert (told["released"], told["kept"]) == (len(free) - 2, 2)
    assert {free[0]["consignment"], free[1]["consignment"]} <= await next_has(profiling)


async def test_a_selection_that_waits_releases_nothing(profiling: Profiling) -> None:
    told = profiling.told(await profiling.call(ANALYST, "POST", SELECTIONS, json={}))
    refusal = await profiling.refused(ANALYST, "POST", f"{SELECTIONS}/{told['id']}/released")
    assert refusal == (409, "selection-not-done")


async def test_of_strategic_goods_that_were_found_only_who_sees_parties_is_told_the_end_user(
    profiling: Profiling, opened: list[str]
) -> None:
    movement = {"regimes": ["NSG"], "items": ["2B350"], "end_user": "Silver Poplar", "licences": ["none"]}
    finding = {"commodity_group": "strategic", "description": "Valves", "movement": movement}
    said = inspection(opened[0], outcome="seizure", findings=[finding])
    path = f"{INSPECTIONS}/{uuid4()}"
    made = profiling.told(await profiling.call(SEARCHER, "PUT", path, json=said))
    assert made["findings"][0]["movement"] == movement
    assert profiling.told(await profiling.call(SEARCHER, "PUT", path, json=said)) == made
    assert await profiling.get(HEAD, path) == made
    for found in (await profiling.get(KEEPER, path), await profiling.get(KEEPER, INSPECTIONS)):
        assert "Poplar" not in str(found)
        assert "2B350" not in str(found)
        assert "NSG" in str(found)
