"""The processes of alerts: settings in, parts together."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING

from prometheus_client import Counter, Histogram
from sealwire.contract.acceptance import Outcome, Refused
from sealwire.directory.fields import Log
from sealwire_chassis import http_over_nats, migrate, ops, parts
from sealwire_chassis.database import DatabaseUnavailable

from sealwire_alerts import covering, service
from sealwire_alerts.arrivals import Arrivals
from sealwire_alerts.entrypoints import acceptor, wakeups
from sealwire_alerts.entrypoints.http import create_app
from sealwire_alerts.events import ENVELOPES_ACCEPTED
from sealwire_alerts.grouping import Grouping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sealwire_chassis.database import Database

    from sealwire_alerts.domain.acceptance import Candidate
    from sealwire_alerts.settings import AlertsSettings

USER = "alerts"
# Long-polls hold a worker each; so many are left for requests that do not wait.
_WORKERS_FREE = 64

_ACCEPTED = Counter("sealwire_alerts_accepted", "Envelopes accepted, resends included")
_REFUSED = Counter("sealwire_alerts_refused", "Envelopes refused", ["problem"])
_GROUP = Histogram(
    "sealwire_alerts_group", "Envelopes in one commit", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256)
)


class Acceptance:
    """Commits a group of envelopes and wakes the readers of what was stored."""

    def __init__(self, database: Database, arrivals: Arrivals, settings: AlertsSettings) -> None:
        self._database = database
        self._arrivals = arrivals
        self._settings = settings

    async def commit(self, candidates: Sequence[Candidate]) -> list[Outcome]:
        """Return the outcomes of a group after its transaction has committed.

        Raises:
            DatabaseUnavailable: The database did not answer (in time); what became of the group is not known.
        """
        try:
            async with asyncio.timeout(self._settings.accept_timeout_s):
                decision = await service.accept_group(
                    self._database,
                    candidates,
                    now=int(time.time()),
                    retention_days=self._settings.retention_days,
                )
        except TimeoutError as error:
            raise DatabaseUnavailable from error
        self._arrivals.announce({unit for candidate in decision.stored for unit in candidate.units})
        _count(decision.outcomes)
        return decision.outcomes


def _count(outcomes: Sequence[Outcome]) -> None:
    _GROUP.observe(len(outcomes))
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    _ACCEPTED.inc(len(outcomes) - len(refused))
    for outcome in refused:
        _REFUSED.labels(outcome.code).inc()


async def serve(settings: AlertsSettings) -> None:
    """Accept envelopes and answer HTTP requests from the bus until cancelled."""
    signer = settings.log_signer(Log.ENVELOPES)
    async with parts.opened(settings, user=USER) as opened:
        arrivals = Arrivals(max_readers=settings.max_requests - _WORKERS_FREE)
        grouping = Grouping(Acceptance(opened.database, arrivals, settings).commit)
        app = create_app(opened.database, arrivals)
        async with asyncio.TaskGroup() as group:
            group.create_task(ops.serve(opened.checks, settings.ops_host, settings.ops_port))
            group.create_task(
                http_over_nats.serve(opened.bus, app, USER, max_in_flight=settings.max_requests)
            )
            group.create_task(acceptor.serve(opened.bus, grouping.accept))
            group.create_task(wakeups.serve(opened.bus, arrivals))
            group.create_task(covering.run(opened.database, signer))


async def run_relay(settings: AlertsSettings) -> None:
    """Publish the events of the outbox until cancelled."""
    await parts.run_relay(settings, ENVELOPES_ACCEPTED, user=USER)


async def run_migrations(settings: AlertsSettings) -> None:
    """Bring the database to the newest revision."""
    await migrate.upgrade("sealwire_alerts", settings.database_dsn())


async def show_log_key(settings: AlertsSettings) -> None:
    """Write the public key of the log, which the root appoints."""
    sys.stdout.write(settings.log_signer(Log.ENVELOPES).vkey + "\n")
