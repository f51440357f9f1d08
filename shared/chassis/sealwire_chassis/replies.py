"""Replies: matches answers from the bus to the requests that wait for them.

nats-py's own `request` draws a random token, makes two tasks' worth of wait_for and keeps waiting
through a disconnect. This one counts tokens, uses one timer per request and fails everything that
waits as soon as the connection breaks, so that callers can send again.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import TYPE_CHECKING

import nats.errors
from sealwire.errors import TooLarge, Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nats.aio.client import Client
    from nats.aio.msg import Msg

MAX_IN_FLIGHT = 4096
_STATUS = "Status"
_NO_RESPONDERS = "503"


class BusUnavailable(Unavailable, code="bus-unavailable"):
    """The part that should do this cannot be reached; nothing is lost, send the same bytes again."""


class DeadlineExceeded(Unavailable, code="deadline-exceeded", status=504):
    """There was no answer in time, and it may have been done; send the same bytes again."""


class Durable:
    """A message for JetStream: where to, what, and the id by which duplicates are dropped."""

    __slots__ = ("message_id", "payload", "subject")

    def __init__(self, subject: str, payload: bytes, *, message_id: str) -> None:
        self.subject = subject
        self.payload = payload
        self.message_id = message_id


class Replies:
    """One reply subscription for all requests of a connection."""

    def __init__(self, nc: Client, *, prefix: str) -> None:
        """Prepare; `start` subscribes.

        Args:
            nc: The connection.
            prefix: Inbox prefix that this user may subscribe to.
        """
        self._nc = nc
        self._prefix = f"{prefix}.{secrets.token_hex(8)}."
        self._waiting: dict[str, tuple[asyncio.Future[bytes], asyncio.TimerHandle]] = {}
        self._count = 0

    async def start(self) -> None:
        """Subscribe to the reply subjects."""
        await self._nc.subscribe(self._prefix + "*", cb=self._on_reply, pending_msgs_limit=2 * MAX_IN_FLIGHT)

    async def request(self, subject: str, payload: bytes, *, timeout_s: float) -> bytes:
        """Send a request and return the answer's bytes; see `Bus.request`."""
        future = await self._send(subject, payload, timeout_s=timeout_s)
        return await future

    async def publish_durable(self, messages: Sequence[Durable], *, timeout_s: float) -> list[bool]:
        """Publish to JetStream in order, all in flight at once, and tell which ones the stream holds now.

        Args:
            messages: At most MAX_IN_FLIGHT.
            timeout_s: Seconds to wait for all acknowledgements.
        """
        futures: list[asyncio.Future[bytes]] = []
        for each in messages:
            headers = {"Nats-Msg-Id": each.message_id}
            try:
                futures.append(
                    await self._send(each.subject, each.payload, timeout_s=timeout_s, headers=headers)
                )
            except (Unavailable, TooLarge):
                break  # later ones must not overtake it
        if futures:
            await asyncio.wait(futures)
        stored = [not future.exception() and _is_ack(future.result()) for future in futures]
        return stored + [False] * (len(messages) - len(stored))

    def fail_all(self) -> None:
        """Fail every request that waits: its answer went to a connection that is gone."""
        waiting, self._waiting = self._waiting, {}
        for future, timer in waiting.values():
            timer.cancel()
            if not future.done():
                future.set_exception(BusUnavailable("The connection broke."))

    async def _send(
        self, subject: str, payload: bytes, *, timeout_s: float, headers: dict[str, str] | None = None
    ) -> asyncio.Future[bytes]:
        # A request is never buffered for a later connection: by then its caller has given up.
        if not self._nc.is_connected or len(self._waiting) >= MAX_IN_FLIGHT:
            raise BusUnavailable("Not connected, or too much in flight.")
        loop = asyncio.get_running_loop()
        self._count += 1
        token = str(self._count)
        future: asyncio.Future[bytes] = loop.create_future()
        self._waiting[token] = future, loop.call_later(timeout_s, self._expire, token)
        try:
            await self._nc.publish(subject, payload, reply=self._prefix + token, headers=headers)
        except (nats.errors.Error, OSError) as error:
            self._forget(token)
            if isinstance(error, nats.errors.MaxPayloadError):
                raise TooLarge(max_bytes=self._nc.max_payload) from error
            raise BusUnavailable from error
        return future

    async def _on_reply(self, msg: Msg) -> None:
        future = self._forget(msg.subject[len(self._prefix) :])
        if future is None or future.done():
            return
        if msg.headers and msg.headers.get(_STATUS) == _NO_RESPONDERS:
            future.set_exception(BusUnavailable("Nobody listens."))
            return
        future.set_result(msg.data)

    def _expire(self, token: str) -> None:
        future = self._forget(token)
        if future is not None and not future.done():
            future.set_exception(DeadlineExceeded())

    def _forget(self, token: str) -> asyncio.Future[bytes] | None:
        entry = self._waiting.pop(token, None)
        if entry is None:
            return None
        entry[1].cancel()
        return entry[0]


def _is_ack(data: bytes) -> bool:
    try:
        body = json.loads(data)
    except ValueError:
        return False
    return isinstance(body, dict) and "error" not in body and "seq" in body
