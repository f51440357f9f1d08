"""The routes of groups and segments."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.people import (
    GroupFiling,
    GroupRecord,
    Groups,
    SegmentFiling,
    SegmentRecord,
    Segments,
)
from sealwire.errors import NotFound
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.problems import problems

from sealwire_directory.people import refusals, service_sets
from sealwire_directory.people.entrypoints.dependencies import CallDep, SlugPath

_MAX_VERSION = 2**31 - 1

router = APIRouter(tags=["people"])


@router.get(paths.GROUPS, responses=problems(NoCaller, NotAllowed))
async def read_groups(call: CallDep) -> Groups:
    """Return the newest version of every group."""
    return await service_sets.groups(call)


@router.get(paths.GROUPS + "/{name}", responses=problems(NoCaller, NotAllowed, NotFound))
async def read_group(
    name: SlugPath, call: CallDep, version: Annotated[int | None, Query(ge=1, le=_MAX_VERSION)] = None
) -> GroupRecord:
    """Return a group: the newest version, or the one that is asked for."""
    return await service_sets.group(call, name, version=version)


@router.put(
    paths.GROUPS + "/{name}",
    responses=problems(
        NoCaller, NotAllowed, refusals.ChangedMeanwhile, refusals.OtherOwner, refusals.UnknownUnits
    ),
)
async def file_group(name: SlugPath, body: GroupFiling, call: CallDep) -> GroupRecord:
    """Save a group as its next version."""
    return await service_sets.file_group(call, name, body)


@router.get(paths.SEGMENTS, responses=problems(NoCaller, NotAllowed))
async def read_segments(call: CallDep) -> Segments:
    """Return all segments."""
    return await service_sets.segments(call)


@router.put(paths.SEGMENTS + "/{code}", responses=problems(NoCaller, NotAllowed, refusals.ChangedMeanwhile))
async def file_segment(code: SlugPath, body: SegmentFiling, call: CallDep) -> SegmentRecord:
    """File a segment."""
    return await service_sets.file_segment(call, code, body)
