"""The settings of alerts beside those that every service has."""

from __future__ import annotations

from pydantic import Field
from sealwire_chassis.settings import LogSettings


class AlertsSettings(LogSettings):
    """Read once, at the entrypoint."""

    retention_days: int = Field(default=1825, ge=1, le=36_500, description="How long envelopes are kept")
    accept_timeout_s: float = Field(default=8.0, gt=0, description="Seconds that a group may take to commit")
    max_requests: int = Field(
        default=1024, ge=128, description="Requests handled at once, long-polls included"
    )
