"""The routes of selections and their settings."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.profiling.selections import (
    MAX_PAGE,
    CapacityIn,
    CapacityOut,
    Chosen,
    OverrideIn,
    RankedOut,
    ReleasedOut,
    SelectionIn,
    SelectionOut,
    SelectionsOut,
)
from sealwire.errors import NotFound
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.problems import problems

from sealwire_profiling.assessments import refusals, service
from sealwire_profiling.assessments.domain.standing import Window
from sealwire_profiling.dependencies import CallDep
from sealwire_profiling.selection import refusals as overriding
from sealwire_profiling.tenancy import NoAdministration

_READING = (NoCaller, NotAllowed, NoAdministration)
_SELECTION = paths.SELECTIONS + "/{selection_id}"
_Limit = Annotated[int, Query(ge=1, le=MAX_PAGE)]
router = APIRouter(tags=["profiling"])


class RankedQuery(BaseModel):
    """Which rows of a selection are wanted."""

    model_config = ConfigDict(extra="forbid")

    after: int = Field(default=0, ge=0, le=2**31 - 1, description="The page before's `next`.")
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    opened: bool = Field(default=False, description="Only those that were selected to be opened.")
    changed: bool = Field(default=False, description="Only those of which lists say something else since.")
    language: Literal["en", "ru"] = Field(default="en", description="Of the reasons.")

    def window(self) -> Window:
        """Return which rows these are."""
        return Window(self.after, self.limit, self.opened, self.changed)


@router.post(
    paths.SELECTIONS,
    status_code=202,
    responses=problems(*_READING, NotFound, refusals.TooManySelections),
)
async def ask(body: SelectionIn, call: CallDep) -> SelectionOut:
    """Ask for a selection over the open consignments; ask again until it is done."""
    return await service.ask(call, body)


@router.get(paths.SELECTIONS, responses=problems(*_READING))
async def newest(call: CallDep, limit: _Limit = 20) -> SelectionsOut:
    """Return the newest selections."""
    return SelectionsOut(selections=tuple(await service.newest(call, limit=limit)))


@router.get(_SELECTION, responses=problems(*_READING, NotFound))
async def show(selection_id: UUID, call: CallDep) -> SelectionOut:
    """Return a selection, and how far it is."""
    return await service.show(call, selection_id)


@router.get(_SELECTION + "/ranked", responses=problems(*_READING, NotFound))
async def ranked(selection_id: UUID, call: CallDep, asked: Annotated[RankedQuery, Query()]) -> RankedOut:
    """Return the consignments of a selection by rank, each with its lane and every reason."""
    return await service.ranked(call, selection_id, asked.window(), language=asked.language)


@router.post(
    _SELECTION + "/overrides",
    responses=problems(
        *_READING, NotFound, refusals.SelectionNotDone, overriding.NotACandidate, overriding.AlreadySelected,
        overriding.NotSelected, overriding.ReasonMissing, overriding.CategoryMissing,
    ),
)  # fmt: skip
async def override(selection_id: UUID, body: OverrideIn, call: CallDep) -> Chosen:
    """Add a consignment to those that are opened, or take one out, with a reason."""
    return await service.override(call, selection_id, body)


@router.post(
    _SELECTION + "/released",
    responses=problems(*_READING, NotFound, refusals.SelectionNotDone, refusals.ListsChanged),
)
async def release(selection_id: UUID, call: CallDep) -> ReleasedOut:
    """Release the green and blue lanes: no later selection has these consignments again."""
    return await service.release(call, selection_id)


@router.get(paths.CAPACITY, responses=problems(*_READING))
async def read_capacity(call: CallDep) -> CapacityOut:
    """Return how the administration selects: capacities, shares and thresholds."""
    return await service.read_capacity(call)


@router.put(
    paths.CAPACITY, responses=problems(*_READING, refusals.SettingsChanged, overriding.SettingOutOfRange)
)
async def set_capacity(body: CapacityIn, call: CallDep) -> CapacityOut:
    """Set how the administration selects."""
    return await service.set_capacity(call, body)
