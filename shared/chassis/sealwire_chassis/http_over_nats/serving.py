"""The serving side: runs a service's ASGI app for requests from the bus.

A fixed number of workers take requests from one bounded queue, so there is no task per request,
and a flood is refused at once instead of being stored.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import nats.errors
from prometheus_client import Counter, Gauge
from sealwire.errors import SealwireError, Unavailable

from sealwire_chassis.http_over_nats.calling import subject
from sealwire_chassis.http_over_nats.exchange import Exchange
from sealwire_chassis.http_over_nats.frames import MAX_FRAME, decode_request, refusal
from sealwire_chassis.logs import get_logger
from sealwire_chassis.replies import DeadlineExceeded

if TYPE_CHECKING:
    from nats.aio.msg import Msg
    from starlette.types import ASGIApp

    from sealwire_chassis.bus import Bus
    from sealwire_chassis.http_over_nats.frames import ReplyFrame

_QUEUE_PER_WORKER = 4
_DRAIN_S = 10.0
_REFUSED = Counter("sealwire_http_refused", "Requests from the bus that no app saw", ["service", "problem"])
_WAITING = Gauge("sealwire_http_waiting", "Requests from the bus that wait for a worker", ["service"])
_log = get_logger(__name__)


class Busy(Unavailable, code="busy"):
    """Too many requests wait already; send the same bytes again in a moment."""


async def serve(
    bus: Bus, app: ASGIApp, service: str, *, max_bytes: int = MAX_FRAME, max_in_flight: int = 32
) -> None:
    """Answer requests for a service until cancelled, then finish those at hand.

    Args:
        bus: The connection.
        app: The service's app; its lifespan is not run.
        service: Name, which is the subject `http.<service>` and the queue group.
        max_bytes: Largest request frame and largest reply body.
        max_in_flight: Requests handled at once; four times as many may wait. A long-poll counts while it
            waits, and an idle worker costs nothing but a few KB, so a service with long-polls wants many.

    Raises:
        BusUnavailable: The connection was closed for good.
    """
    await _Service(bus, app, service, max_bytes=max_bytes, max_in_flight=max_in_flight).run()


class _Service:
    def __init__(self, bus: Bus, app: ASGIApp, service: str, *, max_bytes: int, max_in_flight: int) -> None:
        self._bus = bus
        self._app = app
        self._name = service
        self._max_bytes = min(max_bytes, bus.nc.max_payload)
        self._workers = max_in_flight
        self._queue: asyncio.Queue[tuple[float, Msg]] = asyncio.Queue(max_in_flight * _QUEUE_PER_WORKER)
        self._clock = asyncio.get_running_loop().time
        _WAITING.labels(service).set_function(self._queue.qsize)

    async def run(self) -> None:
        subscription = await self._bus.nc.subscribe(
            subject(self._name), queue=self._name, cb=self._on_message
        )
        async with asyncio.TaskGroup() as group:
            workers = [group.create_task(self._work()) for _ in range(self._workers)]
            try:
                await self._bus.lost()
            finally:
                with contextlib.suppress(nats.errors.Error, TimeoutError, OSError):
                    async with asyncio.timeout(_DRAIN_S):
                        await subscription.drain()  # type: ignore[no-untyped-call] # nats-py leaves it untyped
                        await self._queue.join()
                        await self._bus.nc.flush()
                for worker in workers:
                    worker.cancel()

    async def _on_message(self, msg: Msg) -> None:
        try:
            self._queue.put_nowait((self._clock(), msg))
        except asyncio.QueueFull:
            await self._refuse(msg, Busy())

    async def _work(self) -> None:
        while True:
            arrived, msg = await self._queue.get()
            try:
                await self._answer(arrived, msg)
            except SealwireError as error:
                await self._refuse(msg, error)
            except Exception as error:  # noqa: BLE001 - no message may end a worker
                _log.exception("request from the bus failed", error)
                await self._refuse(msg, SealwireError())
            finally:
                self._queue.task_done()

    async def _answer(self, arrived: float, msg: Msg) -> None:
        frame, deadline_ms = decode_request(msg.data, max_bytes=self._max_bytes)
        until = arrived + deadline_ms / 1000
        if until <= self._clock():
            raise DeadlineExceeded
        exchange = Exchange(frame, lambda reply: self._reply(msg, reply), max_bytes=self._max_bytes)
        try:
            async with asyncio.timeout_at(until) as timer:
                await self._app(exchange.scope(), exchange.receive, exchange.send)
        except TimeoutError as error:
            if not exchange.answered:
                raise (DeadlineExceeded() if timer.expired() else SealwireError()) from error
        except Exception as error:
            if not exchange.answered:
                raise
            _log.exception("app failed after its answer", error)
        if not exchange.answered:
            raise SealwireError("no answer")

    async def _reply(self, msg: Msg, reply: ReplyFrame) -> None:
        if msg.reply:
            await self._bus.nc.publish(msg.reply, reply.encode())

    async def _refuse(self, msg: Msg, error: SealwireError) -> None:
        _REFUSED.labels(self._name, error.code).inc()
        with contextlib.suppress(nats.errors.Error, OSError):  # the caller's deadline covers a lost answer
            await self._reply(msg, refusal(error))
