"""Cleared pairs over HTTP: shown, not hidden; for a time; looked at again by somebody else."""

from __future__ import annotations

from typing import Any

from integration.profiling.lists.conftest import (
    AIBEK,
    CHOLPON,
    CLEARANCES,
    DAY,
    LISTS,
    NOW,
    NURLAN,
    SEARCHER,
    Profiling,
    entry,
)

NAME = "Silver Poplar LLC"


def pair(listed: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "entry": listed["id"], "value": NAME, "reason": "Another firm: founded 1998, other owner",
        "expires_on": "2026-12-18", **more,
    }  # fmt: skip


async def cleared(profiling: Profiling, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an entry and a clearance of it."""
    await profiling.make_list("suspects", effect="mandatory")
    listed = await profiling.enter("suspects")
    return listed, await profiling.done(AIBEK, "POST", CLEARANCES, json=pair(listed, **more))


async def test_a_cleared_pair_is_shown_as_cleared(profiling: Profiling) -> None:
    _, clearance = await cleared(profiling)
    assert (clearance["state"], clearance["cleared_by"]) == ("active", "KG-OSH/aibek")
    [hit] = await profiling.look_up("SILVER POPLAR, LLC")
    assert (hit["cleared"], hit["effect"]) == (clearance["id"], "mandatory")
    other = await profiling.enter("suspects", reference="another entry of that name")
    hits = {each["entry"]: each["cleared"] for each in await profiling.look_up(NAME)}
    assert hits == {clearance["entry"]: clearance["id"], other["id"]: None}


async def test_a_clearance_ends_on_its_day_and_another_officer_renews_it(profiling: Profiling) -> None:
    _, clearance = await cleared(profiling)
    address = f"{CLEARANCES}/{clearance['id']}/renewal"
    renewal = {"version": 1, "reason": "Looked again: same firm as before", "expires_on": "2027-06-01"}
    profiling.now[0] = NOW + 31 * DAY
    [hit] = await profiling.look_up(NAME)
    assert hit["cleared"] is None
    assert [each["code"] for each in hit["reasons"]] == ["same-words", "clearance-due"]
    [due] = (await profiling.done(AIBEK, "GET", CLEARANCES, params={"state": "due"}))["clearances"]
    assert due["id"] == clearance["id"]
    assert await profiling.refused(AIBEK, "POST", address, json=renewal) == (409, "second-look")
    renewed = await profiling.done(CHOLPON, "POST", address, json=renewal)
    assert (renewed["version"], renewed["state"]) == (2, "active")
    [hit] = await profiling.look_up(NAME)
    assert hit["cleared"] == clearance["id"]


async def test_a_clearance_survives_a_new_reason_and_ends_with_a_new_name(profiling: Profiling) -> None:
    listed, clearance = await cleared(profiling)
    address = f"{LISTS}/suspects/entries/{listed['id']}"
    await profiling.done(AIBEK, "PUT", address, json=entry(version=1, reason="Seen again"))
    [hit] = await profiling.look_up(NAME)
    assert (hit["entry_version"], hit["cleared"]) == (2, clearance["id"])
    names = [{"text": NAME}, {"text": "Silver Poplar Trading"}]
    await profiling.done(AIBEK, "PUT", address, json=entry(version=2, names=names))
    [hit] = await profiling.look_up(NAME)
    assert hit["cleared"] is None
    assert hit["reasons"][-1]["code"] == "clearance-overtaken"
    renewal = {"version": 1, "reason": "Still another firm", "expires_on": "2027-06-01"}
    address = f"{CLEARANCES}/{clearance['id']}/renewal"
    assert await profiling.refused(CHOLPON, "POST", address, json=renewal) == (409, "clearance-over")
    anew = await profiling.done(CHOLPON, "POST", CLEARANCES, json=pair(listed))
    [hit] = await profiling.look_up(NAME)
    assert hit["cleared"] == anew["id"]


async def test_a_withdrawn_clearance_leaves_the_hit_open(profiling: Profiling) -> None:
    _, clearance = await cleared(profiling)
    address = f"{CLEARANCES}/{clearance['id']}/withdrawal"
    withdrawal = {"version": 1, "reason": "It is the firm after all"}
    assert (await profiling.done(CHOLPON, "POST", address, json=withdrawal))["state"] == "withdrawn"
    [hit] = await profiling.look_up(NAME)
    assert (hit["cleared"], len(hit["reasons"])) == (None, 1)
    again = withdrawal | {"version": 2}
    assert await profiling.refused(CHOLPON, "POST", address, json=again) == (409, "clearance-over")


async def test_a_pair_is_cleared_once(profiling: Profiling) -> None:
    listed, clearance = await cleared(profiling)
    answer = await profiling.call(AIBEK, "POST", CLEARANCES, json=pair(listed, value="silver poplar, llc"))
    assert (answer.status_code, answer.json()["code"]) == (409, "already-cleared")
    assert answer.json()["clearance"] == clearance["id"]
    narrow = pair(listed, only_with="02503199410011")
    assert (await profiling.done(AIBEK, "POST", CLEARANCES, json=narrow))["only_with"] == "02503199410011"


async def test_a_clearance_that_lasts_too_long_or_clears_nothing_is_refused(profiling: Profiling) -> None:
    listed, _ = await cleared(profiling)
    for more, code in (
        ({"expires_on": "2026-11-17"}, "wrong-expiry"),
        ({"expires_on": "2028-12-01"}, "wrong-expiry"),
        ({"what": "imo", "value": "123"}, "unreadable-identifier"),
        ({"reason": ""}, "invalid-request"),
    ):
        assert (await profiling.refused(AIBEK, "POST", CLEARANCES, json=pair(listed, **more)))[1] == code
    unknown = pair({"id": "00000000-0000-4000-8000-000000000000"})
    assert await profiling.refused(AIBEK, "POST", CLEARANCES, json=unknown) == (404, "not-found")
    number = pair(listed, what="number", value="AN 1234567", expires_on="2028-11-17")
    assert (await profiling.done(AIBEK, "POST", CLEARANCES, json=number))["what"] == "number"


async def test_clearances_belong_to_one_administration_and_need_the_right(profiling: Profiling) -> None:
    listed, clearance = await cleared(profiling)
    withdrawal = {"version": 1, "reason": "Not mine"}
    address = f"{CLEARANCES}/{clearance['id']}/withdrawal"
    assert (await profiling.done(NURLAN, "GET", CLEARANCES))["clearances"] == []
    assert await profiling.refused(NURLAN, "POST", address, json=withdrawal) == (404, "not-found")
    assert await profiling.refused(NURLAN, "POST", CLEARANCES, json=pair(listed)) == (404, "not-found")
    assert await profiling.refused(SEARCHER, "POST", address, json=withdrawal) == (403, "not-allowed")
    assert len((await profiling.done(SEARCHER, "GET", CLEARANCES))["clearances"]) == 1
    told = (await profiling.done(AIBEK, "GET", f"{LISTS}/suspects/changes"))["changes"]
    assert (told[0]["subject"], told[0]["name"]) == ("clearance", clearance["id"])
