"""Watch lists over HTTP and a real PostgreSQL: versions, expiry, removal, history, two administrations."""

from __future__ import annotations

from typing import Any

import pytest
from integration.profiling.lists.conftest import (
    AIBEK,
    CHOLPON,
    DAY,
    LISTS,
    NOW,
    NURLAN,
    PROGRAMME,
    SEARCHER,
    VIEWER,
    Profiling,
    entry,
)
from sealwire_chassis.database import DatabaseFault
from sqlalchemy import text


async def test_an_entry_hits_from_the_moment_it_is_entered(profiling: Profiling) -> None:
    await profiling.make_list("suspects", effect="mandatory")
    assert await profiling.look_up("LLC Silver Poplar") == []
    made = await profiling.enter("suspects")
    assert (made["state"], made["entered_by"], made["entered_at"]) == ("active", "KG-OSH/aibek", NOW)
    [hit] = await profiling.look_up("LLC Silver Poplar")
    assert (hit["list"], hit["entry"], hit["effect"]) == ("suspects", made["id"], "mandatory")
    assert (hit["matched"], hit["score"], hit["cleared"]) == ("Silver Poplar LLC", 1.0, None)
    assert hit["reasons"][0]["code"] == "same-words"
    assert hit["reasons"][0]["ru"].endswith(".")


async def test_an_entry_hits_on_its_last_day_and_is_listed_as_expired_on_the_next(
    profiling: Profiling,
) -> None:
    await profiling.make_list("suspects")
    made = await profiling.enter("suspects", expires_on="2026-11-19")
    for days, state, hits in ((1, "active", 1), (2, "expired", 0)):
        profiling.now[0] = NOW + days * DAY
        assert len(await profiling.look_up("Silver Poplar LLC")) == hits
        page = await profiling.done(AIBEK, "GET", f"{LISTS}/suspects/entries", params={"state": state})
        assert [each["id"] for each in page["entries"]] == [made["id"]]
        [counted] = (await profiling.done(AIBEK, "GET", LISTS))["lists"]
        assert counted[state] == 1


async def test_a_change_is_a_new_version_and_the_old_one_stays(profiling: Profiling) -> None:
    await profiling.make_list("suspects")
    made = await profiling.enter("suspects")
    address = f"{LISTS}/suspects/entries/{made['id']}"
    revised = entry(version=1, names=[{"text": "Golden Saxaul"}, {"text": "Blue Meridian"}])
    after = await profiling.done(CHOLPON, "PUT", address, json=revised)
    assert (after["version"], after["entered_by"]) == (2, "KG-OSH/cholpon")
    versions = (await profiling.done(AIBEK, "GET", address))["entries"]
    assert [each["version"] for each in versions] == [2, 1]
    assert versions[1]["content"]["names"][0]["text"] == "Silver Poplar LLC"
    assert len(await profiling.look_up("Blue Meridian")) == 1
    assert await profiling.look_up("Silver Poplar LLC") == []


async def test_a_version_that_somebody_else_has_changed_is_refused(profiling: Profiling) -> None:
    await profiling.make_list("suspects")
    made = await profiling.enter("suspects")
    address = f"{LISTS}/suspects/entries/{made['id']}"
    await profiling.done(CHOLPON, "PUT", address, json=entry(version=1, reason="Seen again"))
    late = entry(version=1, reason="Mine")
    assert await profiling.refused(AIBEK, "PUT", address, json=late) == (409, "list-other-version")
    assert (await profiling.done(AIBEK, "PUT", address, json=late | {"version": 2}))["version"] == 3


async def test_what_an_entry_says_already_makes_no_version(profiling: Profiling) -> None:
    await profiling.make_list("suspects")
    made = await profiling.enter("suspects")
    address = f"{LISTS}/suspects/entries/{made['id']}"
    assert (await profiling.done(AIBEK, "PUT", address, json=entry(version=1)))["version"] == 1


async def test_a_removed_entry_says_why_hits_no_more_and_stays_readable(profiling: Profiling) -> None:
    await profiling.make_list("suspects")
    made = await profiling.enter("suspects")
    address = f"{LISTS}/suspects/entries/{made['id']}"
    no_reason = {"version": 1, "reason": " "}
    refused = await profiling.refused(AIBEK, "POST", f"{address}/removal", json=no_reason)
    assert refused == (422, "invalid-request")
    removal = {"version": 1, "reason": "Entered by mistake"}
    removed = await profiling.done(AIBEK, "POST", f"{address}/removal", json=removal)
    assert (removed["state"], removed["removal"], removed["version"]) == ("removed", "Entered by mistake", 2)
    assert await profiling.look_up("Silver Poplar LLC") == []
    page = await profiling.done(AIBEK, "GET", f"{LISTS}/suspects/entries", params={"state": "removed"})
    assert [each["id"] for each in page["entries"]] == [made["id"]]
    again = await profiling.refused(AIBEK, "PUT", address, json=entry(version=2))
    assert again == (409, "entry-removed")


