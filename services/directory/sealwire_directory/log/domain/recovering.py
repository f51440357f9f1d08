"""Whose recovery grant a device may fetch: its own unit's, if its officer is a key officer.

The grant is sealed to the recovery key, so that it tells nothing to who has no shares. It is kept from others
all the same: who tries out shares, or begins a unit again with them, is a key officer of the unit by then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.directory.fields import Role

if TYPE_CHECKING:
    from sealwire.directory.state import State


def recovery_of(state: State, epoch_key: bytes, *, caller_id: bytes) -> bytes | None:
    """Return the id of the recovery that an epoch's seed was granted to, as the caller may ask for it.

    Args:
        state: The directory.
        epoch_key: The epoch's key id.
        caller_id: The id of the calling device.

    Returns:
        None when there is no such epoch or recovery, or the caller is no key officer of the unit.
    """
    device, found = state.device(caller_id), state.epoch_by_key(epoch_key)
    if device is None or found is None or not device.active or Role.KEY_OFFICER not in device.roles:
        return None
    unit = found[0]
    return unit.recovery.id if unit.code == device.unit and unit.recovery is not None else None
