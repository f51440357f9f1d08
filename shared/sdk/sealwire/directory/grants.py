"""Granting an epoch: its 32-byte seed, sealed to one device of the unit, or to its recovery key.

Client side only. Source: docs/protocol/directory.md section 8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire import cbor
from sealwire.directory.batch import Grant
from sealwire.directory.refusals import BadGrant
from sealwire.keys import key_id
from sealwire.private_keys import SEED_BYTES, DeviceKeys, SealKey, seal_to

if TYPE_CHECKING:
    from sealwire.directory.state import Device, Epoch, Recovery
    from sealwire.recovery import RecoveryKeys

DOMAIN = "sealwire/grant/1"


def seal_grant(epoch: SealKey, number: int, *, device: Device | Recovery, public: bytes) -> Grant:
    """Return an epoch's seed, sealed to a device of its unit or to the unit's recovery key.

    Args:
        epoch: The epoch's key pair.
        number: The epoch's number.
        device: The device that shall be able to read, or the recovery.
        public: Its X-Wing key, as fetched.

    Raises:
        BadGrant: The public key is not the one that the log names for the device.
        WeakKey: It is one that nobody should seal to.
    """
    if key_id(public) != device.seal:
        raise BadGrant("The X-Wing key is not the one that the log names for this device.")
    info = _info(device.unit, number, epoch_key=epoch.key_id, device=device.id)
    return Grant(epoch.key_id, device.id, seal_to(public, epoch.seed, info))


def open_grant(ciphertext: bytes, keys: DeviceKeys, *, unit: str, epoch: Epoch) -> SealKey:
    """Return an epoch's key pair from the grant to this device.

    Args:
        ciphertext: The grant as served.
        keys: The device's keys.
        unit: The unit's code.
        epoch: The epoch as the log has it, never as the server says.

    Raises:
        CannotOpen: It was not sealed to this device for this epoch.
        BadGrant: It holds another seed than that of the epoch's key.
    """
    info = _info(unit, epoch.number, epoch_key=epoch.key, device=keys.device_id)
    return _opened(ciphertext, keys.seal, info, epoch=epoch)


def open_recovery_grant(ciphertext: bytes, keys: RecoveryKeys, *, unit: str, epoch: Epoch) -> SealKey:
    """Return an epoch's key pair from the grant to the unit's recovery key.

    Raises:
        CannotOpen, BadGrant: As for `open_grant`.
    """
    info = _info(unit, epoch.number, epoch_key=epoch.key, device=keys.sign.key_id)
    return _opened(ciphertext, keys.seal, info, epoch=epoch)


def _opened(ciphertext: bytes, key: SealKey, info: bytes, *, epoch: Epoch) -> SealKey:
    seed = key.open(ciphertext, info)
    if len(seed) != SEED_BYTES:
        raise BadGrant("A seed has 32 bytes.")
    granted = SealKey.from_seed(seed)
    if granted.key_id != epoch.key:
        raise BadGrant
    return granted


def _info(unit: str, number: int, *, epoch_key: bytes, device: bytes) -> bytes:
    return cbor.encode([DOMAIN, unit, number, epoch_key, device])
