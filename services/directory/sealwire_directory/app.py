"""The directory as a FastAPI app, which the gateway forwards to over NATS."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from fastapi import FastAPI
from sealwire.contract.onboarding import MAX_FILE_BYTES
from sealwire.contract.people import MAX_IMPORT_BYTES
from sealwire.directory.batch import MAX_BATCH
from sealwire_chassis import asgi
from sealwire_chassis.problems import install

from sealwire_directory.expiry.entrypoints import http as expiry
from sealwire_directory.log.entrypoints import http as log
from sealwire_directory.log.entrypoints import http_tree as tree
from sealwire_directory.onboarding.domain.overdue import PLANNED_DAYS
from sealwire_directory.onboarding.entrypoints import http_cases, http_records, http_reports
from sealwire_directory.people.entrypoints import http_sets, http_tables, http_units

if TYPE_CHECKING:
    from collections.abc import Callable

    from sealwire.log_signing import LogSigner
    from sealwire_chassis.database import Database

    from sealwire_directory.log.verified import VerifiedLog
    from sealwire_directory.onboarding.domain.overdue import PlannedDays

ONBOARDING = (http_cases.router, http_records.router, http_reports.router)
PEOPLE = (http_units.router, http_sets.router, http_tables.router)
ROUTERS = (log.router, tree.router, expiry.router, *ONBOARDING, *PEOPLE)


def create_app(
    database: Database,
    verified: VerifiedLog,
    *,
    signer: LogSigner,
    clock: Callable[[], float] = time.time,
    planned_days: PlannedDays = PLANNED_DAYS,
) -> FastAPI:
    """Return the app that answers HTTP requests to the directory.

    Args:
        database: The directory's own database, migrated.
        verified: This process's copy of the log.
        signer: The log's own key, which signs its checkpoints.
        clock: Tells Unix seconds.
        planned_days: How long each step of an onboarding case may take.
    """
    app = FastAPI(title="Sealwire directory", docs_url=None, redoc_url=None)
    app.state.database = database
    app.state.verified = verified
    app.state.signer = signer
    app.state.clock = clock
    app.state.planned_days = planned_days
    for router in ROUTERS:
        app.include_router(router)
    # The largest body of any route; the gateway holds each route to its own.
    app.add_middleware(asgi.SizeLimit, max_bytes=max(MAX_BATCH, MAX_FILE_BYTES, MAX_IMPORT_BYTES))
    install(app)
    app.add_middleware(asgi.AccessLog, service="directory")
    app.add_middleware(asgi.RequestId)
    return app
