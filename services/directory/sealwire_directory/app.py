"""The directory as a FastAPI app, which the gateway forwards to over NATS."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from fastapi import FastAPI
from sealwire.directory.batch import MAX_BATCH
from sealwire_chassis import asgi
from sealwire_chassis.problems import install

from sealwire_directory.expiry.entrypoints import http as expiry
from sealwire_directory.log.entrypoints import http as log
from sealwire_directory.log.entrypoints import http_tree as tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from sealwire.log_signing import LogSigner
    from sealwire_chassis.database import Database

    from sealwire_directory.log.verified import VerifiedLog

ROUTERS = (log.router, tree.router, expiry.router)


def create_app(
    database: Database,
    verified: VerifiedLog,
    *,
    signer: LogSigner,
    clock: Callable[[], float] = time.time,
) -> FastAPI:
    """Return the app that answers HTTP requests to the directory.

    Args:
        database: The directory's own database, migrated.
        verified: This process's copy of the log.
        signer: The log's own key, which signs its checkpoints.
        clock: Tells Unix seconds.
    """
    app = FastAPI(title="Sealwire directory", docs_url=None, redoc_url=None)
    app.state.database = database
    app.state.verified = verified
    app.state.signer = signer
    app.state.clock = clock
    for router in ROUTERS:
        app.include_router(router)
    app.add_middleware(asgi.SizeLimit, max_bytes=MAX_BATCH)
    install(app)
    app.add_middleware(asgi.AccessLog, service="directory")
    app.add_middleware(asgi.RequestId)
    return app
