"""What officers and experts said about a consignment's goods: kept, corrected, shown, redacted, forgotten."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from integration.profiling.assessments.desk import filed, ranked, selected
from integration.profiling.conftest import AKTAU, NOW, OSH, Profiling, officer
from sealwire.contract import paths
from sealwire.contract.profiling.consignments import Consignment
from sealwire.contract.profiling.experts import MAX_RECORDS
from sealwire_profiling.assessments.adapters.forgetting import forget
from sealwire_profiling.intake import retention
from sqlalchemy import text
from unit.profiling.checks.documents import SOUND, changed

if TYPE_CHECKING:
    from sealwire_chassis.caller import Caller

HEAD, ANALYST, SEARCHER = officer(OSH, "unit_head"), officer(OSH, "analyst"), officer(OSH, "search_team")
KEEPER, KAZAKH = officer(OSH, "key_officer"), officer(AKTAU, "analyst")
END_USER = "Алтын Булак"
PUMP: dict[str, Any] = {"goods.0.description": "Vacuum pumps", "goods.0.hs": "841410"}
EXPERT, ENVELOPE = "KG-STC", str(UUID(int=9))
DAY = 86_400


def of(consignment: str, *kind: str) -> str:
    return "/".join([paths.STRATEGIC_RECORDS, consignment, *kind])


async def arrived(profiling: Profiling, who: Caller = ANALYST, **changes: Any) -> str:
    """File a consignment of vacuum pumps, or with changes, and return its id."""
    document = Consignment.model_validate(changed(SOUND, {**PUMP, **changes}))
    upload = await filed(profiling, [document], who)
    page = await profiling.get(who, paths.PROFILING_CONSIGNMENTS, upload=upload)
    return str(page["consignments"][0]["id"])


async def record(
    profiling: Profiling, consignment: str, kind: str, who: Caller = ANALYST, **body: Any
) -> dict[str, Any]:
    """File a record and return the consignment's file."""
    return profiling.told(await profiling.call(who, "POST", of(consignment, kind), json=body))


async def replied(profiling: Profiling, consignment: str) -> dict[str, Any]:
    """File answers, a request and a reply that names an end user, and return the consignment's file."""
    await record(profiling, consignment, "answers", after=0, answers={"weapons-use": "no"})
    await record(profiling, consignment, "requests", after=1, unit=EXPERT, envelope=ENVELOPE)
    movement = {"regimes": ["NSG"], "items": ["2B350.i"], "end_user": "Silver Poplar", "licences": ["L-7"]}
    said: dict[str, Any] = {
        "request": 2,
        "says": "licence-needed",
        "words": "Silver Poplar needs one",
        "movement": movement,
    }
    return await record(profiling, consignment, "replies", after=2, **said)


def standing(file: dict[str, Any]) -> tuple[str, bool]:
    return file["standing"]["stage"], file["standing"]["outdated"]


async def test_answers_are_kept_with_who_when_the_advice_and_what_it_rested_on(profiling: Profiling) -> None:
    table = {"params": {"edition": "1", "source": "s"}, "content": b"hs,entry\n8414,2B231\n"}
    profiling.told(await profiling.call(HEAD, "PUT", f"{paths.CONTROL_TABLES}/national", **table))
    group = {"after": 0, "values": ["GE"]}
    path = f"{paths.PROFILE_SETS}/group/diversion"
    profiling.told(await profiling.call(ANALYST, "PUT", path, json=group))
    consignment = await arrived(profiling)
    assert standing(await profiling.get(ANALYST, of(consignment))) == ("not-answered", False)
    answers = {"weapons-use": "yes", "statement-shown": "yes"}
    file = await record(profiling, consignment, "answers", SEARCHER, after=0, answers=answers)
    assert standing(file) == ("answered", False)
    (one,) = file["records"]
    assert (one["number"], one["recorded_at"], one["recorded_by"]) == (1, NOW, f"{OSH}/{SEARCHER.officer}")
    assert one["answers"]["answers"] == answers
    advice = one["answers"]["advice"]
    assert {each["code"] for each in advice["reasons"]} == {"terms", "correlation", "destination", "red-flag"}
    assert advice["sentence"]["en"].startswith("This needs an expert, because ")
    assert advice["record"]["end_user"] == END_USER
    assert one["rests_on"] == {
        "consignment": 1, "tables": {"national": 1}, "groups": {"diversion": 1},
        "priority_list": "2024-02-23",
    }  # fmt: skip
    assert await profiling.get(ANALYST, of(consignment)) == file


