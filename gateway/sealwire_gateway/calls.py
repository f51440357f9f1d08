"""Every other call: who signed it, has it come before, may it come so often; then it goes to its service."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from sealwire.errors import Unavailable
from sealwire.requests import UnknownKey
from sealwire_chassis.caller import HEADER, encode
from sealwire_chassis.http_over_nats import RequestFrame

from sealwire_gateway.identity import identify
from sealwire_gateway.messages import Answer
from sealwire_gateway.refusals import DirectoryUnsynced
from sealwire_gateway.signatures import Incoming, RawHeaders, SignedBy, check_signature

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sealwire_chassis.http_over_nats import ReplyFrame

    from sealwire_gateway.follower import Follower
    from sealwire_gateway.messages import Header, Request
    from sealwire_gateway.nonces import Nonces
    from sealwire_gateway.rates import Rate
    from sealwire_gateway.routes import Route

    Forward = Callable[[str, RequestFrame, float], Awaitable[ReplyFrame]]

_CALLER = HEADER.encode()
# Only these go in, so nobody outside can speak a `sealwire-*` header to a service.
_PASSED_IN = frozenset({b"accept", b"accept-language", b"content-type", b"if-none-match", b"x-request-id"})
_PASSED_OUT = frozenset(
    {
        b"cache-control",
        b"content-disposition",
        b"content-security-policy",
        b"etag",
        b"location",
        b"retry-after",
    }
)


class Calls:
    """Passes checked requests on to the services."""

    def __init__(self, follower: Follower, nonces: Nonces, rate: Rate, forward: Forward) -> None:
        self._follower = follower
        self._nonces = nonces
        self._rate = rate
        self._forward = forward
        self._stopping = asyncio.Event()
        self.base_url = ""
        self.clock: Callable[[], float] = time.time

    async def answer(self, request: Request, route: Route) -> Answer:
        """Return what the service answers.

        Raises:
            SealwireError: A check failed, or the service does not answer.
        """
        body = await request.body(max_bytes=route.max_body)
        headers: list[Header] = [line for line in request.headers if line[0] in _PASSED_IN]
        if body:
            headers.append((b"content-length", b"%d" % len(body)))
        if route.signed:
            headers.append((_CALLER, await self._caller(request, body)))
        frame = RequestFrame(request.method, request.path, request.query.decode("ascii"), headers, body)
        reply = self._forward(route.service, frame, route.deadline_s(request.query))
        return _answer(await (self._unless_stopping(reply) if route.waits else reply))

    def stop(self) -> None:
        """Send those who wait in a long poll away, so that the process can end; they ask again elsewhere."""
        self._stopping.set()

    async def _unless_stopping(self, reply: Awaitable[ReplyFrame]) -> ReplyFrame:
        answered = asyncio.ensure_future(reply)
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({answered, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not answered.done():
                raise Unavailable("This gateway is stopping; ask again.")
            return answered.result()
        finally:
            answered.cancel()
            stopping.cancel()

    async def _caller(self, request: Request, body: bytes) -> bytes:
        """Return the header that tells the service who calls, after all checks."""
        incoming = Incoming(request.method, self.base_url + request.target, RawHeaders(request.headers), body)
        signed = await self._check(incoming)
        caller = encode(identify(signed.holder, self._follower.state))
        # The nonce before it is counted: a request sent again by somebody else must not use the quota up.
        # But whoever has used it up makes the bus write no further nonces.
        self._rate.check(signed.key_id)
        await self._nonces.first_time(signed)
        self._rate.count(signed.key_id)
        return caller.encode("ascii")

    async def _check(self, incoming: Incoming) -> SignedBy:
        try:
            return self._signed_by(incoming)
        except (UnknownKey, DirectoryUnsynced):
            # A device's first call may overtake the statement that enrolled it, and the first of all calls
            # this gateway's look at the founding.
            await self._follower.refresh()
            return self._signed_by(incoming)

    def _signed_by(self, incoming: Incoming) -> SignedBy:
        return check_signature(incoming, find=self._follower.state.by_auth_key, now=int(self.clock()))


def _answer(reply: ReplyFrame) -> Answer:
    kinds = [value for name, value in reply.headers if name == b"content-type"]
    passed = [line for line in reply.headers if line[0] in _PASSED_OUT]
    return Answer(reply.status, reply.body, kinds[0] if kinds else b"application/octet-stream", passed)
