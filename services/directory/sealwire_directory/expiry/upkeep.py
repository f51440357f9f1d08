"""What a directory does by itself every hour: destroy grants past their retention, announce what ends.

Every serving process runs it; a lock in the database lets one at a time work, in small transactions, so
that no append waits for it.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, TypeVar

from prometheus_client import Counter
from sealwire.directory.expiry import to_announce
from sealwire.directory.retention import past_retention
from sealwire.errors import Unavailable
from sealwire_chassis.logs import get_logger

from sealwire_directory.expiry import service
from sealwire_directory.expiry.adapters import announcements
from sealwire_directory.log.adapters import log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sealwire_chassis.database import Database

    from sealwire_directory.log.verified import VerifiedLog

_T = TypeVar("_T")

EPOCHS_AT_ONCE = 500
ANNOUNCED_AT_ONCE = 100
_DESTROYED = Counter("sealwire_directory_grants_destroyed", "Grants destroyed when their retention was over")
_ANNOUNCED = Counter("sealwire_directory_announced", "Announcements of what ends")
_log = get_logger(__name__)


async def run(
    database: Database, verified: VerifiedLog, *, every_s: float, clock: Callable[[], float] = time.time
) -> None:
    """Do it now and then again and again until cancelled; faults of PostgreSQL are waited out.

    Args:
        database: The directory's own.
        verified: This process's copy of the log.
        every_s: Seconds from one round to the next.
        clock: Tells Unix seconds.
    """
    while True:
        try:
            await once(database, verified, now=int(clock()))
        except Unavailable as error:
            _log.warning("upkeep waits", problem=error.code)
        await asyncio.sleep(every_s)


async def once(database: Database, verified: VerifiedLog, *, now: int) -> None:
    """Do one round.

    Raises:
        Unavailable: The database does not answer; what was done stays done.
    """
    async with database.transaction() as session:
        state = await verified.caught_up(session)
    # A hundred thousand epochs take a tenth of a second to look through: too long for the event loop.
    past = await asyncio.to_thread(lambda: list(past_retention(state, now)))
    due = await asyncio.to_thread(to_announce, state, now=now)
    for epochs in _parts(past, EPOCHS_AT_ONCE):
        async with database.transaction() as session:
            if not await announcements.alone(session):
                return
            _DESTROYED.inc(await log.destroy_grants(session, epochs))
    for endings in _parts(due, ANNOUNCED_AT_ONCE):
        async with database.transaction() as session:
            if not await announcements.alone(session):
                return
            _ANNOUNCED.inc(await service.announce(session, endings, now=now))


def _parts(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
