"""The processes of the directory: settings in, parts together."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from sealwire.directory.fields import Log
from sealwire_chassis import http_over_nats, migrate, ops, parts

from sealwire_directory.app import create_app
from sealwire_directory.expiry import upkeep
from sealwire_directory.log import covering
from sealwire_directory.log.events import APPENDED
from sealwire_directory.log.verified import VerifiedLog
from sealwire_directory.onboarding.domain.overdue import planned_days
from sealwire_directory.people import retention

if TYPE_CHECKING:
    from sealwire_directory.settings import DirectorySettings

USER = "directory"


async def serve(settings: DirectorySettings) -> None:
    """Answer HTTP requests from the bus until cancelled."""
    verified = VerifiedLog(settings.founding_hash())
    signer = settings.log_signer(Log.DIRECTORY)
    async with parts.opened(settings, user=USER) as opened:

        async def log_verifies() -> None:
            async with opened.database.transaction() as session:
                await verified.caught_up(session)

        # No request waits for the whole log to be verified; until then another replica answers.
        await log_verifies()
        await covering.cover_all(opened.database, verified, signer)
        app = create_app(
            opened.database, verified, signer=signer, planned_days=planned_days(settings.onboarding_days)
        )
        checks = {**opened.checks, "log": log_verifies}
        async with asyncio.TaskGroup() as group:
            group.create_task(ops.serve(checks, settings.ops_host, settings.ops_port))
            group.create_task(upkeep.run(opened.database, verified, every_s=settings.upkeep_every_s))
            group.create_task(
                retention.run(opened.database, verified, retention_days=settings.officer_retention_days)
            )
            # As many at once as there are connections: the others wait in a queue that is bounded.
            group.create_task(
                http_over_nats.serve(opened.bus, app, USER, max_in_flight=settings.database_pool_size - 1)
            )


async def run_relay(settings: DirectorySettings) -> None:
    """Publish the events of the outbox until cancelled."""
    await parts.run_relay(settings, APPENDED, user=USER)


async def run_migrations(settings: DirectorySettings) -> None:
    """Bring the database to the newest revision."""
    await migrate.upgrade("sealwire_directory", settings.database_dsn())


async def show_log_key(settings: DirectorySettings) -> None:
    """Write the public key of the log, which the root appoints."""
    sys.stdout.write(settings.log_signer(Log.DIRECTORY).vkey + "\n")
