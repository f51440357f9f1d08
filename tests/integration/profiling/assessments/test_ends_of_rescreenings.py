"""Each re-screening comes to an end that is told: made once, by one process, or by another after it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from integration.profiling.assessments.desk import (
    worked,
)
from integration.profiling.assessments.lists_kept import (
    NAMES,
    listed,
    rescreenings,
    rows,
    touched,
)
from integration.profiling.assessments.test_ends_of_work import Away, away
from sealwire_profiling import working
from sealwire_profiling.assessments.adapters import rescreenings as stored
from sealwire_profiling.assessments.rescreening import WITHIN_S, rescreen
from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.profiling.conftest import Profiling
    from sealwire_profiling.assessments.adapters.rescreenings import ToRescreen

__all__ = ["away"]


async def noticed(profiling: Profiling) -> ToRescreen:
    """Notice what waits, and claim it, as a process that dies then."""
    async with profiling.database.transaction() as session:
        await stored.notice(session, now=profiling.clock[0])
        claimed = await stored.claim(session, now=profiling.clock[0], for_s=WITHIN_S)
    assert claimed is not None
    return claimed


def watched(profiling: Profiling) -> tuple[Callable[[], float], asyncio.Event]:
    """Return a clock for one re-screening, and what happens when it looks a second time: before it stores."""
    storing, told = asyncio.Event(), iter([False, True])

    def clock() -> float:
        if next(told):
            storing.set()
        return profiling.clock[0]

    return clock, storing


async def test_what_is_decided_or_erased_while_it_is_screened_leaves_nothing(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    await listed(profiling, "seized", NAMES["B1"], NAMES["B2"], NAMES["B3"])
    claimed = await noticed(profiling)
    clock, storing = watched(profiling)
    async with profiling.database.transaction() as session:
        await session.execute(text("SELECT 1 FROM consignments WHERE reference IN ('B1', 'B3') FOR UPDATE"))
        work = asyncio.create_task(rescreen(profiling.database, claimed, clock=clock))
        await storing.wait()
        await session.execute(text("DELETE FROM consignments WHERE reference = 'B1'"))
        await session.execute(text("UPDATE consignments SET open = false WHERE reference = 'B3'"))
    await work
    [made] = await rescreenings(profiling)
    assert (made["counts"]["screened"], made["counts"]["changed"]) == (3, 1)
    assert await touched(profiling) == ["B2"]
    assert selection["state"] == "done"


async def test_two_processes_never_make_the_same_one(profiling: Profiling, selection: dict[str, Any]) -> None:
    await listed(profiling, "seized", NAMES["B1"])

    async def claimed() -> ToRescreen | None:
        async with profiling.database.transaction() as session:
            await stored.notice(session, now=profiling.clock[0])
        async with profiling.database.transaction() as session:
            return await stored.claim(session, now=profiling.clock[0], for_s=WITHIN_S)

    found = await asyncio.gather(claimed(), claimed(), claimed())
    assert sum(each is not None for each in found) == 1
    assert [each["selection"] for each in await rescreenings(profiling)] == [selection["id"]]


async def test_what_two_processes_do_at_once_is_stored_and_told_once(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    await listed(profiling, "seized", NAMES["B1"])
    slow = await noticed(profiling)
    profiling.clock[0] += WITHIN_S + 1
    quick = await noticed(profiling)
    assert (slow.id, slow.tries, quick.tries) == (quick.id, 1, 2)
    for each in (quick, slow):
        await rescreen(profiling.database, each, clock=lambda: profiling.clock[0])
    assert await touched(profiling) == ["B1"]
    async with profiling.database.transaction() as session:
        query = text("SELECT payload FROM outbox WHERE subject = 'profiling.v1.rescreened'")
        [told] = await session.scalars(query)
    assert selection["id"] in bytes(told).decode()
    assert '"changed":1' in bytes(told).decode()
    assert not any(name in bytes(told).decode() for name in NAMES.values())


async def test_a_process_that_died_half_way_is_followed_by_another_and_nothing_is_lost(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    await listed(profiling, "seized", NAMES["B1"])
    claimed, (clock, storing) = await noticed(profiling), watched(profiling)
    async with profiling.database.transaction() as session:
        await session.execute(text("SELECT 1 FROM selections FOR UPDATE"))
        dying = asyncio.create_task(rescreen(profiling.database, claimed, clock=clock))
        await storing.wait()
        dying.cancel()
        await asyncio.wait([dying])
    await listed(profiling, "seized", NAMES["B2"])
    await worked(profiling)
    assert (dying.cancelled(), await touched(profiling)) == (True, [])
    assert [each["state"] for each in await rescreenings(profiling)] == ["running"]
    profiling.clock[0] += WITHIN_S + 1
    await worked(profiling)
    assert [each["state"] for each in await rescreenings(profiling)] == ["done"]
    needing = {name for name, row in (await rows(profiling, selection)).items() if row["needs_override"]}
    assert needing == {"B1", "B2"}


@pytest.mark.parametrize("gone", [{4}, {5}, {6}], ids=["reading", "loading", "storing"])
async def test_a_database_that_went_away_costs_a_try_and_loses_nothing(
    profiling: Profiling, selection: dict[str, Any], away: Away, gone: set[int]
) -> None:
    await listed(profiling, "seized", NAMES["B1"])
    away.gone = {each - 1 for each in gone}
    assert await working.once(away, clock=lambda: profiling.clock[0])
    assert [each["state"] for each in await rescreenings(profiling)] == ["waiting"]
    assert await touched(profiling) == []
    await worked(profiling)
    assert (await rows(profiling, selection))["B1"]["needs_override"] is True


async def test_what_fails_is_said_and_is_made_good_with_the_next_change(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    body = text("UPDATE consignments SET body = jsonb_set(body, '{goods}', CAST(:to AS jsonb))")
    async with profiling.database.transaction() as session:
        await session.execute(body, {"to": "7"})
    await listed(profiling, "seized", NAMES["B1"])
    await worked(profiling)
    [failed] = await rescreenings(profiling)
    assert (failed["state"], failed["problem"]) == ("failed", "internal")
    async with profiling.database.transaction() as session:
        await session.execute(body, {"to": "[]"})
    await worked(profiling)
    assert await rescreenings(profiling) == [failed]
    await listed(profiling, "seized", NAMES["B2"])
    await worked(profiling)
    assert await touched(profiling) == ["B1", "B2"]
    assert len(await rows(profiling, selection, changed=True)) == 2
