"""Officers' particulars: who sees what of them, and when they are forgotten."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from integration.directory.people.conftest import (
    ANALYST,
    HEAD,
    KYRGYZ,
    PLANNED,
    caller_of,
    officer,
    officer_filing,
    unit_filing,
)
from sealwire.authorisation import MATRIX, Action, Actor, Reach
from sealwire.contract.people import OfficerFiling, OfficerParticulars
from sealwire_directory.log.verified import VerifiedLog
from sealwire_directory.people import retention
from sealwire_directory.people.call import Call
from sealwire_directory.people.domain.redaction import NEEDED
from sealwire_directory.people.service_officers import erase_left, file
from simulators.programme import AKTAU, BATKEN, OSH
from sqlalchemy import text

if TYPE_CHECKING:
    from integration.directory.people.conftest import Directory

OFFICERS = f"/v1/units/{OSH}/officers"
HANDLE = f"analyst.{OSH.lower()}"
AT = f"{OFFICERS}/{HANDLE}"
DAY = 86_400


async def shown(directory: Directory, who: Any, handle: str = HANDLE, unit: str = OSH) -> dict[str, Any]:
    page = await directory.get(who, f"/v1/units/{unit}/officers")
    return next(each for each in page["officers"] if each["handle"] == handle)


async def test_roles_and_status_come_from_the_log(directory: Directory) -> None:
    filed = await directory.put(HEAD, AT, officer_filing())
    assert (filed["roles"], filed["status"], filed["version"]) == (["analyst"], "active", 1)
    roles = {"json": officer_filing(version=1, roles=["key_officer"])}
    assert await directory.refused(HEAD, "PUT", AT, **roles) == (422, "invalid-request")
    say = directory.programme.say
    say(directory.key_officer.sign, lambda a: a.officer_left(OSH, HANDLE))
    say(directory.key_officer.sign, lambda a: a.enrol(OSH, HANDLE, ["search_team"]))
    await directory.write_log()
    assert (await shown(directory, ANALYST))["roles"] == ["search_team"]


async def test_officers_of_the_log_are_listed_before_anything_is_filed(directory: Directory) -> None:
    handles = [each["handle"] for each in (await directory.get(ANALYST, OFFICERS))["officers"]]
    assert handles == sorted(handles)
    assert len(handles) == 6


async def test_an_officer_may_be_filed_before_the_log_enrols_them(directory: Directory) -> None:
    path = f"/v1/units/{PLANNED}/officers/analyst.irk"
    assert await directory.refused(KYRGYZ, "PUT", path, json=officer_filing()) == (404, "not-found")
    await directory.put(KYRGYZ, f"/v1/units/{PLANNED}", unit_filing())
    filed = await directory.put(KYRGYZ, path, officer_filing())
    assert (filed["status"], filed["roles"]) == ("planned", [])


async def test_a_lost_update_of_an_officer_is_refused(directory: Directory) -> None:
    await directory.put(HEAD, AT, officer_filing())
    assert await directory.refused(HEAD, "PUT", AT, json=officer_filing(rank="майор")) == (
        409,
        "changed-meanwhile",
    )
    assert (await directory.put(HEAD, AT, officer_filing(version=1, rank="майор")))["version"] == 2


@pytest.mark.parametrize("own", [True, False], ids=["own unit", "foreign unit"])
@pytest.mark.parametrize("actor", list(Actor))
async def test_each_field_of_an_officer_is_shown_to_whom_the_matrix_names(
    standing: Directory, actor: Actor, *, own: bool
) -> None:
    unit = OSH if own else AKTAU
    handle = f"key.{unit.lower()}"
    seen = await shown(standing, caller_of(actor), handle, unit)
    assert (seen["handle"], seen["roles"]) == (handle, ["key_officer"])
    foreign = not own and actor is not Actor.PROGRAMME_ADMINISTRATOR
    nothing = OfficerParticulars().model_dump(mode="json")
    for field, action in NEEDED.items():
        reach = MATRIX[action][actor]
        allowed = reach is Reach.ALL or (reach is Reach.OWN and not foreign)
        assert (seen["particulars"][field] != nothing[field]) is allowed, field
        assert (field in seen["withheld"]) is not allowed, field


def test_whoever_may_edit_officers_sees_all_of_them() -> None:
    """Or an exported file that comes back would erase what its importer could not see."""
    for actor in Actor:
        edits = MATRIX[Action.EDIT_OFFICERS][actor]
        for action in NEEDED.values():
            assert edits is Reach.NONE or MATRIX[action][actor] in (edits, Reach.ALL)


async def test_who_has_left_is_erased_after_the_retention_and_not_before(directory: Directory) -> None:
    await directory.put(HEAD, AT, officer_filing())
    directory.programme.say(directory.key_officer.sign, lambda a: a.officer_left(OSH, HANDLE))
    left_at = directory.programme.now
    await directory.write_log()
    assert (await shown(directory, HEAD))["particulars"]["name"] == "Айбек Осмонов"
    assert await erased(directory, now=left_at + 365 * DAY) == 0
    assert await erased(directory, now=left_at + 365 * DAY + 1) == 1
    assert await erased(directory, now=left_at + 366 * DAY) == 0
    after = await shown(directory, HEAD)
    assert (after["status"], after["roles"], after["version"]) == ("left", [], 2)
    assert OfficerParticulars.model_validate(after["particulars"]) == OfficerParticulars()
    assert "Айбек" not in await everything(directory)
    assert "555 123" not in await everything(directory)
    last = (await directory.get(HEAD, f"/v1/units/{OSH}/changes"))["changes"][0]
    assert (last["handle"], last["key"], last["name"]) == ("retention", "", f"{OSH}/{HANDLE}")


async def test_the_process_erases_what_is_due_as_soon_as_it_runs(directory: Directory) -> None:
    await directory.put(HEAD, AT, officer_filing())
    directory.programme.say(directory.key_officer.sign, lambda a: a.officer_left(OSH, HANDLE))
    await directory.write_log()
    verified, later = VerifiedLog(directory.programme.founding), directory.programme.now + 31 * DAY
    task = asyncio.create_task(
        retention.run(directory.database, verified, retention_days=30, clock=lambda: later)
    )
    async with asyncio.timeout(10):
        while (await shown(directory, HEAD))["particulars"]["name"]:  # noqa: ASYNC110 - it is another task
            await asyncio.sleep(0.05)
    task.cancel()


async def test_who_has_come_back_is_not_erased(directory: Directory) -> None:
    await directory.put(HEAD, AT, officer_filing())
    say, key = directory.programme.say, directory.key_officer.sign
    say(key, lambda a: a.officer_left(OSH, HANDLE))
    await directory.write_log()
    assert await directory.refused(HEAD, "PUT", AT, json=officer_filing(version=1, rank="x")) == (
        422,
        "officer-has-left",
    )
    say(key, lambda a: a.enrol(OSH, HANDLE, ["analyst"]))
    await directory.write_log()
    assert await erased(directory, now=directory.programme.now + 1000 * DAY) == 0
    assert (await directory.put(HEAD, AT, officer_filing(version=1, rank="x")))["version"] == 2


async def test_who_leaves_while_they_are_filed_is_forgotten_as_well(directory: Directory) -> None:
    await directory.get(HEAD, OFFICERS)  # so that the tables follow the log, and the filing need not
    verified = VerifiedLog(directory.programme.founding)
    async with directory.database.transaction() as session:
        call = Call(session, verified, HEAD, directory.programme.now)
        await file(call, OSH, HANDLE, OfficerFiling.model_validate(officer_filing()))
        directory.programme.say(directory.key_officer.sign, lambda a: a.officer_left(OSH, HANDLE))
        await directory.write_log()
        asked = asyncio.create_task(directory.get(HEAD, "/v1/units"))
        await asyncio.wait({asked}, timeout=0.5)
    await asked
    assert await erased(directory, now=directory.programme.now + 366 * DAY) == 1


async def test_officers_of_a_closed_unit_have_left(directory: Directory) -> None:
    path = f"/v1/units/{BATKEN}/officers/key.{BATKEN.lower()}"
    await directory.put(KYRGYZ, path, officer_filing())
    directory.programme.say(directory.country.sign, lambda a: a.close_unit(BATKEN, "merged"))
    await directory.write_log()
    assert await erased(directory, now=directory.programme.now + 366 * DAY) == 1


async def test_personal_values_are_not_copied_into_the_history(directory: Directory) -> None:
    await directory.put(HEAD, AT, officer_filing())
    await directory.put(HEAD, AT, officer_filing(version=1, name="Нурлан", languages=["ky"]))
    changes = (await directory.get(HEAD, f"/v1/units/{OSH}/changes"))["changes"]
    fields = {each["field"]: each for each in changes[0]["fields"]}
    assert fields["name"] == {"field": "name", "personal": True, "before": None, "after": None}
    assert (fields["languages"]["before"], fields["languages"]["after"]) == (["ky", "ru"], ["ky"])
    assert {each["field"] for each in changes[1]["fields"]} == set(NEEDED)
    told = json.dumps(changes, ensure_ascii=False)
    assert not [value for value in ("Айбек", "Нурлан", "капитан", "+996") if value in told]


async def test_a_viewer_and_an_integration_get_no_contacts_of_anybody(directory: Directory) -> None:
    await directory.put(HEAD, AT, officer_filing())
    for role in ("viewer", "integration"):
        answer = await directory.call(officer(OSH, role), "GET", OFFICERS)
        assert "555 123" not in answer.text
    assert "555 123" in (await directory.call(ANALYST, "GET", OFFICERS)).text


async def erased(directory: Directory, *, now: int) -> int:
    verified = VerifiedLog(directory.programme.founding)
    async with directory.database.transaction() as session:
        return await erase_left(session, verified, retention_days=365, now=now)


async def everything(directory: Directory) -> str:
    """Return all rows of the room's tables as text."""
    async with directory.database.transaction() as session:
        rows = [
            str(row)
            for table in ("officers", "changes", "units", "duty_shifts")
            for row in await session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - names of ours
        ]
    return "\n".join(rows)
