"""A second reader of envelopes, written from docs/protocol/envelope.md and sharing no code with the first.

It trusts its input's form; what it shows is that the document says enough to open an envelope. Only the
primitives come from the library: ML-KEM-768, X25519, AES-256-GCM, HKDF's halves and Ed25519.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

HPKE_SUITE = b"HPKE" + struct.pack(">HHH", 0x647A, 1, 2)
CHUNK = 16_384 + 16


def read(sealed: bytes, sign_public: bytes, seed: bytes) -> list[Any]:
    """Return [kind, schema, content] for the holder of an X-Wing seed; any failure raises."""
    header_bytes, wraps, body, signature = cbor2.loads(sealed)
    header_hash = _sha256(header_bytes)
    signed = cbor2.dumps(["sealwire/envelope/1", header_hash, _sha256(wraps), _sha256(body)])
    Ed25519PublicKey.from_public_bytes(sign_public).verify(signature, signed)
    header = cbor2.loads(header_bytes)
    mlkem, x25519 = _expand(seed)
    public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    (index,) = (i for i, (_, key, _) in enumerate(header["to"]) if key == _sha256(public))
    info = cbor2.dumps(["sealwire/wrap/1", header_hash, header["to"][index][0], index])
    content_key = _hpke_open(wraps[1168 * index : 1168 * (index + 1)], seed, info)
    padded = _cobblestone_open(body, content_key, header_hash)
    (length,) = struct.unpack(">I", padded[:4])
    content: list[Any] = cbor2.loads(padded[4 : 4 + length])
    return content


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _expand(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    expanded = hashlib.shake_256(seed).digest(96)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
        X25519PrivateKey.from_private_bytes(expanded[64:]),
    )


def _xwing_decapsulate(encapsulated: bytes, seed: bytes) -> bytes:
    mlkem, x25519 = _expand(seed)
    from_mlkem = mlkem.decapsulate(encapsulated[:1088])
    from_x25519 = x25519.exchange(X25519PublicKey.from_public_bytes(encapsulated[1088:]))
    own = x25519.public_key().public_bytes_raw()
    label = bytes.fromhex("5c2e2f2f5e5c")
    return hashlib.sha3_256(from_mlkem + from_x25519 + encapsulated[1088:] + own + label).digest()


def _hpke_open(wrap: bytes, seed: bytes, info: bytes) -> bytes:
    shared = _xwing_decapsulate(wrap[:1120], seed)
    context = b"\0" + _extract(b"", b"psk_id_hash", b"") + _extract(b"", b"info_hash", info)
    secret = _extract(shared, b"secret", b"")
    key, nonce = _labelled(secret, b"key", context, 32), _labelled(secret, b"base_nonce", context, 12)
    return AESGCM(key).decrypt(nonce, wrap[1120:], b"")


def _extract(salt: bytes, label: bytes, keying: bytes) -> bytes:
    """LabeledExtract of RFC 9180 section 4."""
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + HPKE_SUITE + label + keying, "sha256")


def _labelled(secret: bytes, label: bytes, info: bytes, length: int) -> bytes:
    """LabeledExpand of RFC 9180 section 4."""
    whole = struct.pack(">H", length) + b"HPKE-v1" + HPKE_SUITE + label + info
    return HKDFExpand(SHA256(), length, whole).derive(secret)


def _cobblestone_open(body: bytes, content_key: bytes, context: bytes) -> bytes:
    salt, commitment, chunks = body[:24], body[24:56], body[56:]
    info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + salt + context
    derived = HKDFExpand(SHA512(), 76, info).derive(content_key)
    key, base_nonce, expected = derived[:32], int.from_bytes(derived[32:44], "big"), derived[44:]
    assert hmac.compare_digest(commitment, expected)
    opened, number = b"", 0
    while True:
        chunk, chunks = chunks[:CHUNK], chunks[CHUNK:]
        opened += AESGCM(key).decrypt((base_nonce ^ number).to_bytes(12, "big"), chunk, b"")
        if len(chunk) < CHUNK:
            return opened
        number += 1
