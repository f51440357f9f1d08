"""Public keys: their names, which ones are refused, and checking a signature.

Ed25519 for signatures, X-Wing (ML-KEM-768 with X25519) for sealing; docs/protocol/envelope.md section 3.
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey

from sealwire.errors import Forbidden, Unprocessable

SIGN_KEY_BYTES = 32
SEAL_KEY_BYTES = 1216
SIGNATURE_BYTES = 64
KEY_ID_BYTES = 32
MLKEM_KEY_BYTES = 1184

_FIELD_PRIME = 2**255 - 19
_SIGN_BIT = 2**255

# y of the points of order 1, 2, 4 and 8: with such a key one signature verifies for any message. Their
# further encodings lie beyond the field prime, and all of those are refused.
_LOW_ORDER_Y = {
    int.from_bytes(bytes.fromhex(text), "little")
    for text in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    )
}

# u of the points with which every X25519 exchange gives zero (RFC 7748 section 6.1).
_LOW_ORDER_U = {
    int.from_bytes(bytes.fromhex(text), "little")
    for text in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    )
}


class WeakKey(Unprocessable, code="weak-key"):
    """This public key cannot protect anything; make a new key pair."""


class BadSignature(Forbidden, code="bad-signature"):
    """The signature does not match the bytes and the key; nothing was taken from them."""


def key_id(public: bytes) -> bytes:
    """Return the 32-byte name of a public key, SHA-256 of its bytes, whatever the key is for."""
    return hashlib.sha256(public).digest()


def check_signing_key(public: bytes) -> bytes:
    """Return an Ed25519 public key as it is.

    Raises:
        WeakKey: It has not 32 bytes, is not canonical, or is one of the points of low order.
    """
    if len(public) != SIGN_KEY_BYTES:
        raise WeakKey("An Ed25519 public key has 32 bytes.")
    y = int.from_bytes(public, "little") % _SIGN_BIT
    if y >= _FIELD_PRIME or y in _LOW_ORDER_Y:
        raise WeakKey("This Ed25519 public key has low order or is not canonical.")
    return public


def check_seal_key(public: bytes) -> bytes:
    """Return an X-Wing public key as it is.

    Raises:
        WeakKey: It has not 1216 bytes, its ML-KEM half fails the check of FIPS 203 section 7.2, or its
            X25519 half is not canonical or has low order.
    """
    if len(public) != SEAL_KEY_BYTES:
        raise WeakKey("An X-Wing public key has 1216 bytes.")
    try:
        MLKEM768PublicKey.from_public_bytes(public[:MLKEM_KEY_BYTES])
    except ValueError as error:
        raise WeakKey("The ML-KEM-768 half of this key is out of range.") from error
    u = int.from_bytes(public[MLKEM_KEY_BYTES:], "little")
    if u >= _FIELD_PRIME or u in _LOW_ORDER_U:
        raise WeakKey("The X25519 half of this key has low order or is not canonical.")
    return public


def verify(public: bytes, signature: bytes, message: bytes) -> None:
    """Check an Ed25519 signature (RFC 8032, cofactorless).

    Raises:
        BadSignature: It does not hold, or the key is one that check_signing_key refuses.
    """
    try:
        check_signing_key(public)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, WeakKey, ValueError) as error:
        raise BadSignature from error
