"""Whom an upload names: worked out after it was read, kept with it, and shown to those who have to know."""

# ruff: noqa: RUF001 - Cyrillic letters that look like Latin ones

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from integration.profiling.conftest import AKTAU, NOW, OSH, administrator, officer
from integration.profiling.intake.sending import ANALYST, UPLOADS, sent, taken, worker
from sealwire.authorisation import MATRIX, Action, Actor, Reach
from sealwire_profiling import working
from sealwire_profiling.assessments.adapters.forgetting import forget
from sealwire_profiling.intake import retention
from sealwire_profiling.intake.adapters import parties
from sealwire_profiling.intake.parties import WITHIN_S
from sealwire_profiling.tenancy import Tenant
from sqlalchemy import text

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling

SPELLINGS = ("ОсОО «Ак-Жол»", "Ak-Jol LLC", "Ak-Jol LLC", "Kok-Suu LLC")
DAY = 86_400
SPOIL = (
    "UPDATE consignments SET body = jsonb_set(body, '{parties,0,role}', CAST(:role AS jsonb)) "
    "WHERE reference = 'BL-3'"
)


def manifest(*consignees: str, weight: int = 10) -> bytes:
    lines = [
        f"BL-{at};Guangzhou Tools;{name};Valves;{weight};2026-09-01" for at, name in enumerate(consignees)
    ]
    headings = "reference;shipper;consignee;description;gross weight;declaration date"
    return "\n".join([headings, *lines]).encode()


async def worked(profiling: Profiling) -> int:
    """Do the work that waits, and return how many pieces there were."""
    pieces = 0
    while await working.once(profiling.database, clock=lambda: profiling.clock[0]):
        pieces += 1
    return pieces


def path(upload: object) -> str:
    return f"{UPLOADS}/{upload}/parties"


async def named(profiling: Profiling, upload: object, **query: Any) -> dict[str, set[str]]:
    """Return the spellings of each party by the first of them."""
    told = await profiling.get(ANALYST, path(upload), **query)
    spelled = [[each["name"] for each in party["spellings"]] for party in told["parties"]]
    return {names[0]: set(names) for names in spelled}


async def test_an_upload_tells_its_parties_with_spellings_roles_and_reasons(profiling: Profiling) -> None:
    upload = (await taken(profiling, manifest(*SPELLINGS)))["id"]
    assert await profiling.refused(ANALYST, "GET", path(upload)) == (409, "parties-not-ready")
    assert await worked(profiling) == 1
    told = await profiling.get(ANALYST, path(upload))
    assert (told["total"], told.get("next")) == (3, None)
    ours, shipper, other = told["parties"]
    assert [each["name"] for each in ours["spellings"]] == ["Ak-Jol LLC", "ОсОО «Ак-Жол»"]
    assert [each["consignments"] for each in ours["spellings"]] == [2, 1]
    assert (ours["consignments"], ours["roles"]) == (3, ["consignee"])
    assert [each["code"] for each in ours["spellings"][1]["reasons"]] == ["sound", "form-same"]
    assert (shipper["consignments"], shipper["roles"]) == (4, ["shipper"])
    assert [each["name"] for each in other["spellings"]] == ["Kok-Suu LLC"]
    assert await worked(profiling) == 0


async def test_parties_come_by_page(profiling: Profiling) -> None:
    upload = (await taken(profiling, manifest(*SPELLINGS)))["id"]
    await worked(profiling)
    first = await profiling.get(ANALYST, path(upload), limit=2)
    rest = await profiling.get(ANALYST, path(upload), limit=2, after=first["next"])
    assert [each["number"] for each in (*first["parties"], *rest["parties"])] == [1, 2, 3]
    assert rest.get("next") is None
    for wrong in ({"limit": 0}, {"limit": 201}, {"after": -1}, {"colour": "red"}):
        assert await profiling.refused(ANALYST, "GET", path(upload), params=wrong) == (422, "invalid-request")


async def test_an_amendment_changes_nothing_of_whom_the_upload_before_named(profiling: Profiling) -> None:
    before = await taken(profiling, manifest("ОсОО «Ак-Жол»", "Ak-Jol LLC"))
    after = await taken(profiling, manifest("Kok-Suu LLC", "Ak-Jol LLC", weight=11))
    assert after["amended"] == 2
    assert await worked(profiling) == 2
    assert (await named(profiling, before["id"]))["Ak-Jol LLC"] == {"Ak-Jol LLC", "ОсОО «Ак-Жол»"}
    assert set(await named(profiling, after["id"])) == {"Guangzhou Tools", "Kok-Suu LLC", "Ak-Jol LLC"}


