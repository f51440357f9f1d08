"""Whether an envelope is genuine and allowed: what the gateway and every client check alike, without its key.

Pure: the directory and the time are arguments. The order of the checks is section 9's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.envelope.format import SKEW_S, Header, ParsedEnvelope, Recipient, Tlp, signed_bytes
from sealwire.errors import Conflict, Forbidden, Unprocessable
from sealwire.keys import BadSignature, key_id, verify

if TYPE_CHECKING:
    from sealwire.directory.state import Device, Epoch, State, Unit

_STRICT_UNITS = 1


class FutureDated(Unprocessable, code="future-dated"):
    """The envelope is dated in the future; set this device's clock right and seal it again."""


class Expired(Unprocessable, code="expired"):
    """The envelope was to be delivered by a time that has passed; seal it again."""


class UnknownSender(Forbidden, code="unknown-sender"):
    """The directory does not know the sending device; fetch the directory, or enrol the device."""


class SenderMismatch(Forbidden, code="sender-mismatch"):
    """The sending device is not an active device of the unit named as sender."""


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


def check_against_directory(header: Header, state: State, now: int) -> Device:
    """Check who sends to whom.

    Args:
        header: Of the envelope.
        state: The directory as the checker replayed it.
        now: Unix seconds; an epoch past its `until` counts as closed.

    Returns:
        The sending device, whose sign key is the one to verify the signature with.

    Raises:
        UnknownSender: The directory has no such device.
        SenderMismatch: The device is revoked or of another unit.
        UnitNotOpen: The sender's or a recipient's unit is suspended or closed.
        UnknownRecipient: A unit is unknown, or a key is neither an epoch's nor an active device's of it.
        EpochClosed: A key is of an epoch that is over.
        MarkBroken: The recipients do not fit the TLP mark.
    """
    device = _sender(header, state)
    for recipient in header.to:
        _check_recipient(recipient, header.tlp, state, now)
    if header.tlp is Tlp.AMBER_STRICT:
        _check_strict(header)
    return device


def current_epoch(unit: Unit, now: int) -> Epoch | None:
    """Return the epoch to seal to, None when the unit's devices are to be addressed instead.

    Args:
        unit: The recipient.
        now: Unix seconds; an open epoch is used for ten minutes beyond its `until`, for clocks differ.
    """
    epoch = unit.open_epoch()
    return epoch if epoch is not None and now <= epoch.until + SKEW_S else None


def _sender(header: Header, state: State) -> Device:
    device = state.device(header.device)
    if device is None:
        raise UnknownSender(device=header.device.hex())
    if device.unit != header.sender or not device.active:
        raise SenderMismatch(unit=header.sender, device=header.device.hex())
    unit = state.unit(device.unit)
    if unit is None or unit.status != "open":
        raise UnitNotOpen(unit=header.sender)
    return device


def _check_recipient(recipient: Recipient, tlp: Tlp, state: State, now: int) -> None:
    unit = state.unit(recipient.unit)
    if unit is None:
        raise UnknownRecipient(unit=recipient.unit)
    if unit.status != "open":
        raise UnitNotOpen(unit=recipient.unit)
    epoch = current_epoch(unit, now)
    by_epoch = _is_epoch_key(recipient, state, epoch)
    if by_epoch and tlp is Tlp.RED:
        raise MarkBroken("RED goes to named devices, not to a whole unit.", unit=recipient.unit)
    if not by_epoch and tlp is not Tlp.RED and epoch is not None:
        raise MarkBroken(
            "Only RED is addressed to devices of a unit with an open epoch.", unit=recipient.unit
        )


def _is_epoch_key(recipient: Recipient, state: State, current: Epoch | None) -> bool:
    """Tell an epoch's key from a device's, refusing what is neither or no longer counts."""
    if current is not None and recipient.key == current.key:
        return True
    found = state.epoch_by_key(recipient.key)
    if found is not None and found[0].code == recipient.unit:
        raise EpochClosed(unit=recipient.unit)
    device = state.device_by_seal_key(recipient.key)
    if device is None or device.unit != recipient.unit or not device.active:
        raise UnknownRecipient(unit=recipient.unit)
    return False


def _check_strict(header: Header) -> None:
    others = {recipient.unit for recipient in header.to} - {header.sender}
    if len(others) != _STRICT_UNITS:
        raise MarkBroken("AMBER+STRICT goes to one unit besides the sender's own.")
