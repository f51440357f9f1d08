"""An envelope as bytes: taken apart and checked for form, without any key.

A parsed envelope is well formed and no more: `verify` says whether it is genuine and current.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sealwire import cbor
from sealwire.envelope.header import (
    MAX_ATTACHMENTS,
    MAX_RECIPIENTS,
    NO_PREVIOUS,
    Attachment,
    DirectorySeen,
    Header,
    MalformedEnvelope,
    Recipient,
    Tlp,
    decode_header,
    encode_header,
)
from sealwire.envelope.padding import is_padded, padded_length
from sealwire.errors import TooLarge
from sealwire.keys import SIGNATURE_BYTES

if TYPE_CHECKING:
    from uuid import UUID

__all__ = [
    "MAX_ATTACHMENTS",
    "MAX_ENVELOPE",
    "MAX_RECIPIENTS",
    "NO_PREVIOUS",
    "SKEW_S",
    "WRAP_BYTES",
    "Attachment",
    "DirectorySeen",
    "Header",
    "MalformedEnvelope",
    "ParsedEnvelope",
    "Recipient",
    "Tlp",
    "decode_header",
    "encode_header",
    "padded_length",
    "parse",
    "signed_bytes",
    "wrap_info",
]

MAX_ENVELOPE = 1_048_576
SKEW_S = 600
WRAP_BYTES = 1168
ENVELOPE_DOMAIN = "sealwire/envelope/1"
WRAP_DOMAIN = "sealwire/wrap/1"

_PARTS = 4


@dataclass(frozen=True)
class ParsedEnvelope:
    """A well-formed envelope: its bytes as sent, and what its header says.

    Attributes:
        raw: The whole envelope.
        header: What the header bytes say.
        header_bytes: The header as sent; hash these, never a header encoded again.
        wraps: The content key sealed to each recipient, 1168 bytes each, in the order of `header.to`.
        body: The content, sealed under the content key.
        signature: Of the sending device.
    """

    raw: bytes
    header: Header
    header_bytes: bytes
    wraps: bytes
    body: bytes
    signature: bytes

    @cached_property
    def header_hash(self) -> bytes:
        """SHA-256 of the header bytes: what wraps, body, receipts and the next `prev` are bound to."""
        return hashlib.sha256(self.header_bytes).digest()

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the whole envelope."""
        return hashlib.sha256(self.raw).digest()

    @property
    def id(self) -> UUID:
        """Id of the envelope."""
        return self.header.id

    def wrap(self, index: int) -> bytes:
        """Return the wrap for `header.to[index]`."""
        return self.wraps[index * WRAP_BYTES : (index + 1) * WRAP_BYTES]


def parse(data: bytes) -> ParsedEnvelope:
    """Take an envelope apart.

    Raises:
        TooLarge: It has more than 1 MiB.
        MalformedCbor: It is not deterministic CBOR, or its header is not.
        MalformedEnvelope: It is not four byte strings, or one of them has not the form of section 4 to 8.
    """
    if len(data) > MAX_ENVELOPE:
        raise TooLarge("An envelope has at most 1 MiB.", limit=MAX_ENVELOPE)
    header_bytes, wraps, body, signature = _parts(cbor.decode(data, max_bytes=MAX_ENVELOPE))
    header = decode_header(header_bytes)
    if len(wraps) != len(header.to) * WRAP_BYTES:
        raise MalformedEnvelope("There is not one wrap for each recipient.", part="wraps")
    if not is_padded(len(body)):
        raise MalformedEnvelope("The body has not a padded length.", part="body")
    if len(signature) != SIGNATURE_BYTES:
        raise MalformedEnvelope("An Ed25519 signature has 64 bytes.", part="signature")
    return ParsedEnvelope(data, header, header_bytes, wraps, body, signature)


def signed_bytes(header_hash: bytes, wraps: bytes, body: bytes) -> bytes:
    """Return what the sending device signs (section 8).

    Args:
        header_hash: SHA-256 of the header bytes.
        wraps: All wraps, joined.
        body: The sealed body.
    """
    wraps_hash, body_hash = hashlib.sha256(wraps).digest(), hashlib.sha256(body).digest()
    return cbor.encode([ENVELOPE_DOMAIN, header_hash, wraps_hash, body_hash])


def wrap_info(header_hash: bytes, unit: str, index: int) -> bytes:
    """Return the HPKE info that ties a wrap to its header and to one place in it (section 5).

    Args:
        header_hash: SHA-256 of the header bytes.
        unit: Unit code of the recipient.
        index: Position of the recipient in `to`, from 0.
    """
    return cbor.encode([WRAP_DOMAIN, header_hash, unit, index])


def _parts(value: cbor.Value) -> tuple[bytes, bytes, bytes, bytes]:
    if type(value) is not list or len(value) != _PARTS:
        raise MalformedEnvelope("An envelope is an array of four.")
    header, wraps, body, signature = value
    if not (
        isinstance(header, bytes)
        and isinstance(wraps, bytes)
        and isinstance(body, bytes)
        and isinstance(signature, bytes)
    ):
        raise MalformedEnvelope("Header, wraps, body and signature are byte strings.")
    return header, wraps, body, signature
