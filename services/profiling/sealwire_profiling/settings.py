"""The settings of profiling beside those that every service has."""

from __future__ import annotations

from pydantic import Field
from sealwire_chassis.settings import Settings


class ProfilingSettings(Settings):
    """Read once, at the entrypoint."""

    retention_days: int = Field(
        default=1825,
        ge=1,
        le=36_500,
        description="Days after which consignments and their parties are erased",
    )
    retention_every_s: float = Field(
        default=3600.0, gt=0, description="Seconds between two looks at what is past its retention"
    )
