"""Whether a consignment is open, in whatever order it is released, inspected, corrected, amended, erased."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from integration.profiling.assessments.desk import (
    ANALYST,
    INSPECTIONS,
    SEARCHER,
    SELECTIONS,
    filed,
    ranked,
    selected,
)
from integration.profiling.conftest import NOW
from sealwire_chassis.database import Database
from sealwire_profiling import working
from sealwire_profiling.assessments.adapters.forgetting import forget
from sealwire_profiling.intake import retention
from sealwire_profiling.simulator import World
from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from integration.profiling.conftest import Profiling

TODAY = datetime.fromtimestamp(NOW, UTC).date().isoformat()
WEEK = [each.consignment for each in World(7, 8).week(0).consignments]
MISTAKEN = {"outcome": "not-controlled", "kinds": [], "reason": "it was another container"}


@pytest.fixture
async def first(profiling: Profiling) -> str:
    """Return the id of the first consignment of the week, which is filed."""
    await filed(profiling, WEEK)
    query = {"reference": WEEK[0].reference}
    [found] = (await profiling.get(ANALYST, "/v1/profiling/consignments", **query))["consignments"]
    return str(found["id"])


async def record(profiling: Profiling, consignment: str, **more: Any) -> str:
    body = {
        "consignment": consignment, "inspected_on": TODAY, "kinds": ["physical"],
        "outcome": "no-irregularity", **more,
    }  # fmt: skip
    told = await profiling.call(SEARCHER, "PUT", f"{INSPECTIONS}/{uuid4()}", json=body)
    return str(profiling.told(told)["id"])


async def amend(profiling: Profiling, freight: float = 777.0) -> None:
    await filed(profiling, [WEEK[0].model_copy(update={"freight": freight})])


async def release(profiling: Profiling) -> None:
    """Release all lanes of a selection that has room for nothing."""
    made = await selected(profiling, budget=0)
    await released(profiling, made)


async def released(profiling: Profiling, made: dict[str, Any]) -> None:
    profiling.told(await profiling.call(ANALYST, "POST", f"{SELECTIONS}/{made['id']}/released"))


async def is_open(profiling: Profiling, consignment: str) -> bool:
    made = await selected(profiling, budget=0)
    return consignment in {row["consignment"] for row in await ranked(profiling, made)}


async def test_a_correction_closes_nothing_that_was_amended_since(profiling: Profiling, first: str) -> None:
    wrong = await record(profiling, first)
    await amend(profiling)
    right = await record(profiling, first, corrects=wrong, note="bay 7")
    assert await is_open(profiling, first)
    await record(profiling, first, corrects=right, outcome="administrative")
    assert await is_open(profiling, first)
    await record(profiling, first)
    assert not await is_open(profiling, first)


async def test_a_correction_opens_nothing_that_another_inspection_decided(
    profiling: Profiling, first: str
) -> None:
    wrong = await record(profiling, first)
    other = await record(profiling, first, outcome="administrative")
    await record(profiling, first, corrects=wrong, **MISTAKEN)
    assert not await is_open(profiling, first)
    await record(profiling, first, corrects=other, **MISTAKEN)
    assert await is_open(profiling, first)


async def test_a_correction_opens_nothing_that_was_released(profiling: Profiling, first: str) -> None:
    await release(profiling)
    wrong = await record(profiling, first)
    await record(profiling, first, corrects=wrong, **MISTAKEN)
    assert not await is_open(profiling, first)
    await amend(profiling)
    assert await is_open(profiling, first)


async def test_what_was_not_controlled_stays_open_whatever_an_earlier_release_left_behind(
    profiling: Profiling, first: str
) -> None:
    await release(profiling)
    # An amendment that a process of the release before stored: it knows nothing of `released`.
    async with profiling.database.transaction() as session:
        await session.execute(text("UPDATE consignments SET open = true WHERE released"))
    await record(profiling, first, **MISTAKEN)
    assert await is_open(profiling, first)
    await record(profiling, first)
    assert not await is_open(profiling, first)


@pytest.mark.usefixtures("first")
async def test_a_correction_stands_in_the_figures_where_what_it_corrects_stood(
    profiling: Profiling,
) -> None:
    made, other = await selected(profiling, budget=6), await selected(profiling, budget=0)
    row = next(each for each in await ranked(profiling, made) if each["slot"])
    wrong = await record(profiling, row["consignment"], selection=made["id"])
    body = {
        "consignment": row["consignment"], "inspected_on": TODAY, "kinds": ["physical"],
        "outcome": "administrative", "corrects": wrong,
    }  # fmt: skip
    elsewhere = {**body, "selection": other["id"]}
    path = f"{INSPECTIONS}/{uuid4()}"
    assert await profiling.refused(SEARCHER, "PUT", path, json=elsewhere) == (422, "inspection-incoherent")
    profiling.told(await profiling.call(SEARCHER, "PUT", path, json=body))
    figures = await profiling.get(ANALYST, "/v1/profiling/figures", since=TODAY, until=TODAY)
    assert [(each["name"], each["inspected"]) for each in figures["by_slot"]] == [(row["slot"], 1)]
    assert figures["found"] == 1


async def test_a_correction_of_a_correction_decides_as_the_last_of_them_says(
    profiling: Profiling, first: str
) -> None:
    wrong = await record(profiling, first, **MISTAKEN)
    right = await record(profiling, first, corrects=wrong)
    assert not await is_open(profiling, first)
    last = await record(profiling, first, corrects=right, **MISTAKEN)
    assert await is_open(profiling, first)
    await record(profiling, first, corrects=last, outcome="forwarded", reason="to Osh")
    assert not await is_open(profiling, first)


async def test_a_correction_names_no_feedback_so_that_it_is_not_taken_for_what_was_entered(
    profiling: Profiling, first: str
) -> None:
    feedback = str(uuid4())
    wrong = await record(profiling, first, feedback=feedback)
    body = {
        "consignment": first, "inspected_on": TODAY, "kinds": ["physical"], "outcome": "administrative",
        "corrects": wrong, "feedback": feedback,
    }  # fmt: skip
    path = f"{INSPECTIONS}/{uuid4()}"
    assert await profiling.refused(SEARCHER, "PUT", path, json=body) == (422, "inspection-incoherent")
    right = await record(profiling, first, corrects=wrong, outcome="administrative")
    shown = await profiling.get(ANALYST, f"{INSPECTIONS}/{wrong}")
    assert (shown["feedback"], shown["corrected_by"]) == (feedback, right)


async def test_no_words_are_added_to_what_was_erased(profiling: Profiling, first: str) -> None:
    made = await selected(profiling, budget=0)
    await record(profiling, first, selection=made["id"])
    change = {"consignment": first, "does": "add", "reason": "a tip from the terminal"}
    path = f"{SELECTIONS}/{made['id']}/overrides"
    profiling.told(await profiling.call(ANALYST, "POST", path, json=change))
    await erased(profiling.database)
    assert [row["consignment"] for row in await ranked(profiling, made)] == [first]
    again = {**change, "does": "remove"}
    assert await profiling.refused(ANALYST, "POST", path, json=again) == (404, "not-found")
    assert await count(profiling, "overrides") == 0


async def erased(database: Database) -> None:
    now = NOW + 31 * 86_400
    assert await retention.erase_due(database, usual_days=30, now=now, forget=forget) == len(WEEK)


async def count(profiling: Profiling, table: str) -> int:
    async with profiling.database.transaction() as session:
        return int(await session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608 - of ours


class Meanwhile(Database):
    """A database in which the retention sweep comes before one of its transactions."""

    before: int
    began = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        self.began += 1
        if self.began == self.before:
            await erased(self)
        async with super().transaction() as session:
            yield session


@pytest.mark.parametrize("before", [3, 4], ids=["before they are read", "before it is stored"])
async def test_a_selection_brings_nothing_back_that_was_erased_while_it_was_made(
    profiling: Profiling, dsn: str, before: int
) -> None:
    await filed(profiling, WEEK)
    told = profiling.told(await profiling.call(ANALYST, "POST", SELECTIONS, json={"budget": 4}))
    meanwhile = Meanwhile(dsn, pool_size=2)
    meanwhile.before = before
    await working.once(meanwhile, clock=lambda: profiling.clock[0])
    await meanwhile.close()
    assert meanwhile.began >= before
    made = await profiling.get(ANALYST, f"{SELECTIONS}/{told['id']}")
    assert (made["state"], made["counts"]) == ("done", {})
    assert await count(profiling, "selected") == 0
