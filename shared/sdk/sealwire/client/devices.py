"""The devices of a unit as an officer picks one: by handle, or by the fingerprint on the device itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.client.directory import seal_key
from sealwire.directory.refusals import NotInDirectory
from sealwire.directory.statement import parse
from sealwire.errors import NotFound, Unprocessable
from sealwire.fingerprint import fingerprint

if TYPE_CHECKING:
    from sealwire.client.session import Session
    from sealwire.directory.state import Device, Unit

LEAST_DIGITS = 5  # one group of a fingerprint


class NoSuchDevice(NotFound, code="no-such-device"):
    """The unit has no active device of that handle or fingerprint; see `sealwire devices UNIT`."""


class AmbiguousDevice(Unprocessable, code="ambiguous-device"):
    """Several devices of the unit are meant; give more of the fingerprint, see `sealwire devices UNIT`."""


@dataclass(frozen=True, slots=True)
class ListedDevice:
    """A device that counts.

    Attributes:
        device: As the directory has it.
        fingerprint: Six groups of five digits, as its owner reads them out.
        since: When it was added, by its voucher's clock; Unix seconds.
    """

    device: Device
    fingerprint: str
    since: int


async def listed(session: Session, unit: str) -> list[ListedDevice]:
    """Return a unit's active devices by handle, the longest enrolled first.

    Raises:
        NotInDirectory: There is no such unit.
    """
    found = [
        ListedDevice(each, await _fingerprint(session, each), _added_at(session, each))
        for each in _unit(session, unit).active_devices()
    ]
    return sorted(found, key=lambda each: (each.device.officer, each.since, each.device.id))


async def find(session: Session, unit: str, text: str) -> Device:
    """Return the one active device that is meant.

    Args:
        session: The opened home, its directory up to date.
        unit: The unit's code.
        text: A handle, the first five or more digits of a fingerprint, or a whole device id in hex.

    Raises:
        NoSuchDevice: None is.
        AmbiguousDevice: Several are; a handle may be made of digits too, and an officer have two devices.
        NotInDirectory: There is no such unit.
    """
    digits = re.sub(r"[ -]", "", text)
    found = [
        each.device
        for each in await listed(session, unit)
        if text in (each.device.officer, each.device.id.hex()) or _begins(each.fingerprint, digits)
    ]
    if not found:
        raise NoSuchDevice(unit=unit)
    if len(found) > 1:
        raise AmbiguousDevice(unit=unit, officers=sorted({each.officer for each in found}))
    return found[0]


def _begins(shown: str, digits: str) -> bool:
    return len(digits) >= LEAST_DIGITS and shown.replace(" ", "").startswith(digits)


def _unit(session: Session, code: str) -> Unit:
    unit = session.directory.state.unit(code)
    if unit is None:
        raise NotInDirectory("There is no such unit.", unit=code)
    return unit


async def _fingerprint(session: Session, device: Device) -> str:
    public = await seal_key(session.store, session.exchange, device.seal)
    return fingerprint(device.sign, device.auth, public)


def _added_at(session: Session, device: Device) -> int:
    row = session.store.row("SELECT raw FROM statements WHERE size = ?", (device.since,))
    return parse(row[0]).payload.ts if row is not None else 0
