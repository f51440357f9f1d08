"""The UN's list over HTTP: in parts, compared, confirmed where it drops much."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from integration.profiling.lists.conftest import (
    AIBEK,
    LISTS,
    NURLAN,
    SEARCHER,
    Profiling,
    entry,
    finish,
)
from simulators.un_list import Listed, consolidated

FORM: dict[str, Any] = {"form": "un-consolidated", "effect": "mandatory", "owner": "UN Security Council"}
FILE = consolidated(20)


async def test_a_file_in_parts_is_read_and_its_names_and_documents_hit(profiling: Profiling) -> None:
    await profiling.make_list("un", **FORM)
    data = FILE.xml()
    third = -(-len(data) // 3)
    address = await profiling.send(data, part=third)
    report = await profiling.done(AIBEK, "POST", address, json=finish(data, parts=3))
    assert (report["read"], report["added"], report["applied"]) == (20, 20, True)
    [hit] = await profiling.look_up(FILE.listed[4].names[0].upper())
    assert (hit["list"], hit["effect"]) == ("un", "mandatory")
    [by_number] = await profiling.look_up("an 1000003", what="number")
    assert by_number["matched"] == "AN1000003"
    assert by_number["reasons"][0]["code"] == "exact-number"


async def test_the_same_file_again_changes_nothing(profiling: Profiling) -> None:
    await profiling.make_list("un", **FORM)
    await profiling.import_un(FILE.xml())
    again = await profiling.import_un(FILE.xml())
    assert (again["added"], again["changed"], again["removed"], again["unchanged"]) == (0, 0, 0, 20)
    page = await profiling.done(AIBEK, "GET", f"{LISTS}/un/entries")
    assert {each["version"] for each in page["entries"]} == {1}


async def test_the_next_file_adds_changes_and_drops_with_versions(profiling: Profiling) -> None:
    await profiling.make_list("un", **FORM)
    await profiling.import_un(FILE.xml())
    first, second, *rest = FILE.listed
    new = Listed("777", ("Someone", "Quite New"), reference="XXx.777")
    following = replace(FILE, listed=(replace(second, version="2", names=("Other", "Name")), *rest, new))
    report = await profiling.import_un(following.xml())
    assert (report["added"], report["changed"], report["removed"]) == (1, 1, 1)
    assert [each["change"] for each in report["changes"]] == ["removed", "changed", "added"]
    assert report["changes"][1]["fields"] == ["names", "un.revision"]
    assert report["changes"][0]["reference"] == first.reference
    assert await profiling.look_up(" ".join(first.names)) == []
    assert [hit["entry_version"] for hit in await profiling.look_up("Name Other")] == [2]
    removed = await profiling.done(AIBEK, "GET", f"{LISTS}/un/entries", params={"state": "removed"})
    assert [each["removal"] for each in removed["entries"]] == ["No longer in the file of the UN."]


async def test_a_shrunken_file_clears_nobody_until_an_officer_confirms(profiling: Profiling) -> None:
    await profiling.make_list("un", **FORM)
    await profiling.import_un(FILE.xml())
    short = FILE.without(*(each.data_id for each in FILE.listed[:5]))
    address = await profiling.send(short.xml())
    looked = await profiling.done(AIBEK, "POST", address, json=finish(short.xml(), dry_run=True))
    assert (looked["removed"], looked["confirm"], looked["applied"]) == (5, ["shrinks"], False)
    refused = await profiling.refused(AIBEK, "POST", address, json=finish(short.xml()))
    assert refused == (409, "confirmation-needed")
    assert len(await profiling.look_up("AN1000000", what="number")) == 1
    done = await profiling.done(AIBEK, "POST", address, json=finish(short.xml(), confirmed=True))
    assert (done["removed"], done["applied"]) == (5, True)
    assert await profiling.look_up("AN1000000", what="number") == []
    [told, *_] = (await profiling.done(AIBEK, "GET", f"{LISTS}/un/changes"))["changes"]
    assert told["note"].endswith("; confirmed: shrinks")


async def test_an_older_file_has_to_be_confirmed(profiling: Profiling) -> None:
    await profiling.make_list("un", **FORM)
    await profiling.import_un(FILE.xml())
    [stored] = (await profiling.done(AIBEK, "GET", LISTS))["lists"]
    assert stored["dated"].startswith("2026-11-01T09:00:00")
    older = replace(FILE, generated="2026-10-01T09:00:00").xml()
    address = await profiling.send(older)
    assert (await profiling.refused(AIBEK, "POST", address, json=finish(older)))[1] == "confirmation-needed"
    assert (await profiling.done(AIBEK, "POST", address, json=finish(older, confirmed=True)))["applied"]


async def test_a_file_that_is_not_whole_is_refused_and_can_be_completed(profiling: Profiling) -> None:
    await profiling.make_list("un", **FORM)
    data = FILE.xml()
    half = len(data) // 2
    opened = await profiling.done(AIBEK, "POST", f"{LISTS}/un/imports")
    address = f"{LISTS}/un/imports/{opened['id']}"
    await profiling.done(AIBEK, "PUT", f"{address}/parts/1", content=data[:half])
    whole = finish(data, parts=2)
    refused = await profiling.refused(AIBEK, "POST", f"{address}/finish", json=whole)
    assert refused == (409, "import-incomplete")
    # The half alone, said to be all: it breaks off, so it clears nobody either.
    broken = finish(data[:half])
    assert await profiling.refused(AIBEK, "POST", f"{address}/finish", json=broken) == (
        400,
        "unreadable-list",
    )
    await profiling.done(AIBEK, "PUT", f"{address}/parts/2", content=data[half:])
    assert (await profiling.done(AIBEK, "POST", f"{address}/finish", json=whole))["added"] == 20
    assert await profiling.refused(AIBEK, "POST", f"{address}/finish", json=whole) == (409, "import-closed")


async def test_entities_are_refused_where_the_same_file_without_them_is_accepted(
    profiling: Profiling,
) -> None:
    await profiling.make_list("un", **FORM)
    bomb = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    hostile = replace(FILE, head=bomb).xml().replace(b"Made-up", b"&b;")
    address = await profiling.send(hostile)
    assert await profiling.refused(AIBEK, "POST", address, json=finish(hostile)) == (400, "forbidden-markup")
    assert (await profiling.import_un(FILE.xml()))["added"] == 20


async def test_entries_of_the_un_are_changed_by_its_files_alone(profiling: Profiling) -> None:
    await profiling.make_list("un", **FORM)
    await profiling.make_list("suspects")
    await profiling.import_un(FILE.xml())
    [some, *_] = (await profiling.done(AIBEK, "GET", f"{LISTS}/un/entries"))["entries"]
    address = f"{LISTS}/un/entries/{some['id']}"
    for method, path, body in (
        ("POST", f"{LISTS}/un/entries", entry()),
        ("PUT", address, entry(version=1)),
        ("POST", f"{address}/removal", {"version": 1, "reason": "Friend"}),
        ("POST", f"{LISTS}/un/table", None),
    ):
        refused = await profiling.refused(AIBEK, method, path, json=body)
        assert refused == (422, "imported-list"), path
    refused = await profiling.refused(AIBEK, "POST", f"{LISTS}/suspects/imports")
    assert refused == (422, "not-imported-list")


async def test_imports_belong_to_one_administration_and_need_the_right(profiling: Profiling) -> None:
    await profiling.make_list("un", **FORM)
    await profiling.make_list("un", who=NURLAN, **FORM)
    address = await profiling.send(FILE.xml())
    body = finish(FILE.xml())
    assert await profiling.refused(NURLAN, "POST", address, json=body) == (404, "not-found")
    part = address.replace("/finish", "/parts/1")
    assert await profiling.refused(NURLAN, "PUT", part, content=b"<x/>") == (404, "not-found")
    assert await profiling.refused(SEARCHER, "POST", address, json=body) == (403, "not-allowed")
    assert (await profiling.done(AIBEK, "POST", address, json=body))["added"] == 20
    assert await profiling.look_up("AN1000000", what="number", who=NURLAN) == []
    assert len(await profiling.look_up("AN1000000", what="number")) == 1


async def test_an_import_that_was_never_finished_makes_room_for_the_next(profiling: Profiling) -> None:
    await profiling.make_list("un", **FORM)
    left = await profiling.send(FILE.xml())
    await profiling.import_un(FILE.xml())
    assert await profiling.refused(AIBEK, "POST", left, json=finish(FILE.xml())) == (404, "not-found")
