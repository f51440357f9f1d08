"""Whether an envelope is genuine and allowed: what the gateway and every client check alike, without its key.

Pure: the directory and the time are arguments. The order of the checks is section 9's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sealwire.envelope.format import SKEW_S, Header, ParsedEnvelope, Recipient, Tlp, signed_bytes
from sealwire.errors import Conflict, Forbidden, Unprocessable
from sealwire.keys import BadSignature, key_id, verify

if TYPE_CHECKING:
    from sealwire.directory.state import Device, Epoch, Unit, UnitStatus

_STRICT_UNITS = 1


class DirectoryView(Protocol):
    """What the directory says at one size of the log: a State, or a Past of one."""

    def status(self, unit: str) -> UnitStatus | None:
        """Return a unit's status; None when there is no such unit."""

    def open_epoch(self, unit: str) -> Epoch | None:
        """Return a unit's open epoch, if it has one."""

    def unit_of_epoch(self, key_id: bytes) -> str | None:
        """Return the code of the unit whose epoch has or had this key."""

    def device(self, device_id: bytes) -> Device | None:
        """Return the device of this id, active or not."""

    def device_by_seal_key(self, key_id: bytes) -> Device | None:
        """Return the device that has this X-Wing key, active or not."""


class FutureDated(Unprocessable, code="future-dated"):
    """The envelope is dated in the future; set this device's clock right and seal it again."""


class Expired(Unprocessable, code="expired"):
    """The envelope was to be delivered by a time that has passed; seal it again."""


class UnknownSender(Forbidden, code="unknown-sender"):
    """The directory does not know the sending device; fetch the directory, or enrol the device."""


class SenderMismatch(Forbidden, code="sender-mismatch"):
    """The sending device is not an active device of the unit named as sender."""


class SenderRole(Forbidden, code="sender-role"):
    """A viewer's device sends no notices; ask a colleague, or your key officer for another role."""


class DeviceExpired(Forbidden, code="device-expired"):
    """The device's time is over, and it neither sends nor is sent to; its officer enrols a new one."""


class RecipientRole(Unprocessable, code="recipient-role"):
    """A viewer's device reads no notices; address another officer of the unit."""


class UnitNotOpen(Conflict, code="unit-not-open"):
    """The unit is suspended or closed and takes no part in the exchange."""


class UnknownRecipient(Unprocessable, code="unknown-recipient"):
    """An addressed key is not one of the unit named beside it; fetch the directory and seal again."""


class EpochClosed(Conflict, code="epoch-closed"):
    """The recipient unit has changed its key; fetch the directory and seal again."""


class MarkBroken(Unprocessable, code="mark-broken"):
    """The recipients do not fit the TLP mark; address it anew or change the mark."""


def verify_signature(parsed: ParsedEnvelope, public: bytes) -> None:
    """Check that a device signed header, wraps and body together.

    Args:
        parsed: The envelope.
        public: The device's sign key from the directory, not from the sender.

    Raises:
        BadSignature: It did not, or the key is not the one named in the header.
    """
    if key_id(public) != parsed.header.device:
        raise BadSignature("The header names another device.")
    verify(public, parsed.signature, signed_bytes(parsed.header_hash, parsed.wraps, parsed.body))


def check_times(header: Header, now: int) -> None:
    """Check an envelope's times on acceptance.

    Args:
        header: Of the envelope.
        now: Unix seconds by the clock of whoever accepts.

    Raises:
        FutureDated: It is dated more than ten minutes ahead.
        Expired: It was to be accepted by a time that is past.
    """
    if header.sent_at > now + SKEW_S:
        raise FutureDated(sent_at=header.sent_at, now=now)
    if header.expires_at < now:
        raise Expired(expires_at=header.expires_at, now=now)


def check_against_directory(header: Header, view: DirectoryView, now: int) -> Device:
    """Check who sends to whom.

    Args:
        header: Of the envelope.
        view: The directory as the checker replayed it.
        now: Unix seconds; an epoch past its `until` counts as closed, a device past its `until` as gone.

    Returns:
        The sending device, whose sign key is the one to verify the signature with.

    Raises:
        UnknownSender: The directory has no such device.
        SenderMismatch: The device is revoked or of another unit.
        SenderRole, RecipientRole: It is a viewer's, or an addressed device is.
        DeviceExpired: Its time is over, or that of an addressed device.
        UnitNotOpen: The sender's or a recipient's unit is suspended or closed.
        UnknownRecipient: A unit is unknown, or a key is neither an epoch's nor an active device's of it.
        EpochClosed: A key is of an epoch that is over.
        MarkBroken: The recipients do not fit the TLP mark.
    """
    device = _sender(header, view, now)
    for recipient in header.to:
        _check_recipient(recipient, header.tlp, view, now)
    if header.tlp is Tlp.AMBER_STRICT:
        _check_strict(header)
    return device


def current_epoch(unit: Unit, now: int) -> Epoch | None:
    """Return the epoch to seal to, None when the unit's devices are to be addressed instead.

    Args:
        unit: The recipient.
        now: Unix seconds; an open epoch is used for ten minutes beyond its `until`, for clocks differ.
    """
    return _current(unit.open_epoch(), now)


def _current(epoch: Epoch | None, now: int) -> Epoch | None:
    return epoch if epoch is not None and now <= epoch.until + SKEW_S else None


def _sender(header: Header, view: DirectoryView, now: int) -> Device:
    device = view.device(header.device)
    if device is None:
        raise UnknownSender(device=header.device.hex())
    if device.unit != header.sender or not device.active:
        raise SenderMismatch(unit=header.sender, device=header.device.hex())
    if not device.takes_part:
        raise SenderRole(unit=header.sender, device=header.device.hex())
    _check_in_time(device, now)
    if view.status(device.unit) != "open":
        raise UnitNotOpen(unit=header.sender)
    return device


def _check_in_time(device: Device, now: int) -> None:
    if now > device.until + SKEW_S:
        raise DeviceExpired(unit=device.unit, device=device.id.hex(), until=device.until)


def _check_recipient(recipient: Recipient, tlp: Tlp, view: DirectoryView, now: int) -> None:
    status = view.status(recipient.unit)
    if status is None:
        raise UnknownRecipient(unit=recipient.unit)
    if status != "open":
        raise UnitNotOpen(unit=recipient.unit)
    epoch = _current(view.open_epoch(recipient.unit), now)
    by_epoch = epoch is not None and recipient.key == epoch.key
    if not by_epoch:
        _check_device(recipient, view, now)
    if by_epoch and tlp is Tlp.RED:
        raise MarkBroken("RED goes to named devices, not to a whole unit.", unit=recipient.unit)
    if not by_epoch and tlp is not Tlp.RED and epoch is not None:
        raise MarkBroken(
            "Only RED is addressed to devices of a unit with an open epoch.", unit=recipient.unit
        )


def _check_device(recipient: Recipient, view: DirectoryView, now: int) -> None:
    """Check that a key is that of a device which reads, and not of an epoch that no longer counts."""
    if view.unit_of_epoch(recipient.key) == recipient.unit:
        raise EpochClosed(unit=recipient.unit)
    device = view.device_by_seal_key(recipient.key)
    if device is None or device.unit != recipient.unit or not device.active:
        raise UnknownRecipient(unit=recipient.unit)
    if not device.takes_part:
        raise RecipientRole(unit=recipient.unit)
    _check_in_time(device, now)


def _check_strict(header: Header) -> None:
    others = {recipient.unit for recipient in header.to} - {header.sender}
    if len(others) != _STRICT_UNITS:
        raise MarkBroken("AMBER+STRICT goes to one unit besides the sender's own.")
