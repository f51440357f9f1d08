"""The periodic job that forgets officers who left long ago."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from sealwire.errors import Unavailable
from sealwire_chassis.logs import get_logger

from sealwire_directory.people.service_officers import erase_left

if TYPE_CHECKING:
    from collections.abc import Callable

    from sealwire_chassis.database import Database

    from sealwire_directory.log.verified import VerifiedLog

_EVERY_S = 3_600.0
_log = get_logger(__name__)


async def run(
    database: Database,
    verified: VerifiedLog,
    *,
    retention_days: int,
    clock: Callable[[], float] = time.time,
) -> None:
    """Erase now and then every hour what is due, until cancelled; several processes may do so at once.

    Args:
        database: The directory's own.
        verified: This process's copy of the log.
        retention_days: How long particulars are kept after an officer has left.
        clock: Tells Unix seconds.
    """
    while True:
        try:
            async with database.transaction() as session:
                erased = await erase_left(session, verified, retention_days=retention_days, now=int(clock()))
            if erased:
                _log.info("erased officers' particulars", officers=erased)
        except Unavailable as error:
            _log.warning("erasing waits", problem=error.code)
        await asyncio.sleep(_EVERY_S)
