"""A statement as bytes: what is signed, what is hashed, and reading it strictly."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sealwire import cbor, keys
from sealwire.directory.fields import HASH_BYTES
from sealwire.directory.payloads import Payload, read_payload
from sealwire.directory.refusals import MalformedStatement

MAX_STATEMENT = 65_536
DOMAIN = "sealwire/statement/1"

_PARTS = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that was read, and whose signature is not checked yet."""

    raw: bytes
    payload_bytes: bytes
    payload: Payload
    key_id: bytes
    signature: bytes

    @property
    def hash(self) -> bytes:
        """Return the SHA-256 of the whole statement: what the next one's `prev` names."""
        return hashlib.sha256(self.raw).digest()


def signing_input(payload_bytes: bytes) -> bytes:
    """Return the bytes that a statement's signature covers: its domain and its payload as sent."""
    return cbor.encode([DOMAIN, payload_bytes])


def parse(raw: bytes) -> Statement:
    """Read a statement.

    Args:
        raw: CBOR `[payload, key_id, signature]`, three byte strings; at most 64 KiB.

    Raises:
        MalformedCbor: It is not deterministic CBOR, outside or inside.
        MalformedStatement: It has another form, or a field of its payload has.
        UnknownKind: This version does not know the kind.
        WeakKey: It brings a low-order public key.
    """
    parts = cbor.decode(raw, max_bytes=MAX_STATEMENT)
    if not isinstance(parts, list) or len(parts) != _PARTS:
        raise MalformedStatement("A statement is an array of payload, key id and signature.")
    payload_bytes, key_id, signature = parts
    if not isinstance(payload_bytes, bytes):
        raise MalformedStatement("A statement's payload is a byte string.")
    if not isinstance(key_id, bytes) or len(key_id) != HASH_BYTES:
        raise MalformedStatement("A statement's key id has 32 bytes.")
    if not isinstance(signature, bytes) or len(signature) != keys.SIGNATURE_BYTES:
        raise MalformedStatement("A statement's signature has 64 bytes.")
    payload = read_payload(cbor.decode(payload_bytes, max_bytes=MAX_STATEMENT))
    return Statement(raw, payload_bytes, payload, key_id, signature)


def verify(statement: Statement, public: bytes) -> None:
    """Check a statement's signature.

    Args:
        statement: As read.
        public: The signer's 32-byte Ed25519 public key.

    Raises:
        BadSignature: The signature is not by this key over this payload.
    """
    keys.verify(public, statement.signature, signing_input(statement.payload_bytes))
