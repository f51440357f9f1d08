"""Taking keys out of use: what is sealed afterwards, no revoked device opens.

A revocation closes the unit's epoch by itself. Where this home's device can open the next one, both go into
the log in one batch: there is no moment in which the unit has no key, and none in which the old one counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.client import epochs
from sealwire.directory.author import Author
from sealwire.directory.batch import Batch
from sealwire.directory.fields import Role
from sealwire.directory.refusals import OutOfOrder
from sealwire.directory.state import UnitStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from sealwire.client.session import Session
    from sealwire.directory.state import Device, State, Unit

_ATTEMPTS = 3  # a colleague who writes about the same unit at this moment is rare, two are not expected


@dataclass(frozen=True, slots=True)
class Revoked:
    """What a revocation did.

    Attributes:
        unit: The unit's code.
        devices: Those that count no more.
        epoch: The number of the epoch that was opened with it; None where a device of the unit that is at
            work must open one, and the unit is sent to by device until then.
        ceremony_due: Whether a key officer's device is among them and the unit has recovery shares: whoever
            had it may know a recovery secret, to which each later epoch is granted.
    """

    unit: str
    devices: tuple[Device, ...]
    epoch: int | None
    ceremony_due: bool


async def revoke_device(session: Session, device: Device) -> Revoked:
    """Revoke a device, and open the unit's next epoch if this home's device can.

    Raises:
        SealwireError: The rules refuse it, for instance that it was revoked before.
    """
    return await _say(session, device.unit, lambda author: author.revoke_device(device.unit, device.id))


async def officer_left(session: Session, unit: str, officer: str) -> Revoked:
    """Say that an officer has left: all their devices are revoked; as for `revoke_device`.

    Raises:
        SealwireError: The rules refuse it.
    """
    return await _say(session, unit, lambda author: author.officer_left(unit, officer))


async def suspend_unit(session: Session, unit: str, reason: str) -> Revoked:
    """Suspend a unit until it is resumed; its epoch closes.

    Raises:
        SealwireError: The rules refuse it.
    """
    return await _say(session, unit, lambda author: author.suspend_unit(unit, reason))


async def resume_unit(session: Session, unit: str) -> Revoked:
    """Let a suspended unit take part again; its devices count, a new epoch must be opened.

    Raises:
        SealwireError: The rules refuse it.
    """
    return await _say(session, unit, lambda author: author.resume_unit(unit))


async def close_unit(session: Session, unit: str, reason: str) -> Revoked:
    """Close a unit for good; its devices are revoked.

    Raises:
        SealwireError: The rules refuse it.
    """
    return await _say(session, unit, lambda author: author.close_unit(unit, reason))


async def _say(session: Session, unit: str, saying: Callable[[Author], object]) -> Revoked:
    for left in reversed(range(_ATTEMPTS)):
        before = await session.directory.sync(session.exchange)
        author = Author(before, session.vault.keys.sign, now=session.now())
        saying(author)
        opened = await epochs.open_next(session, author, unit) if _can_open(session, author, unit) else None
        try:
            await session.exchange.append(_batch(author, opened))
        except OutOfOrder:
            # A colleague wrote about the unit a moment ago: what they said counts, and this is said after it.
            if not left:
                raise
            continue
        break
    await session.directory.sync(session.exchange)
    gone = _gone(before, author.state, unit)
    number = opened.epoch.number if opened else None
    return Revoked(unit, gone, number, _is_ceremony_due(author.state.units[unit], gone))


def _can_open(session: Session, author: Author, unit: str) -> bool:
    own, known = author.state.device(session.vault.keys.device_id), author.state.units[unit]
    if own is None or own.unit != unit or known.status is not UnitStatus.OPEN:
        return False
    return own.active and own.takes_part and known.open_epoch() is None


def _batch(author: Author, opened: epochs.NextEpoch | None) -> Batch:
    if opened is None:
        return Batch(tuple(author.statements))
    return Batch(tuple(author.statements), (opened.key.public,), opened.grants)


def _gone(before: State, after: State, unit: str) -> tuple[Device, ...]:
    still = {device.id for device in after.units[unit].active_devices()}
    return tuple(device for device in before.units[unit].active_devices() if device.id not in still)


def _is_ceremony_due(unit: Unit, gone: tuple[Device, ...]) -> bool:
    if unit.recovery is None or unit.status is UnitStatus.CLOSED:
        return False
    return any(Role.KEY_OFFICER in device.roles for device in gone)
