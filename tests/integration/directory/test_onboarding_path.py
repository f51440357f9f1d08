"""Batken from the request to its opening: every gate refused for what is missing, then passed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from integration.directory.conftest import code
from sealwire.contract.onboarding import CourseKind, Opening, Result, Sandbox, TestNotice
from sealwire.envelope.format import parse
from sealwire_local.past_cases import past_case
from simulators import casework
from simulators.casework import BATKEN, Caseworker, made_id
from simulators.onboarding_field import DAY_S, KG
from simulators.programme import OSH

if TYPE_CHECKING:
    import httpx
    from simulators.onboarding_field import Field


def lacking(answer: httpx.Response) -> list[str]:
    """Return the codes of what a refused step lacks."""
    assert code(answer) == (409, "evidence-missing")
    problem = answer.json()
    assert all(each["text"] in problem["detail"] for each in problem["missing"])
    return [each["code"] for each in problem["missing"]]


async def filed(worker: Caseworker, evidence: Any) -> None:
    assert (await worker.post(f"/cases/{BATKEN}/evidence", evidence)).status_code == 201


async def taught(worker: Caseworker, kind: CourseKind, *results: Result) -> None:
    path = f"/courses/{made_id(kind.value)}"
    assert (await worker.put(path, casework.course(kind))).status_code == 204
    people = casework.participants(*results)
    assert (await worker.put(f"{path}/participants/{BATKEN}", people)).status_code == 204


async def test_batken_goes_from_the_request_to_its_opening_and_no_gate_opens_early(field: Field) -> None:
    worker = field.worker
    await _from_the_request_to_the_assessment(worker)
    await _trained_and_equipped(worker)
    await _practised(worker)
    assert (await field.opened(BATKEN)).status_code == 201
    await _connected(field)
    assert lacking(await worker.step("open")) == ["opening"]
    act = await worker.file(b"%PDF-1.7 opened on 8 April", "application/pdf")
    await filed(worker, Opening(file=act, dated=date(2022, 4, 8)))
    case = await worker.done(await worker.step("open"))
    assert (case["state"], case["next"]) == ("open", None)
    events = (await worker.done(await worker.get(f"/cases/{BATKEN}/events")))["events"]
    states = ["requested", "agreed", "assessed", "trained", "equipped", "practised", "unit.opened"]
    assert [each["what"] for each in events if each["what"] in {*states, "connected", "open"}] == [
        *states, "connected", "open",
    ]  # fmt: skip
    assert {(each["key"], each["handle"]) for each in events} <= {
        (KG.sign.key_id.hex(), "admin-kg"),
        (KG.sign.key_id.hex(), "kg"),
    }
    assert not any(officer.name in str(events) for officer in casework.OFFICERS)


async def _from_the_request_to_the_assessment(worker: Caseworker) -> None:
    empty = {"unit": BATKEN}
    assert lacking(await worker.post("/cases", empty)) == ["letter", "site", "agencies"]
    await worker.requested()
    assert lacking(await worker.step("agreed")) == ["agreement"]
    activity = {
        "what": "Technical needs assessment",
        "starts": "2021-05-17",
        "ends": "2021-05-20",
        "place": "Batken",
        "donor": "japan",
        "units": [BATKEN],
    }
    draft = {"status": "draft", "activities": [activity]}
    assert (await worker.put("/work-plans/KG/2021", draft)).status_code == 204
    assert lacking(await worker.step("agreed")) == ["agreement"]
    assert (await worker.put("/work-plans/KG/2021", {**draft, "status": "agreed"})).status_code == 204
    assert (await worker.step("agreed")).status_code == 200
    assert lacking(await worker.step("assessed")) == ["assessment"]
    await filed(worker, casework.assessment(await worker.file(b"Report of May 2021")))
    assert (await worker.step("assessed")).status_code == 200


async def _trained_and_equipped(worker: Caseworker) -> None:
    skipped = await worker.step("equipped")
    assert code(skipped) == (409, "state-skipped")
    assert skipped.json()["next"] == "trained"
    assert [each["code"] for each in skipped.json()["missing"]] == ["theory", "theory", "equipment"]
    assert lacking(await worker.step("trained")) == ["theory", "theory"]
    await taught(worker, CourseKind.THEORY, Result.PASSED, Result.FAILED)
    refused = await worker.step("trained")
    assert lacking(refused) == ["theory"]
    assert refused.json()["missing"][0]["text"].endswith("key-2")
    await taught(worker, CourseKind.THEORY, Result.PASSED, Result.PASSED)
    assert (await worker.step("trained")).status_code == 200
    await _equipped(worker)


async def _equipped(worker: Caseworker) -> None:
    path = f"/cases/{BATKEN}/handovers/{made_id('handover')}"
    assert lacking(await worker.step("equipped")) == ["equipment"]
    act = await worker.file(b"Handover act")
    for missing, handover in (
        (["equipment"], casework.handover(act, serials=["A1"], quantity=1)),
        (["serials"], casework.handover(act, serials=["A1"])),
        (["serials"], casework.handover(act, serials=["A1", "A1"])),
        (["handover_act"], casework.handover(None, serials=["A1", "A2"])),
        (["donor"], casework.handover(act, serials=["A1", "A2"], donor=None)),
    ):
        assert (await worker.put(path, handover)).status_code == 200
        assert lacking(await worker.step("equipped")) == missing
    assert (await worker.put(path, casework.handover(act, serials=["A1", "A2"]))).status_code == 200
    assert (await worker.step("equipped")).status_code == 200


async def _practised(worker: Caseworker) -> None:
    assert lacking(await worker.step("practised")) == ["practical", "practical", "sandbox"]
    await taught(worker, CourseKind.PRACTICAL, Result.PASSED, Result.PASSED)
    await filed(worker, Sandbox(file=await worker.file(b"\xa0", "application/cbor"), dated=date(2022, 4, 7)))
    case = await worker.done(await worker.step("practised"))
    assert case["state"] == "practised"


async def _connected(field: Field) -> None:
    worker = field.worker
    assert lacking(await worker.step("connected")) == ["key_holders", "test_notice"]
    batken = await field.staffed(BATKEN, "key-1.batken", "key-2.batken")
    assert lacking(await worker.step("connected")) == ["test_notice"]
    assert (await worker.imported(past_case(OSH, {"en": "Osh"}))).status_code == 201
    assert (await field.opened(OSH)).status_code == 201
    osh = await field.staffed(OSH, "key-1.osh", "key-2.osh")
    field.programme.now += 60
    notice = field.envelope(OSH, osh[0], to=BATKEN)
    answer = field.envelope(BATKEN, batken[0], to=OSH, answers=parse(notice).id)
    field.programme.now += DAY_S
    ahead = field.envelope(BATKEN, batken[0], to=OSH, answers=parse(notice).id)
    field.programme.now -= DAY_S
    strays = {
        "future-dated": ahead,
        "test-notice-unproven": field.envelope(BATKEN, batken[0], to=OSH),
        "bad-signature": answer[:-1] + bytes([answer[-1] ^ 1]),
    }
    first = await worker.file(notice, "application/cbor")
    for expected, stray in strays.items():
        wrong = TestNotice(notice=first, answer=await worker.file(stray, "application/cbor"))
        assert code(await worker.post(f"/cases/{BATKEN}/evidence", wrong))[1] == expected
    assert lacking(await worker.step("connected")) == ["test_notice"]
    second = await worker.file(answer, "application/cbor")
    await filed(worker, TestNotice(notice=first, answer=second))
    assert (await worker.step("connected")).status_code == 200
