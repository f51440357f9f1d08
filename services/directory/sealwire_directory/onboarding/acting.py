"""Who acts, when, and in which transaction: what every use case of onboarding is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sealwire import authorisation

from sealwire_directory.onboarding.adapters import events
from sealwire_directory.onboarding.adapters.cases import Seen
from sealwire_directory.onboarding.adapters.events import Event
from sealwire_directory.onboarding.refusals import DatedAhead

if TYPE_CHECKING:
    from sealwire.authorisation import Action
    from sealwire.directory.state import State
    from sealwire_chassis.caller import Caller
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_directory.log.verified import VerifiedLog


@dataclass(frozen=True, slots=True)
class Acting:
    """A caller at work.

    Attributes:
        session: The transaction, which the chassis commits.
        who: The caller as the gateway has identified it.
        now: Unix seconds.
        verified: This process's copy of the log.
    """

    session: AsyncSession
    who: Caller
    now: int
    verified: VerifiedLog

    @property
    def today(self) -> date:
        """The day in UTC."""
        return datetime.fromtimestamp(self.now, UTC).date()

    async def directory(self) -> State:
        """Return the directory as it stands."""
        return await self.verified.caught_up(self.session)

    def check(self, action: Action, *, unit: str = "", country: str = "") -> None:
        """Refuse what the caller may not do.

        Raises:
            NotAllowed: The table of rights does not allow it.
        """
        authorisation.check(self.who, action, unit=unit, country=country)

    def check_anywhere(self, action: Action) -> None:
        """Refuse who may not do this even to what is its own.

        Raises:
            NotAllowed: The table of rights does not allow it.
        """
        authorisation.listing(self.who, action)

    def seen(self, action: Action) -> Seen:
        """Return whose rows the caller may see.

        Raises:
            NotAllowed: Nobody's.
        """
        return Seen(*authorisation.listing(self.who, action))

    def check_past(self, *days: date) -> None:
        """Refuse what has not happened yet.

        Raises:
            DatedAhead: A day lies after today.
        """
        ahead = [day for day in days if day > self.today]
        if ahead:
            raise DatedAhead(f"Today is {self.today}.", dates=[str(day) for day in ahead])

    async def note(self, subject: str, what: str, **detail: object) -> Event:
        """Write down what the caller did, in the same transaction."""
        event = Event(self.now, bytes.fromhex(self.who.key), self.who.officer, subject, what, detail)
        await events.add(self.session, event)
        return event
