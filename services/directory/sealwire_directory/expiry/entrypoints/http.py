"""The route of expiry: what ends soon."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.expiring import ExpiringOut
from sealwire.directory.expiry import FURTHEST_DAYS
from sealwire_chassis.caller import CallerDep, NoCaller
from sealwire_chassis.database import SessionDep
from sealwire_chassis.problems import problems

from sealwire_directory.dependencies import LogDep, NowDep
from sealwire_directory.expiry import service

_MAX_DAYS = 3_650

router = APIRouter(tags=["directory"])


@router.get(paths.EXPIRING, responses=problems(NoCaller, NotAllowed))
async def read_expiring(
    caller: CallerDep,
    session: SessionDep,
    verified: LogDep,
    now: NowDep,
    within_days: Annotated[int, Query(ge=1, le=_MAX_DAYS)] = FURTHEST_DAYS,
) -> ExpiringOut:
    """Return which devices, epochs and administrators end soon, of those that the caller may see."""
    return await service.expiring(session, verified, caller, within_days=within_days, now=now)
