"""The memory of request nonces, shared by every gateway: a JetStream stream that refuses a second copy.

A message's id is the key and its nonce; within the stream's duplicate window JetStream answers that it
has this one. The window is longer than any signature lives, so nothing is replayed and nothing piles up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nats.errors import Error as NatsError
from sealwire.errors import Unavailable
from sealwire.requests import MAX_AGE_S, MAX_AHEAD_S, RequestReplayed
from sealwire_chassis.bus import stream

if TYPE_CHECKING:
    from nats.js import JetStreamContext
    from nats.js.api import StreamConfig

    from sealwire_gateway.signatures import SignedBy

STREAM = "NONCES"
SUBJECT = "gateway.v1.nonce"
WINDOW_S = 120
PUBLISH_TIMEOUT_S = 3.0
if WINDOW_S <= MAX_AGE_S + MAX_AHEAD_S:  # pragma: no cover - a mistake in the constants, not at run time
    raise RuntimeError("a signature would outlive the memory of its nonce")


def nonce_stream(*, replicas: int) -> StreamConfig:
    """Return the stream that the nonces need; its duplicate window is as long as it keeps messages.

    Args:
        replicas: Copies in the NATS cluster. With one, signed calls stand still while its server is away.
    """
    return stream(STREAM, [SUBJECT], max_age_s=WINDOW_S, replicas=replicas)


class Nonces:
    """Remembers which signed requests were seen."""

    def __init__(self, js: JetStreamContext) -> None:
        self._js = js

    async def first_time(self, signed: SignedBy) -> None:
        """Remember a request's nonce.

        Raises:
            RequestReplayed: It was seen before, by this gateway or another.
            Unavailable: The memory does not answer. Nothing is let through without it.
        """
        message_id = f"{signed.key_id}:{signed.nonce}"
        try:
            ack = await self._js.publish(
                SUBJECT, b"", timeout=PUBLISH_TIMEOUT_S, headers={"Nats-Msg-Id": message_id}
            )
        except (NatsError, OSError) as error:
            raise Unavailable("The memory of request nonces does not answer.") from error
        if ack.duplicate:
            raise RequestReplayed
