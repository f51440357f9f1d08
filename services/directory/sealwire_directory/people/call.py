"""One call of the room: its transaction, the log, who calls and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire_directory.people.domain.history import Editor
from sealwire_directory.people.following import followed, held

if TYPE_CHECKING:
    from sealwire.directory.state import State
    from sealwire_chassis.caller import Caller
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_directory.log.verified import VerifiedLog


@dataclass(frozen=True, slots=True)
class Call:
    """What every use case of the room is given; `now` in Unix seconds."""

    session: AsyncSession
    verified: VerifiedLog
    who: Caller
    now: int

    @property
    def editor(self) -> Editor:
        """Whom the history names for what this call changes."""
        return Editor(self.who.key, self.who.officer)

    async def directory(self) -> State:
        """Return the directory as it stands; the room's tables follow it."""
        return await followed(self.session, self.verified)

    async def held_directory(self) -> State:
        """Return the directory for storing something about active officers; see `held`."""
        return await held(self.session, self.verified)
