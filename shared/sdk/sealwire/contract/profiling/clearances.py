"""Cleared pairs as they cross the API: a name or number that is not that of the list, who says so and why."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import Field

from sealwire.contract.models import ContractModel, Seconds
from sealwire.contract.profiling.consignments import Identifier
from sealwire.contract.profiling.lists import Name, Sentence, Version

MAX_CLEARANCE_DAYS = 731
"""A clearance holds two years at most; then another officer has a second look."""


class ClearanceState(StrEnum):
    """Whether a clearance still holds.

    `due`: its last day is past, and somebody else should look at the pair again. `overtaken`: the entry's
    names or numbers have changed since, or the entry is gone.
    """

    ACTIVE = "active"
    DUE = "due"
    OVERTAKEN = "overtaken"
    WITHDRAWN = "withdrawn"


class ClearanceFiling(ContractModel):
    """A pair that an officer clears."""

    entry: UUID
    what: Literal["name", "container", "imo", "phone", "number"] = "name"
    value: Name = Field(description="As the document writes it.")
    only_with: Identifier | None = Field(
        default=None, description="Holds only for a party with this tax or registration number."
    )
    reason: Sentence
    expires_on: date


class Renewal(ContractModel):
    """A second look at a clearance: it goes on."""

    version: Version
    reason: Sentence
    expires_on: date


class Withdrawal(ContractModel):
    """A clearance that was wrong, or is no longer wanted."""

    version: Version
    reason: Sentence


class ClearanceRecord(ContractModel):
    """A version of a clearance."""

    id: UUID
    version: Version
    list: str
    entry: UUID
    what: str
    value: str
    only_with: str | None
    reason: str
    expires_on: date
    cleared_by: str
    cleared_at: Seconds
    state: ClearanceState


class Clearances(ContractModel):
    """The newest version of clearances, those that are due first."""

    clearances: tuple[ClearanceRecord, ...]
