"""What is past its retention leaves selections and inspections too: figures stay, names and goods go."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from integration.profiling.assessments.desk import (
    ANALYST,
    FIGURES,
    HEAD,
    INSPECTIONS,
    SEARCHER,
    SELECTIONS,
    filed,
    live,
    ranked,
    selected,
)
from integration.profiling.conftest import AKTAU, NOW, officer
from sealwire_profiling.assessments.adapters.forgetting import forget
from sealwire_profiling.intake import retention
from sealwire_profiling.model.adapters import examples
from sealwire_profiling.simulator import World
from sealwire_profiling.tenancy import Tenant
from sqlalchemy import text

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling

DAY = 86_400
TODAY = datetime.fromtimestamp(NOW, UTC).date().isoformat()
KAZAKH = officer(AKTAU, "analyst")
WEEK = [each.consignment for each in World(7, 12).week(0).consignments]
NAMED = {
    "title": {"en": "A consignee is named", "ru": "Получатель назван"},
    "rule": 'consignee != ""',
    "weight": 35,
    "commodity": "drugs",
    "lane": "yellow",
    "why": {"en": "Its facts quote a name.", "ru": "Приводит имя."},
}


async def inspected(profiling: Profiling) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a selection with an override, and the inspection of its first consignment."""
    await live(profiling, "named", NAMED)
    made = await selected(profiling, upload=await filed(profiling, WEEK), budget=4)
    rows = await ranked(profiling, made)
    body = {
        "consignment": rows[0]["consignment"],
        "selection": made["id"],
        "inspected_on": TODAY,
        "kinds": ["physical"],
        "outcome": "seizure",
        "findings": [
            {
                "commodity_group": "drugs",
                "description": "heroin of Ivanov",
                "movement": {"end_user": "Ivanov"},
            }
        ],
        "note": "Ivanov was there",
    }
    told = await profiling.call(SEARCHER, "PUT", f"{INSPECTIONS}/{uuid4()}", json=body)
    change = {"consignment": rows[-1]["consignment"], "does": "add", "reason": "Ivanov called us"}
    profiling.told(await profiling.call(ANALYST, "POST", f"{SELECTIONS}/{made['id']}/overrides", json=change))
    return made, profiling.told(told)


async def everything(profiling: Profiling) -> str:
    """Return all that the tables of selections and inspections hold of the administration, as text."""
    async with profiling.database.transaction() as session:
        tables = ("selected", "overrides", "inspections")
        return "\n".join(
            [
                str(await session.scalar(text(f"SELECT json_agg({name}.*)::text FROM {name}")))  # noqa: S608 - names of ours
                for name in tables
            ]
        )


def names() -> list[str]:
    return [party.name for each in WEEK for party in each.parties]


async def erased(profiling: Profiling, days: int) -> int:
    now = NOW + days * DAY
    return await retention.erase_due(profiling.database, usual_days=30, now=now, forget=forget)


async def test_names_and_goods_go_with_the_consignment(profiling: Profiling) -> None:
    await inspected(profiling)
    before = await everything(profiling)
    assert any(name in before for name in names())
    assert await erased(profiling, 29) == 0
    assert await everything(profiling) == before
    assert await erased(profiling, 31) == len(WEEK)
    after = await everything(profiling)
    assert [name for name in (*names(), "Ivanov", "heroin") if name in after] == []
    assert [each.reference for each in WEEK if each.reference in after] == []


async def test_what_came_of_inspections_is_still_counted_and_shown(profiling: Profiling) -> None:
    made, inspection = await inspected(profiling)
    days = {"since": TODAY, "until": TODAY}
    before = await profiling.get(HEAD, FIGURES, **days)
    assert before["by_profile"]
    await erased(profiling, 31)
    assert await profiling.get(HEAD, FIGURES, **days) == before
    [row] = await ranked(profiling, made)
    assert (row["consignment"], row["reference"]) == (inspection["consignment"], "")
    assert {(each["code"], each["text"]) for each in row["reasons"]} == {("named", "named")}
    shown = await profiling.get(ANALYST, f"{INSPECTIONS}/{inspection['id']}")
    assert (shown["outcome"], shown["kinds"], shown["note"], shown["findings"]) == (
        "seizure", ["physical"], "", [],
    )  # fmt: skip


async def test_no_model_learns_from_what_was_erased(profiling: Profiling) -> None:
    await inspected(profiling)

    async def rows() -> int:
        async with profiling.database.transaction() as session:
            return len(await examples.labelled(session, tenant=Tenant("KG"), limit=10))

    assert await rows() == 1
    await erased(profiling, 31)
    assert await rows() == 0


async def test_what_another_administration_keeps_is_not_forgotten(profiling: Profiling) -> None:
    profiling.clock[0] += 20 * DAY
    theirs = await selected(profiling, KAZAKH, upload=await filed(profiling, WEEK, KAZAKH), budget=4)
    profiling.clock[0] -= 20 * DAY
    await inspected(profiling)
    before = await ranked(profiling, theirs, KAZAKH)
    assert await erased(profiling, 31) == len(WEEK)
    assert await ranked(profiling, theirs, KAZAKH) == before
