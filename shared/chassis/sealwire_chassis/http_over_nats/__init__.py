"""HTTP over NATS: a service's ASGI app answers requests from the bus; callers send them.

A frame is one CBOR map each way. Queue groups spread requests over a service's processes.
"""

from sealwire_chassis.http_over_nats.calling import NatsTransport, forward
from sealwire_chassis.http_over_nats.frames import MAX_FRAME, MalformedFrame, ReplyFrame, RequestFrame
from sealwire_chassis.http_over_nats.serving import serve
from sealwire_chassis.replies import BusUnavailable, DeadlineExceeded

__all__ = [
    "MAX_FRAME",
    "BusUnavailable",
    "DeadlineExceeded",
    "MalformedFrame",
    "NatsTransport",
    "ReplyFrame",
    "RequestFrame",
    "forward",
    "serve",
]
