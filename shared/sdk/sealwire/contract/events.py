"""The messages of the event streams. Fields are only ever added; a removed name is never used again."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from sealwire.contract.models import ContractModel, HexHash
from sealwire.directory.expiry import Ends


class AcceptedEntry(ContractModel):
    """One accepted envelope: who has mail."""

    id: UUID
    sender: str = Field(alias="from")
    units: list[str] = Field(description="Recipient units, each once.")
    priority: int = Field(alias="pri")


class EnvelopesAccepted(ContractModel):
    """A committed group of envelopes (subject alerts.v1.accepted), at consecutive positions of the log."""

    first: int = Field(description="Position of the first entry; the others follow without gaps.")
    entries: list[AcceptedEntry]


class DirectoryExpiring(ContractModel):
    """Something in the directory ends soon (subject directory.v1.expiring); told once per threshold."""

    kind: Ends
    id: HexHash = Field(description="Id of the device or administrator, or the epoch's key id.")
    place: str = Field(description="Unit code; of an administrator the scope.")
    holder: str = Field(description="Handle of the officer or administrator; an epoch's number.")
    until: int = Field(description="Unix seconds.")
    threshold_days: int = Field(description="It ends within so many days: 30, 14, 7 or 1.")
