"""One call: its transaction, who calls, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sealwire.authorisation import Action, may
from sealwire.identifiers import country_of

from sealwire_profiling.tenancy import tenant_of

if TYPE_CHECKING:
    from sealwire_chassis.caller import Caller
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant


@dataclass(frozen=True, slots=True)
class Call:
    """What every use case is given; `now` in Unix seconds."""

    session: AsyncSession
    who: Caller
    now: int

    def tenant(self, action: Action) -> Tenant:
        """Return the administration whose data the caller may do this to; see `tenant_of`."""
        return tenant_of(self.who, action)

    @property
    def sees_parties(self) -> bool:
        """Whether the caller may see the parties of its administration's consignments."""
        country = country_of(self.who.unit) if self.who.unit else self.who.scope
        return may(self.who, Action.READ_PARTIES, unit=self.who.unit, country=country)

    @property
    def officer(self) -> str:
        """Whom records name for what this call changes: `unit/handle`, or an administrator's handle."""
        return f"{self.who.unit}/{self.who.officer}" if self.who.unit else self.who.officer

    @property
    def today(self) -> date:
        """The day of the call, UTC."""
        return datetime.fromtimestamp(self.now, UTC).date()
