"""Re-screenings: what changed lists say of a selection's open consignments since it was made."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from sealwire.contract.models import ContractModel
from sealwire.contract.profiling.lists import HitRecord
from sealwire.contract.profiling.selections import State


class RescreeningCounts(ContractModel):
    """How many consignments a re-screening was about."""

    looked_at: int = Field(default=0, description="Open ones of the selection, held against what changed.")
    screened: int = Field(default=0, description="Those that it touched: screened again on all lists.")
    changed: int = Field(default=0, description="Those of them that came out otherwise.")
    mandatory: int = Field(default=0, description="Those of these that a list compels to open now.")


class RescreeningOut(ContractModel):
    """Screening a selection again after lists have changed, and how far it is."""

    id: UUID
    selection: UUID
    list_changes: int = Field(description="How often the lists of the administration had changed by then.")
    state: State
    requested_at: datetime = Field(description="When the change was noticed.")
    finished_at: datetime | None = None
    counts: RescreeningCounts = RescreeningCounts()
    problem: str | None = Field(default=None, description="Why it failed.")


class RescreeningsOut(ContractModel):
    """A page of re-screenings, newest first."""

    rescreenings: tuple[RescreeningOut, ...]
    next: str | None = Field(default=None, description="Ask for the next page with before=next.")


class RescreenedOut(ContractModel):
    """A consignment that came out otherwise; names are empty for those who may not see parties."""

    consignment: UUID
    reference: str
    rank: int = Field(ge=1, description="In the selection.")
    added: tuple[HitRecord, ...] = Field(description="Hits that it had not, or had otherwise.")
    withdrawn: tuple[HitRecord, ...] = Field(description="Hits that it has no longer, or has otherwise.")


class RescreenedPage(ContractModel):
    """A page of what a re-screening changed, by rank in the selection."""

    rescreening: RescreeningOut
    rows: tuple[RescreenedOut, ...]
    next: int | None = Field(default=None, description="Ask for the next page with after=next.")
