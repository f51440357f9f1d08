"""While one group commits, what arrives becomes the next one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sealwire.contract.acceptance import Accepted, Outcome, Refused
from sealwire_alerts.domain.acceptance import Candidate, read_candidate
from sealwire_alerts.grouping import Grouping, Size
from sealwire_chassis.database import DatabaseUnavailable
from simulators.posting import PostingDevice

if TYPE_CHECKING:
    from collections.abc import Sequence

UNAVAILABLE = Refused("unavailable")
DEVICE = PostingDevice()
CANDIDATES = [read_candidate(DEVICE.envelope()) for _ in range(40)]
OCTETS = len(CANDIDATES[0].raw)


class Store:
    """A commit that takes until `release`, and can fail."""

    def __init__(self) -> None:
        self.groups: list[list[Candidate]] = []
        self.release = asyncio.Event()
        self.error: Exception | None = None

    async def commit(self, candidates: Sequence[Candidate]) -> list[Outcome]:
        self.groups.append(list(candidates))
        await self.release.wait()
        if self.error is not None:
            raise self.error
        start = sum(len(group) for group in self.groups[:-1])
        return [Accepted(start + number, 0) for number in range(1, len(candidates) + 1)]

    def sizes(self) -> list[int]:
        return [len(group) for group in self.groups]


async def started(
    grouping: Grouping, submissions: Sequence[Sequence[Candidate]]
) -> list[asyncio.Task[list[Outcome]]]:
    tasks = [asyncio.create_task(grouping.accept(submission)) for submission in submissions]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


async def test_requests_that_arrive_during_a_commit_share_the_next() -> None:
    store = Store()
    grouping = Grouping(store.commit)
    first = await started(grouping, [[CANDIDATES[0]]])
    later = await started(grouping, [[candidate] for candidate in CANDIDATES[1:11]])
    assert store.sizes() == [1]
    store.release.set()
    outcomes = await asyncio.gather(*first, *later)
    assert store.sizes() == [1, 10]
    assert outcomes == [[Accepted(position, 0)] for position in range(1, 12)]


async def test_a_group_keeps_its_bounds_and_splits_no_request() -> None:
    store = Store()
    store.release.set()
    grouping = Grouping(store.commit, group=Size(envelopes=4, octets=100 * OCTETS))
    tasks = await started(grouping, [CANDIDATES[:3], CANDIDATES[3:6], CANDIDATES[6:7], CANDIDATES[7:13]])
    outcomes = await asyncio.gather(*tasks)
    assert store.sizes() == [3, 4, 6]
    assert [len(each) for each in outcomes] == [3, 3, 1, 6]


async def test_a_group_keeps_its_bound_of_bytes() -> None:
    store = Store()
    store.release.set()
    grouping = Grouping(store.commit, group=Size(envelopes=100, octets=2 * OCTETS + 1))
    await asyncio.gather(*await started(grouping, [[candidate] for candidate in CANDIDATES[:5]]))
    assert store.sizes() == [2, 2, 1]


@pytest.mark.parametrize(
    "bound",
    [
        pytest.param(Size(envelopes=3, octets=100 * OCTETS), id="too many envelopes"),
        pytest.param(Size(envelopes=100, octets=3 * OCTETS), id="too many bytes"),
    ],
)
async def test_what_exceeds_the_queue_is_refused_at_once_and_may_come_again(bound: Size) -> None:
    store = Store()
    grouping = Grouping(store.commit, waiting=bound)
    held = await started(grouping, [[candidate] for candidate in CANDIDATES[:3]])
    assert await grouping.accept([CANDIDATES[3]]) == [UNAVAILABLE]
    store.release.set()
    assert all(isinstance(outcome, Accepted) for (outcome,) in await asyncio.gather(*held))
    assert await grouping.accept([CANDIDATES[3]]) == [Accepted(4, 0)]


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(DatabaseUnavailable(), id="the store is down"),
        pytest.param(ValueError("bug"), id="a bug"),
    ],
)
async def test_a_failed_commit_refuses_its_group_and_not_the_next(error: Exception) -> None:
    store = Store()
    store.error = error
    store.release.set()
    grouping = Grouping(store.commit)
    tasks = await started(grouping, [CANDIDATES[:2], CANDIDATES[2:3]])
    assert await asyncio.gather(*tasks) == [[UNAVAILABLE] * 2, [UNAVAILABLE]]
    store.error = None
    assert await grouping.accept(CANDIDATES[3:4]) == [Accepted(4, 0)]


async def test_a_caller_that_hangs_up_leaves_the_others_their_answers() -> None:
    store = Store()
    grouping = Grouping(store.commit)
    gone, stays = await started(grouping, [CANDIDATES[:1], CANDIDATES[1:2]])
    gone.cancel()
    store.release.set()
    assert await stays == [Accepted(2, 0)]


async def test_closing_waits_for_what_was_taken() -> None:
    store = Store()
    grouping = Grouping(store.commit)
    (task,) = await started(grouping, [CANDIDATES[:1]])
    closing = asyncio.create_task(grouping.close())
    await asyncio.sleep(0)
    assert not closing.done()
    store.release.set()
    await closing
    assert await task == [Accepted(1, 0)]


async def test_nothing_to_accept_needs_no_commit() -> None:
    store = Store()
    assert await Grouping(store.commit).accept([]) == []
    assert store.groups == []
