"""The routes of uploads: a file in parts or in one go, and what came of it."""

from __future__ import annotations

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.profiling.intake import (
    MAX_PAGE_ERRORS,
    MAX_PAGE_UPLOADS,
    FileKind,
    Line,
    PartOut,
    SourceCode,
    UploadErrorsPage,
    UploadIn,
    UploadOut,
    UploadsPage,
)
from sealwire.contract.profiling.parties import MAX_PAGE_PARTIES, PartiesPage
from sealwire.errors import NotFound, TooLarge
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.problems import problems

from sealwire_profiling.dependencies import BodyDep, CallDep
from sealwire_profiling.intake import refusals, service_parties, service_uploads
from sealwire_profiling.tenancy import NoAdministration

_REFUSED = (NoCaller, NotAllowed, NoAdministration)
_FILE = {
    "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}}
}
_PART_REFUSED = problems(
    *_REFUSED, NotFound, TooLarge, refusals.PartDiffers, refusals.PartMisplaced, refusals.UploadClosed
)
_UPLOAD = paths.PROFILING_UPLOADS + "/{upload}"
_Number = Annotated[int, Path(ge=1, le=service_uploads.MAX_PARTS, description="From 1.")]
_Sha256 = Annotated[str, Query(pattern=r"^[0-9a-f]{64}$", description="Of the part, hex.")]

router = APIRouter(tags=["profiling"])


class WholeQuery(BaseModel):
    """What a file in one go is."""

    model_config = ConfigDict(extra="forbid")

    name: Line = Field(default="", description="The file's name, for the reader.")
    source: SourceCode
    kind: FileKind = FileKind.AUTO
    dry_run: bool = Field(default=False, description="Report what it would do, and do nothing.")

    def announced(self, content: bytes) -> UploadIn:
        """Return what a client would announce of it."""
        sha256 = hashlib.sha256(content).hexdigest()
        return UploadIn(**self.model_dump(), size=max(1, len(content)), sha256=sha256)


class ErrorsQuery(BaseModel):
    """Which part of the errors."""

    model_config = ConfigDict(extra="forbid")

    after: int = Field(default=0, ge=0, le=2**31 - 1, description="The page before's `next`.")
    limit: int = Field(default=100, ge=1, le=MAX_PAGE_ERRORS)


class PartiesQuery(BaseModel):
    """Which part of the parties."""

    model_config = ConfigDict(extra="forbid")

    after: int = Field(default=0, ge=0, le=2**31 - 1, description="The page before's `next`.")
    limit: int = Field(default=100, ge=1, le=MAX_PAGE_PARTIES)


class UploadsQuery(BaseModel):
    """Which part of the uploads."""

    model_config = ConfigDict(extra="forbid")

    before: UUID | None = Field(default=None, description="The page before's `next`.")
    limit: int = Field(default=50, ge=1, le=MAX_PAGE_UPLOADS)


@router.post(paths.PROFILING_UPLOADS, status_code=201, responses=problems(*_REFUSED, refusals.TooManyUploads))
async def start_upload(body: UploadIn, call: CallDep) -> UploadOut:
    """Announce a file that comes in parts."""
    return await service_uploads.start(call, body)


@router.get(paths.PROFILING_UPLOADS, responses=problems(*_REFUSED, NotFound))
async def read_uploads(call: CallDep, asked: Annotated[UploadsQuery, Query()]) -> UploadsPage:
    """Return the administration's uploads, newest first."""
    return await service_uploads.page(call, asked.before, asked.limit)


@router.put(_UPLOAD + "/parts/{number}", openapi_extra=_FILE, responses=_PART_REFUSED)
async def put_part(upload: UUID, number: _Number, sha256: _Sha256, body: BodyDep, call: CallDep) -> PartOut:
    """Send a part of at most 4 MiB; the same again changes nothing."""
    return await service_uploads.put_part(call, upload, number, sha256, body)


@router.post(
    _UPLOAD + "/finish",
    status_code=202,
    responses=problems(*_REFUSED, NotFound, refusals.PartsMissing, refusals.FileDiffers),
)
async def finish_upload(upload: UUID, call: CallDep) -> UploadOut:
    """Say that all parts were sent; the file is read from now on."""
    return await service_uploads.finish(call, upload)


@router.get(_UPLOAD, responses=problems(*_REFUSED, NotFound))
async def read_upload(upload: UUID, call: CallDep) -> UploadOut:
    """Return how far an upload was read, and what came of it."""
    return await service_uploads.read(call, upload)


@router.get(_UPLOAD + "/errors", responses=problems(*_REFUSED, NotFound))
async def read_errors(
    upload: UUID, call: CallDep, asked: Annotated[ErrorsQuery, Query()]
) -> UploadErrorsPage:
    """Return what is wrong with lines of an upload."""
    return await service_uploads.errors(call, upload, after=asked.after, limit=asked.limit)


@router.get(
    _UPLOAD + "/parties",
    responses=problems(
        *_REFUSED, NotFound, refusals.PartiesNotReady, refusals.PartiesFailed, refusals.PartiesNotKept
    ),
)
async def read_parties(upload: UUID, call: CallDep, asked: Annotated[PartiesQuery, Query()]) -> PartiesPage:
    """Return the parties that an upload names, each with its spellings and why they are one."""
    return await service_parties.page(call, upload, after=asked.after, limit=asked.limit)


@router.post(
    paths.PROFILING_FILES,
    status_code=202,
    openapi_extra=_FILE,
    responses=problems(*_REFUSED, TooLarge, refusals.TooManyUploads, refusals.PartsMissing),
)
async def upload_whole(body: BodyDep, call: CallDep, asked: Annotated[WholeQuery, Query()]) -> UploadOut:
    """Take a file of at most 4 MiB in one go; it is read from now on."""
    return await service_uploads.whole(call, asked.announced(body), body)
