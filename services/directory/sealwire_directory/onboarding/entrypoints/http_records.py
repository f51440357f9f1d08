"""The routes of what cases rest on: files, courses, work plans and donors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.onboarding import (
    CourseIn,
    CoursesOut,
    DonorIn,
    DonorsOut,
    FileOut,
    ParticipantsIn,
    WorkPlanIn,
    WorkPlansOut,
)
from sealwire.errors import NotFound, TooLarge
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.problems import problems

from sealwire_directory.dependencies import BodyDep
from sealwire_directory.onboarding import refusals, service_evidence, service_plans, service_training
from sealwire_directory.onboarding.domain.media import SUFFIXES
from sealwire_directory.onboarding.entrypoints.asking import (
    COUNTRY_OR_NONE,
    UNIT_OR_NONE,
    ActingDep,
    CountryPath,
    HashPath,
    IdPath,
    UnitPath,
)

_FILES = {media: {"schema": {"type": "string", "format": "binary"}} for media in SUFFIXES}
_FILE_BODY = {"requestBody": {"required": True, "content": _FILES}}
_EDITS = (NoCaller, NotAllowed, refusals.DonorUnknown)
_YEAR = {"ge": 1990, "le": 2200}
router = APIRouter(tags=["onboarding"])


@router.put(
    paths.CASE_FILES + "/{sha256}",
    openapi_extra=_FILE_BODY,
    responses=problems(NoCaller, NotAllowed, TooLarge, refusals.FileDiffers, refusals.FileTypeRefused),
)
async def put_file(
    sha256: HashPath, body: BodyDep, acting: ActingDep, content_type: Annotated[str, Header()] = ""
) -> FileOut:
    """Put in a file of at most 5 MiB under its hash, to be cited as evidence."""
    return await service_evidence.put_file(acting, sha256, body, declared=content_type)


@router.get(
    paths.CASE_FILES + "/{sha256}",
    response_class=Response,
    responses={
        200: {"content": _FILES},
        **problems(NoCaller, NotAllowed, NotFound),
    },
)
async def read_file(sha256: HashPath, acting: ActingDep) -> Response:
    """Return a file that a case cites which the caller may see; to be kept, not to be shown in place."""
    file = await service_evidence.read_file(acting, sha256)
    headers = {
        "content-disposition": f'attachment; filename="{file.name}"',
        "x-content-type-options": "nosniff",
    }
    return Response(file.content, media_type=file.media, headers=headers)


@router.put(paths.COURSES + "/{course_id}", status_code=204, responses=problems(*_EDITS, refusals.DatedAhead))
async def put_course(course_id: IdPath, body: CourseIn, acting: ActingDep) -> None:
    """Set a course down, or set it right."""
    await service_training.put_course(acting, course_id, body)


@router.put(
    paths.COURSES + "/{course_id}/participants/{unit}",
    status_code=204,
    responses=problems(NoCaller, NotAllowed, NotFound, refusals.DatedAhead),
)
async def put_participants(
    course_id: IdPath, unit: UnitPath, body: ParticipantsIn, acting: ActingDep
) -> None:
    """Set down who of a unit took part, and with what result."""
    await service_training.put_participants(acting, course_id, unit, body.participants)


@router.get(paths.COURSES, responses=problems(NoCaller, NotAllowed))
async def read_courses(
    acting: ActingDep,
    unit: Annotated[str, Query(pattern=UNIT_OR_NONE)] = "",
    country: Annotated[str, Query(pattern=COUNTRY_OR_NONE)] = "",
) -> CoursesOut:
    """Return the latest courses, with the participants that the caller may see."""
    return await service_training.courses(acting, unit=unit, country=country)


@router.put(paths.WORK_PLANS + "/{country}/{year}", status_code=204, responses=problems(*_EDITS))
async def put_work_plan(
    country: CountryPath, year: Annotated[int, Path(**_YEAR)], body: WorkPlanIn, acting: ActingDep
) -> None:
    """Set a country's plan for a year down, whole."""
    await service_plans.put_plan(acting, country, year, body)


@router.get(paths.WORK_PLANS, responses=problems(NoCaller, NotAllowed))
async def read_work_plans(
    acting: ActingDep,
    country: Annotated[str, Query(pattern=COUNTRY_OR_NONE)] = "",
    year: Annotated[int | None, Query(**_YEAR)] = None,
) -> WorkPlansOut:
    """Return the work plans that the caller may see."""
    return await service_plans.work_plans(acting, country=country, year=year)


@router.put(paths.DONORS + "/{donor_id}", status_code=204, responses=problems(NoCaller, NotAllowed))
async def put_donor(
    donor_id: Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")], body: DonorIn, acting: ActingDep
) -> None:
    """Add a donor, or name it anew."""
    await service_plans.put_donor(acting, donor_id, body)


@router.get(paths.DONORS, responses=problems(NoCaller, NotAllowed))
async def read_donors(acting: ActingDep) -> DonorsOut:
    """Return all donors."""
    return await service_plans.donors(acting)
