"""An administration's control tables: versions, whose they are, who may file them, and advice from them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from integration.profiling.conftest import AKTAU, NOW, OSH, Profiling, administrator, officer
from sealwire.contract import paths
from sealwire.contract.profiling.goods import MAX_CONTROL_TABLE_BYTES
from sealwire_chassis.table_files import xlsx_writing
from sealwire_profiling.goods.adapters import control_tables
from sealwire_profiling.goods.domain.correlation import MAX_ROWS
from sealwire_profiling.tenancy import Tenant
from unit.profiling.checks.documents import SOUND, changed

if TYPE_CHECKING:
    from sealwire_chassis.caller import Caller

TABLES, QUESTIONS, ADVICE = paths.CONTROL_TABLES, paths.STRATEGIC_QUESTIONS, paths.STRATEGIC_ADVICE
HEAD, ANALYST, VIEWER = officer(OSH, "unit_head"), officer(OSH, "analyst"), officer(OSH, "viewer")
OTHER_HEAD, PROGRAMME = officer(AKTAU, "unit_head"), administrator("*")
FILE = "hs,entry,regime\n8413,2B350.i,AG\n84,2B,NSG\n"


async def done(profiling: Profiling, who: Caller, method: str, path: str, **more: Any) -> dict[str, Any]:
    """Return what is answered to what is accepted."""
    return profiling.told(await profiling.call(who, method, path, **more))


async def file(
    profiling: Profiling, text: str, *, who: Caller = HEAD, name: str = "national", **more: Any
) -> dict[str, Any]:
    """File a table."""
    about = {"edition": "2025-01", "source": "State service", **more}
    return await done(profiling, who, "PUT", f"{TABLES}/{name}", params=about, content=text.encode())


def _query(hs: str, **answers: str) -> dict[str, Any]:
    consignment = changed(SOUND, {"goods.0.hs": hs, "goods.0.description": "Machinery of steel"})
    return {"json": {"consignment": consignment, "answers": answers}}


async def test_a_table_is_filed_with_its_rows(profiling: Profiling) -> None:
    assert await file(profiling, FILE) == {"rows": 2, "refused": 0, "errors": [], "version": 1}
    listed = await done(profiling, ANALYST, "GET", TABLES)
    assert listed["tables"] == [
        {
            "name": "national",
            "version": 1,
            "edition": "2025-01",
            "source": "State service",
            "rows": 2,
            "filed_at": NOW,
            "filed_by": f"{OSH}/{HEAD.officer}",
        }
    ]


async def test_good_lines_are_kept_and_bad_ones_told(profiling: Profiling) -> None:
    report = await file(profiling, FILE + "x,y,\n")
    assert (report["rows"], report["refused"], report["version"]) == (2, 1, 1)
    assert [(error["line"], error["code"]) for error in report["errors"]] == [(4, "hs-not-digits")]


@pytest.mark.parametrize(("text", "more"), [(FILE, {"dry_run": True}), ("hs,entry\n", {}), ("", {})])
async def test_a_trial_or_a_file_without_a_row_files_nothing(
    profiling: Profiling, text: str, more: dict[str, Any]
) -> None:
    assert (await file(profiling, text, **more))["version"] == 0
    assert (await done(profiling, HEAD, "GET", TABLES))["tables"] == []


async def test_an_advice_names_the_entry_of_the_newest_version(profiling: Profiling) -> None:
    await file(profiling, FILE)
    first = await done(profiling, ANALYST, "POST", ADVICE, **_query("8413.50"))
    assert first["result"] == "needs-an-expert"
    assert [reason["code"] for reason in first["reasons"]] == ["correlation", "correlation"]
    assert "entry 2B350.i of AG" in first["sentence"]["en"]
    await file(profiling, "hs,entry\n9013,6A005\n", edition="2026-01")
    assert (await done(profiling, ANALYST, "POST", ADVICE, **_query("8413.50")))["reasons"] == []
    second = await done(profiling, ANALYST, "POST", ADVICE, **_query("901310"))
    assert "(2026-01)" in second["sentence"]["en"]


async def test_a_code_of_four_digits_is_told_what_the_table_has_under_it(profiling: Profiling) -> None:
    await file(profiling, "hs,entry\n841350,A\n841410,B\n841420,C\n841490,D\n")
    await file(profiling, "hs,entry\n841410,E\n")
    (reason,) = (await done(profiling, ANALYST, "POST", ADVICE, **_query("8414")))["reasons"]
    assert reason["text"]["en"].endswith("the table national (2025-01) has lines under it: 1")
    other = await done(profiling, ANALYST, "POST", ADVICE, **_query("8415"))
    assert other["result"] == "nothing-asks-for-an-expert"


async def test_several_tables_speak_together(profiling: Profiling) -> None:
    await file(profiling, FILE)
    await file(profiling, "hs,entry\n8413,EU-2B350\n", name="eu")
    advice = await done(profiling, ANALYST, "POST", ADVICE, **_query("841350"))
    assert len(advice["reasons"]) == 3


async def test_a_retired_table_gives_no_reason_and_can_be_filed_again(profiling: Profiling) -> None:
    await file(profiling, FILE)
    left = await done(profiling, HEAD, "POST", f"{TABLES}/national/retired")
    assert [(each["version"], each["rows"]) for each in left["tables"]] == [(2, 0)]
    assert (await done(profiling, HEAD, "POST", f"{TABLES}/national/retired")) == left
    nothing = await done(profiling, ANALYST, "POST", ADVICE, **_query("841350"))
    assert nothing["result"] == "nothing-asks-for-an-expert"
    assert (await file(profiling, FILE))["version"] == 3
    again = await done(profiling, ANALYST, "POST", ADVICE, **_query("841350"))
    assert again["result"] == "needs-an-expert"


async def test_one_administrations_tables_are_not_anothers(profiling: Profiling) -> None:
    await file(profiling, FILE)
    assert (await done(profiling, OTHER_HEAD, "GET", TABLES))["tables"] == []
    foreign = await done(profiling, OTHER_HEAD, "POST", ADVICE, **_query("841350"))
    assert foreign["result"] == "nothing-asks-for-an-expert"
    assert await profiling.refused(OTHER_HEAD, "POST", f"{TABLES}/national/retired") == (404, "not-found")
    assert (await file(profiling, "hs,entry\n84,X\n", who=OTHER_HEAD))["version"] == 1
    assert (await done(profiling, HEAD, "GET", TABLES))["tables"][0]["rows"] == 2


async def test_who_may_not_is_refused(profiling: Profiling) -> None:
    about = {"params": {"edition": "1", "source": "s"}, "content": FILE}
    address = f"{TABLES}/national"
    assert await profiling.refused(ANALYST, "PUT", address, **about) == (403, "not-allowed")
    assert await profiling.refused(ANALYST, "POST", f"{address}/retired") == (403, "not-allowed")
    assert await profiling.refused(VIEWER, "POST", ADVICE, **_query("8413")) == (403, "not-allowed")
    assert await profiling.refused(PROGRAMME, "GET", TABLES) == (403, "no-administration")
    assert (await done(profiling, HEAD, "PUT", address, **about))["version"] == 1


async def test_answers_of_an_officer_are_heard(profiling: Profiling) -> None:
    listed = await done(profiling, ANALYST, "GET", QUESTIONS)
    asked = {each["id"] for each in listed["questions"]}
    assert "weapons-use" in asked
    advice = await done(profiling, ANALYST, "POST", ADVICE, **_query("640399", **{"weapons-use": "yes"}))
    assert [reason["code"] for reason in advice["reasons"]] == ["red-flag"]
    assert set(advice["open_questions"]) == asked - {"weapons-use"}


async def test_the_administrations_own_group_of_countries_weighs_beside_goods(profiling: Profiling) -> None:
    await file(profiling, FILE)
    before = await done(profiling, ANALYST, "POST", ADVICE, **_query("8414"))
    assert "destination" not in {reason["code"] for reason in before["reasons"]}
    group = {"after": 0, "values": ["GE"]}
    await done(profiling, ANALYST, "PUT", f"{paths.PROFILE_SETS}/group/diversion", json=group)
    after = await done(profiling, ANALYST, "POST", ADVICE, **_query("8414"))
    assert [reason["fields"] for reason in after["reasons"] if reason["code"] == "destination"] == [
        ["legs[1].country"]
    ]
    foreign = await done(profiling, OTHER_HEAD, "POST", ADVICE, **_query("854231"))
    assert "destination" not in {reason["code"] for reason in foreign["reasons"]}


async def test_of_two_who_file_at_once_each_gets_a_version_or_is_told(profiling: Profiling) -> None:
    about = {"params": {"edition": "1", "source": "s"}, "content": FILE}
    answers = await asyncio.gather(
        *(profiling.call(HEAD, "PUT", f"{TABLES}/national", **about) for _ in range(4))
    )
    versions = sorted(answer.json()["version"] for answer in answers if answer.is_success)
    told = [answer.json()["code"] for answer in answers if not answer.is_success]
    assert versions == list(range(1, len(versions) + 1))
    assert set(told) <= {"control-table-changed"}
    listed = await done(profiling, HEAD, "GET", TABLES)
    assert listed["tables"][0]["version"] == versions[-1]


async def test_a_large_table_is_filed(profiling: Profiling) -> None:
    lines = "".join(f"{10_000_000 + row},E{row}\n" for row in range(9_000))
    assert (await file(profiling, "hs,entry\n" + lines))["rows"] == 9_000
    advice = await done(profiling, ANALYST, "POST", ADVICE, **_query("10008999"))
    assert "entry E8999" in advice["sentence"]["en"]


async def test_a_workbook_is_filed_like_a_file_of_text(profiling: Profiling) -> None:
    data = xlsx_writing.write(["hs prefix", "позиция контроля"], [["8413", "2B350"], ["8413.5", "2B350"]])
    about = {"edition": "1", "source": "s"}
    report = await done(profiling, HEAD, "PUT", f"{TABLES}/national", params=about, content=data)
    assert (report["rows"], report["version"]) == (1, 1)
    assert [(each["line"], each["code"]) for each in report["errors"]] == [(3, "hs-digits-lost")]
    advice = await done(profiling, ANALYST, "POST", ADVICE, **_query("841350"))
    assert "entry 2B350" in advice["sentence"]["en"]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        ("hs,entry\n8413,Б".encode("utf-16"), (400, "unreadable-file")),
        (b"PK\x03\x04 and no workbook", (400, "unreadable-file")),
        (b"x" * (MAX_CONTROL_TABLE_BYTES + 1), (413, "too-large")),
        (b"hs,entry\n" + b"8413,A\n" * (MAX_ROWS + 1), (413, "too-many-rows")),
    ],
    ids=["UTF-16", "no workbook", "too large", "too many rows"],
)
async def test_a_file_that_cannot_be_used_is_refused_and_files_nothing(
    profiling: Profiling, data: bytes, refusal: tuple[int, str]
) -> None:
    about = {"params": {"edition": "1", "source": "s"}, "content": data}
    assert await profiling.refused(HEAD, "PUT", f"{TABLES}/national", **about) == refusal
    assert (await done(profiling, HEAD, "GET", TABLES))["tables"] == []


async def test_any_number_of_codes_is_looked_up_at_once(profiling: Profiling) -> None:
    await file(profiling, FILE)
    codes = [f"{number:010d}" for number in range(10**9, 10**9 + 40_000 * 1_000, 1_000)]
    async with profiling.database.transaction() as session:
        tables = await control_tables.newest(session, Tenant("KG"))
        assert await control_tables.matching(session, Tenant("KG"), tables, codes) == ()
        (found,) = await control_tables.matching(session, Tenant("KG"), tables, [*codes, "8413501000"])
    assert [row.prefix for row in found.rows] == ["8413", "84"]
