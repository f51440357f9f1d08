"""Long-polls are woken for their own unit, and let go at the end."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

from sealwire_alerts.arrivals import MAX_READERS_OF_A_UNIT, Arrivals, Reader
from simulators.posting import BATKEN, OSH


def soon() -> float:
    return asyncio.get_running_loop().time() + 5


async def waiting(reader: Reader) -> asyncio.Task[bool]:
    task = asyncio.create_task(reader.woken(before=soon()))
    await asyncio.sleep(0)
    return task


async def test_mail_wakes_every_reader_of_its_units_and_no_other() -> None:
    arrivals = Arrivals(max_readers=10)
    with arrivals.awaited(BATKEN) as one, arrivals.awaited(BATKEN) as two, arrivals.awaited(OSH) as other:
        tasks = [await waiting(reader) for reader in (one, two, other)]
        arrivals.announce([BATKEN, "KZ-AKT"])
        assert await tasks[0]
        assert await tasks[1]
        assert not tasks[2].done()
        arrivals.announce([OSH])
        assert await tasks[2]


async def test_mail_that_comes_before_the_wait_is_not_missed() -> None:
    arrivals = Arrivals(max_readers=10)
    with arrivals.awaited(BATKEN) as reader:
        arrivals.announce([BATKEN])
        assert await reader.woken(before=soon())
        # That one is used up: the next wait ends without mail.
        assert not await reader.woken(before=asyncio.get_running_loop().time() + 0.01)


async def test_readers_are_sent_away_when_the_process_ends() -> None:
    arrivals = Arrivals(max_readers=10)
    with arrivals.awaited(BATKEN) as reader:
        task = await waiting(reader)
        arrivals.close()
        assert not await task
    with arrivals.awaited(BATKEN) as later:
        assert not await later.woken(before=soon())


async def test_a_reader_beyond_the_limit_does_not_wait() -> None:
    arrivals = Arrivals(max_readers=1)
    with arrivals.awaited(BATKEN), arrivals.awaited(BATKEN) as beyond:
        assert not await beyond.woken(before=soon())
    with arrivals.awaited(BATKEN) as again:
        arrivals.announce([BATKEN])
        assert await again.woken(before=soon())


async def test_a_unit_cannot_take_the_places_of_all_others() -> None:
    arrivals = Arrivals(max_readers=10 * MAX_READERS_OF_A_UNIT)
    with ExitStack() as readers:
        many = [readers.enter_context(arrivals.awaited(OSH)) for _ in range(MAX_READERS_OF_A_UNIT + 1)]
        other = readers.enter_context(arrivals.awaited(BATKEN))
        assert not await many[-1].woken(before=soon())
        arrivals.announce([OSH, BATKEN])
        assert await many[-2].woken(before=soon())
        assert await other.woken(before=soon())
