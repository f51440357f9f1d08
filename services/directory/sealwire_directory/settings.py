"""The settings of the directory beside those that every service has."""

from __future__ import annotations

from pydantic import Field
from sealwire_chassis.settings import LogSettings


class DirectorySettings(LogSettings):
    """Read once, at the entrypoint; SEALWIRE_FOUNDING pins the one founding that the log may begin with."""

    upkeep_every_s: float = Field(
        default=3600.0,
        gt=0,
        description="Seconds between two looks at what ends and what is past its retention",
    )