async def test_a_file_that_came_before_has_the_parties_of_that_upload(profiling: Profiling) -> None:
    first = await taken(profiling, manifest(*SPELLINGS))
    again = await taken(profiling, manifest(*SPELLINGS))
    assert again["same_as"] == first["id"]
    assert await worked(profiling) == 1
    assert await named(profiling, again["id"]) == await named(profiling, first["id"]) != {}


async def test_what_is_not_there_is_refused_by_name(profiling: Profiling) -> None:
    assert await profiling.refused(ANALYST, "GET", path(uuid4())) == (404, "not-found")
    waiting = await sent(profiling, manifest(*SPELLINGS))
    assert await worked(profiling) == 0
    assert await profiling.refused(ANALYST, "GET", path(waiting)) == (409, "parties-not-ready")
    await worker(profiling).read_next()
    dry = await taken(profiling, manifest("Dry LLC"), dry_run=True)
    assert await worked(profiling) == 1
    assert await profiling.refused(ANALYST, "GET", path(dry["id"])) == (409, "parties-not-kept")
    assert len(await named(profiling, waiting)) == 3


async def test_parties_are_shown_to_roles_that_have_to_know_them(profiling: Profiling) -> None:
    upload = (await taken(profiling, manifest(*SPELLINGS)))["id"]
    await worked(profiling)
    for actor in Actor:
        who = (
            administrator("KG")
            if actor is Actor.COUNTRY_ADMINISTRATOR
            else administrator("*")
            if actor is Actor.PROGRAMME_ADMINISTRATOR
            else officer(OSH, actor.value)
        )
        answer = await profiling.call(who, "GET", path(upload))
        sees = MATRIX[Action.READ_PARTIES][actor] is not Reach.NONE
        assert answer.status_code == (200 if sees else 403), actor
        assert ("Kok-Suu" in answer.text) is sees
    assert await profiling.refused(officer(AKTAU, "analyst"), "GET", path(upload)) == (404, "not-found")


async def test_an_upload_is_given_to_one_process_until_its_time_is_over(profiling: Profiling) -> None:
    upload = (await taken(profiling, manifest(*SPELLINGS)))["id"]
    async with profiling.database.transaction() as session:
        first = await parties.claim(session, for_s=WITHIN_S)
    assert first is not None
    assert (first.tenant, str(first.upload)) == ("KG", upload)
    assert await worked(profiling) == 0
    async with profiling.database.transaction() as session:
        await parties.put_back(session, first.upload, tenant=Tenant("KZ"))
    assert await worked(profiling) == 0
    async with profiling.database.transaction() as session:
        await parties.put_back(session, first.upload, tenant=first.tenant)
    assert await worked(profiling) == 1
    assert len(await named(profiling, upload)) == 3


async def test_parties_that_could_not_be_worked_out_stop_nothing_and_are_tried_again(
    profiling: Profiling,
) -> None:
    broken = (await taken(profiling, manifest(*SPELLINGS)))["id"]
    whole = (await taken(profiling, manifest("Whole LLC", weight=12)))["id"]
    async with profiling.database.transaction() as session:
        await session.execute(text(SPOIL).bindparams(role='"owner"'))
    assert await worked(profiling) == 2
    assert await profiling.refused(ANALYST, "GET", path(broken)) == (409, "parties-not-ready")
    assert len(await named(profiling, whole)) == 2
    async with profiling.database.transaction() as session:
        await session.execute(text(SPOIL).bindparams(role='"shipper"'))
        await session.execute(text("UPDATE uploads SET parties_claimed_until = now() - interval '1 second'"))
    assert await worked(profiling) == 1
    assert len(await named(profiling, broken)) == 3


async def test_parties_that_fail_each_time_are_given_up_and_said_to_be(profiling: Profiling) -> None:
    upload = (await taken(profiling, manifest(*SPELLINGS)))["id"]
    async with profiling.database.transaction() as session:
        await session.execute(text(SPOIL).bindparams(role='"owner"'))
    for _ in range(3):
        assert await profiling.refused(ANALYST, "GET", path(upload)) == (409, "parties-not-ready")
        assert await worked(profiling) == 1
        async with profiling.database.transaction() as session:
            await session.execute(
                text("UPDATE uploads SET parties_claimed_until = now() - interval '1 second'")
            )
    assert await worked(profiling) == 0
    assert await profiling.refused(ANALYST, "GET", path(upload)) == (409, "parties-failed")


@pytest.mark.parametrize(("days", "left"), [(29, 3), (31, 0)])
async def test_parties_are_erased_with_their_upload(profiling: Profiling, days: int, left: int) -> None:
    await taken(profiling, manifest(*SPELLINGS))
    await worked(profiling)
    await retention.erase_due(profiling.database, usual_days=30, now=NOW + days * DAY, forget=forget)
    async with profiling.database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM upload_parties")) == left
