"""The routes of units, their officers, their duty rosters and their history."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.people import (
    COUNTRY,
    MAX_PAGE_CHANGES,
    MAX_PAGE_UNITS,
    SLUG,
    ChangesPage,
    DutyFiling,
    DutyRoster,
    OfficerFiling,
    OfficerRecord,
    Officers,
    Standing,
    UnitFiling,
    UnitKind,
    UnitRecord,
    UnitsPage,
)
from sealwire.errors import NotFound
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.database import CommitRefused
from sealwire_chassis.problems import problems

from sealwire_directory.people import (
    refusals,
    service_changes,
    service_officers,
    service_units,
)
from sealwire_directory.people.domain.filed import UnitQuery
from sealwire_directory.people.domain.folding import terms
from sealwire_directory.people.entrypoints.dependencies import CallDep, HandlePath, UnitPath

_UNIT = paths.PEOPLE_UNITS + "/{code}"
_WRITING = (NoCaller, NotAllowed, refusals.ChangedMeanwhile, CommitRefused)

router = APIRouter(tags=["people"])


class SearchQuery(BaseModel):
    """Which units are wanted; what is left out does not narrow."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(default="", max_length=200, description="Beginnings of words: name, code, agency, place.")
    country: str = Field(default="", pattern=f"^$|{COUNTRY}")
    kind: UnitKind | None = None
    status: Standing | None = None
    group: str = Field(default="", pattern=f"^$|{SLUG}", description="Its newest version.")
    segment: str = Field(default="", pattern=f"^$|{SLUG}")
    on_duty: bool = Field(default=False, description="Only units with somebody on duty now.")
    after: str = Field(default="", pattern=r"^[A-Z0-9-]{0,15}$", description="The page before's `next`.")
    limit: int = Field(default=100, ge=1, le=MAX_PAGE_UNITS)

    def query(self, now: int) -> UnitQuery:
        """Return what is searched for."""
        return UnitQuery(
            terms=terms(self.q),
            country=self.country,
            kind=self.kind or "",
            status=self.status or "",
            on_duty_at=now if self.on_duty else None,
            after=self.after,
            limit=self.limit,
        )


class ChangesQuery(BaseModel):
    """Which part of the history."""

    model_config = ConfigDict(extra="forbid")

    before: int | None = Field(default=None, ge=1, le=2**63 - 1, description="The page before's `next`.")
    limit: int = Field(default=100, ge=1, le=MAX_PAGE_CHANGES)


@router.get(paths.PEOPLE_UNITS, responses=problems(NoCaller, NotAllowed, NotFound))
async def search_units(call: CallDep, asked: Annotated[SearchQuery, Query()]) -> UnitsPage:
    """Return a page of the units that are searched for, by code."""
    return await service_units.search(call, asked.query(call.now), group=asked.group, segment=asked.segment)


@router.get(_UNIT, responses=problems(NoCaller, NotAllowed, NotFound))
async def read_unit(code: UnitPath, call: CallDep) -> UnitRecord:
    """Return a unit."""
    return await service_units.show(call, code)


@router.put(
    _UNIT,
    responses=problems(
        *_WRITING, refusals.PlaceMissing, refusals.WrongCountry, refusals.UnknownTimeZone,
        refusals.UnknownSegment,
    ),
)  # fmt: skip
async def file_unit(code: UnitPath, body: UnitFiling, call: CallDep) -> UnitRecord:
    """File a unit's particulars, also before the log opens it."""
    return await service_units.file(call, code, body)


@router.get(_UNIT + "/duty", responses=problems(NoCaller, NotAllowed, NotFound))
async def read_duty(code: UnitPath, call: CallDep) -> DutyRoster:
    """Return a unit's duty roster, and who is on duty now."""
    return await service_units.roster(call, code)


@router.put(
    _UNIT + "/duty",
    responses=problems(
        *_WRITING, NotFound, refusals.NoParticulars, refusals.NotOnStrength, refusals.WrongShift
    ),
)
async def set_duty(code: UnitPath, body: DutyFiling, call: CallDep) -> DutyRoster:
    """File a unit's whole duty roster."""
    return await service_units.set_duty(call, code, body)


@router.get(_UNIT + "/officers", responses=problems(NoCaller, NotAllowed, NotFound))
async def read_officers(code: UnitPath, call: CallDep) -> Officers:
    """Return a unit's officers, as far as the caller may see them."""
    return await service_officers.of_unit(call, code)


@router.put(_UNIT + "/officers/{handle}", responses=problems(*_WRITING, NotFound, refusals.HasLeft))
async def file_officer(
    code: UnitPath, handle: HandlePath, body: OfficerFiling, call: CallDep
) -> OfficerRecord:
    """File an officer's particulars, also before the log enrols them."""
    return await service_officers.file(call, code, handle, body)


@router.get(_UNIT + "/changes", responses=problems(NoCaller, NotAllowed))
async def read_unit_changes(
    code: UnitPath, call: CallDep, asked: Annotated[ChangesQuery, Query()]
) -> ChangesPage:
    """Return who changed what of a unit and its officers, newest first."""
    return await service_changes.read(call, unit=code, before=asked.before, limit=asked.limit)


@router.get(paths.CHANGES, responses=problems(NoCaller, NotAllowed))
async def read_changes(call: CallDep, asked: Annotated[ChangesQuery, Query()]) -> ChangesPage:
    """Return who changed what of all that is the caller's, newest first."""
    return await service_changes.read(call, before=asked.before, limit=asked.limit)
