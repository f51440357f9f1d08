"""Each piece of work comes to an end that is told: a result, a reason, or another try when that may help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from integration.profiling.assessments.desk import ANALYST, SELECTIONS, filed, ranked, selected, worked
from integration.profiling.assessments.learning import HOME
from sealwire.contract.profiling.consignments import Consignment, Goods
from sealwire_chassis.database import Database, DatabaseUnavailable
from sealwire_profiling import working
from sealwire_profiling.assessments import knowing
from sealwire_profiling.assessments.adapters import selections
from sealwire_profiling.assessments.making import WITHIN_S
from sealwire_profiling.simulator import World
from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from integration.profiling.conftest import Profiling
    from sealwire_profiling.assessments.adapters.selections import Claimed

WEEK = [each.consignment for each in World(7, 12).week(0).consignments]


async def asked(profiling: Profiling, **wanted: Any) -> str:
    told = profiling.told(await profiling.call(ANALYST, "POST", SELECTIONS, json=wanted))
    return str(told["id"])


async def state(profiling: Profiling, selection: str) -> tuple[str, str | None]:
    shown = await profiling.get(ANALYST, f"{SELECTIONS}/{selection}")
    return shown["state"], shown["problem"]


async def claimed(profiling: Profiling) -> Claimed:
    async with profiling.database.transaction() as session:
        found = await selections.claim(session, now=profiling.clock[0], for_s=WITHIN_S)
    assert found is not None
    return found


async def test_more_open_consignments_than_are_ranked_are_said_and_none_is_left_out(
    profiling: Profiling, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filed(profiling, WEEK)
    monkeypatch.setattr(knowing, "MAX_CONSIGNMENTS", len(WEEK) - 1)
    refused = await selected(profiling, budget=2)
    assert (refused["state"], refused["problem"]) == ("failed", "too-many-open")
    monkeypatch.setattr(knowing, "MAX_CONSIGNMENTS", len(WEEK))
    made = await selected(profiling, budget=2)
    assert len(await ranked(profiling, made)) == len(WEEK)


async def test_a_fault_ends_the_selection_at_once_and_the_next_is_made(profiling: Profiling) -> None:
    upload = await filed(profiling, WEEK)
    async with profiling.database.transaction() as session:
        await session.execute(
            text("UPDATE consignments SET body = jsonb_set(body, '{goods}', '7') WHERE upload = :upload"),
            {"upload": upload},
        )
    bad = await asked(profiling, upload=upload)
    good = await asked(
        profiling, upload=await filed(profiling, [WEEK[0].model_copy(update={"reference": "X"})])
    )
    await worked(profiling)
    assert await state(profiling, bad) == ("failed", "internal")
    assert await state(profiling, good) == ("done", None)


class Away(Database):
    """A database that goes away at some of its transactions, as the network does."""

    gone: set[int]
    began = 0

    def transaction(self) -> Any:
        self.began += 1
        if self.began in self.gone:
            raise DatabaseUnavailable
        return super().transaction()


@pytest.fixture
async def away(dsn: str) -> AsyncIterator[Away]:
    opened = Away(dsn, pool_size=2)
    opened.gone = set()
    yield opened
    await opened.close()


@pytest.mark.parametrize("gone", [{2}, {3}, {3, 4, 5}], ids=["reading", "storing", "for a while"])
async def test_a_database_that_went_away_costs_a_try_and_not_the_time_of_a_claim(
    profiling: Profiling, away: Away, gone: set[int]
) -> None:
    selection = await asked(profiling, upload=await filed(profiling, WEEK), budget=2)
    away.gone = gone
    assert await working.once(away, clock=lambda: profiling.clock[0])
    assert await state(profiling, selection) == ("waiting", None)
    await worked(profiling)
    assert await state(profiling, selection) == ("done", None)


async def test_a_database_that_goes_away_each_time_is_said_in_the_end(
    profiling: Profiling, away: Away
) -> None:
    selection = await asked(profiling, upload=await filed(profiling, WEEK), budget=2)
    for _ in range(3):
        away.gone, away.began = {2}, 0
        assert await working.once(away, clock=lambda: profiling.clock[0])
    await worked(profiling)
    assert await state(profiling, selection) == ("failed", "selection-interrupted")


async def test_a_process_that_took_too_long_stores_over_nothing(profiling: Profiling) -> None:
    await filed(profiling, WEEK)
    selection = await asked(profiling, budget=2)
    slow = await claimed(profiling)
    profiling.clock[0] += WITHIN_S + 1
    quick = await claimed(profiling)
    async with profiling.database.transaction() as session:
        await selections.put_back(session, slow, tenant=HOME)
    assert (await state(profiling, selection))[0] == "running"
    async with profiling.database.transaction() as session:
        await selections.put_back(session, quick, tenant=HOME)
    await worked(profiling)
    done = await profiling.get(ANALYST, f"{SELECTIONS}/{selection}")
    async with profiling.database.transaction() as session:
        late = await selections.finish(session, slow, {"state": "failed"}, [], tenant=HOME)
        await selections.put_back(session, slow, tenant=HOME)
    assert late is False
    assert await profiling.get(ANALYST, f"{SELECTIONS}/{selection}") == done
    assert len(await ranked(profiling, done)) == len(WEEK)


async def test_a_weight_near_nothing_does_not_stop_the_selection_of_all_others(profiling: Profiling) -> None:
    ore = Goods(description="ore", hs="260111", value=1e15, net_kg=1e-300)
    tiny = Consignment(reference="TINY", currency="USD", goods=(ore,))
    upload = await filed(profiling, [tiny, *WEEK])
    made = await selected(profiling, upload=upload, budget=len(WEEK) + 1)
    assert (made["state"], made["problem"]) == ("done", None)
    assert len(await ranked(profiling, made)) == len(WEEK) + 1


async def test_a_database_that_is_away_when_work_is_looked_for_is_asked_again(
    profiling: Profiling, away: Away
) -> None:
    selection = await asked(profiling)
    away.gone = {1}
    assert await working.once(away, clock=lambda: profiling.clock[0]) is False
    assert await working.once(away, clock=lambda: profiling.clock[0]) is True
    assert await state(profiling, selection) == ("done", None)
