"""The JSON bodies of the directory's API, from and to what the service speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field
from sealwire.contract.models import Base64, ContractModel, HexHash
from sealwire.directory.fields import MAX_INTEGER, Role
from sealwire.directory.state import UnitStatus

from sealwire_directory.log.domain.inviting import Invitation

if TYPE_CHECKING:
    from sealwire.directory.state import State, Unit

    from sealwire_directory.log.domain.inviting import Waiting


class AppendedOut(ContractModel):
    """All statements of the batch stand in the log."""

    size: int = Field(description="The log's size after the batch; the same when it is sent again.")


class InvitationIn(BaseModel):
    """A one-time code, announced by its hash; the code itself must not come here."""

    model_config = ConfigDict(extra="forbid")

    unit: str = Field(pattern=r"^[A-Z]{2}-[A-Z0-9]{2,12}$")
    officer: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,31}$", description="The handle of who is invited.")
    roles: list[Role] = Field(min_length=1, max_length=len(Role))
    code_hash: HexHash = Field(description="SHA-256 as in docs/protocol/directory.md section 9.")
    expires_at: int = Field(ge=0, le=MAX_INTEGER, description="Unix seconds, at most seven days ahead.")

    def by(self, voucher: bytes) -> Invitation:
        """Return the invitation that a voucher announces."""
        return Invitation(
            unit=self.unit,
            officer=self.officer,
            roles=tuple(dict.fromkeys(self.roles)),
            code_hash=bytes.fromhex(self.code_hash),
            expires_at=self.expires_at,
            voucher=voucher,
        )


class InvitationOut(ContractModel):
    """The code may be presented until then."""

    unit: str
    officer: str
    expires_at: int


class EnrolledOut(ContractModel):
    """The keys wait for a voucher to compare the fingerprint and sign."""

    status: str = "waiting"


class WaitingOut(ContractModel):
    """A request that waits; check both proofs and compare the fingerprint before you sign."""

    officer: str
    roles: list[Role]
    code_hash: HexHash
    sign: Base64
    auth: Base64
    seal: Base64
    sign_proof: Base64
    auth_proof: Base64
    requested_at: int = Field(description="Unix seconds.")

    @classmethod
    def of(cls, waiting: Waiting) -> WaitingOut:
        """Return what a voucher is shown."""
        request = waiting.request
        return cls(
            officer=request.officer,
            roles=list(waiting.roles),
            code_hash=request.code_hash.hex(),
            sign=request.publics.sign,
            auth=request.publics.auth,
            seal=request.publics.seal,
            sign_proof=request.sign_proof,
            auth_proof=request.auth_proof,
            requested_at=waiting.requested_at,
        )


class WaitingListOut(ContractModel):
    """Who waits to be vouched for, longest first."""

    enrolments: list[WaitingOut]


class EpochOut(ContractModel):
    """The epoch that a unit is sent to under."""

    number: int
    key: HexHash
    until: int = Field(description="Unix seconds.")


class UnitOut(ContractModel):
    """A unit as the log has it."""

    unit: str
    name: dict[str, str] = Field(description="By language, ISO 639.")
    status: UnitStatus
    officers: int = Field(description="How many are enrolled.")
    devices: int = Field(description="How many are active.")
    epoch: EpochOut | None = None

    @classmethod
    def of(cls, unit: Unit) -> UnitOut:
        """Return the summary of a unit."""
        epoch = unit.open_epoch()
        return cls(
            unit=unit.code,
            name=dict(unit.names),
            status=unit.status,
            officers=sum(officer.active for officer in unit.officers.values()),
            devices=len(unit.active_devices()),
            epoch=epoch and EpochOut(number=epoch.number, key=epoch.key.hex(), until=epoch.until),
        )


class UnitsOut(ContractModel):
    """All units, for reading; who seals to a unit verifies the log itself."""

    size: int = Field(description="Statements that this was read from.")
    root: HexHash = Field(description="Merkle root over them.")
    units: list[UnitOut]

    @classmethod
    def of(cls, state: State) -> UnitsOut:
        """Return the summary of the directory."""
        units = [UnitOut.of(state.units[code]) for code in sorted(state.units)]
        return cls(size=state.size, root=state.root().hex(), units=units)
