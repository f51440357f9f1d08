"""This process's own copy of the log, rebuilt from its database by verifying every statement.

Several processes append to one database, so the copy is caught up inside each transaction that decides
on it. It only ever takes in what another transaction has committed.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sealwire.directory.replica import Replica
from sealwire.errors import SealwireError
from sealwire_chassis.logs import get_logger

from sealwire_directory.log.adapters import log
from sealwire_directory.log.refusals import LogCorrupt

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from sealwire.directory.state import State
    from sqlalchemy.ext.asyncio import AsyncSession

_PAGE_STATEMENTS = 1_000
_PAGE_BYTES = 4_194_304
# Verifying takes about 0.2 ms a statement: more than these would hold up the event loop.
_IN_LOOP = 20
_log = get_logger(__name__)


class VerifiedLog:
    """The directory as this process has verified it.

    Attributes:
        founding: The pinned hash of the founding statement.
    """

    def __init__(self, founding: bytes) -> None:
        self.founding = founding
        self._replica = Replica(founding)
        self._one_at_a_time = asyncio.Lock()

    async def caught_up(self, session: AsyncSession) -> State:
        """Return the directory after all statements that the session sees.

        Args:
            session: A transaction that has not appended anything itself.

        Raises:
            LogCorrupt: A stored statement does not follow.
        """
        async with self._one_at_a_time:
            while page := await log.read(
                session, after=self._replica.state.size, limit=_PAGE_STATEMENTS, max_bytes=_PAGE_BYTES
            ):
                await self._verify(page)
        return self._replica.state

    async def _verify(self, page: list[bytes]) -> None:
        try:
            if len(page) > _IN_LOOP:
                await _finished(asyncio.to_thread(self._replica.append, page))
            else:
                self._replica.append(page)
        except SealwireError as error:
            size = self._replica.state.size
            _log.error("stored log does not verify", verified=size, problem=error.code)
            raise LogCorrupt(verified=size) from error


async def _finished(work: Coroutine[None, None, State]) -> None:
    """Await work in a thread to its end, also when the caller is cancelled: the thread goes on regardless."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    failure = task.exception()
    if cancelled is not None:
        raise cancelled
    if failure is not None:
        raise failure
