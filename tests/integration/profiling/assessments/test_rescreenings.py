"""After lists have changed, the open consignments that this touches are screened again, and no others."""

# ruff: noqa: RUF001 - a Russian sentence has letters that look like Latin ones

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from integration.profiling.assessments.desk import (
    ANALYST,
    INSPECTIONS,
    KEEPER,
    SEARCHER,
    SECOND,
    SELECTIONS,
    VIEWER,
    filed,
    ranked,
    selected,
    worked,
)
from integration.profiling.assessments.lists_kept import (
    CLEARANCES,
    LISTS,
    RESCREENINGS,
    changed_by,
    cleared,
    consigned,
    listed,
    made_list,
    rescreenings,
    unlisted,
)
from integration.profiling.assessments.test_ends_of_work import Away, away
from integration.profiling.assessments.test_forgetting import erased
from integration.profiling.conftest import AKTAU, administrator, officer
from sealwire_profiling import working
from sealwire_profiling.assessments.adapters import rescreenings as stored
from sealwire_profiling.assessments.rescreening import WITHIN_S, rescreen
from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.profiling.conftest import Profiling
    from sealwire_profiling.assessments.adapters.rescreenings import ToRescreen

KAZAKH = officer(AKTAU, "analyst")
DAY = 86_400
NAMES = {"B1": "Silver Poplar", "B2": "Blue Meridian", "B3": "Orion Steppe", "B4": "Kumtor Vale"}
OPEN = [consigned(reference, name) for reference, name in NAMES.items()]

__all__ = ["away"]


@pytest.fixture
async def selection(profiling: Profiling) -> dict[str, Any]:
    """A selection of four consignments that opens none, made a day after its one entry was listed."""
    await made_list(profiling, "seized")
    await listed(profiling, "seized", NAMES["B4"])
    profiling.clock[0] += DAY
    made = await selected(profiling, upload=await filed(profiling, OPEN), budget=0)
    assert await rescreenings(profiling) == []
    profiling.clock[0] += DAY
    return made


async def rows(profiling: Profiling, selection: dict[str, Any], **more: Any) -> dict[str, dict[str, Any]]:
    return {row["reference"]: row for row in await ranked(profiling, selection, **more)}


async def touched(profiling: Profiling) -> list[str]:
    """Return the references of all consignments of which a re-screening has stored anything."""
    query = text(
        "SELECT s.reference FROM rescreened a JOIN rescreenings r ON r.id = a.rescreening"
        " JOIN selected s ON s.selection = r.selection AND s.consignment = a.consignment ORDER BY 1"
    )
    async with profiling.database.transaction() as session:
        return list(await session.scalars(query))


async def judged(profiling: Profiling) -> str:
    """Return all that is stored of the consignments of selections, as text."""
    query = text("SELECT json_agg(s.* ORDER BY s.selection, s.rank)::text FROM selected s")
    async with profiling.database.transaction() as session:
        return str(await session.scalar(query))


async def noticed(profiling: Profiling) -> ToRescreen:
    """Notice what waits, and claim it, as a process that dies then."""
    async with profiling.database.transaction() as session:
        await stored.notice(session, now=profiling.clock[0])
        claimed = await stored.claim(session, now=profiling.clock[0], for_s=WITHIN_S)
    assert claimed is not None
    return claimed


def watched(profiling: Profiling) -> tuple[Callable[[], float], asyncio.Event]:
    """Return a clock for one re-screening, and what happens when it looks a second time: before it stores."""
    storing, told = asyncio.Event(), iter([False, True])

    def clock() -> float:
        if next(told):
            storing.set()
        return profiling.clock[0]

    return clock, storing


