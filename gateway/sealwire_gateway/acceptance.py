"""The accept route: takes an envelope, runs every check that needs no key, and has it stored.

Native, without a framework: this is the one route whose cost decides how many servers an exchange needs.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from prometheus_client import Counter, Histogram
from sealwire.contract.acceptance import Accepted, Refused
from sealwire.contract.paths import CBOR
from sealwire.envelope.format import MAX_ENVELOPE, parse
from sealwire.envelope.verify import check_against_directory, check_times, verify_signature
from sealwire.errors import SealwireError, Unavailable
from sealwire.keys import BadSignature

from sealwire_gateway.messages import Answer
from sealwire_gateway.refusals import UnsupportedMediaType
from sealwire_gateway.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sealwire.envelope.format import ParsedEnvelope

    from sealwire_gateway.batches import Batches
    from sealwire_gateway.follower import Follower
    from sealwire_gateway.messages import Request
    from sealwire_gateway.rates import Rate

_CBOR = CBOR.encode()
# Checks take 0.25 ms each, and nothing is sent while they run. All that arrived together would be checked
# before the first of it leaves, and alerts would idle meanwhile: with 16 in flight that cost a fifth.
_CHECKED_AT_ONCE = 8
# Resends come within a client's retries; 8,192 answers of about 100 bytes are nothing to keep.
_REMEMBERED = 8_192
_ANSWERS = Counter(
    "sealwire_gateway_envelopes", "Envelopes handed in, by how they were answered", ["outcome"]
)
BATCHES = Histogram(
    "sealwire_gateway_batch_envelopes",
    "Envelopes in one request to alerts",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
)


class Acceptance:
    """Answers POST /v1/envelopes."""

    def __init__(
        self,
        follower: Follower,
        batches: Batches,
        rate: Rate,
        earlier: Callable[[ParsedEnvelope], Awaitable[Accepted | None]],
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._follower = follower
        self._batches = batches
        self._rate = rate
        self._earlier = earlier
        self._clock = clock
        self._turns = Turns(_CHECKED_AT_ONCE)
        self._accepted: dict[bytes, Accepted] = {}
        self._counted = _ANSWERS.labels("accepted")

    async def answer(self, request: Request) -> Answer:
        """Return 202 when the envelope is durably stored.

        Raises:
            SealwireError: The first check that fails, or that it could not be stored.
        """
        try:
            answer = await self._answer(request)
        except SealwireError as error:
            _ANSWERS.labels(error.code).inc()
            raise
        self._counted.inc()
        return answer

    async def _answer(self, request: Request) -> Answer:
        media_type = request.header(b"content-type")
        if media_type.partition(b";")[0].strip().lower() != _CBOR:
            raise UnsupportedMediaType(f"Send {CBOR}.")
        raw = await request.body(max_bytes=MAX_ENVELOPE)
        await self._turns.turn()
        parsed = parse(raw)
        known = self._accepted.get(parsed.digest)
        # Not counted: any recipient can hand an envelope in again, which must not use up its sender's quota.
        accepted = known or await self._accept(parsed)
        return Answer(202, _body(parsed, accepted))

    async def _accept(self, parsed: ParsedEnvelope) -> Accepted:
        try:
            await self._check(parsed)
        except Unavailable:
            raise
        except SealwireError:
            # A sender whose 202 was lost sends again, and meanwhile an epoch may have ended or a unit been
            # suspended. What was accepted stays accepted: otherwise the same notice would be sealed anew.
            accepted = await self._accepted_before(parsed)
            if accepted is None:
                raise
            return accepted
        return await self._store(parsed)

    async def _accepted_before(self, parsed: ParsedEnvelope) -> Accepted | None:
        """Look up an envelope that its device signed; whoever cannot sign makes no work for alerts."""
        device = self._follower.state.device(parsed.header.device)
        if device is None:
            return None
        try:
            verify_signature(parsed, device.sign)
        except BadSignature:
            return None
        return await self._earlier(parsed)

    async def _check(self, parsed: ParsedEnvelope) -> None:
        """Run the checks, the cheap ones first, all of them before anything is counted or stored.

        The signature is verified right here: in a pool of threads the same 0.08 ms cost 0.04 ms more for
        the hand-over, and a busy loop gives the lock back late (docs/decisions/0010-native-accept-route.md).
        """
        now = int(self._clock())
        check_times(parsed.header, now)
        # First, because a sender who is ahead may be a device, or address an epoch, that is new to us.
        await self._follower.check_seen(parsed.header.directory)
        device = check_against_directory(parsed.header, self._follower.state, now)
        verify_signature(parsed, device.sign)

    async def _store(self, parsed: ParsedEnvelope) -> Accepted:
        self._rate.count(parsed.header.device.hex())
        outcome = await self._batches.accept(parsed.raw)
        if isinstance(outcome, Refused):
            raise outcome.error()
        self._accepted[parsed.digest] = outcome
        if len(self._accepted) > _REMEMBERED:
            del self._accepted[next(iter(self._accepted))]
        return outcome


def _body(parsed: ParsedEnvelope, accepted: Accepted) -> bytes:
    """Return the JSON of AcceptanceOut; writing it out saves the model's 5 us, and a test compares."""
    return (
        f'{{"id":"{parsed.header.id}","position":{accepted.position},'
        f'"accepted_at":{accepted.accepted_at},"digest":"{parsed.digest.hex()}"}}'
    ).encode()