async def test_a_later_record_corrects_and_nothing_is_overwritten(profiling: Profiling) -> None:
    consignment = await arrived(profiling)
    first = await record(
        profiling, consignment, "answers", after=0, answers={"weapons-use": "yes", "licence-shown": "no"}
    )
    profiling.clock[0] += 60
    said = {"weapons-use": "no", "licence-shown": "unknown", "cash-for-costly": "no"}
    file = await record(profiling, consignment, "answers", SEARCHER, after=1, answers=said)
    assert file["records"][0] == first["records"][0]
    told = {
        each["question"]: (each["answer"], each["number"], each["answered_by"]) for each in file["answers"]
    }
    searcher = f"{OSH}/{SEARCHER.officer}"
    assert told == {"weapons-use": ("no", 2, searcher), "cash-for-costly": ("no", 2, searcher)}
    assert "red-flag" not in {each["code"] for each in file["advice"]["reasons"]}
    assert "licence-shown" in file["advice"]["open_questions"]


async def test_the_way_to_the_expert_and_back_is_seen(profiling: Profiling) -> None:
    consignment = await arrived(profiling)
    await record(profiling, consignment, "requests", after=0, unit=EXPERT, envelope=ENVELOPE)
    file = await record(profiling, consignment, "replies", after=1, request=1, says="wants-more")
    assert standing(file) == ("with-an-expert", False)
    file = await record(profiling, consignment, "replies", after=2, request=1, says="cannot-tell")
    assert standing(file) == ("expert-answered", False)
    file = await record(profiling, consignment, "requests", after=3, unit="KZ-STC")
    assert standing(file) == ("with-an-expert", False)
    assert [each["request"]["unit"] for each in file["records"] if each.get("request")] == [
        EXPERT, "KZ-STC",
    ]  # fmt: skip
    assert file["records"][0]["request"]["envelope"] == ENVELOPE


async def test_ordinary_goods_ask_for_nothing_until_an_answer_does(profiling: Profiling) -> None:
    plain: dict[str, Any] = {"goods.0.description": "Cotton fabric", "goods.0.hs": "520821"}
    consignment = await arrived(profiling, **plain)
    assert standing(await profiling.get(ANALYST, of(consignment))) == ("nothing-asks-for-an-expert", False)
    file = await record(profiling, consignment, "answers", after=0, answers={"weapons-use": "no"})
    assert standing(file)[0] == "nothing-asks-for-an-expert"
    file = await record(profiling, consignment, "answers", after=1, answers={"weapons-use": "yes"})
    assert standing(file)[0] == "answered"


async def test_what_changed_since_is_told(profiling: Profiling) -> None:
    consignment = await arrived(profiling)
    await record(profiling, consignment, "answers", after=0, answers={"weapons-use": "no"})
    more: dict[str, Any] = {"goods.0.packages": 401}
    assert await arrived(profiling, **more) == consignment
    assert standing(await profiling.get(ANALYST, of(consignment))) == ("answered", True)
    again = await record(profiling, consignment, "answers", after=1, answers={"weapons-use": "no"})
    assert (standing(again), again["records"][1]["rests_on"]["consignment"]) == (("answered", False), 2)
    table = {"params": {"edition": "1", "source": "s"}, "content": b"hs,entry\n8414,2B231\n"}
    profiling.told(await profiling.call(HEAD, "PUT", f"{paths.CONTROL_TABLES}/national", **table))
    assert standing(await profiling.get(ANALYST, of(consignment))) == ("answered", True)


