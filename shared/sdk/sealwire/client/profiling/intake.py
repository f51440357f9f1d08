"""Documents into profiling, and consignments out of it: one method for each address."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING, Any

from sealwire.client.http import Request
from sealwire.contract import paths
from sealwire.contract.profiling.consignments import MAX_PART_BYTES
from sealwire.contract.profiling.intake import (
    ConsignmentHistory,
    ConsignmentsPage,
    PartOut,
    RetentionIn,
    RetentionOut,
    SourceFiling,
    SourceOut,
    Sources,
    UploadErrorsPage,
    UploadOut,
    UploadsPage,
    UploadState,
)
from sealwire.contract.profiling.parties import PartiesPage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from typing import IO
    from uuid import UUID

    from sealwire.client.http import Door
    from sealwire.contract.profiling.intake import UploadIn

_OCTETS = "application/octet-stream"
_POLL_S = 0.5
_ENDED = (UploadState.DONE, UploadState.FAILED)


class Intake:
    """The part of profiling's API that takes documents in and shows consignments.

    Args:
        door: The connection; it signs with the caller's key.
    """

    def __init__(self, door: Door) -> None:
        self._door = door

    async def send(
        self, file: IO[bytes], announced: UploadIn, *, told: Callable[[int], None] = lambda _: None
    ) -> UploadOut:
        """Send a file in parts; the whole is never in memory.

        Args:
            file: At any position.
            announced: What it is; see `digest`.
            told: Is given the bytes that have arrived, after each part.
        """
        started = await self._door.model(
            Request(
                "POST", paths.PROFILING_UPLOADS, json=announced.model_dump(mode="json"), repeatable=False
            ),
            UploadOut,
        )
        upload = f"{paths.PROFILING_UPLOADS}/{started.id}"
        file.seek(0)
        number, arrived = 1, 0
        while part := await asyncio.to_thread(file.read, MAX_PART_BYTES):
            await self._door.model(_part(upload, number, part), PartOut)
            number, arrived = number + 1, arrived + len(part)
            told(arrived)
        return await self._door.model(Request("POST", f"{upload}/finish"), UploadOut)

    async def follow(self, upload: UUID, *, every_s: float = _POLL_S) -> AsyncIterator[UploadOut]:
        """Yield how far an upload was read, again and again until it is done or has failed."""
        while True:
            told = await self.upload(upload)
            yield told
            if told.state in _ENDED:
                return
            await asyncio.sleep(every_s)

    async def upload(self, upload: UUID) -> UploadOut:
        """Return what came of an upload."""
        return await self._door.model(Request("GET", f"{paths.PROFILING_UPLOADS}/{upload}"), UploadOut)

    async def uploads(self, *, before: UUID | None = None, limit: int = 50) -> UploadsPage:
        """Return a page of uploads, newest first."""
        params = _given({"before": before, "limit": limit})
        return await self._door.model(Request("GET", paths.PROFILING_UPLOADS, params=params), UploadsPage)

    async def errors(self, upload: UUID, *, after: int = 0, limit: int = 100) -> UploadErrorsPage:
        """Return a page of what is wrong with lines of an upload."""
        path, params = f"{paths.PROFILING_UPLOADS}/{upload}/errors", {"after": after, "limit": limit}
        return await self._door.model(Request("GET", path, params=params), UploadErrorsPage)

    async def parties(self, upload: UUID, *, after: int = 0, limit: int = 100) -> PartiesPage:
        """Return a page of the parties that an upload names."""
        path, params = f"{paths.PROFILING_UPLOADS}/{upload}/parties", {"after": after, "limit": limit}
        return await self._door.model(Request("GET", path, params=params), PartiesPage)

    async def consignments(self, **wanted: object) -> ConsignmentsPage:
        """Return a page of consignments.

        Args:
            wanted: upload, reference, container, party, office, from, to, after, limit.
        """
        request = Request("GET", paths.PROFILING_CONSIGNMENTS, params=_given(wanted))
        return await self._door.model(request, ConsignmentsPage)

    async def consignment(self, consignment: UUID) -> ConsignmentHistory:
        """Return a consignment with all its versions."""
        path = f"{paths.PROFILING_CONSIGNMENTS}/{consignment}"
        return await self._door.model(Request("GET", path), ConsignmentHistory)

    async def sources(self) -> Sources:
        """Return all sources, and the fields that a mapping may name."""
        return await self._door.model(Request("GET", paths.PROFILING_SOURCES), Sources)

    async def source(self, code: str) -> SourceOut:
        """Return a source."""
        return await self._door.model(Request("GET", f"{paths.PROFILING_SOURCES}/{code}"), SourceOut)

    async def file_source(self, code: str, filing: SourceFiling) -> SourceOut:
        """File a source with its mapping."""
        path = f"{paths.PROFILING_SOURCES}/{code}"
        return await self._door.model(Request("PUT", path, json=filing.model_dump(mode="json")), SourceOut)

    async def retention(self) -> RetentionOut:
        """Return how long consignments are kept, and what remains of those that were erased."""
        return await self._door.model(Request("GET", paths.PROFILING_RETENTION), RetentionOut)

    async def keep(self, days: int) -> RetentionOut:
        """Set how many days consignments are kept."""
        wanted = RetentionIn(days=days).model_dump()
        return await self._door.model(Request("PUT", paths.PROFILING_RETENTION, json=wanted), RetentionOut)


def digest(file: IO[bytes]) -> dict[str, object]:
    """Return size and sha256 of a file, which is read once to its end; what `UploadIn` has to say of it."""
    file.seek(0)
    hashed, size = hashlib.sha256(), 0
    while part := file.read(MAX_PART_BYTES):
        hashed.update(part)
        size += len(part)
    return {"size": size, "sha256": hashed.hexdigest()}


def _part(upload: str, number: int, part: bytes) -> Request:
    params = {"sha256": hashlib.sha256(part).hexdigest()}
    return Request("PUT", f"{upload}/parts/{number}", params=params, content=part, media=_OCTETS)


def _given(values: dict[str, Any]) -> dict[str, Any] | None:
    """Return the parameters that say something; none at all rather than an empty query."""
    given = {name: str(value) for name, value in values.items() if value not in (None, "")}
    return given or None
