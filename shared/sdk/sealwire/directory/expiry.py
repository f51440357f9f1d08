"""What ends when: administrators, devices and epochs whose time is limited, for services and clients alike.

Pure: the directory and a time in, a list out. A device or an administrator is renewed by a new enrolment or
appointment; an epoch by any device of its unit that is at work.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sealwire.directory.epochs import DAY_S
from sealwire.directory.state import UnitStatus
from sealwire.identifiers import country_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.directory.state import State, Unit

THRESHOLDS_DAYS = (1, 7, 14, 30)
"""So many days ahead an end is announced, each once."""
FURTHEST_DAYS = THRESHOLDS_DAYS[-1]


class Ends(StrEnum):
    """What ends."""

    ADMINISTRATOR = "administrator"
    DEVICE = "device"
    EPOCH = "epoch"


@dataclass(frozen=True, slots=True)
class Ending:
    """Something that is in force and ends at a time.

    Attributes:
        kind: What it is.
        id: The id of the device or administrator, or the epoch's key id.
        place: The unit's code; of an administrator the scope.
        holder: The handle of the officer or administrator; an epoch's number.
        until: Unix seconds; it may have passed, and nobody has seen to it yet.
    """

    kind: Ends
    id: bytes
    place: str
    holder: str
    until: int

    def days_left(self, now: int) -> int:
        """Return the whole days that are left; negative when it is over."""
        return (self.until - now) // DAY_S


def endings(
    state: State, *, now: int, within_days: int = FURTHEST_DAYS, unit: str = "", country: str = ""
) -> list[Ending]:
    """Return what ends soon or is over, the first first.

    Args:
        state: The directory.
        now: Unix seconds.
        within_days: How far ahead to look.
        unit: Only this unit's; "" for all.
        country: Only this country's, its administrators among them; "" for all.
    """
    latest = now + within_days * DAY_S
    found = [each for each in _in_force(state, unit, country) if each.until <= latest]
    return sorted(found, key=lambda each: (each.until, each.kind, each.place, each.holder, each.id))


def to_announce(state: State, *, now: int) -> list[tuple[Ending, int]]:
    """Return what is to be announced now, each with the nearest threshold that it has come to, in days.

    That an epoch of thirty days ends within thirty days is no news: an epoch has those thresholds that
    are shorter than the programme's epochs. What is over is announced no more.
    """
    found = []
    for each in endings(state, now=now):
        left_s = each.until - now
        most = state.epoch_days if each.kind is Ends.EPOCH else FURTHEST_DAYS + 1
        nearest = next((days for days in THRESHOLDS_DAYS if left_s <= days * DAY_S), FURTHEST_DAYS)
        if left_s > 0 and nearest < most:
            found.append((each, nearest))
    return found


def without_recovery(state: State, *, unit: str = "", country: str = "") -> list[str]:
    """Return the open units at work that would be lost with their devices: nobody holds shares for them."""
    return sorted(
        each.code
        for each in _units(state, unit, country)
        if each.status is UnitStatus.OPEN and each.recovery is None and each.active_devices()
    )


def _in_force(state: State, unit: str, country: str) -> Iterator[Ending]:
    for known in _units(state, unit, country):
        yield from _of_unit(known)
    if unit:
        return
    for each in state.administrators.values():
        if each.active and country in ("", each.scope):
            yield Ending(Ends.ADMINISTRATOR, each.id, each.scope, each.handle, each.until)


def _of_unit(unit: Unit) -> Iterator[Ending]:
    if unit.status is UnitStatus.CLOSED:
        return
    for device in unit.devices.values():
        if device.active:
            yield Ending(Ends.DEVICE, device.id, unit.code, device.officer, device.until)
    epoch = unit.open_epoch()
    if epoch is not None:
        yield Ending(Ends.EPOCH, epoch.key, unit.code, str(epoch.number), epoch.until)


def _units(state: State, unit: str, country: str) -> list[Unit]:
    if unit:
        known = state.unit(unit)
        return [known] if known is not None else []
    return [each for each in state.units.values() if country in ("", country_of(each.code))]
