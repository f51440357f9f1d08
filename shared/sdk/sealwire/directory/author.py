"""Making signed statements: an author adds them one after the other and keeps the state up to date.

Client side only. Every statement is applied to the author's own state first, so that a refusal
comes before anything is sent.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sealwire import cbor
from sealwire.directory.epochs import DAY_S
from sealwire.directory.fields import Role
from sealwire.directory.payloads import (
    PROGRAMME,
    AdministratorAppointed,
    AdministratorRemoved,
    DeviceAdded,
    DeviceRevoked,
    EpochClosed,
    EpochOpened,
    LogAppointed,
    OfficerEnrolled,
    OfficerLeft,
    Payload,
    ProgrammeFounded,
    RecoverySet,
    UnitChanged,
    UnitClosed,
    UnitOpened,
    UnitRecovered,
    UnitResumed,
    UnitSuspended,
    write_payload,
)
from sealwire.directory.refusals import NotInDirectory, WrongEpoch
from sealwire.directory.rules import apply, head_of
from sealwire.directory.state import State
from sealwire.directory.statement import signing_input

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sealwire.directory.enrolment import DevicePublics
    from sealwire.directory.state import Epoch
    from sealwire.private_keys import SigningKey

LIFETIME_S = 730 * DAY_S  # of a device and of an administrator, where their author says nothing else


def sign_statement(payload: Payload, key: SigningKey) -> bytes:
    """Return the bytes of a statement; nothing is checked against a state."""
    payload_bytes = cbor.encode(write_payload(payload))
    return cbor.encode([payload_bytes, key.key_id, key.sign(signing_input(payload_bytes))])


def found(root: SigningKey, name: str, *, now: int, retention_days: int = 365, epoch_days: int = 30) -> bytes:
    """Return the founding statement of a programme; its SHA-256 is what everyone pins.

    Args:
        root: The programme's root key.
        name: The programme's name.
        now: Unix seconds.
        retention_days: How long an epoch's seed is kept after the epoch ended.
        epoch_days: How long an epoch lasts at most.

    Raises:
        MalformedStatement: A name or a number would be refused by everyone who pins the founding.
    """
    payload = ProgrammeFounded(
        ts=now, prev=None, name=name, root=root.public, retention_days=retention_days, epoch_days=epoch_days
    )
    raw = sign_statement(payload, root)
    apply(State.empty(hashlib.sha256(raw).digest()), raw)
    return raw


class Author:
    """Signs statements that follow a state and each other: the material of one atomic batch.

    Attributes:
        state: The directory after the statements made so far.
        statements: Those statements, in order.
    """

    def __init__(self, state: State, key: SigningKey, *, now: int) -> None:
        self.state = state
        self.statements: list[bytes] = []
        self._key = key
        self._now = now

    def appoint(
        self, administrator: str, scope: str, *, sign: bytes, auth: bytes, until: int | None = None
    ) -> bytes:
        """Appoint an administrator for the programme ("*") or a country, for two years if `until` is None."""
        return self._add(
            PROGRAMME,
            lambda ts, prev: AdministratorAppointed(
                ts=ts,
                prev=prev,
                administrator=administrator,
                scope=scope,
                sign=sign,
                auth=auth,
                until=ts + LIFETIME_S if until is None else until,
            ),
        )

    def remove_administrator(self, administrator: str) -> bytes:
        """Remove an administrator."""
        return self._add(
            PROGRAMME, lambda ts, prev: AdministratorRemoved(ts=ts, prev=prev, administrator=administrator)
        )

    def appoint_log(self, log: str, key: bytes) -> bytes:
        """Appoint the Ed25519 key that a log's checkpoints are signed with from now on."""
        return self._add(PROGRAMME, lambda ts, prev: LogAppointed(ts=ts, prev=prev, log=str(log), key=key))

    def open_unit(self, unit: str, name: dict[str, str]) -> bytes:
        """Open a unit under names by language."""
        return self._add(unit, lambda ts, prev: UnitOpened(ts=ts, prev=prev, unit=unit, name=name))

    def change_unit(self, unit: str, name: dict[str, str]) -> bytes:
        """Give a unit new names."""
        return self._add(unit, lambda ts, prev: UnitChanged(ts=ts, prev=prev, unit=unit, name=name))

    def suspend_unit(self, unit: str, reason: str) -> bytes:
        """Suspend a unit; its epoch closes."""
        return self._add(unit, lambda ts, prev: UnitSuspended(ts=ts, prev=prev, unit=unit, reason=reason))

    def resume_unit(self, unit: str) -> bytes:
        """Resume a suspended unit."""
        return self._add(unit, lambda ts, prev: UnitResumed(ts=ts, prev=prev, unit=unit))

    def close_unit(self, unit: str, reason: str) -> bytes:
        """Close a unit for good."""
        return self._add(unit, lambda ts, prev: UnitClosed(ts=ts, prev=prev, unit=unit, reason=reason))

    def recover_unit(self, unit: str, reason: str) -> bytes:
        """Begin a unit again by its recovery key; its officers and devices are gone and its epoch closes."""
        return self._add(unit, lambda ts, prev: UnitRecovered(ts=ts, prev=prev, unit=unit, reason=reason))

    def set_recovery(self, unit: str, sign: bytes, seal: bytes, *, of: tuple[int, int]) -> bytes:
        """Set a unit's recovery key in place of the one before (bring a grant of the open epoch).

        Args:
            unit: The unit's code.
            sign: The Ed25519 public key.
            seal: The key id of the X-Wing key.
            of: How many shares are needed, and how many there are.
        """
        threshold, shares = of
        return self._add(
            unit,
            lambda ts, prev: RecoverySet(
                ts=ts, prev=prev, unit=unit, sign=sign, seal=seal, threshold=threshold, shares=shares
            ),
        )

    def enrol(self, unit: str, officer: str, roles: Iterable[Role | str]) -> bytes:
        """Enrol an officer under a handle."""
        held = tuple(Role(role) for role in roles)
        return self._add(
            unit,
            lambda ts, prev: OfficerEnrolled(ts=ts, prev=prev, unit=unit, officer=officer, roles=held),
        )

    def officer_left(self, unit: str, officer: str) -> bytes:
        """Say that an officer has left; devices are revoked and the epoch closes."""
        return self._add(unit, lambda ts, prev: OfficerLeft(ts=ts, prev=prev, unit=unit, officer=officer))

    def add_device(
        self,
        unit: str,
        officer: str,
        publics: DevicePublics,
        *,
        epoch: int | None = None,
        until: int | None = None,
    ) -> bytes:
        """Add a device, and to the open epoch when its number is given (then bring a grant).

        Args:
            unit: The unit's code.
            officer: The handle of the officer who has it.
            publics: Its keys.
            epoch: The number of the open epoch, if the device is to read what was sealed to it.
            until: Unix seconds after which it may do nothing; otherwise two years from now.
        """
        return self._add(
            unit,
            lambda ts, prev: DeviceAdded(
                ts=ts,
                prev=prev,
                unit=unit,
                officer=officer,
                sign=publics.sign,
                auth=publics.auth,
                seal=publics.seal_id,
                epoch=epoch,
                until=ts + LIFETIME_S if until is None else until,
            ),
        )

    def revoke_device(self, unit: str, device: bytes) -> bytes:
        """Revoke a device; the epoch closes."""
        return self._add(unit, lambda ts, prev: DeviceRevoked(ts=ts, prev=prev, unit=unit, device=device))

    def open_epoch(self, unit: str, key: bytes, *, until: int | None = None) -> Epoch:
        """Open the next epoch for the devices that read for a unit, and return it.

        Args:
            unit: The unit's code.
            key: The key id of the new epoch's X-Wing key.
            until: When it ends, Unix seconds; otherwise as late as the founding allows.

        Raises:
            NotInDirectory: There is no such unit.
            SealwireError: The rules refuse it.
        """
        known = self.state.unit(unit)
        if known is None:
            raise NotInDirectory("There is no such unit.", unit=unit)
        number = len(known.epochs) + 1
        lasts = self.state.epoch_days * DAY_S
        self._add(
            unit,
            lambda ts, prev: EpochOpened(
                ts=ts,
                prev=prev,
                unit=unit,
                number=number,
                key=key,
                until=ts + lasts if until is None else until,
                devices=tuple(device.id for device in known.readers(ts)),
            ),
        )
        return self.state.units[unit].epochs[number]

    def close_epoch(self, unit: str) -> bytes:
        """Close a unit's open epoch.

        Raises:
            WrongEpoch: None is open.
        """
        known = self.state.unit(unit)
        epoch = known.open_epoch() if known is not None else None
        if epoch is None:
            raise WrongEpoch("No epoch is open.", unit=unit)
        return self._add(unit, lambda ts, prev: EpochClosed(ts=ts, prev=prev, unit=unit, number=epoch.number))

    def _add(self, subject: str, payload: Callable[[int, bytes], Payload]) -> bytes:
        prev, earliest = head_of(self.state, subject)
        # A clock that is a little behind the previous author's must not stop this one.
        raw = sign_statement(payload(max(self._now, earliest), prev), self._key)
        self.state = apply(self.state, raw)
        self.statements.append(raw)
        return raw
