"""The processes of the directory: settings in, parts together."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sealwire_chassis import bus as chassis_bus
from sealwire_chassis import http_over_nats, migrate, ops, relay
from sealwire_chassis.database import Database

from sealwire_directory.entrypoints.http import create_app
from sealwire_directory.events import APPENDED
from sealwire_directory.verified import VerifiedLog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sealwire_chassis.bus import Bus

    from sealwire_directory.settings import DirectorySettings

USER = "directory"
# An event only says that the log grew; whoever missed it asks for the statements.
_EVENTS_KEPT_S = 7 * 86_400.0


async def serve(settings: DirectorySettings) -> None:
    """Answer HTTP requests from the bus until cancelled."""
    verified = VerifiedLog(settings.founding_hash())
    async with _parts(settings) as (database, bus):

        async def log_verifies() -> None:
            async with database.transaction() as session:
                await verified.caught_up(session)

        # No request waits for the whole log to be verified; until then another replica answers.
        await log_verifies()
        app = create_app(database, verified)
        checks = {"database": database.ping, "bus": bus.ping, "log": log_verifies}
        async with asyncio.TaskGroup() as group:
            group.create_task(ops.serve(checks, settings.ops_host, settings.ops_port))
            # As many at once as there are connections: the others wait in a queue that is bounded.
            group.create_task(
                http_over_nats.serve(bus, app, USER, max_in_flight=settings.database_pool_size - 1)
            )


async def run_relay(settings: DirectorySettings) -> None:
    """Publish the events of the outbox until cancelled."""
    async with _parts(settings) as (database, bus):
        checks = {"database": database.ping, "bus": bus.ping}
        async with asyncio.TaskGroup() as group:
            group.create_task(ops.serve(checks, settings.ops_host, settings.ops_port))
            group.create_task(_publish(database, bus, settings))


async def _publish(database: Database, bus: Bus, settings: DirectorySettings) -> None:
    config = chassis_bus.stream(
        APPENDED.stream, ["directory.v1.>"], max_age_s=_EVENTS_KEPT_S, replicas=settings.stream_replicas
    )
    await bus.ensure_stream(config)
    await relay.run(database, bus)


async def run_migrations(settings: DirectorySettings) -> None:
    """Bring the database to the newest revision."""
    await migrate.upgrade("sealwire_directory", settings.database_dsn())


@asynccontextmanager
async def _parts(settings: DirectorySettings) -> AsyncIterator[tuple[Database, Bus]]:
    database = Database(settings.database_dsn(), pool_size=settings.database_pool_size)
    try:
        bus = await chassis_bus.connect(settings, user=USER)
        try:
            yield database, bus
        finally:
            await bus.close()
    finally:
        await database.close()
