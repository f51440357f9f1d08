"""The routes of profiles and of the sets that their rules name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.profiling.replays import ReplayIn, ReplayOut
from sealwire.contract.profiling.rules import (
    MAX_VERSIONS,
    PROFILE_CODE,
    CountryGroupFiling,
    ProfileFiling,
    ProfileVersion,
    ProfileVersions,
    ReadyProfiles,
    SetFiling,
    SetKind,
    SetRecord,
    Sets,
    StepFiling,
    TextFiling,
    TextReport,
)
from sealwire.errors import NotFound
from sealwire_chassis.caller import CallerDep, NoCaller
from sealwire_chassis.problems import problems

from sealwire_profiling.dependencies import CallDep, DatabaseDep
from sealwire_profiling.profiles import replays, service
from sealwire_profiling.rules import refusals, service_sets
from sealwire_profiling.tenancy import NoAdministration

CodePath = Annotated[str, Path(pattern=PROFILE_CODE, description="A profile's code, or a set's name.")]
NumberPath = Annotated[int, Path(ge=1, le=MAX_VERSIONS)]
_READING = (NoCaller, NotAllowed, NoAdministration)
_SETTING = (*_READING, refusals.SetChanged, refusals.SetInUse, refusals.TooManySets)

router = APIRouter(tags=["profiles"])


@router.get(paths.PROFILES, responses=problems(*_READING))
async def read_profiles(call: CallDep) -> ProfileVersions:
    """Return the newest version of every profile, and those before it that still run."""
    return await service.newest_versions(call)


@router.get(paths.READY_PROFILES, responses=problems(*_READING))
async def read_ready_profiles(call: CallDep) -> ReadyProfiles:
    """Return the ready profiles, from published indicators, to make drafts of."""
    return await service.ready(call)


@router.post(paths.PROFILE_CHECKS, responses=problems(*_READING))
async def check_text(body: TextFiling, call: CallDep) -> TextReport:
    """Return what is wrong with a rule's text, with line and column; nothing is stored."""
    return await service.check_text(call, body.rule)


@router.get(paths.PROFILES + "/{name}", responses=problems(*_READING, NotFound))
async def read_profile(name: CodePath, call: CallDep) -> ProfileVersions:
    """Return all versions of a profile, with what was done to each."""
    return await service.versions(call, name)


@router.post(
    paths.PROFILES + "/{name}/versions",
    status_code=201,
    responses=problems(*_READING, refusals.RuleFaulty, refusals.ProfileChanged, refusals.TooManyVersions),
)
async def file_version(name: CodePath, body: ProfileFiling, call: CallDep) -> ProfileVersion:
    """File a profile, or its next version, as a draft."""
    return await service.file_version(call, name, body)


@router.post(
    paths.PROFILES + "/{name}/versions/{number}/steps",
    responses=problems(
        *_READING,
        NotFound,
        refusals.WrongStep,
        refusals.SecondOfficer,
        refusals.RuleFaulty,
        refusals.SetsEmpty,
    ),
)
async def take_step(name: CodePath, number: NumberPath, body: StepFiling, call: CallDep) -> ProfileVersion:
    """Put a version into shadow, approve it as a second officer, make it live, or retire it."""
    return await service.take_step(call, name, number, body.step)


@router.post(
    paths.PROFILES + "/{name}/replays",
    responses=problems(
        *_READING, NotFound, refusals.RuleFaulty, refusals.PeriodUpsideDown, refusals.PeriodTooLong
    ),
)
async def replay(name: CodePath, body: ReplayIn, database: DatabaseDep, who: CallerDep) -> ReplayOut:
    """Return what a version, or a text that is not filed yet, would have done over some days of the past."""
    return await replays.replay(database, who, name, body)


@router.get(paths.PROFILE_SETS, responses=problems(*_READING))
async def read_sets(call: CallDep) -> Sets:
    """Return the lists and groups that rules can name."""
    return await service_sets.all_sets(call)


@router.put(paths.PROFILE_SETS + "/list/{name}", responses=problems(*_SETTING))
async def file_list(name: CodePath, body: SetFiling, call: CallDep) -> SetRecord:
    """Save a list of texts as its next version."""
    return await service_sets.file_set(call, SetKind.LIST, name, body)


@router.put(paths.PROFILE_SETS + "/group/{name}", responses=problems(*_SETTING))
async def file_group(name: CodePath, body: CountryGroupFiling, call: CallDep) -> SetRecord:
    """Save a group of countries as its next version."""
    return await service_sets.file_set(call, SetKind.GROUP, name, body)
