"""The settings of the directory beside those that every service has."""

from __future__ import annotations

from sealwire_chassis.settings import LogSettings


class DirectorySettings(LogSettings):
    """Read once, at the entrypoint; SEALWIRE_FOUNDING pins the one founding that the log may begin with."""