async def test_an_entry_that_is_added_reaches_the_one_consignment_that_it_touches(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    before, of_all = await rows(profiling, selection), await judged(profiling)
    entry = await listed(profiling, "seized", NAMES["B1"])
    await worked(profiling)
    [made] = await rescreenings(profiling)
    assert (made["state"], made["selection"]) == ("done", selection["id"])
    assert made["counts"] == {"looked_at": 4, "screened": 1, "changed": 1, "mandatory": 1}
    found = await changed_by(profiling, made)
    assert list(found) == ["B1"]
    assert found["B1"]["withdrawn"] == []
    [hit] = found["B1"]["added"]
    assert (hit["list"], hit["entry"], hit["field"]) == ("seized", entry, "consignee.name")
    assert (hit["value"], hit["score"], hit["effect"]) == (NAMES["B1"], 1.0, "mandatory")
    assert hit["reasons"]
    after = await rows(profiling, selection)
    assert {name: row for name, row in after.items() if name != "B1"} == {
        name: row for name, row in before.items() if name != "B1"
    }
    assert await judged(profiling) == of_all


async def test_the_consignment_says_so_in_its_place_and_the_selection_stays_as_it_was_made(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    before = await rows(profiling, selection)
    await listed(profiling, "seized", NAMES["B1"])
    await worked(profiling)
    row = (await rows(profiling, selection))["B1"]
    kept = ("rank", "lane", "slot", "propensity", "overflow")
    assert [row.get(each) for each in kept] == [before["B1"].get(each) for each in kept]
    assert row["needs_override"] is True
    told = row["reasons"][0]
    assert (told["kind"], told["code"]) == ("list-since", "seized")
    assert told["text"].startswith("Since this selection was made, the list seized matches: Silver Poplar")
    in_russian = (await rows(profiling, selection, language="ru"))["B1"]["reasons"][0]["text"]
    assert in_russian.startswith("После этого отбора есть совпадение со списком seized: Silver Poplar")
    page = await profiling.get(ANALYST, f"{SELECTIONS}/{selection['id']}/ranked", changed=True)
    assert ([each["reference"] for each in page["rows"]], page["changed"]) == (["B1"], 1)
    assert [name for name, each in before.items() if each["needs_override"]] == []


async def test_an_officer_adds_it_and_the_next_selection_has_it_by_itself(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    await listed(profiling, "seized", NAMES["B1"])
    await worked(profiling)
    first = (await rows(profiling, selection))["B1"]
    body = {"consignment": first["consignment"], "does": "add", "reason": "a list names the consignee"}
    path = f"{SELECTIONS}/{selection['id']}/overrides"
    added = profiling.told(await profiling.call(ANALYST, "POST", path, json=body))
    assert (added["slot"], added["needs_override"]) == ("officer", False)
    again = await selected(profiling, budget=1)
    assert (await rows(profiling, again))["B1"]["slot"] == "mandatory"
    assert (await rows(profiling, again))["B1"]["needs_override"] is False


async def test_a_free_lane_is_released_without_what_a_list_compels_to_open_since(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    entry = await listed(profiling, "seized", NAMES["B1"])
    await worked(profiling)
    path = f"{SELECTIONS}/{selection['id']}/released"
    told = profiling.told(await profiling.call(ANALYST, "POST", path))
    assert (told["released"], told["kept"]) == (2, 1)  # B4 is mandatory, and so in no free lane
    await cleared(profiling, entry, NAMES["B1"])
    await worked(profiling)
    told = profiling.told(await profiling.call(ANALYST, "POST", path))
    assert (told["released"], told["kept"]) == (1, 0)


async def test_nor_is_it_released_with_an_older_selection(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    newer = await selected(profiling, budget=0)
    await listed(profiling, "seized", NAMES["B1"])
    await worked(profiling)
    assert list(await rows(profiling, newer, changed=True)) == ["B1"]
    assert await rows(profiling, selection, changed=True) == {}
    told = profiling.told(await profiling.call(ANALYST, "POST", f"{SELECTIONS}/{selection['id']}/released"))
    assert (told["released"], told["kept"]) == (2, 1)


async def test_an_entry_that_is_withdrawn_withdraws_its_hit_and_shows_it(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    entry = (await rows(profiling, selection))["B4"]["reasons"]
    [listed_as] = [each["facts"]["entry"] for each in entry if each["kind"] == "list"]
    await unlisted(profiling, "seized", listed_as)
    await worked(profiling)
    [made] = await rescreenings(profiling)
    assert made["counts"] == {"looked_at": 4, "screened": 1, "changed": 1, "mandatory": 0}
    found = await changed_by(profiling, made)
    assert ([*found], found["B4"]["added"]) == (["B4"], [])
    assert [hit["entry"] for hit in found["B4"]["withdrawn"]] == [listed_as]
    row = (await rows(profiling, selection))["B4"]
    assert (row["slot"], row["needs_override"]) == ("mandatory", False)
    assert row["reasons"][0]["kind"] == "list-gone"
    assert "matches no longer" in row["reasons"][0]["text"]


async def test_what_came_and_went_again_is_kept_and_the_place_shows_what_holds(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    before = await rows(profiling, selection)
    entry = await listed(profiling, "seized", NAMES["B2"])
    await worked(profiling)
    await unlisted(profiling, "seized", entry)
    await worked(profiling)
    last, first = await rescreenings(profiling, selection=selection["id"])
    assert [hit["entry"] for hit in (await changed_by(profiling, first))["B2"]["added"]] == [entry]
    assert [hit["entry"] for hit in (await changed_by(profiling, last))["B2"]["withdrawn"]] == [entry]
    assert (await rows(profiling, selection)) == before
    assert await rows(profiling, selection, changed=True) == {}


async def test_a_clearance_and_its_withdrawal_are_screened_again(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    entry = await listed(profiling, "seized", NAMES["B1"])
    await worked(profiling)
    clearance = await cleared(profiling, entry, NAMES["B1"])
    await worked(profiling)
    assert (await rows(profiling, selection))["B1"]["needs_override"] is False
    [made, _] = await rescreenings(profiling)
    assert (made["counts"]["changed"], made["counts"]["mandatory"]) == (1, 0)
    [hit] = (await changed_by(profiling, made))["B1"]["added"]
    assert hit["cleared"] == clearance
    body = {"version": 1, "reason": "It is them after all"}
    path = f"{CLEARANCES}/{clearance}/withdrawal"
    profiling.told(await profiling.call(SECOND, "POST", path, json=body))
    await worked(profiling)
    assert (await rows(profiling, selection))["B1"]["needs_override"] is True
    assert await touched(profiling) == ["B1"] * 3


async def test_a_list_that_is_filed_anew_with_another_effect_is_screened_again(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    await made_list(profiling, "seized", effect="score", version=1)
    await worked(profiling)
    [made] = await rescreenings(profiling)
    assert made["counts"] == {"looked_at": 4, "screened": 1, "changed": 1, "mandatory": 0}
    row = (await changed_by(profiling, made))["B4"]
    assert ([hit["effect"] for hit in row["withdrawn"]], [hit["effect"] for hit in row["added"]]) == (
        ["mandatory"], ["score"],
    )  # fmt: skip
    assert (await rows(profiling, selection))["B4"]["slot"] == "mandatory"


async def test_a_change_that_touches_nobody_is_done_and_stores_nothing_of_anybody(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    await listed(profiling, "seized", "Nobody At All")
    await worked(profiling)
    [made] = await rescreenings(profiling, selection=selection["id"])
    assert (made["state"], made["counts"]["looked_at"], made["counts"]["screened"]) == ("done", 4, 0)
    assert await touched(profiling) == []
    await worked(profiling)
    assert await rescreenings(profiling) == [made]


async def test_what_was_released_or_inspected_is_not_screened_again(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    found = await rows(profiling, selection)
    body = {
        "consignment": found["B1"]["consignment"], "selection": selection["id"], "kinds": ["physical"],
        "inspected_on": "2026-09-20", "outcome": "no-irregularity",
    }  # fmt: skip
    profiling.told(await profiling.call(SEARCHER, "PUT", f"{INSPECTIONS}/{uuid4()}", json=body))
    path = f"{SELECTIONS}/{selection['id']}/released"
    assert profiling.told(await profiling.call(ANALYST, "POST", path))["released"] == 2
    for name in NAMES.values():
        await listed(profiling, "seized", name + " LLC", name)
    await worked(profiling)
    [made] = await rescreenings(profiling)
    assert made["counts"]["looked_at"] == 1
    assert await touched(profiling) == ["B4"]


async def test_what_is_decided_or_erased_while_it_is_screened_leaves_nothing(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    await listed(profiling, "seized", NAMES["B1"], NAMES["B2"], NAMES["B3"])
    claimed = await noticed(profiling)
    clock, storing = watched(profiling)
    async with profiling.database.transaction() as session:
        await session.execute(text("SELECT 1 FROM consignments WHERE reference IN ('B1', 'B3') FOR UPDATE"))
        work = asyncio.create_task(rescreen(profiling.database, claimed, clock=clock))
        await storing.wait()
        await session.execute(text("DELETE FROM consignments WHERE reference = 'B1'"))
        await session.execute(text("UPDATE consignments SET open = false WHERE reference = 'B3'"))
    await work
    [made] = await rescreenings(profiling)
    assert (made["counts"]["screened"], made["counts"]["changed"]) == (3, 1)
    assert await touched(profiling) == ["B2"]
    assert selection["state"] == "done"


async def test_lists_of_another_administration_do_nothing(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    await made_list(profiling, "theirs", who=KAZAKH)
    await listed(profiling, "theirs", NAMES["B1"], who=KAZAKH)
    assert await working.once(profiling.database, clock=lambda: profiling.clock[0]) is False
    assert await rescreenings(profiling) == []
    await listed(profiling, "seized", NAMES["B1"])
    await worked(profiling)
    [made] = await rescreenings(profiling)
    assert await rescreenings(profiling, KAZAKH) == []
    path = f"{RESCREENINGS}/{made['id']}"
    assert await profiling.refused(KAZAKH, "GET", path) == (404, "not-found")
    assert (await profiling.get(ANALYST, path))["rescreening"]["selection"] == selection["id"]


async def test_only_the_newest_selection_of_a_consignment_is_screened_again(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    profiling.clock[0] += 1
    more = [consigned("B9", "Silver Poplar"), OPEN[1]]
    other = await selected(profiling, upload=await filed(profiling, more), budget=0)
    profiling.clock[0] += 1
    newest = await selected(profiling, budget=0)
    older = await filed(profiling, [consigned("B10", "Silver Poplar")])
    profiling.clock[0] += 1
    own = await selected(profiling, upload=older, budget=0)
    profiling.clock[0] += DAY
    await listed(profiling, "seized", NAMES["B1"])
    await worked(profiling)
    made = {each["selection"]: each["counts"] for each in await rescreenings(profiling)}
    assert {each: made[each]["changed"] for each in made} == {
        selection["id"]: 0, other["id"]: 0, newest["id"]: 2, own["id"]: 1,
    }  # fmt: skip
    await listed(profiling, "seized", NAMES["B3"])
    await worked(profiling)
    # Of the two older ones nothing is left to look at, so they are left alone.
    assert len(await rescreenings(profiling)) == len(made) + 2


async def test_two_processes_never_make_the_same_one(profiling: Profiling, selection: dict[str, Any]) -> None:
    await listed(profiling, "seized", NAMES["B1"])

    async def claimed() -> ToRescreen | None:
        async with profiling.database.transaction() as session:
            await stored.notice(session, now=profiling.clock[0])
        async with profiling.database.transaction() as session:
            return await stored.claim(session, now=profiling.clock[0], for_s=WITHIN_S)

    found = await asyncio.gather(claimed(), claimed(), claimed())
    assert sum(each is not None for each in found) == 1
    assert [each["selection"] for each in await rescreenings(profiling)] == [selection["id"]]


async def test_what_two_processes_do_at_once_is_stored_and_told_once(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    await listed(profiling, "seized", NAMES["B1"])
    slow = await noticed(profiling)
    profiling.clock[0] += WITHIN_S + 1
    quick = await noticed(profiling)
    assert (slow.id, slow.tries, quick.tries) == (quick.id, 1, 2)
    for each in (quick, slow):
        await rescreen(profiling.database, each, clock=lambda: profiling.clock[0])
    assert await touched(profiling) == ["B1"]
    async with profiling.database.transaction() as session:
        query = text("SELECT payload FROM outbox WHERE subject = 'profiling.v1.rescreened'")
        [told] = await session.scalars(query)
    assert selection["id"] in bytes(told).decode()
    assert '"changed":1' in bytes(told).decode()
    assert not any(name in bytes(told).decode() for name in NAMES.values())


async def test_a_process_that_died_half_way_is_followed_by_another_and_nothing_is_lost(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    await listed(profiling, "seized", NAMES["B1"])
    claimed, (clock, storing) = await noticed(profiling), watched(profiling)
    async with profiling.database.transaction() as session:
        await session.execute(text("SELECT 1 FROM selections FOR UPDATE"))
        dying = asyncio.create_task(rescreen(profiling.database, claimed, clock=clock))
        await storing.wait()
        dying.cancel()
        await asyncio.wait([dying])
    await listed(profiling, "seized", NAMES["B2"])
    await worked(profiling)
    assert (dying.cancelled(), await touched(profiling)) == (True, [])
    assert [each["state"] for each in await rescreenings(profiling)] == ["running"]
    profiling.clock[0] += WITHIN_S + 1
    await worked(profiling)
    assert [each["state"] for each in await rescreenings(profiling)] == ["done"]
    needing = {name for name, row in (await rows(profiling, selection)).items() if row["needs_override"]}
    assert needing == {"B1", "B2"}


@pytest.mark.parametrize("gone", [{4}, {5}, {6}], ids=["reading", "loading", "storing"])
async def test_a_database_that_went_away_costs_a_try_and_loses_nothing(
    profiling: Profiling, selection: dict[str, Any], away: Away, gone: set[int]
) -> None:
    await listed(profiling, "seized", NAMES["B1"])
    away.gone = {each - 1 for each in gone}
    assert await working.once(away, clock=lambda: profiling.clock[0])
    assert [each["state"] for each in await rescreenings(profiling)] == ["waiting"]
    assert await touched(profiling) == []
    await worked(profiling)
    assert (await rows(profiling, selection))["B1"]["needs_override"] is True


async def test_what_fails_is_said_and_is_made_good_with_the_next_change(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    body = text("UPDATE consignments SET body = jsonb_set(body, '{goods}', CAST(:to AS jsonb))")
    async with profiling.database.transaction() as session:
        await session.execute(body, {"to": "7"})
    await listed(profiling, "seized", NAMES["B1"])
    await worked(profiling)
    [failed] = await rescreenings(profiling)
    assert (failed["state"], failed["problem"]) == ("failed", "internal")
    async with profiling.database.transaction() as session:
        await session.execute(body, {"to": "[]"})
    await worked(profiling)
    assert await rescreenings(profiling) == [failed]
    await listed(profiling, "seized", NAMES["B2"])
    await worked(profiling)
    assert await touched(profiling) == ["B1", "B2"]
    assert len(await rows(profiling, selection, changed=True)) == 2


async def test_a_selection_that_knew_of_a_change_is_not_screened_again_for_it(profiling: Profiling) -> None:
    await made_list(profiling, "seized")
    await filed(profiling, OPEN)
    await selected(profiling, budget=0)
    await listed(profiling, "seized", NAMES["B1"])
    profiling.clock[0] += 1
    made = await selected(profiling, budget=0)
    assert (await rows(profiling, made))["B1"]["slot"] == "mandatory"
    [of_the_first] = await rescreenings(profiling)
    assert of_the_first["selection"] != made["id"]
    assert of_the_first["counts"]["looked_at"] == 0


async def test_every_kind_of_change_is_noticed_and_reading_is_none(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    async def count() -> int:
        async with profiling.database.transaction() as session:
            return int(await session.scalar(text("SELECT changes FROM list_counters")) or 0)

    before, headings = await count(), "kind;names;reason;source;confidence;expires_on"
    table = f"{headings}\ncompany;A Firm;Seen;notice;low;2027-06-30\n".encode()
    path = f"{LISTS}/seized/table"
    profiling.told(await profiling.call(ANALYST, "POST", path, params={"dry_run": True}, content=table))
    await profiling.get(ANALYST, f"{LISTS}/seized/entries")
    assert await count() == before
    profiling.told(await profiling.call(ANALYST, "POST", path, content=table))
    assert await count() == before + 1
    await worked(profiling)
    assert [each["selection"] for each in await rescreenings(profiling)] == [selection["id"]]


async def test_roles_decide_who_reads_it_and_who_reads_names(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    await listed(profiling, "seized", NAMES["B1"])
    await worked(profiling)
    [made] = await rescreenings(profiling, SEARCHER)
    path = f"{RESCREENINGS}/{made['id']}"
    for refused in (VIEWER, administrator("*")):
        assert (await profiling.refused(refused, "GET", RESCREENINGS))[0] == 403
        assert (await profiling.refused(refused, "GET", path))[0] == 403
    named = await profiling.call(ANALYST, "GET", path)
    hidden = await profiling.call(KEEPER, "GET", path)
    assert NAMES["B1"] in named.text
    assert NAMES["B1"] not in hidden.text
    [hit] = hidden.json()["rows"][0]["added"]
    assert (hit["list"], hit["effect"], hit["value"], hit["matched"]) == ("seized", "mandatory", "", "")
    [row] = await ranked(profiling, selection, KEEPER, changed=True)
    assert row["needs_override"] is True
    assert row["reasons"][0]["text"] == "Since this selection was made, the list seized matches"
    assert row["reasons"][0]["facts"] == {}


async def test_they_come_by_page_newest_first_and_their_consignments_by_rank(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    await listed(profiling, "seized", NAMES["B1"], NAMES["B2"], NAMES["B3"])
    await worked(profiling)
    profiling.clock[0] += 1
    await listed(profiling, "seized", "Nobody At All")
    await worked(profiling)
    newest = await profiling.get(ANALYST, RESCREENINGS, limit=1)
    older = await profiling.get(ANALYST, RESCREENINGS, limit=1, before=newest["next"])
    both = [*newest["rescreenings"], *older["rescreenings"]]
    assert [each["counts"]["changed"] for each in both] == [0, 3]
    assert older["next"] is None
    path = f"{RESCREENINGS}/{both[1]['id']}"
    page = await profiling.get(ANALYST, path, limit=2)
    rest = await profiling.get(ANALYST, path, limit=2, after=page["next"])
    assert (len(page["rows"]), len(rest["rows"]), rest["next"]) == (2, 1, None)
    found = [row["reference"] for row in (*page["rows"], *rest["rows"])]
    assert found == [row["reference"] for row in await ranked(profiling, selection, changed=True)]
    assert await rescreenings(profiling, selection=str(uuid4())) == []
    assert (await profiling.refused(ANALYST, "GET", f"{RESCREENINGS}/{uuid4()}")) == (404, "not-found")


async def test_it_is_erased_with_the_consignments_that_it_is_about(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    await listed(profiling, "seized", NAMES["B1"])
    await worked(profiling)
    everything = text(
        "SELECT concat((SELECT json_agg(s.*)::text FROM selected s),"
        " (SELECT json_agg(a.*)::text FROM rescreened a))"
    )
    async with profiling.database.transaction() as session:
        before = str(await session.scalar(everything))
    assert before.count(NAMES["B1"]) >= 2
    assert await erased(profiling, 32) == len(OPEN)
    async with profiling.database.transaction() as session:
        after = str(await session.scalar(everything))
    assert [name for name in NAMES.values() if name in after] == []
    [made] = await rescreenings(profiling, selection=selection["id"])
    assert (made["counts"]["changed"], await changed_by(profiling, made)) == (1, {})
