"""Files, imports, versions, history and lateness of onboarding cases, over HTTP with the real database."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING

import pytest
from integration.directory.conftest import Service, code
from sealwire.contract.onboarding import CaseState, CourseKind, Letter, Result
from sealwire_chassis import migrate
from sealwire_chassis.database import CommitRefused
from sealwire_directory.onboarding.adapters.tables import events, evidence
from sealwire_local.past_cases import past_case
from simulators import casework
from simulators.casework import BATKEN, ROOM, Caseworker, made_id, sha256, who
from sqlalchemy import delete, text, update

if TYPE_CHECKING:
    from sealwire_chassis.database import Database
    from simulators.onboarding_field import Field
    from sqlalchemy import Executable, Table

DAY_S = 86_400
PDF = b"%PDF-1.7 a letter"


async def test_a_file_is_stored_once_under_its_hash_and_served_as_what_it_is(field: Field) -> None:
    worker = field.worker
    for _ in range(2):
        assert await worker.file(PDF, "text/html") == sha256(PDF)
    assert code(await worker.get(f"/files/{sha256(PDF)}")) == (404, "not-found")
    await worker.requested(letter=Letter(file=sha256(PDF), dated=date(2020, 9, 1)))
    answer = await worker.get(f"/files/{sha256(PDF)}")
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == f'attachment; filename="{sha256(PDF)}.pdf"'


async def test_a_file_of_another_hash_type_or_size_is_refused(field: Field) -> None:
    worker = field.worker

    async def put(content: bytes, name: str = "") -> tuple[int, str]:
        path = f"{ROOM}/files/{name or sha256(content)}"
        return code(await worker.http.put(path, content=content, headers=worker.headers))

    assert await put(PDF, sha256(b"another")) == (422, "evidence-file-differs")
    assert await put(b"\x7fELF\x02\x01\x01") == (422, "evidence-file-type")
    assert await put(b"%PDF-" + bytes(5 * 1024 * 1024)) == (413, "too-large")
    largest = b"%PDF-" + bytes(5 * 1024 * 1024 - 5)
    assert await worker.file(largest) == sha256(largest)


async def test_evidence_cites_files_that_are_there_and_days_that_were(field: Field) -> None:
    worker = field.worker
    await worker.requested()
    unknown = await worker.post(f"/cases/{BATKEN}/evidence", casework.agreement(sha256(b"nowhere")))
    assert code(unknown) == (422, "evidence-file-unknown")
    assert unknown.json()["files"] == [sha256(b"nowhere")]
    there = await worker.file(b"An MoU")
    tomorrow = casework.agreement(there).model_copy(update={"dated": date(2199, 1, 1)})
    assert code(await worker.post(f"/cases/{BATKEN}/evidence", tomorrow)) == (422, "dated-ahead")
    filed = await worker.post(f"/cases/{BATKEN}/evidence", casework.agreement(there))
    assert [each["kind"] for each in filed.json()["evidence"]] == ["letter", "agreement"]


async def test_a_case_that_was_changed_meanwhile_is_not_overwritten(field: Field) -> None:
    worker = field.worker
    case = await worker.requested()
    change = {key: case[key] for key in ("site", "agencies", "donors", "officers", "version")}
    first = await worker.put(f"/cases/{BATKEN}", {**change, "donors": ["inl"]})
    assert (first.status_code, first.json()["version"]) == (200, 2)
    again = await worker.put(f"/cases/{BATKEN}", {**change, "donors": ["exbs"]})
    assert code(again) == (409, "case-changed")
    assert again.json()["version"] == 2
    assert code(await worker.put(f"/cases/{BATKEN}", {**change, "version": 2, "donors": ["nobody"]})) == (
        422,
        "donor-unknown",
    )
    assert (await worker.case())["donors"] == ["inl"]


async def test_one_officer_named_twice_is_not_two_officers(field: Field) -> None:
    worker = field.worker
    case = await worker.requested()
    change = {key: case[key] for key in ("site", "agencies", "donors", "officers", "version")}
    twice = await worker.put(f"/cases/{BATKEN}", {**change, "officers": case["officers"][:1] * 2})
    assert code(twice) == (422, "invalid-request")
    assert twice.json()["errors"] == [{"field": "body", "reason": "named twice"}]
    assert (await worker.put(f"/cases/{BATKEN}", change)).status_code == 200


async def test_of_two_steps_at_once_one_is_taken(field: Field) -> None:
    worker = field.worker
    await worker.requested()
    await worker.post(f"/cases/{BATKEN}/evidence", casework.agreement(await worker.file(b"An MoU")))
    step = {"to": "agreed", "version": 1}
    answers = await asyncio.gather(*(worker.post(f"/cases/{BATKEN}/steps", step) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


async def test_a_unit_has_one_case(field: Field) -> None:
    await field.worker.requested()
    again = casework.request_of(sha256(b"We ask for a unit."))
    assert code(await field.worker.post("/cases", again)) == (409, "case-exists")


async def test_a_case_goes_back_only_with_a_reason_that_stays_on_record(field: Field) -> None:
    worker = field.worker
    assert (await worker.imported(past_case(BATKEN, {"en": "Batken"}))).status_code == 201
    version = (await worker.case())["version"]
    back = {"to": "trained", "version": version, "reason": "A certificate was withdrawn"}
    for wrong in ({**back, "reason": " "}, {"to": "trained", "version": version}):
        assert code(await worker.post(f"/cases/{BATKEN}/reopened", wrong)) == (422, "invalid-request")
    forward = await worker.post(f"/cases/{BATKEN}/reopened", {**back, "to": "open"})
    assert code(forward) == (409, "not-reopened")
    case = await worker.done(await worker.post(f"/cases/{BATKEN}/reopened", back))
    assert case["state"] == "trained"
    last = (await worker.get(f"/cases/{BATKEN}/events")).json()["events"][-1]
    assert (last["what"], last["detail"]["reason"]) == ("reopened", back["reason"])


async def test_an_import_walks_the_same_gates_and_keeps_the_dates(field: Field) -> None:
    worker = field.worker
    case = await worker.done(await worker.imported(past_case(BATKEN, {"en": "Batken"})))
    assert (case["state"], case["next"]["state"]) == ("practised", "connected")
    assert case["since"] == 1_649_376_000  # 2022-04-08
    events = (await worker.get(f"/cases/{BATKEN}/events")).json()["events"]
    imported = next(each for each in events if each["what"] == "imported")
    assert imported["handle"] == "admin-kg"
    assert imported["detail"]["history"][0] == {"to": "requested", "on": "2020-09-01"}
    assert {each["at"] for each in events} == {field.programme.now}
    assert code(await worker.imported(past_case(BATKEN, {"en": "Batken"}))) == (409, "case-exists")


async def test_an_import_that_lacks_evidence_leaves_nothing_behind(field: Field) -> None:
    worker = field.worker
    past = past_case(BATKEN, {"en": "Batken"})
    for content in past.files:
        await worker.file(content)
    document = past.document
    short_of = {
        "practical": document.model_copy(update={"courses": document.courses[:1]}),
        "assessment": document.model_copy(update={"evidence": document.evidence[:1]}),
        "equipment": document.model_copy(update={"handovers": []}),
    }
    for lacking, short in short_of.items():
        answer = await worker.post("/imports", short)
        assert code(answer) == (409, "evidence-missing")
        assert lacking in {each["code"] for each in answer.json()["missing"]}
    steps = document.history
    skipping = document.model_copy(update={"history": [steps[0], *steps[2:]]})
    assert code(await worker.post("/imports", skipping)) == (409, "state-skipped")
    late_start = document.model_copy(update={"history": steps[1:]})
    assert code(await worker.post("/imports", late_start)) == (409, "state-skipped")
    assert (await worker.get("/cases")).json() == {"cases": []}
    assert (await worker.get("/courses")).json() == {"courses": []}
    assert (await worker.post("/imports", document)).status_code == 201


async def test_a_course_of_several_units_is_imported_with_each(field: Field) -> None:
    worker = field.worker
    first, second = past_case(BATKEN, {"en": "Batken"}), past_case("KG-OSH", {"en": "Osh"})
    shared = first.document.courses
    other = [
        each.model_copy(
            update={"id": known.id, "course": each.course.model_copy(update={"title": "Another"})}
        )
        for each, known in zip(second.document.courses, shared, strict=True)
    ]
    assert (await worker.imported(first)).status_code == 201
    for content in second.files:
        await worker.file(content)
    document = second.document.model_copy(update={"courses": other})
    assert (await worker.post("/imports", document)).status_code == 201
    courses = (await worker.get("/courses", unit="KG-OSH")).json()["courses"]
    assert {each["course"]["title"] for each in courses} == {each.course.title for each in shared}
    assert {each["unit"] for each in courses[0]["participants"]} == {BATKEN, "KG-OSH"}


async def test_nobody_has_a_result_before_the_course_has_ended(field: Field) -> None:
    worker = field.worker
    path = f"/courses/{made_id('course')}"
    people = casework.participants(Result.PASSED)
    assert code(await worker.put(f"{path}/participants/{BATKEN}", people)) == (404, "not-found")
    ahead = casework.course().model_copy(update={"starts": date(2199, 1, 1), "ends": date(2199, 1, 2)})
    assert (await worker.put(path, ahead)).status_code == 204
    assert code(await worker.put(f"{path}/participants/{BATKEN}", people)) == (422, "dated-ahead")
    assert (await worker.put(path, casework.course())).status_code == 204
    assert (await worker.put(f"{path}/participants/{BATKEN}", people)).status_code == 204


async def test_events_name_nobody(field: Field) -> None:
    worker = field.worker
    await worker.requested()
    course = casework.course()
    assert (await worker.put(f"/courses/{made_id('course')}", course)).status_code == 204
    people = casework.participants(Result.PASSED, Result.FAILED)
    path = f"/courses/{made_id('course')}/participants/{BATKEN}"
    assert (await worker.put(path, people)).status_code == 204
    of_the_country = (await worker.get("/events", subject="KG")).text
    written = of_the_country + (await worker.get(f"/cases/{BATKEN}/events")).text
    assert '"results":{"key-1":"passed","key-2":"failed"}' in written
    names = [*course.trainers, *(person.name for person in people.participants)]
    assert not any(name in written for name in names)


async def test_a_handover_stays_with_its_unit(field: Field) -> None:
    worker = field.worker
    await worker.requested()
    await worker.requested("KG-OSH")
    act = await worker.file(b"Handover act")
    one = casework.handover(act, serials=["A1", "A2"])
    path = f"handovers/{made_id('one')}"
    assert (await worker.put(f"/cases/{BATKEN}/{path}", one)).status_code == 200
    assert code(await worker.put(f"/cases/KG-OSH/{path}", one)) == (409, "handover-id-taken")
    unknown = one.model_copy(update={"donor": "nobody"})
    assert code(await worker.put(f"/cases/{BATKEN}/{path}", unknown)) == (422, "donor-unknown")
    assert len((await worker.case())["handovers"]) == 1


@pytest.mark.parametrize("table", [events, evidence], ids=lambda table: table.name)
@pytest.mark.parametrize("deed", ["update", "delete", "truncate"])
async def test_what_was_written_down_cannot_be_changed_even_by_the_service(
    field: Field, database: Database, table: Table, deed: str
) -> None:
    await field.worker.requested()
    deeds: dict[str, Executable] = {
        "update": update(table).values(handle="somebody else"),
        "delete": delete(table),
        "truncate": text(f"TRUNCATE {table.name}"),
    }
    with pytest.raises(CommitRefused):
        async with database.transaction() as session:
            await session.execute(deeds[deed])
    handles = [
        each["handle"] for each in (await field.worker.get(f"/cases/{BATKEN}/events")).json()["events"]
    ]
    assert handles == ["admin-kg"] * 2


async def test_late_steps_are_listed_with_what_they_lack(field: Field) -> None:
    worker = field.worker
    await worker.requested()
    field.programme.now += 90 * DAY_S
    assert (await worker.get("/overdue")).json() == {"cases": []}
    field.programme.now += 10 * DAY_S
    await worker.requested("KG-OSH")
    (late,) = (await worker.get("/overdue")).json()["cases"]
    assert (late["unit"], late["planned_days"], late["late_days"]) == (BATKEN, 90, 10)
    assert (late["next"]["state"], late["next"]["missing"][0]["code"]) == ("agreed", "agreement")


async def test_work_plans_and_donors_are_kept_and_written_down(founded: Service) -> None:
    worker = Caseworker(founded.http, who("*"))
    donors = (await worker.get("/donors")).json()["donors"]
    assert [each["id"] for each in donors] == ["exbs", "inl", "japan"]
    assert (await worker.put("/donors/unodc", {"name": {"en": "UNODC"}})).status_code == 204
    assert len((await worker.get("/donors")).json()["donors"]) == 4
    plan = {"status": "agreed", "activities": []}
    assert (await worker.put("/work-plans/KG/2021", plan)).status_code == 204
    assert (await worker.get("/work-plans", year=2021)).json() == {
        "plans": [{"country": "KG", "year": 2021, "plan": plan}]
    }
    for subject, what in (("*", "donor set down"), ("KG", "work plan set down")):
        (event,) = (await worker.get("/events", subject=subject)).json()["events"]
        assert event["what"] == what


async def test_migrations_go_down_and_up_with_cases_in_the_tables(
    field: Field, dsn: str, database: Database
) -> None:
    assert (await field.worker.imported(past_case(BATKEN, {"en": "Batken"}))).status_code == 201
    await migrate.downgrade("sealwire_directory", dsn, revision="0004")
    await migrate.upgrade("sealwire_directory", dsn)
    await migrate.check("sealwire_directory", dsn)
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM onboarding_donors")) == 3
    assert (await field.worker.imported(past_case(BATKEN, {"en": "Batken"}))).status_code == 201


async def test_cases_are_listed_by_state_and_country(field: Field) -> None:
    worker = field.worker
    await worker.requested()
    past = past_case("KG-OSH", {"en": "Osh"}, to=CaseState.AGREED)
    assert (await worker.imported(past)).status_code == 201
    listed = (await worker.get("/cases")).json()["cases"]
    assert [(each["unit"], each["state"]) for each in listed] == [
        (BATKEN, "requested"),
        ("KG-OSH", "agreed"),
    ]
    assert len((await worker.get("/cases", state="agreed", country="KG")).json()["cases"]) == 1
    assert (await worker.get("/cases", country="KZ")).json() == {"cases": []}
    assert CourseKind.THEORY in {
        each["course"]["kind"] for each in (await worker.get("/courses")).json()["courses"]
    }


async def test_a_course_that_somebody_has_passed_is_not_moved_ahead_and_is_changed_on_record(
    field: Field,
) -> None:
    worker, path = field.worker, f"/courses/{made_id('moved')}"
    course, ahead = casework.course(), {"starts": date(2198, 12, 31), "ends": date(2199, 1, 1)}
    assert (await worker.put(path, course.model_copy(update=ahead))).status_code == 204
    assert (await worker.put(path, course)).status_code == 204
    await worker.requested()
    passed = casework.participants(Result.PASSED)
    assert (await worker.put(f"{path}/participants/{BATKEN}", passed)).status_code == 204
    assert code(await worker.put(path, course.model_copy(update=ahead))) == (422, "dated-ahead")
    practical = course.model_copy(update={"kind": CourseKind.PRACTICAL})
    assert (await worker.put(path, practical)).status_code == 204
    last = (await worker.get(f"/cases/{BATKEN}/events")).json()["events"][-1]
    assert (last["what"], last["detail"]["kind"]) == ("course set right", "practical")


async def test_a_handover_is_set_right_on_record_and_by_its_own_unit(field: Field) -> None:
    worker, osh, own = field.worker, "KG-OSH", f"/handovers/{made_id('own')}"
    for unit in (BATKEN, osh):
        await worker.requested(unit)
    four, two = (casework.handover(None, serials=["1", "2"], quantity=number) for number in (4, 2))
    for right in (four, two):
        assert (await worker.put(f"/cases/{BATKEN}{own}", right)).status_code == 200
    assert code(await worker.put(f"/cases/{osh}{own}", four)) == (409, "handover-id-taken")
    (kept,) = (await worker.case())["handovers"]
    assert [item["quantity"] for item in kept["handover"]["items"]] == [2]
    events = (await worker.get(f"/cases/{BATKEN}/events")).json()["events"][-2:]
    assert [each["what"] for each in events] == ["equipment handed over", "handover set right"]


async def test_of_two_units_that_set_down_one_handover_at_once_one_has_it(field: Field) -> None:
    worker, osh = field.worker, "KG-OSH"
    for unit in (BATKEN, osh):
        await worker.requested(unit)
    for number in range(8):
        own = f"handovers/{made_id(str(number))}"
        given = {unit: casework.handover(None, serials=[unit]) for unit in (BATKEN, osh)}
        answers = await asyncio.gather(
            *(worker.put(f"/cases/{unit}/{own}", each) for unit, each in given.items())
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
    for unit in (BATKEN, osh):
        kept = (await worker.case(unit))["handovers"]
        assert all(each["handover"]["items"][0]["serials"] == [unit] for each in kept)
