"""The routes of clearances, and of looking one name up."""

from __future__ import annotations

from fastapi import APIRouter
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.profiling.clearances import (
    ClearanceFiling,
    ClearanceRecord,
    Clearances,
    ClearanceState,
    Renewal,
    Withdrawal,
)
from sealwire.contract.profiling.lists import Hits, NameQuestion
from sealwire.errors import NotFound
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.problems import problems

from sealwire_profiling.dependencies import CallDep
from sealwire_profiling.lists import refusals, service_clearances, service_screening
from sealwire_profiling.lists.entrypoints.parameters import ClearancePath
from sealwire_profiling.tenancy import NoAdministration

_CLEARANCE = paths.CLEARANCES + "/{clearance}"
_REFUSED = (NoCaller, NotAllowed, NoAdministration)

router = APIRouter(tags=["lists"])


@router.post(paths.SCREEN, responses=problems(*_REFUSED))
async def screen_one(body: NameQuestion, call: CallDep) -> Hits:
    """Look one name or number up on all lists, and say why each hit is one."""
    return await service_screening.screen_one(call, body)


@router.get(paths.CLEARANCES, responses=problems(*_REFUSED))
async def read_clearances(call: CallDep, state: ClearanceState | None = None) -> Clearances:
    """Return clearances, those first that somebody has to look at."""
    return await service_clearances.read_all(call, state=state)


@router.post(
    paths.CLEARANCES,
    status_code=201,
    responses=problems(
        *_REFUSED, NotFound, refusals.AlreadyCleared, refusals.WrongExpiry, refusals.UnreadableIdentifier
    ),
)
async def clear_pair(body: ClearanceFiling, call: CallDep) -> ClearanceRecord:
    """Clear a pair: this name or number is not the one of that entry."""
    return await service_clearances.clear(call, body)


@router.post(
    _CLEARANCE + "/renewal",
    responses=problems(
        *_REFUSED, NotFound, refusals.OtherVersion, refusals.SecondLook, refusals.ClearanceOver,
        refusals.WrongExpiry,
    ),
)  # fmt: skip
async def renew_clearance(key: ClearancePath, body: Renewal, call: CallDep) -> ClearanceRecord:
    """Let a clearance go on, after another officer has looked at the pair again."""
    return await service_clearances.renew(call, key, body)


@router.post(
    _CLEARANCE + "/withdrawal",
    responses=problems(*_REFUSED, NotFound, refusals.OtherVersion, refusals.ClearanceOver),
)
async def withdraw_clearance(key: ClearancePath, body: Withdrawal, call: CallDep) -> ClearanceRecord:
    """Take a clearance back; its hits are open again."""
    return await service_clearances.withdraw(call, key, body)
