"""The routes of inspections and figures."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.profiling.estimates import EstimatesOut
from sealwire.contract.profiling.inspections import (
    FiguresOut,
    InspectionIn,
    InspectionOut,
    InspectionsOut,
)
from sealwire.errors import NotFound
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.problems import problems

from sealwire_profiling import cursor
from sealwire_profiling.dependencies import CallDep
from sealwire_profiling.inspections import refusals, service
from sealwire_profiling.tenancy import NoAdministration

_READING = (NoCaller, NotAllowed, NoAdministration)
_Language = Annotated[Literal["en", "ru"], Query(description="Of the words.")]
router = APIRouter(tags=["profiling"])


class PageQuery(BaseModel):
    """Which inspections are wanted."""

    model_config = ConfigDict(extra="forbid")

    consignment: UUID | None = None
    before: str | None = Field(default=None, pattern=cursor.PATTERN, description="The page before's `next`.")
    limit: int = Field(default=100, ge=1, le=500)


@router.put(
    paths.INSPECTIONS + "/{inspection_id}",
    responses=problems(*_READING, NotFound, refusals.Incoherent, refusals.IdTaken, refusals.AlreadyCorrected),
)
async def record(inspection_id: UUID, body: InspectionIn, call: CallDep) -> InspectionOut:
    """Record an inspection and its outcome; nothing found is an outcome too."""
    return await service.record(call, inspection_id, body)


@router.get(paths.INSPECTIONS, responses=problems(*_READING))
async def page(call: CallDep, asked: Annotated[PageQuery, Query()]) -> InspectionsOut:
    """Return a page of inspections, newest first."""
    return await service.page(
        call, consignment=asked.consignment, before=cursor.read(asked.before), limit=asked.limit
    )


@router.get(paths.INSPECTIONS + "/{inspection_id}", responses=problems(*_READING, NotFound))
async def show(inspection_id: UUID, call: CallDep) -> InspectionOut:
    """Return an inspection."""
    return await service.show(call, inspection_id)


@router.get(paths.FIGURES, responses=problems(*_READING))
async def figures(call: CallDep, since: date, until: date) -> FiguresOut:
    """Return how often profiles, lists, the model and overrides were right, of what was inspected."""
    return await service.count(call, since=since, until=until)


@router.get(paths.ESTIMATES, responses=problems(*_READING, refusals.TooMuchSelected))
async def estimates(call: CallDep, since: date, until: date, language: _Language = "en") -> EstimatesOut:
    """Return what the selections of some days are worth, estimated from what chance alone chose."""
    return await service.estimate(call, since=since, until=until, language=language)
