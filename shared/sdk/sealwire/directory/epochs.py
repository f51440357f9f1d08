"""The epochs of one unit: how they open, close, and gain a device."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sealwire.directory.refusals import EpochTooLong, WrongEpoch, WrongEpochDevices
from sealwire.directory.state import Device, Epoch, Unit

if TYPE_CHECKING:
    from sealwire.directory.authority import Said
    from sealwire.directory.payloads import EpochClosed, EpochOpened

DAY_S = 86_400


def open_epoch(unit: Unit, said: Said, payload: EpochOpened) -> Unit:
    """Return the unit with a new open epoch, granted to exactly the devices that read for it then.

    Raises:
        WrongEpoch: Another epoch is open, or the number is not the next one.
        WrongEpochDevices: The devices are not the unit's readers.
    """
    if unit.open_epoch() is not None:
        raise WrongEpoch("An epoch is open; close it first.", unit=unit.code)
    following = len(unit.epochs) + 1
    if payload.number != following:
        raise WrongEpoch("This is not the next epoch's number.", unit=unit.code, expected=following)
    if payload.devices != tuple(device.id for device in unit.readers(payload.ts)):
        raise WrongEpochDevices(unit=unit.code)
    epoch = Epoch(
        number=payload.number,
        key=payload.key,
        until=payload.until,
        devices=frozenset(payload.devices),
        since=said.size,
    )
    return replace(unit, epochs=unit.epochs.insert(epoch.number, epoch))


def check_length(payload: EpochOpened, epoch_days: int) -> None:
    """Check that an epoch lasts at least a second and at most what the founding allows.

    Raises:
        EpochTooLong: It does not.
    """
    if not 0 < payload.until - payload.ts <= epoch_days * DAY_S:
        raise EpochTooLong(epoch_days=epoch_days)


def close_epoch(unit: Unit, said: Said, payload: EpochClosed) -> Unit:
    """Return the unit without an open epoch.

    Raises:
        WrongEpoch: The open epoch has another number, or none is open.
    """
    epoch = unit.open_epoch()
    if epoch is None or epoch.number != payload.number:
        raise WrongEpoch("This epoch is not open.", unit=unit.code)
    return close_unit_epoch(unit, said)


def close_unit_epoch(unit: Unit, said: Said) -> Unit:
    """Return the unit without an open epoch, whether or not it had one."""
    epoch = unit.open_epoch()
    if epoch is None:
        return unit
    return replace(unit, epochs=unit.epochs.insert(epoch.number, replace(epoch, ended=said.size)))


def with_device(unit: Unit, said: Said, device: Device, *, epoch: int | None) -> Unit:
    """Return the unit with a device added to its open epoch, unless `epoch` is None.

    Raises:
        WrongEpoch: The open epoch has another number, the device is a viewer's, or the signer has no seed
            to grant.
    """
    if epoch is None:
        return unit
    current = unit.open_epoch()
    if current is None or current.number != epoch:
        raise WrongEpoch("This epoch is not open.", unit=unit.code)
    if not device.takes_part:
        raise WrongEpoch("A viewer's device is granted no epoch.", unit=unit.code)
    if not isinstance(said.signer, Device) or said.signer.id not in current.devices:
        raise WrongEpoch("The signer does not have this epoch's seed and cannot grant it.", unit=unit.code)
    granted = replace(current, devices=current.devices | {device.id})
    return replace(unit, epochs=unit.epochs.insert(epoch, granted))
