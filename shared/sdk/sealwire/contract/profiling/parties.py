"""The parties that an upload names, each with its spellings."""

from __future__ import annotations

from pydantic import Field

from sealwire.contract.models import ContractModel
from sealwire.contract.profiling.consignments import PartyRole
from sealwire.contract.profiling.lists import Said

MAX_PAGE_PARTIES = 200


class SpellingOut(ContractModel):
    """One way in which an upload writes a party."""

    name: str
    country: str | None = Field(description="As told beside the name; none where it is left out.")
    consignments: int = Field(description="That name it so.")
    reasons: tuple[Said, ...] = Field(
        description="Why it is one party with the first spelling; none for the first."
    )


class PartyOut(ContractModel):
    """A party that an upload names."""

    number: int = Field(description="Its place among the upload's parties, from 1.")
    roles: tuple[PartyRole, ...]
    consignments: int = Field(description="That name it in any role and spelling, each once.")
    spellings: tuple[SpellingOut, ...] = Field(description="The most used first.")


class PartiesPage(ContractModel):
    """Parties of an upload: those of several spellings first, then those of most consignments."""

    parties: tuple[PartyOut, ...]
    total: int = Field(description="Parties of the upload.")
    next: int | None = Field(description="Ask for the next page with after=next.")
