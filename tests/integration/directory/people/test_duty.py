"""Duty rosters: who is on duty now, by the unit's time zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from integration.directory.people.conftest import ANALYST, HEAD, KYRGYZ, PLANNED, unit_filing
from simulators.programme import BATKEN, OSH

if TYPE_CHECKING:
    from integration.directory.people.conftest import Directory

DUTY = f"/v1/units/{OSH}/duty"
WHO = ANALYST.officer


def shift(starts: str, ends: str, officer: str = WHO) -> dict[str, str]:
    return {"officer": officer, "starts": starts, "ends": ends}


NO_TIME = shift("2026-09-21T20:00", "2026-09-21T20:00")
NINE_DAYS = shift("2026-09-21T20:00", "2026-09-30T20:00")
STRANGER = shift("2026-09-21T20:00", "2026-09-21T21:00", "o-9")
ZONED = shift("2026-09-21T20:00Z", "2026-09-21T21:00Z")
# The programme's clock stands at 2026-09-21 14:3x UTC, which is 20:3x in Bishkek and 19:3x in Aktau.
NOW = shift("2026-09-21T20:00", "2026-09-22T08:00")
LATER = shift("2026-09-22T08:00", "2026-09-22T20:00")


async def ready(directory: Directory, *shifts: dict[str, str], **more: Any) -> dict[str, Any]:
    await directory.put(HEAD, f"/v1/units/{OSH}", unit_filing(**more))
    return await directory.put(ANALYST, DUTY, {"version": 0, "shifts": list(shifts)})


async def on_duty(directory: Directory) -> list[str]:
    page = await directory.get(ANALYST, "/v1/units", on_duty="true")
    return [unit["code"] for unit in page["units"]]


async def test_the_unit_is_found_by_who_is_on_duty_now(directory: Directory) -> None:
    roster = await ready(directory, NOW, LATER)
    assert (roster["version"], roster["on_duty"], roster["time_zone"]) == (1, [WHO], "Asia/Bishkek")
    assert await on_duty(directory) == [OSH]
    assert (await directory.get(ANALYST, f"/v1/units/{OSH}"))["on_duty"] == [WHO]
    directory.programme.now += 6 * 3_600
    assert await on_duty(directory) == [OSH]
    directory.programme.now += 18 * 3_600
    assert await on_duty(directory) == []


async def test_another_time_zone_moves_the_shifts(directory: Directory) -> None:
    await ready(directory, NOW)
    moved = unit_filing(version=1, time_zone="Asia/Aqtau")
    await directory.put(HEAD, f"/v1/units/{OSH}", moved)
    assert await on_duty(directory) == []
    directory.programme.now += 3_600
    assert await on_duty(directory) == [OSH]


async def test_who_has_left_is_not_on_duty(directory: Directory) -> None:
    await ready(directory, NOW)
    directory.programme.say(directory.key_officer.sign, lambda a: a.officer_left(OSH, WHO))
    await directory.write_log()
    assert await on_duty(directory) == []
    assert (await directory.get(HEAD, DUTY))["on_duty"] == []


async def test_shifts_of_who_has_left_may_stay_and_do_not_count(directory: Directory) -> None:
    await ready(directory, NOW)
    directory.programme.say(directory.key_officer.sign, lambda a: a.officer_left(OSH, WHO))
    await directory.write_log()
    other = shift("2026-09-22T08:00", "2026-09-22T20:00", HEAD.officer)
    roster = await directory.put(HEAD, DUTY, {"version": 1, "shifts": [NOW, other]})
    assert (len(roster["shifts"]), roster["on_duty"], await on_duty(directory)) == (2, [], [])
    new = {"version": 2, "shifts": [NOW, other, LATER]}
    assert await directory.refused(HEAD, "PUT", DUTY, json=new) == (422, "not-on-strength")


async def test_a_roster_is_replaced_and_a_lost_update_refused(directory: Directory) -> None:
    await ready(directory, NOW)
    stale = {"version": 0, "shifts": [LATER]}
    assert await directory.refused(ANALYST, "PUT", DUTY, json=stale) == (409, "changed-meanwhile")
    roster = await directory.put(ANALYST, DUTY, {"version": 1, "shifts": [LATER]})
    assert (roster["version"], len(roster["shifts"])) == (2, 1)
    again = await directory.put(ANALYST, DUTY, {"version": 2, "shifts": [LATER]})
    assert again["version"] == 2
    change = (await directory.get(HEAD, f"/v1/units/{OSH}/changes"))["changes"][0]
    assert (change["subject"], change["handle"]) == ("duty", WHO)
    assert [each["starts"] for each in change["fields"][0]["before"]] == ["2026-09-21T20:00:00"]
    assert [each["starts"] for each in change["fields"][0]["after"]] == ["2026-09-22T08:00:00"]


@pytest.mark.parametrize(
    ("shifts", "code"),
    [
        pytest.param([NO_TIME], "wrong-shift", id="no time at all"),
        pytest.param([NINE_DAYS], "wrong-shift", id="more than a week"),
        pytest.param([NOW, {**NOW, "ends": "2026-09-22T09:00"}], "wrong-shift", id="one beginning twice"),
        pytest.param([STRANGER], "not-on-strength", id="an officer of no unit"),
        pytest.param([ZONED], "invalid-request", id="a time with a zone"),
    ],
)
async def test_a_shift_that_cannot_be_is_refused(
    directory: Directory, shifts: list[dict[str, str]], code: str
) -> None:
    await ready(directory)
    wrong = {"version": 0, "shifts": shifts}
    assert await directory.refused(ANALYST, "PUT", DUTY, json=wrong) == (422, code)


async def test_a_roster_needs_the_units_time_zone(directory: Directory) -> None:
    path, roster = f"/v1/units/{BATKEN}/duty", {"version": 0, "shifts": []}
    assert await directory.refused(KYRGYZ, "PUT", path, json=roster) == (422, "no-particulars")
    nowhere = f"/v1/units/{PLANNED}/duty"
    assert await directory.refused(KYRGYZ, "PUT", nowhere, json=roster) == (404, "not-found")
