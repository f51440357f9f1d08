"""Segments and groups: saved in versions, never rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from integration.directory.people.conftest import ANALYST, HEAD, KYRGYZ, PROGRAMME, administrator
from sealwire_chassis.database import DatabaseFault
from simulators.programme import AKTAU, BATKEN, OSH
from sqlalchemy import text

if TYPE_CHECKING:
    from integration.directory.people.conftest import Directory

GROUP = "/v1/groups/southern-road"
SEGMENT = "/v1/segments/central-asia"


def group(**more: Any) -> dict[str, Any]:
    return {"version": 0, "scope": "KG", "units": [OSH, BATKEN], "note": "Ош - Баткен", **more}


async def test_every_save_of_a_group_is_a_version_that_stays_readable(directory: Directory) -> None:
    first = await directory.put(KYRGYZ, GROUP, group())
    second = await directory.put(KYRGYZ, GROUP, group(version=1, units=[OSH]))
    assert (second["version"], second["handle"], second["saved_at"]) == (
        2,
        "admin-KG",
        directory.programme.now,
    )
    assert await directory.get(ANALYST, GROUP) == second
    assert await directory.get(ANALYST, GROUP, version=1) == first
    assert await directory.refused(ANALYST, "GET", GROUP, params={"version": 3}) == (404, "not-found")
    assert (await directory.get(ANALYST, "/v1/groups"))["groups"] == [second]


async def test_the_same_group_again_makes_no_version(directory: Directory) -> None:
    await directory.put(KYRGYZ, GROUP, group())
    assert (await directory.put(KYRGYZ, GROUP, group()))["version"] == 1


async def test_a_lost_update_of_a_group_is_refused(directory: Directory) -> None:
    await directory.put(KYRGYZ, GROUP, group())
    stale = {"json": group(units=[OSH])}
    assert await directory.refused(KYRGYZ, "PUT", GROUP, **stale) == (409, "changed-meanwhile")


async def test_a_group_belongs_to_whom_it_was_made_by(directory: Directory) -> None:
    await directory.put(PROGRAMME, GROUP, group(scope="*", units=[OSH, AKTAU]))
    taken = {"json": group(version=1)}
    assert await directory.refused(KYRGYZ, "PUT", GROUP, **taken) == (409, "group-of-another-owner")
    foreign = {"json": group(version=1, scope="*")}
    assert await directory.refused(KYRGYZ, "PUT", GROUP, **foreign) == (403, "not-allowed")


async def test_a_group_has_units_that_the_directory_knows(directory: Directory) -> None:
    unknown = {"json": group(units=[OSH, "KG-XXX"])}
    assert await directory.refused(KYRGYZ, "PUT", GROUP, **unknown) == (422, "unknown-units")


async def test_a_note_may_have_lines_but_no_zero_byte(directory: Directory) -> None:
    wrong = {"json": group(note="a\0b")}
    assert await directory.refused(KYRGYZ, "PUT", GROUP, **wrong) == (422, "invalid-request")
    assert (await directory.put(KYRGYZ, GROUP, group(note="a\nb")))["note"] == "a\nb"


async def test_central_asia_is_there_from_the_start_and_may_be_changed(directory: Directory) -> None:
    (given,) = (await directory.get(ANALYST, "/v1/segments"))["segments"]
    assert given["countries"] == ["KG", "KZ", "TJ", "TM", "UZ"]
    assert given["names"]["ru"] == "Центральная Азия"
    wanted = {"version": 1, "names": given["names"], "countries": [*given["countries"], "AF"]}
    assert (await directory.put(PROGRAMME, SEGMENT, wanted))["version"] == 2
    assert (await directory.put(PROGRAMME, SEGMENT, wanted))["version"] == 2
    stale = {**wanted, "countries": ["KG"]}
    assert await directory.refused(PROGRAMME, "PUT", SEGMENT, json=stale) == (409, "changed-meanwhile")


@pytest.mark.parametrize("table", ["changes", "group_versions"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET version = 9", "DELETE FROM {}", "TRUNCATE {}"])
async def test_the_database_refuses_to_rewrite_history(
    directory: Directory, table: str, statement: str
) -> None:
    await directory.put(KYRGYZ, GROUP, group())
    with pytest.raises(DatabaseFault):
        async with directory.database.transaction() as session:
            await session.execute(text(statement.format(table)))
    assert (await directory.get(ANALYST, GROUP))["version"] == 1


async def test_everybody_reads_their_own_changes(directory: Directory) -> None:
    await directory.put(PROGRAMME, SEGMENT, {"version": 1, "names": {"en": "CA"}, "countries": ["KG"]})
    await directory.put(KYRGYZ, GROUP, group())
    aktau = {"version": 0, "name": "A"}
    await directory.put(PROGRAMME, f"/v1/units/{AKTAU}/officers/o-1", aktau)
    await directory.put(HEAD, f"/v1/units/{OSH}/officers/o-2", {"version": 0, "name": "B"})

    async def names(who: Any) -> list[str]:
        return [each["name"] for each in (await directory.get(who, "/v1/changes"))["changes"]]

    mine, country = [f"{OSH}/o-2"], [f"{OSH}/o-2", "southern-road"]
    assert await names(HEAD) == mine
    assert await names(KYRGYZ) == country
    assert await names(administrator("KZ")) == [f"{AKTAU}/o-1"]
    assert await names(PROGRAMME) == [f"{OSH}/o-2", f"{AKTAU}/o-1", "southern-road", "central-asia"]
    assert await directory.refused(ANALYST, "GET", "/v1/changes") == (403, "not-allowed")


async def test_pages_of_changes_follow_each_other(directory: Directory) -> None:
    for number in range(3):
        await directory.put(HEAD, f"/v1/units/{OSH}/officers/o-{number}", {"version": 0, "name": "B"})
    first = await directory.get(HEAD, f"/v1/units/{OSH}/changes", limit=2)
    second = await directory.get(HEAD, f"/v1/units/{OSH}/changes", limit=2, before=first["next"])
    assert [each["name"][-3:] for each in first["changes"] + second["changes"]] == ["o-2", "o-1", "o-0"]
    assert second["next"] is None
