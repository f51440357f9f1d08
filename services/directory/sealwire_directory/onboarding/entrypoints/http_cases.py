"""The routes of onboarding cases: request, evidence, steps, history, import."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.onboarding import (
    CaseChange,
    CaseIn,
    CaseOut,
    CasesOut,
    CaseState,
    EventsOut,
    EvidenceIn,
    HandoverIn,
    ImportIn,
    OverdueOut,
    ReopenIn,
    StepIn,
)
from sealwire.envelope.format import MalformedEnvelope
from sealwire.errors import NotFound
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.problems import problems

from sealwire_directory.onboarding import (
    refusals,
    service,
    service_equipment,
    service_evidence,
    service_imports,
    service_overview,
)
from sealwire_directory.onboarding.entrypoints.asking import (
    COUNTRY_OR_NONE,
    ActingDep,
    IdPath,
    PlannedDep,
    UnitPath,
)

_READS = (NoCaller, NotAllowed, NotFound)
_CITES = (*_READS, refusals.FileUnknown, refusals.DatedAhead)
_STEPS = (refusals.CaseChanged, refusals.StateSkipped, refusals.EvidenceMissing, refusals.StateFollowsLog)
_MAX_NUMBER = 2**53 - 1
router = APIRouter(tags=["onboarding"])


@router.post(
    paths.CASES,
    status_code=201,
    responses=problems(*_CITES, refusals.CaseExists, refusals.EvidenceMissing, refusals.DonorUnknown),
)
async def request_unit(body: CaseIn, acting: ActingDep) -> CaseOut:
    """Ask for a unit: with the letter, the site and the agencies the case begins, in `requested`."""
    return await service.request(acting, body)


@router.get(paths.CASES, responses=problems(NoCaller, NotAllowed))
async def read_cases(
    acting: ActingDep,
    state: CaseState | None = None,
    country: Annotated[str, Query(pattern=COUNTRY_OR_NONE)] = "",
) -> CasesOut:
    """Return the cases that the caller may see."""
    return await service_overview.listed(acting, state=state, country=country)


@router.get(paths.CASES + "/{unit}", responses=problems(*_READS))
async def read_case(unit: UnitPath, acting: ActingDep) -> CaseOut:
    """Return a case with its evidence, and what is missing for its next state."""
    return await service.read(acting, unit)


@router.put(paths.CASES + "/{unit}", responses=problems(*_READS, refusals.CaseChanged, refusals.DonorUnknown))
async def change_case(unit: UnitPath, body: CaseChange, acting: ActingDep) -> CaseOut:
    """Change site, agencies, donors and nominated officers."""
    return await service.change(acting, unit, body)


@router.post(
    paths.CASES + "/{unit}/evidence",
    status_code=201,
    responses=problems(*_CITES, refusals.TestNoticeUnproven, MalformedEnvelope),
)
async def file_evidence(unit: UnitPath, body: EvidenceIn, acting: ActingDep) -> CaseOut:
    """File a piece of evidence; at any time, whatever state the case is in."""
    await service_evidence.file_evidence(acting, unit, body)
    return await service.read(acting, unit)


@router.put(
    paths.CASES + "/{unit}/handovers/{handover_id}",
    responses=problems(*_CITES, refusals.DonorUnknown, refusals.IdTaken),
)
async def put_handover(unit: UnitPath, handover_id: IdPath, body: HandoverIn, acting: ActingDep) -> CaseOut:
    """Set down equipment that was handed over to the unit, or set it right."""
    await service_equipment.put_handover(acting, unit, handover_id, body)
    return await service.read(acting, unit)


@router.post(paths.CASES + "/{unit}/steps", responses=problems(*_READS, *_STEPS))
async def take_step(unit: UnitPath, body: StepIn, acting: ActingDep) -> CaseOut:
    """Take a case to its next state; a refusal lists what is missing."""
    return await service.step(acting, unit, body)


@router.post(
    paths.CASES + "/{unit}/reopened",
    responses=problems(*_READS, refusals.CaseChanged, refusals.NotReopened),
)
async def reopen(unit: UnitPath, body: ReopenIn, acting: ActingDep) -> CaseOut:
    """Take a case back to an earlier state, with a reason that stays on record."""
    return await service.reopen(acting, unit, body)


@router.get(paths.CASES + "/{unit}/events", responses=problems(NoCaller, NotAllowed))
async def read_case_events(
    unit: UnitPath, acting: ActingDep, after: Annotated[int, Query(ge=0, le=_MAX_NUMBER)] = 0
) -> EventsOut:
    """Return who did what when to a case, in pages."""
    return await service_overview.history(acting, unit, after=after)


@router.get(paths.CASE_EVENTS, responses=problems(NoCaller, NotAllowed))
async def read_events(
    acting: ActingDep,
    subject: Annotated[str, Query(pattern=r"^([A-Z]{2}|\*)$", description="A country, or * for the donors.")],
    after: Annotated[int, Query(ge=0, le=_MAX_NUMBER)] = 0,
) -> EventsOut:
    """Return who did what when to a country's plans and courses, or to the donors, in pages."""
    return await service_overview.history(acting, subject, after=after)


@router.get(paths.OVERDUE, responses=problems(NoCaller, NotAllowed))
async def read_overdue(acting: ActingDep, planned: PlannedDep) -> OverdueOut:
    """Return the cases whose next step is late, by how much, and what is missing."""
    return await service_overview.overdue(acting, planned)


@router.post(
    paths.CASE_IMPORTS,
    status_code=201,
    responses=problems(
        *_CITES, *_STEPS, refusals.CaseExists, refusals.DonorUnknown, refusals.IdTaken,
        refusals.TestNoticeUnproven,
    ),
)  # fmt: skip
async def import_case(body: ImportIn, acting: ActingDep) -> CaseOut:
    """Take over a case with its whole history, through the same gates, whole or not at all."""
    return await service_imports.take_over(acting, body)
