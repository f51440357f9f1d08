"""The use cases of uploads: announce a file, send its parts, and see what came of it."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sealwire.authorisation import Action
from sealwire.contract.profiling.consignments import MAX_PART_BYTES
from sealwire.contract.profiling.intake import (
    MAX_PAGE_UPLOADS,
    Mapping,
    PartOut,
    UploadErrorsPage,
    UploadIn,
    UploadOut,
    UploadsPage,
    UploadState,
)
from sealwire.errors import NotFound, TooLarge

from sealwire_profiling.intake.adapters import reading, sources, uploads
from sealwire_profiling.intake.refusals import (
    FileDiffers,
    PartDiffers,
    PartMisplaced,
    PartsMissing,
    TooManyUploads,
    UploadClosed,
)

if TYPE_CHECKING:
    from sealwire_profiling.call import Call
    from sealwire_profiling.intake.domain.uploads import Upload
    from sealwire_profiling.tenancy import Tenant

MAX_UNFINISHED = 50
"""Uploads of an administration that wait for parts or to be read."""
MAX_PARTS = 256
_NAMED = 50


async def start(call: Call, announced: UploadIn) -> UploadOut:
    """Announce a file that comes in parts.

    Raises:
        TooManyUploads: Too many wait already.
        NotAllowed: The caller files no documents.
    """
    tenant = call.tenant(Action.FILE_CONSIGNMENTS)
    if await uploads.unfinished(call.session, tenant=tenant) >= MAX_UNFINISHED:
        raise TooManyUploads(max_uploads=MAX_UNFINISHED)
    told = UploadOut(
        **announced.model_dump(),
        id=uuid4(),
        state=UploadState.RECEIVING,
        created_at=call.now,
        created_by=call.officer,
        lines=0,
        total_lines=None,
        added=0,
        amended=0,
        unchanged=0,
        refused=0,
        errors=0,
        ignored=(),
        same_as=None,
    )
    await uploads.add(call.session, told, tenant=tenant)
    return told


async def put_part(call: Call, upload: UUID, number: int, sha256: str, content: bytes) -> PartOut:
    """Store a part of a file; the same again changes nothing.

    Raises:
        TooLarge: It has more than 4 MiB.
        PartDiffers: It has another hash than was said, or than the one that is there.
        PartMisplaced: With it there would be more than was announced.
        UploadClosed: The file is complete.
        NotFound: There is no such upload.
        NotAllowed: The caller files no documents.
    """
    tenant = call.tenant(Action.FILE_CONSIGNMENTS)
    if len(content) > MAX_PART_BYTES:
        raise TooLarge(max_bytes=MAX_PART_BYTES)
    digest = await asyncio.to_thread(lambda: hashlib.sha256(content).digest())
    if digest.hex() != sha256:
        raise PartDiffers(sha256=digest.hex())
    stored = await _found(call, upload, tenant, lock=True)
    known = await uploads.parts(call.session, upload, tenant=tenant)
    there = known.get(number)
    if there is not None and there[1] != digest:
        raise PartDiffers(sha256=there[1].hex())
    if there is None:
        if stored.told.state is not UploadState.RECEIVING:
            raise UploadClosed
        if number > MAX_PARTS or sum(size for size, _ in known.values()) + len(content) > stored.told.size:
            raise PartMisplaced(size=stored.told.size, max_parts=MAX_PARTS)
        await uploads.add_part(call.session, upload, number, (digest, content), tenant=tenant)
    return PartOut(number=number, sha256=sha256)


async def finish(call: Call, upload: UUID) -> UploadOut:
    """Say that all parts were sent: the file is read from now on. The same again changes nothing.

    Raises:
        PartsMissing: Some are not there; the facts name the first of them.
        FileDiffers: They are another file than was announced.
        NotFound: There is no such upload.
        NotAllowed: The caller files no documents.
    """
    tenant = call.tenant(Action.FILE_CONSIGNMENTS)
    stored = await _found(call, upload, tenant, lock=True)
    if stored.told.state is UploadState.RECEIVING:
        await _check_whole(call, stored.told, tenant)
        await _complete(call, stored.told, tenant)
    return (await _found(call, upload, tenant)).told


async def whole(call: Call, announced: UploadIn, content: bytes) -> UploadOut:
    """Take a small file in one go; see `start` and `put_part`."""
    started = await start(call, announced)
    await put_part(call, started.id, 1, announced.sha256, content)
    return await finish(call, started.id)


async def read(call: Call, upload: UUID) -> UploadOut:
    """Return what came of an upload.

    Raises:
        NotFound: There is no such upload.
        NotAllowed: The caller sees no consignments.
    """
    return (await _found(call, upload, call.tenant(Action.READ_CONSIGNMENTS))).told


async def page(call: Call, before: UUID | None, limit: int) -> UploadsPage:
    """Return a page of uploads, newest first.

    Raises:
        NotFound: There is no upload `before`.
        NotAllowed: The caller sees no consignments.
    """
    tenant = call.tenant(Action.READ_CONSIGNMENTS)
    behind = None if before is None else (await _found(call, before, tenant)).told
    found = await uploads.page(call.session, tenant=tenant, before=behind, limit=min(limit, MAX_PAGE_UPLOADS))
    return UploadsPage(uploads=tuple(found), next=found[-1].id if len(found) == limit else None)


async def errors(call: Call, upload: UUID, *, after: int, limit: int) -> UploadErrorsPage:
    """Return a page of what is wrong with lines of an upload.

    Raises:
        NotFound: There is no such upload.
        NotAllowed: The caller sees no consignments.
    """
    tenant = call.tenant(Action.READ_CONSIGNMENTS)
    await _found(call, upload, tenant)
    found = await uploads.errors(call.session, upload, tenant=tenant, after=after, limit=limit)
    return UploadErrorsPage(
        errors=tuple(error for _, error in found), next=found[-1][0] if len(found) == limit else None
    )


async def _found(call: Call, upload: UUID, tenant: Tenant, *, lock: bool = False) -> Upload:
    found = await uploads.get(call.session, upload, tenant=tenant, lock=lock)
    if found is None:
        raise NotFound(field="upload")
    return found


async def _check_whole(call: Call, told: UploadOut, tenant: Tenant) -> None:
    known = await uploads.parts(call.session, told.id, tenant=tenant)
    missing = [str(number) for number in range(1, max(known, default=0) + 1) if number not in known]
    if missing or sum(size for size, _ in known.values()) < told.size:
        missing.append(str(max(known, default=0) + 1))
        raise PartsMissing(parts=missing[:_NAMED])
    digest = hashlib.sha256()
    for number in known:
        content = await uploads.part(call.session, told.id, number, tenant=tenant)
        await asyncio.to_thread(digest.update, content or b"")
    if digest.hexdigest() != told.sha256:
        raise FileDiffers(sha256=digest.hexdigest())


async def _complete(call: Call, told: UploadOut, tenant: Tenant) -> None:
    source = await sources.get(call.session, told.source, tenant=tenant)
    mapping = source.mapping if source is not None else Mapping()
    earlier = await uploads.earlier(call.session, told, mapping, tenant=tenant)
    await uploads.complete(call.session, told.id, mapping, tenant=tenant)
    if earlier is not None:
        await reading.same_again(call.session, told.id, earlier, tenant=tenant, now=call.now)
