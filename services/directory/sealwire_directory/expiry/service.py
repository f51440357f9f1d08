"""The use cases of expiry: list, announce, destroy. None commits; the transaction is the caller's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire import authorisation
from sealwire.authorisation import Action
from sealwire.contract.events import DirectoryExpiring
from sealwire.contract.expiring import EndingOut, ExpiringOut
from sealwire.directory import expiry
from sealwire.directory.epochs import DAY_S
from sealwire_chassis import outbox

from sealwire_directory.expiry.adapters import announcements
from sealwire_directory.expiry.events import EXPIRING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sealwire.directory.expiry import Ending
    from sealwire_chassis.caller import Caller
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_directory.log.verified import VerifiedLog

# Longer than the furthest threshold: what was announced before has ended.
_FORGET_AFTER_S = 2 * expiry.FURTHEST_DAYS * DAY_S


async def expiring(
    session: AsyncSession, verified: VerifiedLog, caller: Caller, *, within_days: int, now: int
) -> ExpiringOut:
    """Return what ends soon of what the caller may see.

    Raises:
        NotAllowed: The caller's role sees nothing of it.
    """
    unit, country = authorisation.listing(caller, Action.READ_EXPIRING)
    state = await verified.caught_up(session)
    found = expiry.endings(state, now=now, within_days=within_days, unit=unit, country=country)
    return ExpiringOut(
        now=now,
        endings=[EndingOut.of(each) for each in found],
        without_recovery=expiry.without_recovery(state, unit=unit, country=country),
    )


async def announce(session: AsyncSession, due: Sequence[tuple[Ending, int]], *, now: int) -> int:
    """Announce what ends, each threshold once, and return how many were announced.

    Args:
        session: The transaction.
        due: What ends, with the threshold that it has come to, in days.
        now: Unix seconds.
    """
    announced = 0
    for ending, days in due:
        if await announcements.note(session, ending, days, now=now):
            await outbox.add(session, EXPIRING, _event(ending, days))
            announced += 1
    await announcements.forget_before(session, now - _FORGET_AFTER_S)
    return announced


def _event(ending: Ending, days: int) -> DirectoryExpiring:
    return DirectoryExpiring(
        kind=ending.kind,
        id=ending.id.hex(),
        place=ending.place,
        holder=ending.holder,
        until=ending.until,
        threshold_days=days,
    )
