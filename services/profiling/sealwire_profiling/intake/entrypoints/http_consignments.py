"""The routes of consignments, sources and retention."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.profiling.intake import (
    MAX_PAGE_CONSIGNMENTS,
    SOURCE_CODE,
    ConsignmentHistory,
    ConsignmentsPage,
    Line,
    RetentionIn,
    RetentionOut,
    SourceFiling,
    SourceOut,
    Sources,
)
from sealwire.errors import NotFound
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.database import CommitRefused
from sealwire_chassis.problems import problems

from sealwire_profiling.dependencies import CallDep
from sealwire_profiling.intake import refusals, service_consignments, service_sources
from sealwire_profiling.intake.domain.stored import Query as Wanted
from sealwire_profiling.tenancy import NoAdministration

_REFUSED = (NoCaller, NotAllowed, NoAdministration)
_SourcePath = Annotated[str, Path(pattern=SOURCE_CODE, description="A source's code.")]

router = APIRouter(tags=["profiling"])


async def _usual_days(request: Request) -> int:
    days: int = request.app.state.retention_days
    return days


UsualDaysDep = Annotated[int, Depends(_usual_days)]


class ConsignmentsQuery(BaseModel):
    """Which consignments are wanted; what is left out does not narrow."""

    model_config = ConfigDict(extra="forbid")

    upload: UUID | None = Field(default=None, description="Brought or last amended by this upload.")
    reference: Line = Field(default="", description="The whole reference.")
    container: Line = Field(default="", description="Number of a container, truck, trailer or wagon.")
    party: Line = Field(default="", description="Whole words of a party's name.")
    office: Line = Field(default="", description="Code of the customs office.")
    since: date | None = Field(
        default=None,
        alias="from",
        description="First day of declaration, or of receipt where none is declared.",
    )
    until: date | None = Field(default=None, alias="to", description="Last day.")
    after: UUID | None = Field(default=None, description="The page before's `next`.")
    limit: int = Field(default=100, ge=1, le=MAX_PAGE_CONSIGNMENTS)

    def wanted(self) -> Wanted:
        """Return what is searched for."""
        fields = self.model_dump(exclude={"after"})
        return Wanted(**fields, after="" if self.after is None else str(self.after))


@router.get(paths.PROFILING_CONSIGNMENTS, responses=problems(*_REFUSED, refusals.PartiesWithheld))
async def search_consignments(
    call: CallDep, asked: Annotated[ConsignmentsQuery, Query()]
) -> ConsignmentsPage:
    """Return a page of consignments, by id."""
    return await service_consignments.search(call, asked.wanted())


@router.get(paths.PROFILING_CONSIGNMENTS + "/{consignment}", responses=problems(*_REFUSED, NotFound))
async def read_consignment(consignment: UUID, call: CallDep) -> ConsignmentHistory:
    """Return a consignment with all its versions."""
    return await service_consignments.read(call, consignment)


@router.get(paths.PROFILING_SOURCES, responses=problems(*_REFUSED))
async def read_sources(call: CallDep) -> Sources:
    """Return all sources, and the fields that a mapping may name."""
    return await service_sources.all_of(call)


@router.get(paths.PROFILING_SOURCES + "/{code}", responses=problems(*_REFUSED, NotFound))
async def read_source(code: _SourcePath, call: CallDep) -> SourceOut:
    """Return a source."""
    return await service_sources.read(call, code)


@router.put(
    paths.PROFILING_SOURCES + "/{code}",
    responses=problems(
        *_REFUSED, CommitRefused, refusals.SourceChanged, refusals.TooManySources, refusals.UnknownPaths
    ),
)
async def file_source(code: _SourcePath, body: SourceFiling, call: CallDep) -> SourceOut:
    """Store a source with its mapping, over the version that was read."""
    return await service_sources.file(call, code, body)


@router.get(paths.PROFILING_RETENTION, responses=problems(*_REFUSED))
async def read_retention(call: CallDep, usual_days: UsualDaysDep) -> RetentionOut:
    """Return how long consignments are kept, and what remains of those that were erased."""
    return await service_sources.retention(call, usual_days=usual_days)


@router.put(paths.PROFILING_RETENTION, responses=problems(*_REFUSED))
async def keep_retention(body: RetentionIn, call: CallDep, usual_days: UsualDaysDep) -> RetentionOut:
    """Set how long consignments are kept; what is older is erased within hours."""
    return await service_sources.keep(call, body, usual_days=usual_days)
