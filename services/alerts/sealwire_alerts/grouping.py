"""Groups what waits: while one transaction commits, everything that arrives becomes the next one."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.contract.acceptance import Outcome, Refused
from sealwire.errors import SealwireError, Unavailable
from sealwire_chassis.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from sealwire_alerts.domain.acceptance import Candidate

_log = get_logger(__name__)


@dataclass(frozen=True)
class Size:
    """An amount of envelopes: how many, and their bytes together.

    The bytes bound the recipients too, since each has a wrap of 1,168 bytes in the envelope.
    """

    envelopes: int
    octets: int

    @classmethod
    def of(cls, candidates: Sequence[Candidate]) -> Size:
        """Return the size of these envelopes."""
        return cls(len(candidates), sum(len(candidate.raw) for candidate in candidates))

    def __add__(self, other: Size) -> Size:
        return Size(self.envelopes + other.envelopes, self.octets + other.octets)

    def __sub__(self, other: Size) -> Size:
        return Size(self.envelopes - other.envelopes, self.octets - other.octets)

    def within(self, bound: Size) -> bool:
        """Return whether neither measure exceeds the bound's."""
        return self.envelopes <= bound.envelopes and self.octets <= bound.octets


NOTHING = Size(0, 0)
GROUP = Size(envelopes=256, octets=8_388_608)
WAITING = Size(envelopes=4_096, octets=67_108_864)


@dataclass(eq=False, slots=True)
class _Submission:
    candidates: Sequence[Candidate]
    size: Size
    done: asyncio.Future[list[Outcome]]


class Grouping:
    """The queue before the commit. Bounded; one commit at a time, since the log has one lock anyway.

    Args:
        commit: Stores a group in one transaction and returns the outcomes after it is durable. If it
            raises, nothing of the group may count as accepted.
        group: Bound of one group. A submission is never split: one that alone exceeds the bound is a group.
        waiting: Bound of what waits or is being committed.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[Candidate]], Awaitable[list[Outcome]]],
        *,
        group: Size = GROUP,
        waiting: Size = WAITING,
    ) -> None:
        self._commit = commit
        self._group = group
        self._bound = waiting
        self._queue: deque[_Submission] = deque()
        self._held = NOTHING
        self._worker: asyncio.Task[None] | None = None

    async def accept(self, candidates: Sequence[Candidate]) -> list[Outcome]:
        """Return the outcomes of these envelopes, after those that are accepted are durable.

        When the store fails or too much waits, each is refused as `unavailable`: the same bytes may be sent
        again, whatever became of them.
        """
        if not candidates:
            return []
        submission = _Submission(candidates, Size.of(candidates), asyncio.get_running_loop().create_future())
        if not (self._held + submission.size).within(self._bound):
            return _unavailable(candidates)
        self._held += submission.size
        self._queue.append(submission)
        if self._worker is None:
            self._worker = asyncio.get_running_loop().create_task(self._work())
        return await submission.done

    async def close(self) -> None:
        """Wait until everything that was taken is answered."""
        while self._worker is not None:
            await asyncio.wait({self._worker})

    async def _work(self) -> None:
        try:
            while self._queue:
                # One turn of the loop, so that requests that were read together share a group.
                await asyncio.sleep(0)
                await self._commit_group(self._take())
        finally:
            self._worker = None

    def _take(self) -> list[_Submission]:
        group = [self._queue.popleft()]
        size = group[0].size
        while self._queue and (size + self._queue[0].size).within(self._group):
            size += self._queue[0].size
            group.append(self._queue.popleft())
        return group

    async def _commit_group(self, group: list[_Submission]) -> None:
        candidates = [candidate for submission in group for candidate in submission.candidates]
        try:
            outcomes = await self._commit(candidates)
        except SealwireError as error:
            _log.warning("group not stored", problem=error.code, count=len(candidates))
            outcomes = _unavailable(candidates)
        except Exception as error:  # noqa: BLE001 - its requests are owed an answer, the next group a commit
            _log.exception("group failed", error, count=len(candidates))
            outcomes = _unavailable(candidates)
        start = 0
        for submission in group:
            end = start + submission.size.envelopes
            if not submission.done.done():
                submission.done.set_result(outcomes[start:end])
            self._held -= submission.size
            start = end


def _unavailable(candidates: Sequence[Candidate]) -> list[Outcome]:
    return [Refused.because(Unavailable())] * len(candidates)
