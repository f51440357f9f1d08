"""After lists have changed, the open consignments that this touches are screened again, and no others."""

# ruff: noqa: RUF001 - a Russian sentence has letters that look like Latin ones

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

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
    DAY,
    LISTS,
    NAMES,
    OPEN,
    RESCREENINGS,
    changed_by,
    cleared,
    consigned,
    listed,
    made_list,
    rescreenings,
    rows,
    touched,
    unlisted,
)
from integration.profiling.assessments.test_forgetting import erased
from integration.profiling.conftest import AKTAU, administrator, officer
from sealwire_profiling import working
from sqlalchemy import text

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling

KAZAKH = officer(AKTAU, "analyst")


async def judged(profiling: Profiling) -> str:
    """Return all that is stored of the consignments of selections, as text."""
    query = text("SELECT json_agg(s.* ORDER BY s.selection, s.rank)::text FROM selected s")
    async with profiling.database.transaction() as session:
        return str(await session.scalar(query))


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
