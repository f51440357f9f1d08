"""Who may fetch the grant of an epoch to its unit's recovery key, and what for.

The grant is sealed: without the shares it tells nothing. With them it opens an epoch, and that should not
happen unseen. So it is handed to the device that the recovery key itself vouched for, after `unit.recovered`
stands in the log; and, of the open epoch alone, to a key officer's device that has the seed anyhow, which
tries out in a drill whether the shares would work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.directory.fields import Role

if TYPE_CHECKING:
    from sealwire.directory.state import Device, State


def recovery_of(state: State, epoch_key: bytes, *, device: Device, voucher: bytes) -> bytes | None:
    """Return the id of the recovery that an epoch's seed was granted to, if the device may have that grant.

    Args:
        state: The directory.
        epoch_key: The epoch's key id.
        device: Who asks.
        voucher: The key id that signed the statement by which the device was added.
    """
    found = state.epoch_by_key(epoch_key)
    if found is None or not device.active or Role.KEY_OFFICER not in device.roles:
        return None
    unit, epoch = found
    if unit.code != device.unit or unit.recovery is None:
        return None
    tries_out = epoch.open and device.id in epoch.devices
    return unit.recovery.id if tries_out or voucher == unit.recovery.id else None
