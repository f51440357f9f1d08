"""Write docs/openapi.json, the merged document that the gateway serves; `--check` only compares."""

from __future__ import annotations

import importlib.metadata
import json
import sys
from pathlib import Path

from sealwire.log_signing import LogSigner
from sealwire_alerts.arrivals import Arrivals
from sealwire_alerts.entrypoints import http as alerts
from sealwire_chassis.database import Database
from sealwire_directory import app as directory
from sealwire_directory.log.verified import VerifiedLog
from sealwire_gateway.openapi import merge
from sealwire_profiling import app as profiling

TARGET = Path(__file__).resolve().parents[1] / "docs" / "openapi.json"
# Never connected to: the documents follow from the routes.
_NOWHERE = Database("postgresql+asyncpg://nobody@localhost/nothing")

_NOBODY = LogSigner("nothing", "00" * 32)


def document() -> str:
    """Return the merged document as text."""
    services = {
        "directory": directory.create_app(_NOWHERE, VerifiedLog(bytes(32)), signer=_NOBODY).openapi(),
        "alerts": alerts.create_app(_NOWHERE, Arrivals(max_readers=1)).openapi(),
        "profiling": profiling.create_app(_NOWHERE).openapi(),
    }
    merged = merge(services, version=importlib.metadata.version("sealwire-gateway"))
    return json.dumps(merged, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    if "--check" not in sys.argv:
        TARGET.write_text(document(), encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != document():
        sys.exit("docs/openapi.json is out of date: run python tools/openapi.py")
