"""The NATS request `alerts.accept`: envelopes in, an outcome for each of them out, after the commit."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import nats.errors
from sealwire.contract.acceptance import (
    ACCEPT_QUEUE,
    ACCEPT_SUBJECT,
    Outcome,
    Refused,
    decode_request,
    encode_reply,
)
from sealwire.errors import SealwireError

from sealwire_alerts.domain.acceptance import Candidate, read_candidate

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from nats.aio.msg import Msg
    from sealwire_chassis.bus import Bus

    Accept = Callable[[Sequence[Candidate]], Awaitable[list[Outcome]]]

_DRAIN_S = 10.0


async def answer(request: bytes, accept: Accept) -> bytes:
    """Return the reply to one request.

    Args:
        request: Bytes from the bus.
        accept: Returns the outcomes of candidates, once those that are accepted are durable.
    """
    try:
        envelopes = decode_request(request)
    except SealwireError as error:
        return encode_reply([Refused.because(error)])
    read = [_read(envelope) for envelope in envelopes]
    outcomes = iter(await accept([item for item in read if isinstance(item, Candidate)]))
    return encode_reply([next(outcomes) if isinstance(item, Candidate) else item for item in read])


def _read(envelope: bytes) -> Candidate | Refused:
    try:
        return read_candidate(envelope)
    except SealwireError as error:
        return Refused.because(error)


async def serve(bus: Bus, accept: Accept) -> None:
    """Answer accept requests until cancelled, then finish those at hand.

    Raises:
        BusUnavailable: The connection was closed for good.
    """
    at_hand: set[asyncio.Task[None]] = set()

    async def on_message(msg: Msg) -> None:
        # A task each, so that requests that arrive during a commit gather for the next; `accept` bounds them.
        task = asyncio.create_task(_reply(bus, msg, accept))
        at_hand.add(task)
        task.add_done_callback(at_hand.discard)

    subscription = await bus.nc.subscribe(ACCEPT_SUBJECT, queue=ACCEPT_QUEUE, cb=on_message)
    try:
        await bus.lost()
    finally:
        with contextlib.suppress(nats.errors.Error, TimeoutError, OSError):
            async with asyncio.timeout(_DRAIN_S):
                await subscription.drain()  # type: ignore[no-untyped-call]  # nats-py leaves it untyped
                await asyncio.gather(*at_hand)
                await bus.nc.flush()


async def _reply(bus: Bus, msg: Msg, accept: Accept) -> None:
    reply = await answer(msg.data, accept)
    # Without a connection the answer is lost, as with one that breaks a moment later: the gateway asks again.
    with contextlib.suppress(nats.errors.Error, OSError):
        await bus.nc.publish(msg.reply, reply)
