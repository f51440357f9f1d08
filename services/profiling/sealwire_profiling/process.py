"""The processes of profiling: settings in, parts together."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING

from sealwire_chassis import http_over_nats, migrate, ops, parts

from sealwire_profiling.events import UPLOADED

if TYPE_CHECKING:
    from sealwire_profiling.settings import ProfilingSettings

USER = "profiling"
_OBJECTS_BEFORE_GC = 50_000


async def serve(settings: ProfilingSettings) -> None:
    """Answer HTTP requests from the bus until cancelled."""
    from sealwire_profiling.app import create_app  # noqa: PLC0415 - seconds of imports that a relay is spared

    async with parts.opened(settings, user=USER) as opened:
        app = create_app(opened.database, retention_days=settings.retention_days)
        async with asyncio.TaskGroup() as group:
            group.create_task(ops.serve(opened.checks, settings.ops_host, settings.ops_port))
            # As many at once as there are connections: the others wait in a queue that is bounded.
            group.create_task(
                http_over_nats.serve(opened.bus, app, USER, max_in_flight=settings.database_pool_size - 1)
            )


async def work(settings: ProfilingSettings) -> None:
    """Read files, make selections, screen them again, train models and erase what is due, until cancelled.

    A process of its own: a large selection keeps a core busy for a minute, and no request waits for it.
    """
    from sealwire_profiling import working  # noqa: PLC0415 - as above
    from sealwire_profiling.assessments.adapters.forgetting import forget  # noqa: PLC0415 - as above
    from sealwire_profiling.assessments.knowing import prepare  # noqa: PLC0415 - as above
    from sealwire_profiling.intake import retention, worker  # noqa: PLC0415 - as above

    # What is imported stays, and of the millions of objects that a file becomes hardly any is in a cycle:
    # looking for cycles as often as Python usually does takes a sixth of the time of reading it.
    gc.freeze()
    gc.set_threshold(_OBJECTS_BEFORE_GC, 20, 20)
    async with parts.opened(settings, user=USER) as opened, asyncio.TaskGroup() as group:
        group.create_task(ops.serve(opened.checks, settings.ops_host, settings.ops_port))
        group.create_task(asyncio.to_thread(prepare))
        group.create_task(worker.new_worker(opened.database).run())
        group.create_task(working.run(opened.database))
        group.create_task(
            retention.run(
                opened.database,
                usual_days=settings.retention_days,
                every_s=settings.retention_every_s,
                forget=forget,
            )
        )


async def run_relay(settings: ProfilingSettings) -> None:
    """Publish the events of the outbox until cancelled."""
    await parts.run_relay(settings, UPLOADED, user=USER)


async def run_migrations(settings: ProfilingSettings) -> None:
    """Bring the database to the newest revision."""
    await migrate.upgrade("sealwire_profiling", settings.database_dsn())
