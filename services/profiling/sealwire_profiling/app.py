"""Profiling as a FastAPI app, which the gateway forwards to over NATS."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from fastapi import FastAPI
from sealwire_chassis import asgi
from sealwire_chassis.problems import install

from sealwire_profiling.assessments.entrypoints import http as selections
from sealwire_profiling.assessments.entrypoints import http_rescreenings
from sealwire_profiling.goods.entrypoints import http as goods
from sealwire_profiling.goods.entrypoints import http_records
from sealwire_profiling.inspections.entrypoints import http as inspections
from sealwire_profiling.intake.entrypoints import http_consignments, http_uploads
from sealwire_profiling.lists.entrypoints import http_lists, http_screening, http_un
from sealwire_profiling.model.entrypoints import http as models
from sealwire_profiling.profiles.entrypoints import http as profiles

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import APIRouter
    from sealwire_chassis.database import Database

MAX_BODY_BYTES = 32 * 1_048_576
RETENTION_DAYS = 1_825
INTAKE = (http_uploads.router, http_consignments.router)
LISTS = (http_lists.router, http_un.router, http_screening.router)
ROUTERS: tuple[APIRouter, ...] = (
    *INTAKE,
    profiles.router,
    *LISTS,
    goods.router,
    http_records.router,
    models.router,
    selections.router,
    http_rescreenings.router,
    inspections.router,
)


def create_app(
    database: Database, *, clock: Callable[[], float] = time.time, retention_days: int = RETENTION_DAYS
) -> FastAPI:
    """Return the app that answers HTTP requests to profiling.

    Args:
        database: Profiling's own database, migrated.
        clock: Tells Unix seconds.
        retention_days: How long consignments are kept where an administration has not said so.
    """
    app = FastAPI(title="Sealwire profiling", docs_url=None, redoc_url=None)
    app.state.database = database
    app.state.clock = clock
    app.state.retention_days = retention_days
    for router in ROUTERS:
        app.include_router(router)
    # The largest body of any route; the gateway holds each route to its own.
    app.add_middleware(asgi.SizeLimit, max_bytes=MAX_BODY_BYTES)
    install(app)
    app.add_middleware(asgi.AccessLog, service="profiling")
    app.add_middleware(asgi.RequestId)
    return app
