"""Hands checked envelopes to alerts in batches: while a few requests are in flight, others gather.

No timer: an idle gateway sends an envelope at once, a busy one sends many together.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sealwire.contract.acceptance import (
    MAX_BATCH,
    MAX_BATCH_BYTES,
    Outcome,
    decode_reply,
    encode_request,
)
from sealwire.errors import SealwireError, Unavailable
from sealwire_chassis.http_over_nats.serving import Busy
from sealwire_chassis.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_log = get_logger(__name__)
# CBOR writes at most 5 bytes before a byte string of this size, and 3 before the array.
_ITEM_OVERHEAD = 5
_ARRAY_OVERHEAD = 3


class Ask(Protocol):
    """Sends one accept request to alerts and returns its reply."""

    def __call__(self, request: bytes, /) -> Awaitable[bytes]:
        """Return the reply.

        Raises:
            Unavailable: Alerts cannot be reached or does not answer in time.
        """


@dataclass(frozen=True)
class Bounds:
    """How much may wait and how much may be under way.

    Attributes:
        envelopes: Envelopes that may wait or be under way together.
        size: Bytes of those envelopes.
        in_flight: Requests to alerts at once. Two keep alerts busy while the next batch gathers.
    """

    envelopes: int
    size: int
    in_flight: int


@dataclass(eq=False, slots=True)
class _Waiting:
    envelope: bytes
    done: asyncio.Future[Outcome]


class Batches:
    """The queue between the accept route and alerts. Bounded: beyond it, `Busy` at once."""

    def __init__(self, ask: Ask, bounds: Bounds, *, observe: Callable[[int], None] | None = None) -> None:
        self._ask = ask
        self._bounds = bounds
        self._observe = observe
        self._queue: deque[_Waiting] = deque()
        self._held = 0
        self._held_bytes = 0
        self._running: set[asyncio.Task[None] | None] = set()

    async def accept(self, envelope: bytes) -> Outcome:
        """Return what alerts decided about an envelope, after it is durably stored or refused.

        Raises:
            Busy: Too much is waiting; nothing was sent.
            Unavailable: Alerts did not answer; the envelope may or may not be stored, and the same bytes
                can be sent again.
        """
        size = len(envelope)
        if self._held >= self._bounds.envelopes or self._held_bytes + size > self._bounds.size:
            raise Busy
        waiting = _Waiting(envelope, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        self._held += 1
        self._held_bytes += size
        self._start()
        try:
            return await waiting.done
        finally:
            self._held -= 1
            self._held_bytes -= size

    def _start(self) -> None:
        if len(self._running) < self._bounds.in_flight:
            task = asyncio.get_running_loop().create_task(self._drain())
            self._running.add(task)

    async def _drain(self) -> None:
        try:
            while self._queue:
                # One turn of the loop lets the requests that were read together join the same batch.
                await asyncio.sleep(0)
                batch = self._take()
                if batch:
                    await self._send(batch)
        finally:
            # Here, not in a callback of the task: that would run a turn later, and whoever queues in between
            # would find everybody busy and nobody coming.
            self._running.discard(asyncio.current_task())

    def _take(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        size = _ARRAY_OVERHEAD
        while self._queue and len(batch) < MAX_BATCH:
            size += len(self._queue[0].envelope) + _ITEM_OVERHEAD
            if batch and size > MAX_BATCH_BYTES:
                break
            waiting = self._queue.popleft()
            # A caller who hung up before the envelope was sent has no answer coming: drop it.
            if not waiting.done.done():
                batch.append(waiting)
        return batch

    async def _send(self, batch: list[_Waiting]) -> None:
        if self._observe is not None:
            self._observe(len(batch))
        outcomes: list[Outcome] = []
        try:
            reply = await self._ask(encode_request([waiting.envelope for waiting in batch]))
            outcomes = decode_reply(reply, expected=len(batch))
        except SealwireError as error:
            _log.warning("a batch got no answer", size=len(batch), problem=error.code, detail=error.detail)
        finally:
            # Whatever happened, nobody is left waiting: who stands behind a batch without an answer would
            # wait as long once more, and may send the same bytes again just as well.
            behind = [] if outcomes else list(self._queue)
            if behind:
                self._queue.clear()
            _answer([*batch, *behind], outcomes)


def _answer(batch: list[_Waiting], outcomes: list[Outcome]) -> None:
    for index, waiting in enumerate(batch):
        if waiting.done.done():
            continue
        if outcomes:
            waiting.done.set_result(outcomes[index])
        else:
            waiting.done.set_exception(Unavailable("The store of envelopes did not answer."))
