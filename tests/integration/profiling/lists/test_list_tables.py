"""A watch list as CSV, out and in, over HTTP."""

from __future__ import annotations

from integration.profiling.lists.conftest import AIBEK, LISTS, SEARCHER, Profiling, entry

TABLE = f"{LISTS}/suspects/table"
HEADINGS = "kind;names;identifiers;reason;source;confidence;expires_on"


def csv(*lines: str, headings: str = HEADINGS) -> bytes:
    return "\n".join([headings, *lines]).encode()


GOOD = "company;Silver Poplar LLC;;Seen;notice;high;2027-01-01"
SHIP = "vessel;Blue Meridian;9074729;Seen;document;low;2027-01-01"


async def test_good_lines_are_entered_and_bad_ones_are_told(profiling: Profiling) -> None:
    await profiling.make_list("suspects")
    bad = "company;Orion Steppe;;Seen;notice;high;2020-01-01"
    report = await profiling.done(AIBEK, "POST", TABLE, content=csv(GOOD, bad, SHIP))
    assert [(error["line"], error["column"], error["code"]) for error in report["errors"]] == [
        (3, "expires_on", "wrong-expiry")
    ]
    assert (report["lines"], report["added"], report["refused"], report["applied"]) == (3, 2, 1, True)
    assert len(await profiling.look_up("IMO 9074729", what="imo")) == 1
    assert await profiling.look_up("Orion Steppe") == []


async def test_the_same_file_again_adds_nothing(profiling: Profiling) -> None:
    await profiling.make_list("suspects")
    await profiling.done(AIBEK, "POST", TABLE, content=csv(GOOD, SHIP))
    again = await profiling.done(AIBEK, "POST", TABLE, content=csv(GOOD, SHIP, SHIP))
    assert (again["added"], again["unchanged"]) == (0, 3)


async def test_a_dry_run_reports_and_enters_nothing(profiling: Profiling) -> None:
    await profiling.make_list("suspects")
    looked = await profiling.done(AIBEK, "POST", TABLE, content=csv(GOOD), params={"dry_run": True})
    assert (looked["added"], looked["applied"]) == (1, False)
    assert await profiling.look_up("Silver Poplar LLC") == []


async def test_an_export_is_edited_and_comes_back_as_next_versions(profiling: Profiling) -> None:
    await profiling.make_list("suspects")
    await profiling.enter("suspects", reference="=1+1")
    await profiling.enter("suspects", kind="phone", names=[], identifiers=[
        {"kind": "phone", "value": "+996555123456"},
    ])  # fmt: skip
    exported = (await profiling.call(SEARCHER, "GET", TABLE)).content
    assert b"'=1+1" in exported
    unchanged = await profiling.done(AIBEK, "POST", TABLE, content=exported)
    assert (unchanged["changed"], unchanged["unchanged"], unchanged["refused"]) == (0, 2, 0)
    edited = exported.replace(b"Silver Poplar LLC", b"Silver Poplar LLC | low: Poplar")
    report = await profiling.done(AIBEK, "POST", TABLE, content=edited)
    assert (report["changed"], report["unchanged"]) == (1, 1)
    stale = await profiling.done(AIBEK, "POST", TABLE, content=exported)
    assert [error["code"] for error in stale["errors"]] == ["list-other-version"]
    [told, *_] = (await profiling.done(AIBEK, "GET", f"{LISTS}/suspects/changes"))["changes"]
    assert (told["version"], told["fields"]) == (2, ["names"])


async def test_a_line_about_an_entry_that_is_removed_or_of_no_list_is_refused(profiling: Profiling) -> None:
    await profiling.make_list("suspects")
    made = await profiling.enter("suspects")
    exported = (await profiling.call(AIBEK, "GET", TABLE)).content
    removal = {"version": 1, "reason": "Mistake"}
    await profiling.done(AIBEK, "POST", f"{LISTS}/suspects/entries/{made['id']}/removal", json=removal)
    report = await profiling.done(AIBEK, "POST", TABLE, content=exported)
    assert [error["code"] for error in report["errors"]] == ["entry-removed"]
    await profiling.make_list("others")
    report = await profiling.done(AIBEK, "POST", f"{LISTS}/others/table", content=exported)
    assert [error["code"] for error in report["errors"]] == ["not-found"]
    assert (await profiling.done(AIBEK, "POST", TABLE, content=csv(GOOD)))["added"] == 1


async def test_what_is_no_table_is_refused_and_needs_the_right(profiling: Profiling) -> None:
    await profiling.make_list("suspects")
    for data, refusal in (
        (b"\xff\xfe", (400, "unreadable-file")),
        (csv(headings="name;colour"), (422, "unknown-list-columns")),
        (b"x" * 4_194_305, (413, "too-large")),
    ):
        assert await profiling.refused(AIBEK, "POST", TABLE, content=data) == refusal
    assert await profiling.refused(SEARCHER, "POST", TABLE, content=csv(GOOD)) == (403, "not-allowed")
    assert entry()["names"][0]["text"] in GOOD
