"""What the exchange must do, said a second time and as simply as possible: a model to compare it with.

It knows units, devices, epochs by number and mailboxes by name; no key, no log, no database. Each question
has the answer that the real exchange is to give: None where it agrees, else the code of its refusal.
"""

from __future__ import annotations

from dataclasses import dataclass, field

KEEPER = "key-1"  # the officer of each unit who stays, so that there is always somebody to speak for it


@dataclass
class ModelUnit:
    """A unit: who works there with which role, which epoch is open, what lies in its mailbox."""

    suspended: bool = False
    roles: dict[str, str] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)  # whose device counts no more: who left, and who lost it
    epochs: int = 0
    open_epoch: int | None = None
    mailbox: list[str] = field(default_factory=list)

    def active(self) -> set[str]:
        return self.roles.keys() - self.gone

    def readers(self) -> set[str]:
        return {officer for officer in self.active() if self.roles[officer] != "viewer"}


@dataclass
class ExchangeModel:
    """The units by code."""

    units: dict[str, ModelUnit] = field(default_factory=dict)

    def open_unit(self, code: str) -> None:
        self.units[code] = ModelUnit(roles={KEEPER: "key_officer"})

    def join(self, code: str, officer: str, role: str) -> str | None:
        unit = self.units[code]
        if unit.suspended:
            return "wrong-authority"
        unit.roles[officer] = role
        return None

    def remove(self, code: str, officer: str, *, leaves: bool) -> str | None:
        """An officer leaves, or only the officer's device is revoked."""
        unit = self.units[code]
        if unit.suspended:
            return "wrong-authority"
        if officer in (unit.left if leaves else unit.gone):
            return "not-in-directory"
        unit.gone.add(officer)
        if leaves:
            unit.left.add(officer)
        unit.open_epoch = None
        return None

    def rotate(self, code: str) -> str | None:
        unit = self.units[code]
        if unit.suspended:
            return "wrong-authority"
        unit.epochs += 1
        unit.open_epoch = unit.epochs
        return None

    def suspend(self, code: str) -> str | None:
        unit = self.units[code]
        if unit.suspended:
            return "wrong-unit-status"
        unit.suspended, unit.open_epoch = True, None
        return None

    def resume(self, code: str) -> str | None:
        unit = self.units[code]
        if not unit.suspended:
            return "wrong-unit-status"
        unit.suspended = False
        return None

    def send(self, sender: tuple[str, str], to: str, *, epoch: int, name: str) -> str | None:
        """Send to an epoch of a unit, present or past."""
        unit, officer = self.units[sender[0]], sender[1]
        if officer in unit.gone:
            return "sender-mismatch"
        if unit.roles[officer] == "viewer":
            return "sender-role"
        if unit.suspended:
            return "unit-not-open"
        recipient = self.units[to]
        if recipient.suspended:
            return "unit-not-open"
        if epoch != recipient.open_epoch:
            return "epoch-closed"
        recipient.mailbox.append(name)
        return None

    def read(self, code: str, officer: str) -> str | None:
        unit = self.units[code]
        if officer in unit.gone:
            return "revoked-key"
        if unit.suspended:
            return "unit-not-open"
        return "not-allowed" if unit.roles[officer] == "viewer" else None
