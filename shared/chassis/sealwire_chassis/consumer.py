"""A consumer of one event subject: each message is handled once, in a transaction with its id."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Generic, TypeVar

import nats.errors
import nats.js.errors
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from prometheus_client import Counter
from pydantic import BaseModel
from sealwire.errors import SealwireError, Unavailable

from sealwire_chassis import inbox
from sealwire_chassis.bus import MalformedMessage
from sealwire_chassis.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from nats.aio.msg import Msg
    from nats.js import JetStreamContext
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_chassis.bus import Bus, Subject
    from sealwire_chassis.database import Database

M = TypeVar("M", bound=BaseModel)

_BATCH = 64
_FETCH_S = 5.0
_ACK_WAIT_S = 30.0
_MAX_BACKOFF_S = 60.0
_AWAY_S = 0.5
_HANDLED = Counter("sealwire_consumer_messages", "Messages taken from a stream", ["consumer", "outcome"])
_log = get_logger(__name__)


async def run(
    bus: Bus,
    subject: Subject[M],
    durable: str,
    handler: Callable[[AsyncSession, M], Awaitable[None]],
    db: Database,
) -> None:
    """Handle the messages of a subject until cancelled.

    The message id goes into the inbox and the handler works in one transaction, then the message is
    acknowledged. Bytes that never parse are terminated; a handler that raises gets the message
    again after 1, 2, 4 ... 60 seconds.

    Args:
        bus: The connection.
        subject: What to consume, for all units.
        durable: Name of the consumer, at most 64 characters.
        handler: The work; it never commits.
        db: Database with the table `inbox`.

    Raises:
        BusUnavailable: The connection was closed for good.
    """
    consumer = _Consumer(bus, subject, durable, handler, db)
    async with asyncio.TaskGroup() as group:
        lost = group.create_task(bus.lost())
        while not lost.done():
            try:
                await consumer.take()
            except (nats.errors.Error, OSError, SealwireError) as error:
                _log.warning("consumer waits", consumer=durable, error=type(error).__name__)
                await asyncio.sleep(0.5)


class _Consumer(Generic[M]):
    def __init__(
        self,
        bus: Bus,
        subject: Subject[M],
        durable: str,
        handler: Callable[[AsyncSession, M], Awaitable[None]],
        db: Database,
    ) -> None:
        self._bus = bus
        self._subject = subject
        self._durable = durable
        self._handler = handler
        self._db = db
        self._pull: JetStreamContext.PullSubscription | None = None

    async def take(self) -> None:
        """Fetch what there is and handle it in order."""
        if self._pull is None:
            self._pull = await self._subscribe()
        try:
            messages = await self._pull.fetch(_BATCH, timeout=_FETCH_S)
        except TimeoutError:
            return
        for msg in messages:
            await self._handle(msg)

    async def _subscribe(self) -> JetStreamContext.PullSubscription:
        config = ConsumerConfig(
            ack_policy=AckPolicy.EXPLICIT,
            deliver_policy=DeliverPolicy.ALL,
            ack_wait=_ACK_WAIT_S,
            max_deliver=-1,
            max_ack_pending=4 * _BATCH,
        )
        return await self._bus.js.pull_subscribe(
            self._subject.wildcard(), durable=self._durable, stream=self._subject.stream, config=config
        )

    async def _handle(self, msg: Msg) -> None:
        try:
            message = self._subject.decode(msg.data)
        except MalformedMessage:
            _log.error("message terminated", consumer=self._durable, sequence=msg.metadata.sequence.stream)
            await self._finish(msg.term(), "terminated")
            return
        try:
            outcome = await self._work(msg, message)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the message comes again
            tries = msg.metadata.num_delivered
            _log.exception("message failed", error, consumer=self._durable, tries=tries)
            # A database that is away says nothing about the message.
            delay = (
                _AWAY_S if isinstance(error, Unavailable) else min(_MAX_BACKOFF_S, 2.0 ** min(tries - 1, 10))
            )
            await self._finish(msg.nak(delay=delay), "failed")
            return
        await self._finish(msg.ack(), outcome)

    async def _work(self, msg: Msg, message: M) -> str:
        async with self._db.transaction() as session:
            if not await inbox.first_time(session, self._durable, _message_id(msg)):
                return "repeated"
            await self._handler(session, message)
        return "handled"

    async def _finish(self, answer: Awaitable[None], outcome: str) -> None:
        _HANDLED.labels(self._durable, outcome).inc()
        # A lost acknowledgement means a repeated message, which the inbox recognises.
        with contextlib.suppress(nats.errors.Error, OSError):
            await answer


def _message_id(msg: Msg) -> str:
    given = (msg.headers or {}).get("Nats-Msg-Id", "")
    return given[:128] or f"{msg.metadata.stream}:{msg.metadata.sequence.stream}"
