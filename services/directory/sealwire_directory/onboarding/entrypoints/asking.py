"""What the routes of onboarding ask for: the caller at work, and the names in an address."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request
from sealwire_chassis.caller import CallerDep
from sealwire_chassis.database import SessionDep

from sealwire_directory.dependencies import LogDep, NowDep
from sealwire_directory.onboarding.acting import Acting
from sealwire_directory.onboarding.domain.overdue import PlannedDays


def _acting(session: SessionDep, who: CallerDep, now: NowDep, verified: LogDep) -> Acting:
    return Acting(session, who, now, verified)


def _planned(request: Request) -> PlannedDays:
    planned: PlannedDays = request.app.state.planned_days
    return planned


ActingDep = Annotated[Acting, Depends(_acting)]
PlannedDep = Annotated[PlannedDays, Depends(_planned)]
UnitPath = Annotated[str, Path(pattern=r"^[A-Z]{2}-[A-Z0-9]{2,12}$", description="A unit's code.")]
CountryPath = Annotated[str, Path(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")]
HashPath = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the file, hex.")]
IdPath = Annotated[UUID, Path(description="Chosen by the caller, so that a repeated call changes nothing.")]
UNIT_OR_NONE = r"^([A-Z]{2}-[A-Z0-9]{2,12})?$"
COUNTRY_OR_NONE = r"^([A-Z]{2})?$"
