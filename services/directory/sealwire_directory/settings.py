"""The settings of the directory beside those that every service has."""

from __future__ import annotations

from pydantic import Field, PositiveInt
from sealwire.contract.onboarding import CaseState  # noqa: TC002 - pydantic reads it at run time
from sealwire_chassis.settings import LogSettings


class DirectorySettings(LogSettings):
    """Read once, at the entrypoint; SEALWIRE_FOUNDING pins the one founding that the log may begin with."""

    upkeep_every_s: float = Field(
        default=3600.0,
        gt=0,
        description="Seconds between two looks at what ends and what is past its retention",
    )
    officer_retention_days: int = Field(
        default=365,
        ge=0,
        le=36_500,
        description="Days after which what is filed about an officer who left is erased",
    )
    onboarding_days: dict[CaseState, PositiveInt] = Field(
        default={},
        description="Days for the step to each state, as JSON, instead of the defaults in docs/onboarding.md",
    )
