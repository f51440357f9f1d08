"""The background task that reads uploads: a thousand things of a file in each transaction.

How far a file was read is stored with what was read of it. So a process that is killed loses nothing and
doubles nothing: when its lease has run out, another one reads the file again up to there, and goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sealwire.contract.profiling.events import ConsignmentsUploaded
from sealwire.errors import Conflict, SealwireError, Unavailable
from sealwire_chassis import outbox
from sealwire_chassis.logs import get_logger

from sealwire_profiling.events import UPLOADED
from sealwire_profiling.intake.adapters import reading, uploads
from sealwire_profiling.intake.adapters.formats import open_file
from sealwire_profiling.intake.domain.uploads import Chunk, take, unrepeated
from sealwire_profiling.intake.refusals import LeaseLost, ReadingBroke
from sealwire_profiling.intake.service_filing import file_chunk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from sealwire_chassis.database import Database
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.intake.adapters.formats import Opened
    from sealwire_profiling.intake.domain.parsed import Parsed
    from sealwire_profiling.intake.domain.uploads import Claimed

CHUNK = 1_000
_TRIES = 5
_REFUSALS_BELOW = 500
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Worker:
    """One process's reader of uploads.

    Attributes:
        database: Profiling's own.
        id: Tells it from the others.
        clock: Tells Unix seconds.
        lease_s: How long an upload stays its own after it was last heard of.
        chunk: Things of a file in one transaction.
    """

    database: Database
    id: UUID
    clock: Callable[[], float] = time.time
    lease_s: float = 30.0
    chunk: int = CHUNK

    async def run(self, *, every_s: float = 0.5) -> None:
        """Read uploads as they come, until cancelled."""
        while True:
            try:
                found = await self.read_next()
            except Unavailable as error:
                _log.warning("reading uploads waits", problem=error.code)
                found = False
            if not found:
                await asyncio.sleep(every_s)

    async def read_next(self) -> bool:
        """Read the upload that waits longest to its end; False where none waits.

        Raises:
            DatabaseUnavailable: The upload is read on when the database is there again.
        """
        async with self.database.transaction() as session:
            claimed = await reading.claim(session, worker=self.id, lease_s=self.lease_s)
        if claimed is None:
            return False
        try:
            async with self._kept(claimed):
                await self._read(claimed)
        except LeaseLost:
            _log.warning("an upload went to another process", upload=str(claimed.id))
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one file must not keep all others from being read
            _log.exception("an upload broke off", error, upload=str(claimed.id))
            await self._give_up(claimed)
        return True

    async def _give_up(self, claimed: Claimed) -> None:
        async with self.database.transaction() as session:
            if await reading.hold(session, claimed, tenant=claimed.tenant, lease_s=self.lease_s):
                await self._end(session, claimed, ReadingBroke())

    @contextlib.asynccontextmanager
    async def _kept(self, claimed: Claimed) -> AsyncIterator[None]:
        """Keep the lease while a file is opened or a chunk is read, which may take longer than it lasts."""

        async def beat() -> None:
            while True:
                await asyncio.sleep(self.lease_s / 3)
                with contextlib.suppress(Unavailable):
                    async with self.database.transaction() as session:
                        await reading.hold(session, claimed, tenant=claimed.tenant, lease_s=self.lease_s)

        beating = asyncio.create_task(beat())
        try:
            yield
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)

    async def _read(self, claimed: Claimed) -> None:
        told = claimed.upload.told
        with tempfile.TemporaryFile() as file:
            await self._fetch(claimed, file)
            try:
                opened = await asyncio.to_thread(open_file, file, told.kind, claimed.upload.mapping)
            except SealwireError as failure:
                if failure.status >= _REFUSALS_BELOW:
                    raise
                await self._store(claimed, Chunk((), failure, last=True), _Place(claimed.upload.position))
                return
            with closing(opened):
                await self._read_chunks(claimed, opened, file)

    async def _fetch(self, claimed: Claimed, file: IO[bytes]) -> None:
        number = 1
        while True:
            # A transaction for each part: a slow disk holds no connection.
            async with self.database.transaction() as session:
                content = await uploads.part(session, claimed.id, number, tenant=claimed.tenant)
            if content is None:
                break
            await asyncio.to_thread(file.write, content)
            number += 1
        await asyncio.to_thread(file.flush)

    async def _read_chunks(self, claimed: Claimed, opened: Opened, file: IO[bytes]) -> None:
        parsed = unrepeated(opened.parsed)
        place = _Place(claimed.upload.position)
        # What is stored already: read again, since a file has no place to begin in the middle.
        await asyncio.to_thread(_skip, parsed, place.position)
        coming = self._coming(parsed)
        try:
            while True:
                chunk = await coming
                place = place.behind(chunk, opened, file)
                if not chunk.last:
                    # While one chunk is stored the next is read.
                    coming = self._coming(parsed)
                await self._store(claimed, chunk, place)
                if chunk.last:
                    return
        finally:
            # A thread that still reads needs the file, which is closed next.
            await asyncio.gather(coming, return_exceptions=True)

    def _coming(self, parsed: Iterator[Parsed]) -> asyncio.Task[Chunk]:
        return asyncio.create_task(asyncio.to_thread(take, parsed, self.chunk))

    async def _store(self, claimed: Claimed, chunk: Chunk, place: _Place) -> None:
        for tried in range(_TRIES):
            try:
                async with self.database.transaction() as session:
                    await self._store_once(session, claimed, chunk, place)
            except LeaseLost:
                raise
            except Conflict:
                # Another upload has just stored the same reference of the source: now it is known.
                if tried == _TRIES - 1:
                    raise
            else:
                return

    async def _store_once(self, session: AsyncSession, claimed: Claimed, chunk: Chunk, place: _Place) -> None:
        tenant, now = claimed.tenant, int(self.clock())
        # Locks the upload's row: what is counted and what is stored are of one owner.
        if not await reading.hold(session, claimed, tenant=tenant, lease_s=self.lease_s):
            raise LeaseLost
        counts = await file_chunk(session, claimed, chunk, tenant=tenant, now=now)
        await reading.advance(session, claimed, counts, tenant=tenant, progress=place.columns())
        await reading.add_errors(session, claimed, chunk.errors, tenant=tenant)
        if chunk.last:
            await self._end(session, claimed, chunk.failure)

    async def _end(self, session: AsyncSession, claimed: Claimed, failure: SealwireError | None) -> None:
        now = int(self.clock())
        await reading.finish(session, claimed, failure, tenant=claimed.tenant, now=now)
        await _announce(session, claimed)


async def _announce(session: AsyncSession, claimed: Claimed) -> None:
    read = await uploads.get(session, claimed.id, tenant=claimed.tenant)
    if read is None or read.told.dry_run:
        return
    told = read.told
    event = ConsignmentsUploaded(
        tenant=claimed.tenant,
        upload=str(told.id),
        added=told.added,
        amended=told.amended,
        refused=told.refused,
    )
    await outbox.add(session, UPLOADED, event)


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a file was read."""

    position: int
    lines: int = 0
    total_lines: int | None = None
    ignored: tuple[str, ...] = ()

    def behind(self, chunk: Chunk, opened: Opened, file: IO[bytes]) -> _Place:
        lines = max(self.lines, chunk.line)
        total = opened.lines + 1 if opened.lines is not None else _estimated(lines, file)
        return _Place(
            self.position + len(chunk.parsed), lines, max(lines, total), tuple(sorted(opened.ignored))
        )

    def columns(self) -> dict[str, Any]:
        return {
            "position": self.position,
            "lines": self.lines,
            "total_lines": self.total_lines,
            "ignored": list(self.ignored),
        }


def _estimated(lines: int, file: IO[bytes]) -> int:
    read, size = file.tell(), os.fstat(file.fileno()).st_size
    return lines * size // read if read else lines


def _skip(parsed: Iterator[Parsed], count: int) -> None:
    next(islice(parsed, count, count), None)


def new_worker(database: Database, clock: Callable[[], float] = time.time) -> Worker:
    """Return a worker that is not any other."""
    return Worker(database, uuid4(), clock)
