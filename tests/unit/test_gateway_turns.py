"""Checks take turns, so that the loop sends what is ready before all that arrived together is checked."""

from __future__ import annotations

import asyncio

import pytest
from sealwire_gateway.turns import Turns


async def gone_on(turns: Turns, done: list[int], number: int) -> None:
    await turns.turn()
    done.append(number)


async def test_so_many_go_on_at_once_and_all_in_order() -> None:
    turns, done = Turns(8), list[int]()
    tasks = [asyncio.create_task(gone_on(turns, done, number)) for number in range(20)]
    seen = []
    while len(done) < len(tasks):
        await asyncio.sleep(0)
        seen.append(len(done))
    assert done == list(range(20))
    assert [grown for before, grown in zip([0, *seen], seen, strict=False) if grown - before > 8] == []
    assert {8, 16} <= set(seen)


async def test_whoever_waits_after_its_turn_keeps_nobody_from_theirs() -> None:
    turns, done = Turns(2), list[int]()

    async def stuck() -> None:
        await turns.turn()
        await asyncio.Event().wait()

    waiting = [asyncio.create_task(stuck()) for _ in range(10)]
    async with asyncio.timeout(5):
        await gone_on(turns, done, 1)
    assert done == [1]
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


@pytest.mark.parametrize("hung_up", [0, 1, 5])
async def test_a_caller_who_hangs_up_uses_up_no_turn(hung_up: int) -> None:
    turns, done = Turns(1), list[int]()
    tasks = [asyncio.create_task(gone_on(turns, done, number)) for number in range(6)]
    await asyncio.sleep(0)
    tasks[hung_up].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert done == [number for number in range(6) if number != hung_up or hung_up == 0]
    await gone_on(turns, done, 9)
    assert done[-1] == 9
