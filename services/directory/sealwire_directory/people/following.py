"""Keeping the room's tables in step with the log: names to search by, status, and who has left.

Done by whoever asks next after the log has grown, so appending knows nothing of this room, and a table
that was never filled fills itself. What is shown as a role or a status still comes from the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.directory.state import UnitStatus

from sealwire_directory.people.adapters import duty, following, officers
from sealwire_directory.people.domain.folding import search_line

if TYPE_CHECKING:
    from sealwire.directory.state import State, Unit
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_directory.log.verified import VerifiedLog


async def followed(session: AsyncSession, verified: VerifiedLog) -> State:
    """Return the directory as it stands, after bringing the tables up to it.

    Raises:
        LogCorrupt: A stored statement does not follow.
    """
    state = await verified.caught_up(session)
    if await following.size(session) >= state.size or await following.lock(session) >= state.size:
        return state
    known = await following.heads(session)
    moved = sorted(
        (unit for unit in state.units.values() if known.get(unit.code) != unit.head),
        key=lambda unit: unit.code,
    )
    await following.put_units(session, [_row(unit) for unit in moved])
    staffed = await following.staffed(session)
    for unit in moved:
        if unit.code in staffed:
            await _follow_people(session, unit)
    await following.set_size(session, state.size)
    return state


async def held(session: AsyncSession, verified: VerifiedLog) -> State:
    """Return the directory as it stands, and let the tables follow no further until the transaction ends.

    For whoever stores something about an officer because the officer is active: who leaves meanwhile is
    noted when what was stored can be seen. Otherwise nobody would ever forget it.
    """
    await followed(session, verified)
    await following.hold(session)
    return await verified.caught_up(session)


def _row(unit: Unit) -> dict[str, object]:
    return {
        "code": unit.code,
        "status": unit.status.value,
        "head": unit.head,
        "log_words": search_line([unit.code, *unit.names.values()]),
    }


async def _follow_people(session: AsyncSession, unit: Unit) -> None:
    # Seconds of the unit's last statement: leaving was that one, or shortly before it.
    if unit.status is UnitStatus.CLOSED:
        await officers.follow(session, unit.code, left=None, since=unit.head_ts)
        await duty.follow(session, unit.code, active=())
        return
    left = [officer.handle for officer in unit.officers.values() if not officer.active]
    active = [officer.handle for officer in unit.officers.values() if officer.active]
    await officers.follow(session, unit.code, left=left, since=unit.head_ts)
    await duty.follow(session, unit.code, active=active)