async def test_the_same_record_again_changes_nothing_and_another_is_refused(profiling: Profiling) -> None:
    consignment = await arrived(profiling)
    body: dict[str, Any] = {"after": 0, "answers": {"weapons-use": "no"}}
    file = await record(profiling, consignment, "answers", **body)
    assert await record(profiling, consignment, "answers", **body) == file
    changed_since = (409, "strategic-records-changed")
    other = {"json": {"after": 0, "answers": {"weapons-use": "yes"}}}
    assert await profiling.refused(ANALYST, "POST", of(consignment, "answers"), **other) == changed_since
    assert await profiling.refused(SEARCHER, "POST", of(consignment, "answers"), json=body) == changed_since
    ahead = {"json": {"after": 2, "unit": EXPERT}}
    assert await profiling.refused(ANALYST, "POST", of(consignment, "requests"), **ahead) == changed_since
    assert await profiling.get(ANALYST, of(consignment)) == file


async def test_of_two_who_record_at_once_one_is_told(profiling: Profiling) -> None:
    consignment = await arrived(profiling)
    answers = await asyncio.gather(
        *(
            profiling.call(who, "POST", of(consignment, "requests"), json={"after": 0, "unit": EXPERT})
            for who in (ANALYST, SEARCHER, HEAD)
        )
    )
    assert sorted(each.status_code for each in answers) == [200, 409, 409]
    assert len((await profiling.get(ANALYST, of(consignment)))["records"]) == 1


@pytest.mark.parametrize(
    ("kind", "body", "refusal"),
    [
        ("answers", {"answers": {"made-up": "yes"}}, (422, "unknown-question")),
        ("answers", {"answers": {"weapons-use": "perhaps"}}, (422, "invalid-request")),
        ("answers", {"answers": {}}, (422, "invalid-request")),
        ("requests", {"unit": "the experts"}, (422, "invalid-request")),
        ("replies", {"request": 1, "says": "cannot-tell"}, (422, "no-such-request")),
        ("replies", {"request": 1, "says": "controlled"}, (422, "invalid-request")),
    ],
)
async def test_what_makes_no_sense_is_refused(
    profiling: Profiling, kind: str, body: dict[str, Any], refusal: tuple[int, str]
) -> None:
    consignment = await arrived(profiling)
    await record(profiling, consignment, "answers", after=0, answers={"weapons-use": "no"})
    answer = await profiling.call(ANALYST, "POST", of(consignment, kind), json={"after": 1, **body})
    assert answer.status_code == refusal[0], answer.text
    if refusal[1] != "invalid-request":
        assert answer.json()["code"] == refusal[1]
    nobody = of(str(uuid4()), "requests")
    asked = {"json": {"after": 0, "unit": EXPERT}}
    assert await profiling.refused(ANALYST, "POST", nobody, **asked) == (404, "not-found")


async def test_a_consignment_has_room_for_so_many_records(profiling: Profiling) -> None:
    consignment = await arrived(profiling)
    await record(profiling, consignment, "requests", after=0, unit=EXPERT)
    async with profiling.database.transaction() as session:
        copy = text(
            "INSERT INTO strategic_records SELECT tenant, consignment, n, body, recorded_at, recorded_by"
            " FROM strategic_records, generate_series(2, :last) AS n"
        )
        await session.execute(copy, {"last": MAX_RECORDS - 1})
    await record(profiling, consignment, "requests", after=MAX_RECORDS - 1, unit="KZ-STC")
    more = {"json": {"after": MAX_RECORDS, "unit": EXPERT}}
    refused = await profiling.refused(ANALYST, "POST", of(consignment, "requests"), **more)
    assert refused == (409, "too-many-strategic-records")


async def test_end_users_and_experts_words_are_for_who_sees_parties(profiling: Profiling) -> None:
    consignment = await arrived(profiling)
    file = await replied(profiling, consignment)
    assert file["redacted"] is False
    assert file["records"][2]["reply"]["movement"]["end_user"] == "Silver Poplar"
    hidden = await profiling.get(KEEPER, of(consignment))
    assert hidden["redacted"] is True
    assert "Poplar" not in str(hidden)
    assert END_USER not in str(hidden)
    told = {"regimes": ["NSG"], "items": [], "end_user": "", "licences": []}
    assert hidden["records"][2]["reply"]["movement"] == told
    assert hidden["records"][0]["answers"]["advice"]["record"]["items"] == ["Vacuum pumps"]
    assert hidden["standing"] == file["standing"]


