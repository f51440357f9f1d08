"""The settings of the directory beside those that every service has."""

from __future__ import annotations

from pydantic import Field
from sealwire_chassis.settings import Settings


class DirectorySettings(Settings):
    """Read once, at the entrypoint; SEALWIRE_FOUNDING pins the one founding that the log may begin with."""

    stream_replicas: int = Field(default=1, ge=1, le=5, description="Copies of the events' stream")
    database_pool_size: int = Field(default=10, ge=2, description="Connections, and requests at once")
