"""The routes of re-screenings."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.profiling.rescreenings import RescreenedPage, RescreeningsOut
from sealwire.contract.profiling.selections import MAX_PAGE
from sealwire.errors import NotFound
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.problems import problems

from sealwire_profiling import cursor
from sealwire_profiling.assessments import service_rescreenings as service
from sealwire_profiling.dependencies import CallDep
from sealwire_profiling.tenancy import NoAdministration

_READING = (NoCaller, NotAllowed, NoAdministration)
router = APIRouter(tags=["profiling"])


class RescreeningsQuery(BaseModel):
    """Which re-screenings are wanted."""

    model_config = ConfigDict(extra="forbid")

    selection: UUID | None = Field(default=None, description="Only of this selection.")
    before: str | None = Field(default=None, pattern=cursor.PATTERN, description="The page before's `next`.")
    limit: int = Field(default=20, ge=1, le=MAX_PAGE)


class RescreenedQuery(BaseModel):
    """Which part of what a re-screening changed is wanted."""

    model_config = ConfigDict(extra="forbid")

    after: int = Field(default=0, ge=0, le=2**31 - 1, description="The page before's `next`.")
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)


@router.get(paths.RESCREENINGS, responses=problems(*_READING))
async def newest(call: CallDep, asked: Annotated[RescreeningsQuery, Query()]) -> RescreeningsOut:
    """Return when selections were screened again because lists have changed, and how much came of it."""
    before = cursor.read(asked.before)
    return await service.newest(call, selection=asked.selection, before=before, limit=asked.limit)


@router.get(paths.RESCREENINGS + "/{rescreening_id}", responses=problems(*_READING, NotFound))
async def changed(
    rescreening_id: UUID, call: CallDep, asked: Annotated[RescreenedQuery, Query()]
) -> RescreenedPage:
    """Return the consignments that a re-screening changed, with the hits that came and went."""
    return await service.changed(call, rescreening_id, after=asked.after, limit=asked.limit)
