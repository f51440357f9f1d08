"""The JSON answer about what ends soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from sealwire.contract.models import ContractModel, HexHash, Seconds
from sealwire.directory.expiry import Ends

if TYPE_CHECKING:
    from sealwire.directory.expiry import Ending


class EndingOut(ContractModel):
    """Something that is in force and ends."""

    kind: Ends
    id: HexHash = Field(description="Id of the device or administrator, or the epoch's key id.")
    place: str = Field(description="Unit code; of an administrator the scope.")
    holder: str = Field(description="Handle of the officer or administrator; an epoch's number.")
    until: Seconds = Field(description="Unix seconds; it may have passed.")

    @classmethod
    def of(cls, ending: Ending) -> EndingOut:
        """Return what is shown of an ending."""
        return cls(
            kind=ending.kind,
            id=ending.id.hex(),
            place=ending.place,
            holder=ending.holder,
            until=ending.until,
        )


class ExpiringOut(ContractModel):
    """What ends soon, the first first."""

    now: Seconds = Field(description="The service's time, Unix seconds.")
    endings: list[EndingOut]
    without_recovery: list[str] = Field(
        description="Open units for which no recovery is set: with their last device they would be lost."
    )
