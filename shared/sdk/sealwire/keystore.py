"""A device's secrets at rest: one file, sealed under a passphrase with Argon2id.

No server imports this module. The format is docs/protocol/envelope.md section 12.
"""

from __future__ import annotations

import os
import secrets as randomness
import tempfile
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from sealwire import cbor
from sealwire.envelope.fields import Fields, read_map
from sealwire.errors import BadRequest, Conflict, NotFound, Unauthorised, Unprocessable
from sealwire.private_keys import SEED_BYTES, DeviceKeys, SealKey, SigningKey

if TYPE_CHECKING:
    from collections.abc import Mapping

DOMAIN = "sealwire/keystore/1"
VERSION = 1
MAX_KEYSTORE_BYTES = 1_048_576

_SALT_BYTES = 16
_KEY_BYTES = 32
_MAX_EPOCHS = 4096
_OUTER = frozenset({"v", "salt", "memory_kib", "iterations", "lanes", "sealed"})
_INNER = frozenset({"sign", "auth", "seal", "epochs"})
_PAIR = 2


class WrongPassphrase(Unauthorised, code="wrong-passphrase"):
    """The passphrase does not open this key store, or the file was altered."""


class WeakPassphrase(Unprocessable, code="weak-passphrase"):
    """A passphrase cannot be empty; choose one that is not used elsewhere."""


class MalformedKeystore(BadRequest, code="malformed-keystore"):
    """This file is no key store of version 1; restore it from a copy, or enrol the device again."""


class KeystoreFull(Conflict, code="keystore-full"):
    """The key store holds as many epochs as it can; nothing was written, the keys in it are as they were."""


class NoKeystore(NotFound, code="no-keystore"):
    """There is no key store here; run `sealwire init`, or name another folder."""


class KeystoreNotAccessible(Conflict, code="keystore-not-accessible"):
    """The key store cannot be read or written; see to permissions, free space and memory."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess of the passphrase costs; stored in the file.

    The default is the second recommended option of RFC 9106 section 4.
    """

    memory_kib: int = 65_536
    iterations: int = 3
    lanes: int = 4


@dataclass(frozen=True)
class Secrets:
    """What a device must not lose or show.

    Attributes:
        device: Its three key pairs.
        epochs: Seeds of its unit's epochs, by the epoch's key id.
    """

    device: DeviceKeys
    epochs: Mapping[bytes, bytes] = field(default_factory=dict, repr=False)


def save(path: Path, secrets: Secrets, passphrase: str, *, cost: Cost | None = None) -> None:
    """Write a key store, readable by its owner only, in place of any before it.

    Args:
        path: The file; a crash leaves the old one or the new one, never a part.
        secrets: What is sealed.
        passphrase: Any text but the empty one.
        cost: Of one guess; None for the default.

    Raises:
        WeakPassphrase: It is empty.
        KeystoreFull: There are more epochs than `load` accepts.
        KeystoreNotAccessible: The folder cannot be written.
    """
    if not passphrase:
        raise WeakPassphrase
    if len(secrets.epochs) > _MAX_EPOCHS:
        raise KeystoreFull(limit=_MAX_EPOCHS)
    try:
        _replace(path, _seal(secrets, passphrase, cost or Cost()))
    except OSError as error:
        raise KeystoreNotAccessible(error.strerror or "") from error


def load(path: Path, passphrase: str) -> Secrets:
    """Return what a key store holds.

    Raises:
        NoKeystore: There is no such file.
        KeystoreNotAccessible: It cannot be read, or there is too little memory.
        MalformedKeystore: It is no key store, or asks for more than the limits.
        MalformedCbor: It is not deterministic CBOR.
        TooLarge: It has more than 1 MiB.
        WrongPassphrase: It does not open.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_KEYSTORE_BYTES + 1)
    except FileNotFoundError as error:
        raise NoKeystore from error
    except OSError as error:
        raise KeystoreNotAccessible(error.strerror or "") from error
    fields = read_map(
        cbor.decode(data, max_bytes=MAX_KEYSTORE_BYTES),
        MalformedKeystore,
        required=_OUTER,
        optional=frozenset(),
    )
    return _read_secrets(_open(fields, passphrase))


def _seal(secrets: Secrets, passphrase: str, cost: Cost) -> bytes:
    salt = randomness.token_bytes(_SALT_BYTES)
    device = secrets.device
    plain = cbor.encode(
        {
            "sign": device.sign.seed,
            "auth": device.auth.seed,
            "seal": device.seal.seed,
            "epochs": [[key, seed] for key, seed in sorted(secrets.epochs.items())],
        }
    )
    encryptor = Cobblestone256Encryptor(_derive(passphrase, salt, cost), _context(salt, cost))
    return cbor.encode(
        {
            "v": VERSION,
            "salt": salt,
            "memory_kib": cost.memory_kib,
            "iterations": cost.iterations,
            "lanes": cost.lanes,
            "sealed": encryptor.update(plain) + encryptor.finalize(),
        }
    )


def _open(fields: Fields, passphrase: str) -> bytes:
    fields.constant("v", VERSION)
    salt = fields.bytes_of(fields.items["salt"], "salt", _SALT_BYTES)
    # The limits keep a hostile file from taking all memory before the passphrase is even tried.
    lanes = fields.uint("lanes", least=1, most=16)
    cost = Cost(
        memory_kib=fields.uint("memory_kib", least=8 * lanes, most=1_048_576),
        iterations=fields.uint("iterations", least=1, most=32),
        lanes=lanes,
    )
    sealed = fields.items["sealed"]
    if type(sealed) is not bytes:
        raise MalformedKeystore("sealed is a byte string.", field="sealed")
    try:
        decryptor = Cobblestone256Decryptor(_derive(passphrase, salt, cost), _context(salt, cost))
        return decryptor.update(sealed) + decryptor.finalize()
    except (InvalidTag, ValueError) as error:
        raise WrongPassphrase from error
    except MemoryError as error:
        raise KeystoreNotAccessible("There is not enough memory for its Argon2id cost.") from error


def _read_secrets(plain: bytes) -> Secrets:
    fields = read_map(cbor.decode(plain), MalformedKeystore, required=_INNER, optional=frozenset())
    device = DeviceKeys(
        SigningKey.from_seed(fields.hash("sign")),
        SigningKey.from_seed(fields.hash("auth")),
        SealKey.from_seed(fields.hash("seal")),
    )
    epochs = {}
    for item in fields.list("epochs", least=0, most=_MAX_EPOCHS):
        if type(item) is not list or len(item) != _PAIR:
            raise MalformedKeystore("An epoch is a key id and a seed.", field="epochs")
        epochs[fields.bytes_of(item[0], "epochs")] = fields.bytes_of(item[1], "epochs", SEED_BYTES)
    return Secrets(device, epochs)


def _derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    # NFC: the same passphrase typed on another keyboard gives the same bytes (RFC 8265 section 4.2).
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return Argon2id(
        salt=salt,
        length=_KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive(typed)


def _context(salt: bytes, cost: Cost) -> bytes:
    return cbor.encode([DOMAIN, salt, cost.memory_kib, cost.iterations, cost.lanes])


def _replace(path: Path, data: bytes) -> None:
    # mkstemp makes the file 0600; the folder is synced so that the rename survives a power cut.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
