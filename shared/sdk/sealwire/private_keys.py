"""Private keys of a device or an epoch; no server imports this module."""

from __future__ import annotations

import hashlib
import secrets
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sealwire.errors import Forbidden, Unprocessable
from sealwire.keys import MLKEM_KEY_BYTES, check_seal_key, key_id

SEED_BYTES = 32
_MLKEM_SEED_BYTES = 64


class CannotOpen(Forbidden, code="cannot-open"):
    """This cannot be opened: the key is another one, or the bytes are not what was sealed."""


class MalformedSeed(Unprocessable, code="malformed-seed"):
    """A private key's seed has 32 bytes; this has another length."""


@dataclass(frozen=True, repr=False)
class _KeyPair(ABC):
    seed: bytes

    def __post_init__(self) -> None:
        if not isinstance(self.seed, bytes) or len(self.seed) != SEED_BYTES:
            raise MalformedSeed(limit=SEED_BYTES)

    @classmethod
    def generate(cls) -> Self:
        """Return a new key pair from the system's randomness."""
        return cls(secrets.token_bytes(SEED_BYTES))

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """Return the key pair of a 32-byte seed.

        Raises:
            MalformedSeed: The seed has another length.
        """
        return cls(seed)

    @cached_property
    @abstractmethod
    def public(self) -> bytes:
        """The public key."""

    @cached_property
    def key_id(self) -> bytes:
        """SHA-256 of the public key."""
        return key_id(self.public)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(key_id={self.key_id.hex()})"


class SigningKey(_KeyPair):
    """An Ed25519 key pair, for signing statements or requests, never both.

    Attributes:
        seed: The 32 secret bytes of RFC 8032 section 5.1.5.
    """

    @cached_property
    def public(self) -> bytes:
        """The 32-byte public key."""
        return self._private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature of a message that begins with its domain string."""
        return self._private.sign(message)

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


class SealKey(_KeyPair):
    """An X-Wing key pair, of a device or of an epoch.

    Attributes:
        seed: The 32 secret bytes of draft-connolly-cfrg-xwing-kem section 5.2.
    """

    @cached_property
    def public(self) -> bytes:
        """The 1216-byte public key: ML-KEM-768 (1184), then X25519 (32)."""
        mlkem, x25519 = self._halves
        return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()

    def open(self, ciphertext: bytes, info: bytes) -> bytes:
        """Return what was sealed to this key with the same info.

        Raises:
            CannotOpen: Another key, other info or altered bytes; one error for all.
        """
        try:
            return _suite().decrypt(ciphertext, self._private, info=info)
        except (InvalidTag, ValueError) as error:
            raise CannotOpen from error

    @cached_property
    def _halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        expanded = hashlib.shake_256(self.seed).digest(_MLKEM_SEED_BYTES + SEED_BYTES)
        return (
            MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_BYTES]),
            X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_BYTES:]),
        )

    @cached_property
    def _private(self) -> hpke.MLKEM768X25519PrivateKey:
        return hpke.MLKEM768X25519PrivateKey(*self._halves)


@dataclass(frozen=True)
class DeviceKeys:
    """The three key pairs of a device.

    Attributes:
        sign: Signs envelopes, statements and receipts.
        auth: Signs HTTP requests.
        seal: Receives grants, and envelopes addressed to the device.
    """

    sign: SigningKey
    auth: SigningKey
    seal: SealKey

    @classmethod
    def generate(cls) -> DeviceKeys:
        """Return three new key pairs."""
        return cls(SigningKey.generate(), SigningKey.generate(), SealKey.generate())

    @property
    def device_id(self) -> bytes:
        """The device's name: the key id of its sign key."""
        return self.sign.key_id


def seal_to(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    """Seal a few bytes to a public X-Wing key with single-shot HPKE.

    Args:
        public: The recipient's 1216 bytes.
        plaintext: What only the holder of the private key may read.
        info: What the opener must present unchanged, its domain string first.

    Returns:
        The encapsulated key (1120 bytes), then the AES-256-GCM ciphertext (plaintext + 16).

    Raises:
        WeakKey: The public key is one that nobody should seal to.
    """
    check_seal_key(public)
    recipient = hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:MLKEM_KEY_BYTES]),
        X25519PublicKey.from_public_bytes(public[MLKEM_KEY_BYTES:]),
    )
    return _suite().encrypt(plaintext, recipient, info=info)


@cache
def _suite() -> hpke.Suite:
    return hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
