"""Long work: selections to make and screen again, models, parties of uploads; claimed one at a time."""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sealwire.errors import SealwireError, Unavailable
from sealwire_chassis.logs import get_logger

from sealwire_profiling.assessments import making, rescreening
from sealwire_profiling.assessments.adapters import rescreenings, selections
from sealwire_profiling.intake import parties as making_parties
from sealwire_profiling.intake.adapters import parties
from sealwire_profiling.model import training
from sealwire_profiling.model.adapters import models

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sealwire_chassis.database import Database
    from sqlalchemy.ext.asyncio import AsyncSession

_EVERY_S = 0.5
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of work that this process has claimed.

    Attributes:
        do: Does it, and stores the result.
        put_back: Lets it wait for the next process, in a transaction.
        fail: Stores for good why there is no result.
    """

    do: Callable[[], Awaitable[None]]
    put_back: Callable[[AsyncSession], Awaitable[None]]
    fail: Callable[[SealwireError], Awaitable[None]]


async def run(database: Database, *, clock: Callable[[], float] = time.time) -> None:
    """Do all kinds of work by turns until cancelled.

    Args:
        database: Profiling's own.
        clock: Tells Unix seconds.
    """
    # By turns, so that what never ends (selections, say) holds up each other kind by one piece at most.
    for first in itertools.cycle(range(len(_KINDS))):
        if not await once(database, clock=clock, first=first):
            await asyncio.sleep(_EVERY_S)


async def once(database: Database, *, clock: Callable[[], float] = time.time, first: int = 0) -> bool:
    """Do one piece of work, if any waits; a database that is away is waited for.

    Args:
        database: Profiling's own.
        clock: Tells Unix seconds.
        first: Which kind is looked for before the others: selections 0, re-screenings 1, models 2, parties 3.

    Returns:
        Whether there was one.
    """
    piece = None
    try:
        for look in (*_KINDS[first:], *_KINDS[:first]):
            piece = piece or await look(database, clock)
    except SealwireError as error:
        _log.exception("the work waits", error)
        return False
    if piece is not None:
        await _done(database, piece)
    return piece is not None


async def _selection(database: Database, clock: Callable[[], float]) -> _Piece | None:
    now = int(clock())
    async with database.transaction() as session:
        await selections.give_up(session, now=now)
        claimed = await selections.claim(session, now=now, for_s=making.WITHIN_S)
    if claimed is None:
        return None
    return _Piece(
        partial(making.make, database, claimed, clock=clock),
        lambda session: selections.put_back(session, claimed, tenant=claimed.tenant),
        lambda error: making.fail(database, claimed, error.code, now=int(clock())),
    )


async def _rescreening(database: Database, clock: Callable[[], float]) -> _Piece | None:
    now = int(clock())
    async with database.transaction() as session:
        await rescreenings.notice(session, now=now)
        await rescreenings.give_up(session, now=now)
        claimed = await rescreenings.claim(session, now=now, for_s=rescreening.WITHIN_S)
    if claimed is None:
        return None
    return _Piece(
        partial(rescreening.rescreen, database, claimed, clock=clock),
        lambda session: rescreenings.put_back(session, claimed, tenant=claimed.tenant),
        lambda error: rescreening.fail(database, claimed, error.code, now=int(clock())),
    )


async def _model(database: Database, clock: Callable[[], float]) -> _Piece | None:
    now = int(clock())
    async with database.transaction() as session:
        await models.give_up(session, now=now)
        claimed = await models.claim(session, now=now, for_s=training.WITHIN_S)
    if claimed is None:
        return None
    return _Piece(
        partial(training.train, database, claimed, clock=clock),
        lambda session: models.put_back(session, claimed, tenant=claimed.tenant),
        lambda error: training.fail(database, claimed, str(error), now=int(clock())),
    )


async def _parties(database: Database, _: Callable[[], float]) -> _Piece | None:
    async with database.transaction() as session:
        claimed = await parties.claim(session, for_s=making_parties.WITHIN_S)
    if claimed is None:
        return None

    async def wait(_: SealwireError) -> None:
        """Leave it claimed: when the claim has ended it is tried again, some times in all."""

    return _Piece(
        partial(making_parties.make, database, claimed),
        lambda session: parties.put_back(session, claimed.upload, tenant=claimed.tenant),
        wait,
    )


_KINDS = (_selection, _rescreening, _model, _parties)


async def _done(database: Database, piece: _Piece) -> None:
    """Do a piece of work to one of three ends: a result, a reason why there is none, or another try.

    Only what may go better next time is tried again: a database that was away. What the same data would
    bring down again ends at once, and whoever waits for it learns why. A process that dies does neither;
    its claim ends by time.
    """
    try:
        try:
            await piece.do()
        except Unavailable:
            raise
        except SealwireError as refusal:
            _log.exception("a piece of work was refused", refusal)
            await piece.fail(refusal)
        except Exception as fault:  # noqa: BLE001 - one bad piece must not stop the others
            _log.exception("a piece of work failed", fault)
            await piece.fail(SealwireError())
    except SealwireError as away:
        _log.exception("a piece of work waits for the database", away)
        await _put_back(database, piece)


async def _put_back(database: Database, piece: _Piece) -> None:
    while True:
        try:
            async with database.transaction() as session:
                await piece.put_back(session)
        except Unavailable:
            await asyncio.sleep(_EVERY_S)
        else:
            return
