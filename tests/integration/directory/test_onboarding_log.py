"""The gate that joins both halves: no unit is opened in the log before its case is practised."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING

import pytest
from integration.directory.conftest import code
from sealwire.contract.onboarding import CaseState, ImportedStep, Opening, TestNotice
from sealwire.envelope.format import parse
from sealwire_directory.log.adapters import log
from sealwire_local.past_cases import past_case
from simulators.casework import BATKEN
from simulators.onboarding_field import KG
from simulators.programme import OSH

if TYPE_CHECKING:
    import httpx
    from sealwire_chassis.database import Database
    from simulators.onboarding_field import Field

EARLY = tuple(CaseState)[:5]


async def test_a_unit_without_a_case_is_not_opened(field: Field) -> None:
    size = len(field.programme.statements)
    refused = await field.opened(BATKEN)
    assert code(refused) == (409, "onboarding-incomplete")
    problem = refused.json()
    assert (problem["unit"], problem["state"], problem["next"]) == (BATKEN, "none", "requested")
    assert [each["code"] for each in problem["missing"]] == ["letter", "site", "agencies"]
    assert (await field.service.http.get("/v1/directory/units", headers=field.worker.headers)).json()[
        "size"
    ] == size


@pytest.mark.parametrize("state", EARLY)
async def test_a_unit_is_opened_from_practised_on_and_not_before(field: Field, state: CaseState) -> None:
    worker = field.worker
    assert (await worker.imported(past_case(BATKEN, {"en": "Batken"}, to=state))).status_code == 201
    refused = await field.opened(BATKEN)
    assert code(refused) == (409, "onboarding-incomplete")
    assert refused.json()["state"] == state
    for later in tuple(CaseState)[EARLY.index(state) + 1 : 6]:
        assert (await worker.step(later)).status_code == 200
    assert (await field.opened(BATKEN)).status_code == 201
    last = (await worker.get(f"/cases/{BATKEN}/events")).json()["events"][-1]
    assert (last["what"], last["handle"], last["key"]) == ("unit.opened", "kg", KG.sign.key_id.hex())


async def test_one_unit_too_early_stops_the_whole_batch(field: Field) -> None:
    assert (await field.worker.imported(past_case(BATKEN, {"en": "Batken"}))).status_code == 201
    both = await field.say(
        KG.sign, lambda a: a.open_unit(BATKEN, {"en": "B"}), lambda a: a.open_unit("KG-OSH", {"en": "O"})
    )
    assert code(both) == (409, "onboarding-incomplete")
    assert both.json()["unit"] == "KG-OSH"
    events = (await field.worker.get(f"/cases/{BATKEN}/events")).json()["events"]
    assert "unit.opened" not in {each["what"] for each in events}
    assert (await field.opened(BATKEN)).status_code == 201


async def test_the_case_follows_what_the_log_says_of_the_unit(field: Field) -> None:
    worker = field.worker
    assert (await worker.imported(past_case(BATKEN, {"en": "Batken"}))).status_code == 201
    assert (await field.opened(BATKEN)).status_code == 201
    for to in ("suspended", "closed"):
        assert code(await worker.step(to)) == (409, "state-follows-log")
    version = (await worker.case())["version"]
    reasons = {"suspended": "The office moves", "closed": "The post is gone"}
    assert (await field.say(KG.sign, lambda a: a.suspend_unit(BATKEN, reasons["suspended"]))).is_success
    case = await worker.case()
    assert (case["state"], case["next"], case["version"]) == ("suspended", None, version + 1)
    assert (await field.say(KG.sign, lambda a: a.resume_unit(BATKEN))).is_success
    assert (await worker.case())["state"] == "practised"
    assert (await field.say(KG.sign, lambda a: a.close_unit(BATKEN, reasons["closed"]))).is_success
    assert (await worker.case())["state"] == "closed"
    nowhere = await worker.step("connected")
    assert code(nowhere) == (409, "state-skipped")
    assert nowhere.json()["detail"] == "The case is closed, no step leads on."
    assert nowhere.json()["missing"] == []
    events = (await worker.get(f"/cases/{BATKEN}/events")).json()["events"][-3:]
    assert [(each["what"], each["detail"].get("reason")) for each in events] == [
        ("unit.suspended", reasons["suspended"]),
        ("unit.resumed", None),
        ("unit.closed", reasons["closed"]),
    ]


async def test_a_unit_in_the_log_is_not_taken_back_before_practised(field: Field) -> None:
    assert (await field.worker.imported(past_case(BATKEN, {"en": "Batken"}))).status_code == 201
    assert (await field.opened(BATKEN)).status_code == 201
    assert code(await _reopened(field)) == (409, "not-reopened")


async def test_of_opening_and_taking_back_at_once_one_happens(field: Field) -> None:
    assert (await field.worker.imported(past_case(BATKEN, {"en": "Batken"}))).status_code == 201
    opened, reopened = await asyncio.gather(field.opened(BATKEN), _reopened(field))
    assert {opened.is_success, reopened.is_success} == {True, False}
    assert code(reopened if opened.is_success else opened)[1] in {"not-reopened", "onboarding-incomplete"}


async def test_a_unit_that_was_opened_before_there_were_cases_is_imported_to_its_opening(
    field: Field, database: Database
) -> None:
    worker = field.worker
    keys = {}
    for unit in (BATKEN, OSH):
        await _opened_long_ago(field, database, unit)
        keys[unit] = await field.staffed(unit, f"key-1.{unit.lower()}", f"key-2.{unit.lower()}")
    notice = field.envelope(OSH, keys[OSH][0], to=BATKEN)
    answer = field.envelope(BATKEN, keys[BATKEN][0], to=OSH, answers=parse(notice).id)
    filed = TestNotice(
        notice=await worker.file(notice, "application/cbor"),
        answer=await worker.file(answer, "application/cbor"),
    )
    opening = Opening(file=await worker.file(b"The act"), dated=date(2022, 4, 8))
    past = past_case(BATKEN, {"en": "Batken"})
    steps = [ImportedStep(to=state, on=date(2022, 4, 8)) for state in (CaseState.CONNECTED, CaseState.OPEN)]
    whole = past.document.model_copy(
        update={
            "evidence": [*past.document.evidence, filed, opening],
            "history": [*past.document.history, *steps],
        }
    )
    for content in past.files:
        await worker.file(content)
    short = whole.model_copy(update={"evidence": [*past.document.evidence, opening]})
    refused = await worker.post("/imports", short)
    assert [each["code"] for each in refused.json()["missing"]] == ["test_notice"]
    assert (await worker.done(await worker.post("/imports", whole)))["state"] == "open"


async def test_the_imported_case_of_a_suspended_unit_is_suspended_until_the_unit_is_resumed(
    field: Field, database: Database
) -> None:
    await _opened_long_ago(field, database, BATKEN)
    assert (await field.say(KG.sign, lambda a: a.suspend_unit(BATKEN, "The office moves"))).is_success
    imported = await field.worker.imported(past_case(BATKEN, {"en": "Batken"}, to=CaseState.TRAINED))
    assert (await field.worker.done(imported))["state"] == "suspended"
    assert (await field.say(KG.sign, lambda a: a.resume_unit(BATKEN))).is_success
    assert (await field.worker.case())["state"] == "trained"


async def test_the_imported_case_of_a_closed_unit_is_closed(field: Field, database: Database) -> None:
    await _opened_long_ago(field, database, BATKEN)
    assert (await field.say(KG.sign, lambda a: a.close_unit(BATKEN, "The post is gone"))).is_success
    imported = await field.worker.imported(past_case(BATKEN, {"en": "Batken"}))
    assert (await field.worker.done(imported))["state"] == "closed"


async def _opened_long_ago(field: Field, database: Database, unit: str) -> None:
    """Put a statement into the log as an earlier release did, which asked for no case."""
    after = len(field.programme.statements)
    said = field.programme.say(KG.sign, lambda a: a.open_unit(unit, {"en": unit}))
    async with database.transaction() as session:
        await log.add(session, said, after=after, now=field.programme.now)


async def _reopened(field: Field) -> httpx.Response:
    version = (await field.worker.case())["version"]
    body = {"to": "trained", "version": version, "reason": "A certificate was withdrawn"}
    return await field.worker.post(f"/cases/{BATKEN}/reopened", body)
