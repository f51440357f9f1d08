"""From what an officer addresses (units, or named officers for TLP:RED) to the keys that are sealed to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.envelope.format import Tlp
from sealwire.envelope.verify import MarkBroken, UnitNotOpen, UnknownRecipient, current_epoch
from sealwire.identifiers import check_handle, check_unit_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sealwire.directory.state import Device, State, Unit

_OFFICER = "/"


@dataclass(frozen=True, slots=True)
class Addressed:
    """A unit and one key of it that an envelope is sealed to."""

    unit: str
    key: bytes


def resolve(state: State, to: Iterable[str], *, tlp: Tlp, sender: Device, now: int) -> list[Addressed]:
    """Return the keys to seal to, the sender's own unit (for RED: the sending device) always among them.

    Args:
        state: The directory.
        to: Unit codes (`KG-BAT`); for TLP:RED officers (`KG-BAT/key-1`).
        tlp: The mark, which decides what may be addressed.
        sender: The sending device.
        now: Unix seconds.

    Raises:
        MarkBroken: A whole unit is addressed under RED, or an officer under another mark.
        UnknownRecipient: There is no such unit or officer, or no active device.
        UnitNotOpen: The unit is suspended or closed.
    """
    if tlp is Tlp.RED:
        found = [each for text in to for each in _officers_devices(state, text, now)]
        found.append(Addressed(sender.unit, sender.seal))
    else:
        found = [each for text in to for each in _unit_keys(state, text, now)]
        found.extend(_unit_keys(state, sender.unit, now))
    return list(dict.fromkeys(found))


def _unit_keys(state: State, text: str, now: int) -> list[Addressed]:
    if _OFFICER in text:
        raise MarkBroken("An officer is addressed under TLP:RED only; give the unit's code.", recipient=text)
    unit = _open_unit(state, text)
    epoch = current_epoch(unit, now)
    keys = [epoch.key] if epoch is not None else [device.seal for device in unit.readers(now)]
    if not keys:
        raise UnknownRecipient("The unit has no device that reads notices.", unit=unit.code)
    return [Addressed(unit.code, key) for key in keys]


def _officers_devices(state: State, text: str, now: int) -> list[Addressed]:
    code, _, handle = text.partition(_OFFICER)
    if not handle:
        raise MarkBroken("TLP:RED goes to named officers, such as KG-BAT/key-1.", recipient=text)
    unit = _open_unit(state, code)
    check_handle(handle)
    keys = [device.seal for device in unit.readers(now) if device.officer == handle]
    if not keys:
        raise UnknownRecipient("The officer has no device that reads notices.", unit=code, officer=handle)
    return [Addressed(code, key) for key in keys]


def _open_unit(state: State, code: str) -> Unit:
    unit = state.unit(check_unit_code(code))
    if unit is None:
        raise UnknownRecipient("There is no such unit; see `sealwire units`.", unit=code)
    if unit.status != "open":
        raise UnitNotOpen(unit=code)
    return unit
