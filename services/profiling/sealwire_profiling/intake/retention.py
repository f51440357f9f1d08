"""The periodic job that erases consignments past their retention, and uploads with them."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Protocol

from sealwire.errors import Unavailable
from sealwire_chassis.logs import get_logger

from sealwire_profiling.intake.adapters import erasing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from uuid import UUID

    from sealwire_chassis.database import Database
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

_DAY_S = 86_400
_BATCH = 1_000
_log = get_logger(__name__)


class Forget(Protocol):
    """Erases what another room keeps of consignments, in the transaction that erases them."""

    async def __call__(self, session: AsyncSession, ids: Collection[UUID], *, tenant: Tenant) -> None:
        """Erase it."""


async def run(
    database: Database,
    *,
    usual_days: int,
    every_s: float,
    forget: Forget,
    clock: Callable[[], float] = time.time,
) -> None:
    """Erase now and then periodically what is due, until cancelled; several processes may do so at once.

    Args:
        database: Profiling's own.
        usual_days: Days of administrations that have not said how long they keep consignments.
        every_s: Seconds between two looks.
        forget: Of the rooms that keep something of a consignment.
        clock: Tells Unix seconds.
    """
    while True:
        try:
            if erased := await erase_due(database, usual_days=usual_days, now=int(clock()), forget=forget):
                _log.info("erased consignments past their retention", consignments=erased)
        except Unavailable as error:
            _log.warning("erasing waits", problem=error.code)
        await asyncio.sleep(every_s)


async def erase_due(database: Database, *, usual_days: int, now: int, forget: Forget) -> int:
    """Erase what was last received longer ago than its administration keeps it; return how much.

    Args:
        database: Profiling's own.
        usual_days: See `run`.
        now: Unix seconds.
        forget: See `run`.
    """
    async with database.transaction() as session:
        days = await erasing.kept_days(session, usual=usual_days)
    erased = 0
    for tenant, kept in days.items():
        before, found = now - kept * _DAY_S, _BATCH
        while found == _BATCH:
            async with database.transaction() as session:
                gone = await erasing.erase(session, tenant=tenant, before=before, limit=_BATCH)
                await forget(session, gone, tenant=tenant)
            found = len(gone)
            erased += found
        async with database.transaction() as session:
            await erasing.erase_uploads(session, tenant=tenant, before=before, abandoned=now - _DAY_S)
    return erased
