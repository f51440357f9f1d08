"""Wakes long-polls when any process of alerts has accepted something; nothing durable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire_chassis.bus import MalformedMessage
from sealwire_chassis.logs import get_logger

from sealwire_alerts.events import ENVELOPES_ACCEPTED

if TYPE_CHECKING:
    from nats.aio.msg import Msg
    from sealwire_chassis.bus import Bus

    from sealwire_alerts.arrivals import Arrivals

_log = get_logger(__name__)


async def serve(bus: Bus, arrivals: Arrivals) -> None:
    """Announce accepted envelopes to this process's readers until cancelled, then send the readers away.

    A message that is lost costs a reader the rest of its wait: it asks again and finds its mail.

    Raises:
        BusUnavailable: The connection was closed for good.
    """

    async def on_message(msg: Msg) -> None:
        try:
            accepted = ENVELOPES_ACCEPTED.decode(msg.data)
        except MalformedMessage:
            _log.warning("unreadable event", subject=msg.subject)
            return
        arrivals.announce({unit for entry in accepted.entries for unit in entry.units})

    await bus.nc.subscribe(ENVELOPES_ACCEPTED.name(), cb=on_message)
    try:
        await bus.lost()
    finally:
        arrivals.close()