async def test_the_ranked_list_shows_where_a_consignment_stands(profiling: Profiling) -> None:
    pumps = await arrived(profiling)
    plain: dict[str, Any] = {"goods.0.description": "Cotton fabric", "goods.0.hs": "520821"}
    cotton = await arrived(profiling, reference="BL-2", **plain)
    by_table = await arrived(profiling, reference="BL-3", **plain | {"goods.0.hs": "520822"})
    table = {"params": {"edition": "1", "source": "s"}, "content": b"hs,entry\n520822,X1\n"}
    profiling.told(await profiling.call(HEAD, "PUT", f"{paths.CONTROL_TABLES}/national", **table))
    selection = await selected(profiling, budget=1)

    async def stages(who: Caller = ANALYST) -> dict[str, str | None]:
        rows = await ranked(profiling, selection, who)
        return {row["consignment"]: row["expert"] and row["expert"]["stage"] for row in rows}

    assert await stages() == {pumps: "not-answered", cotton: None, by_table: "not-answered"}
    await record(profiling, pumps, "answers", after=0, answers={"weapons-use": "no"})
    await record(profiling, by_table, "requests", after=0, unit=EXPERT)
    await record(profiling, cotton, "answers", after=0, answers={"weapons-use": "yes"})
    assert await stages(KEEPER) == {pumps: "answered", cotton: "answered", by_table: "with-an-expert"}
    change = {"consignment": cotton, "does": "add", "reason": "A seal was broken."}
    path = f"{paths.SELECTIONS}/{selection['id']}/overrides"
    row = profiling.told(await profiling.call(ANALYST, "POST", path, json=change))
    assert row["expert"] == {"stage": "answered", "outdated": False}


async def test_an_event_names_the_consignment_and_its_stage_and_nothing_of_goods(
    profiling: Profiling,
) -> None:
    consignment = await arrived(profiling)
    await replied(profiling, consignment)
    async with profiling.database.transaction() as session:
        query = "SELECT payload FROM outbox WHERE subject = 'profiling.v1.strategic' ORDER BY id"
        found = [
            str(bytes(each)) if isinstance(each, bytes) else str(each)
            for each in await session.scalars(text(query))
        ]
    assert len(found) == 3
    assert all(consignment in each for each in found)
    assert ["answered" in found[0], "with-an-expert" in found[1], "expert-answered" in found[2]] == [True] * 3
    assert not any("umps" in each or "Poplar" in each for each in found)


async def test_another_administration_sees_and_records_nothing(profiling: Profiling) -> None:
    consignment = await arrived(profiling)
    theirs = await arrived(profiling, KAZAKH)
    await replied(profiling, consignment)
    assert await profiling.refused(KAZAKH, "GET", of(consignment)) == (404, "not-found")
    asked = {"json": {"after": 3, "unit": EXPERT}}
    assert await profiling.refused(KAZAKH, "POST", of(consignment, "requests"), **asked) == (404, "not-found")
    assert (await profiling.get(KAZAKH, of(theirs)))["records"] == []


async def test_records_are_forgotten_with_their_consignment_alone(profiling: Profiling) -> None:
    consignment = await arrived(profiling)
    await replied(profiling, consignment)
    profiling.clock[0] += 20 * DAY
    later = await arrived(profiling, reference="BL-2")
    await replied(profiling, later)

    async def kept() -> list[str]:
        async with profiling.database.transaction() as session:
            found = await session.scalars(text("SELECT DISTINCT consignment FROM strategic_records"))
            return [str(each) for each in found]

    assert sorted(await kept()) == sorted([consignment, later])
    database = profiling.database
    assert await retention.erase_due(database, usual_days=30, now=NOW + 31 * DAY, forget=forget) == 1
    assert await kept() == [later]
    assert await profiling.refused(ANALYST, "GET", of(consignment)) == (404, "not-found")
