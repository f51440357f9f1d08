"""Tells the services who calls: the directory's view of the key that signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.directory.state import Device, UnitStatus
from sealwire.envelope.verify import UnitNotOpen
from sealwire_chassis.caller import Caller

if TYPE_CHECKING:
    from sealwire.directory.state import Administrator, State


def identify(holder: Device | Administrator, state: State) -> Caller:
    """Return the caller that a service is told of.

    Args:
        holder: Whose auth key signed the request; active.
        state: The verified directory.

    Raises:
        UnitNotOpen: The device's unit is suspended or closed.
    """
    if isinstance(holder, Device):
        return _device(holder, state)
    return Caller(
        key=holder.id.hex(),
        kind="administrator",
        officer=holder.handle,
        scope=holder.scope,
        sign=holder.sign.hex(),
    )


def _device(device: Device, state: State) -> Caller:
    unit = state.units[device.unit]
    if unit.status is not UnitStatus.OPEN:
        raise UnitNotOpen(f"{unit.code} is {unit.status}.")
    return Caller(
        key=device.id.hex(),
        kind="device",
        unit=device.unit,
        officer=device.officer,
        roles=tuple(str(role) for role in device.roles),
        sign=device.sign.hex(),
    )
