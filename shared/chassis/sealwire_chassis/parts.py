"""What every service with a database is made of, opened and closed in order; and its relay, whole."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sealwire_chassis import bus as chassis_bus
from sealwire_chassis import ops, relay
from sealwire_chassis.database import Database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from nats.js.api import StreamConfig

    from sealwire_chassis.bus import Bus, Subject
    from sealwire_chassis.ops import Check
    from sealwire_chassis.settings import Settings

# Whoever was away for longer asks the owner; an event only tells that something happened.
EVENTS_KEPT_S = 7 * 86_400.0


@dataclass(frozen=True)
class Parts:
    """An open database and an open bus."""

    database: Database
    bus: Bus

    @property
    def checks(self) -> dict[str, Check]:
        """The readiness checks of both."""
        return {"database": self.database.ping, "bus": self.bus.ping}


@asynccontextmanager
async def opened(settings: Settings, *, user: str) -> AsyncIterator[Parts]:
    """Open a service's database and bus, and close them at the end.

    Args:
        settings: Of the service.
        user: Its name on the bus.

    Raises:
        BadSettings: The settings do not name them rightly.
        BusUnavailable: NATS does not answer.
    """
    database = Database(settings.database_dsn(), pool_size=settings.database_pool_size)
    try:
        bus = await chassis_bus.connect(settings, user=user)
        try:
            yield Parts(database, bus)
        finally:
            await bus.close()
    finally:
        await database.close()


async def run_relay(settings: Settings, subject: Subject[Any], *, user: str) -> None:
    """Publish the events of a service's outbox until cancelled, to a stream that is made where it is missing.

    Args:
        settings: Of the service.
        subject: An event of the service; its stream holds all subjects of the service.
        user: The service's name on the bus, and the first part of its subjects.
    """
    stream = chassis_bus.stream(
        subject.stream, [f"{user}.v1.>"], max_age_s=EVENTS_KEPT_S, replicas=settings.stream_replicas
    )
    async with opened(settings, user=user) as parts, asyncio.TaskGroup() as group:
        group.create_task(ops.serve(parts.checks, settings.ops_host, settings.ops_port))
        group.create_task(_publish(parts, stream))


async def _publish(parts: Parts, stream: StreamConfig) -> None:
    await parts.bus.ensure_stream(stream)
    await relay.run(parts.database, parts.bus)