async def test_the_history_tells_who_changed_what_and_why(profiling: Profiling) -> None:
    await profiling.make_list("suspects")
    made = await profiling.enter("suspects")
    address = f"{LISTS}/suspects/entries/{made['id']}"
    await profiling.done(CHOLPON, "PUT", address, json=entry(version=1, confidence="high", reason="Seen"))
    removal = {"version": 2, "reason": "Entered by mistake"}
    await profiling.done(AIBEK, "POST", f"{address}/removal", json=removal)
    told = (await profiling.done(AIBEK, "GET", f"{LISTS}/suspects/changes"))["changes"]
    assert [(each["subject"], each["by"], each["version"], each["note"]) for each in told] == [
        ("entry", "KG-OSH/aibek", 3, "Entered by mistake"),
        ("entry", "KG-OSH/cholpon", 2, "Seen"),
        ("entry", "KG-OSH/aibek", 1, "Named in a seizure"),
        ("list", "KG-OSH/aibek", 1, ""),
    ]
    assert told[1]["fields"] == ["reason", "confidence"]
    page = await profiling.done(AIBEK, "GET", f"{LISTS}/suspects/changes", params={"limit": 3})
    rest = {"before": page["next"]}
    after = (await profiling.done(AIBEK, "GET", f"{LISTS}/suspects/changes", params=rest))["changes"]
    assert [*page["changes"], *after] == told


@pytest.mark.parametrize("table", ["list_versions", "list_entries", "clearance_versions", "list_changes"])
async def test_nothing_of_the_past_can_be_rewritten(profiling: Profiling, table: str) -> None:
    await profiling.make_list("suspects")
    await profiling.enter("suspects")
    with pytest.raises(DatabaseFault):
        async with profiling.database.transaction() as session:
            await session.execute(text(f"UPDATE {table} SET tenant = 'XX'"))  # noqa: S608 - names of the test


async def test_an_administration_sees_and_changes_only_its_own(profiling: Profiling) -> None:
    await profiling.make_list("suspects")
    made = await profiling.enter("suspects")
    address = f"{LISTS}/suspects/entries/{made['id']}"
    assert (await profiling.done(NURLAN, "GET", LISTS))["lists"] == []
    assert await profiling.look_up("Silver Poplar LLC", who=NURLAN) == []
    for method, path, body in (
        ("GET", f"{LISTS}/suspects/entries", None),
        ("GET", f"{LISTS}/suspects/changes", None),
        ("GET", f"{LISTS}/suspects/table", None),
        ("GET", address, None),
        ("PUT", address, entry(version=1)),
        ("POST", f"{address}/removal", {"version": 1, "reason": "Not mine"}),
        ("POST", f"{LISTS}/suspects/entries", entry()),
    ):
        assert await profiling.refused(NURLAN, method, path, json=body) == (404, "not-found"), path
    await profiling.make_list("suspects", who=NURLAN, effect="mandatory")
    await profiling.enter("suspects", who=NURLAN, names=[{"text": "Orion Steppe"}])
    assert len(await profiling.look_up("Orion Steppe", who=NURLAN)) == 1
    assert await profiling.look_up("Orion Steppe") == []
    [mine] = (await profiling.done(AIBEK, "GET", LISTS))["lists"]
    assert (mine["effect"], mine["active"]) == ("score", 1)


RIGHTS: list[tuple[Any, str, str, int]] = [
    (SEARCHER, "GET", LISTS, 200),
    (SEARCHER, "GET", f"{LISTS}/suspects/entries", 200),
    (SEARCHER, "POST", f"{LISTS}/suspects/entries", 403),
    (VIEWER, "GET", LISTS, 403),
    (VIEWER, "GET", f"{LISTS}/suspects/entries", 403),
    (PROGRAMME, "GET", LISTS, 403),
    (AIBEK, "POST", f"{LISTS}/suspects/entries", 201),
]


@pytest.mark.parametrize(("who", "method", "path", "status"), RIGHTS)
async def test_rights_are_those_of_the_table(
    profiling: Profiling, who: Any, method: str, path: str, status: int
) -> None:
    await profiling.make_list("suspects")
    answer = await profiling.call(who, method, path, json=entry() if method == "POST" else None)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"expires_on": "2026-11-17"}, "wrong-expiry"),
        ({"expires_on": "2036-12-31"}, "wrong-expiry"),
        ({"kind": "person"}, "wrong-entry-kind"),
        ({"names": []}, "nothing-to-match"),
        ({"identifiers": [{"kind": "number", "value": "12"}]}, "unreadable-identifier"),
        ({"identifiers": [{"kind": "imo", "value": "9074728"}]}, "unreadable-identifier"),
        ({"identifiers": [{"kind": "phone", "value": "0555 123456"}]}, "unreadable-identifier"),
        ({"names": [{"text": "---"}]}, "invalid-request"),
        ({"expires_on": None}, "invalid-request"),
        ({"reason": ""}, "invalid-request"),
    ],
)
async def test_what_could_never_be_found_or_never_ends_is_refused(
    profiling: Profiling, more: dict[str, Any], code: str
) -> None:
    await profiling.make_list("companies", kind="company")
    address = f"{LISTS}/companies/entries"
    assert (await profiling.refused(AIBEK, "POST", address, json=entry(**more)))[1] == code
    await profiling.enter("companies", identifiers=[{"kind": "imo", "value": "IMO 9074729"}])


async def test_a_list_keeps_its_kind_and_may_change_its_effect(profiling: Profiling) -> None:
    made = await profiling.make_list("suspects")
    await profiling.enter("suspects")
    changed = await profiling.make_list("suspects", effect="mandatory", version=1)
    assert (made["version"], changed["version"]) == (1, 2)
    [hit] = await profiling.look_up("Silver Poplar LLC")
    assert hit["effect"] == "mandatory"
    filing = {"titles": {"en": "X"}, "kind": "phone", "effect": "score", "owner": "KG-OSH", "version": 2}
    address = f"{LISTS}/suspects"
    assert await profiling.refused(AIBEK, "PUT", address, json=filing) == (422, "list-fixed")
    stale = filing | {"kind": "mixed", "version": 1}
    assert await profiling.refused(AIBEK, "PUT", address, json=stale) == (409, "list-other-version")
