"""What the directory said at an earlier size of the log, told by the newest state alone.

Nothing is ever deleted from a state, and whatever counts says from which size to which it does; so no
state has to be kept for each size (docs/decisions/0013-validity-in-log-sizes.md).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sealwire.directory.state import Use
from sealwire.errors import Unprocessable

if TYPE_CHECKING:
    from sealwire.directory.state import Device, Epoch, State, Unit, UnitStatus


class SizeUnknown(Unprocessable, code="directory-size-unknown"):
    """The directory here has fewer statements than are asked about; fetch it."""


@dataclass(frozen=True, slots=True)
class Past:
    """The directory as it was; a DirectoryView, see envelope/verify.py.

    Attributes:
        size: How many statements it had.
    """

    _state: State
    size: int

    def status(self, unit: str) -> UnitStatus | None:
        """Return a unit's status then; None when there was no such unit."""
        known = self._state.unit(unit)
        if known is None:
            return None
        return next((status for since, status in reversed(known.statuses) if since <= self.size), None)

    def open_epoch(self, unit: str) -> Epoch | None:
        """Return the epoch that was open then, granted to those that had joined it by then."""
        known = self._state.unit(unit)
        if known is None:
            return None
        # Numbers run from 1 without a gap, and each epoch begins after the one before it.
        number = bisect_right(range(1, len(known.epochs) + 1), self.size, key=lambda n: known.epochs[n].since)
        epoch = known.epochs[number].at(self.size) if number else None
        return self._as_granted(epoch, known) if epoch is not None and epoch.open else None

    def unit_of_epoch(self, key_id: bytes) -> str | None:
        """Return the code of the unit one of whose epochs until then had this key."""
        found = self._state.keys.get(key_id)
        if found is None or found.use is not Use.EPOCH:
            return None
        epoch = self._state.units[found.unit].epochs[found.number]
        return found.unit if epoch.since <= self.size else None

    def device(self, device_id: bytes) -> Device | None:
        """Return the device of this id as it was then."""
        return self._then(self._state.device(device_id))

    def device_by_seal_key(self, key_id: bytes) -> Device | None:
        """Return the device that has this X-Wing key, as it was then."""
        return self._then(self._state.device_by_seal_key(key_id))

    def _then(self, device: Device | None) -> Device | None:
        return device.at(self.size) if device is not None else None

    def _as_granted(self, epoch: Epoch, unit: Unit) -> Epoch:
        joined = frozenset(each for each in epoch.devices if unit.devices[each].since <= self.size)
        return replace(epoch, devices=joined)


def at(state: State, size: int) -> Past:
    """Return what the directory said when it had a number of statements.

    Args:
        state: The directory now.
        size: From 0 to the state's size.

    Raises:
        SizeUnknown: The directory never had this size.
    """
    if not 0 <= size <= state.size:
        raise SizeUnknown(asked=size, known=state.size)
    return Past(state, size)
