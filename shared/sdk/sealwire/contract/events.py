"""The messages of the event streams. Fields are only ever added; a removed name is never used again."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from sealwire.contract.models import ContractModel


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
