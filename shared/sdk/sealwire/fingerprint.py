"""A device's fingerprint, which two people compare by telephone before one vouches for the other."""

from __future__ import annotations

import hashlib

from sealwire import cbor

DOMAIN = "sealwire/fingerprint/1"
_GROUPS = 6
_GROUP_BYTES = 5


def fingerprint(sign: bytes, auth: bytes, seal: bytes) -> str:
    """Return 6 groups of 5 digits (99 bits) over a device's three public keys.

    Args:
        sign: Ed25519 public key that signs envelopes.
        auth: Ed25519 public key that signs requests.
        seal: X-Wing public key.

    Source: docs/protocol/envelope.md section 3.4.
    """
    digest = hashlib.sha256(cbor.encode([DOMAIN, sign, auth, seal])).digest()
    starts = range(0, _GROUPS * _GROUP_BYTES, _GROUP_BYTES)
    groups = (int.from_bytes(digest[start : start + _GROUP_BYTES], "big") % 100_000 for start in starts)
    return " ".join(f"{group:05}" for group in groups)
