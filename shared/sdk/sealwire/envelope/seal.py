"""Sealing: a content becomes an envelope that only its recipients open; no server imports this module."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.cobblestone import Cobblestone256Encryptor

from sealwire import cbor
from sealwire.envelope.content import Content, lay_out
from sealwire.envelope.format import (
    MAX_ENVELOPE,
    NO_PREVIOUS,
    Attachment,
    DirectorySeen,
    Header,
    MalformedEnvelope,
    Recipient,
    Tlp,
    encode_header,
    signed_bytes,
    wrap_info,
)
from sealwire.errors import TooLarge
from sealwire.keys import key_id
from sealwire.private_keys import SigningKey, seal_to

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

__all__ = ["Content", "Draft", "SealedEnvelope", "seal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the sender decides about the header; recipients and the signing device come with the seal.

    Attributes are those of `Header`. `prev` is the header hash of the device's previous envelope.
    """

    id: UUID
    sender: str
    seq: int
    sent_at: int
    expires_at: int
    directory: DirectorySeen
    tlp: Tlp
    prev: bytes = NO_PREVIOUS
    priority: int = 0
    answers: UUID | None = None
    due: int | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class SealedEnvelope:
    """An envelope ready to post, and what the sender keeps of it.

    Attributes:
        raw: The envelope's bytes.
        header_hash: The next envelope's `prev`.
        content_key: Opens this one body; disclosed only to prove its text.
    """

    raw: bytes
    header_hash: bytes
    content_key: bytes

    def __repr__(self) -> str:
        return f"SealedEnvelope(header_hash={self.header_hash.hex()}, bytes={len(self.raw)})"


def seal(
    draft: Draft, content: Content, *, recipients: Sequence[tuple[Recipient, bytes]], sign: SigningKey
) -> SealedEnvelope:
    """Seal a content to its recipients and sign it.

    Args:
        draft: The sender's part of the header.
        content: What only the recipients read.
        recipients: Each with its X-Wing public key, which the caller checked against the directory.
        sign: The sending device's sign key.

    Raises:
        MalformedEnvelope: The header would be refused, or a public key is not the one addressed.
        MalformedContent: Kind or schema number is not allowed.
        MalformedCbor: A value is outside the CBOR profile.
        WeakKey: A public key is one that nobody should seal to.
        TooLarge: The envelope would have more than 1 MiB.
    """
    header = _header(draft, tuple(recipient for recipient, _ in recipients), sign.key_id)
    header_bytes = encode_header(header)
    header_hash = hashlib.sha256(header_bytes).digest()
    content_key = Cobblestone256Encryptor.generate_key()
    wraps = b"".join(
        _wrap(content_key, recipient, public, info=wrap_info(header_hash, recipient.unit, index))
        for index, (recipient, public) in enumerate(recipients)
    )
    body = _seal_body(lay_out(content), content_key, header_hash)
    signature = sign.sign(signed_bytes(header_hash, wraps, body))
    raw = cbor.encode([header_bytes, wraps, body, signature])
    if len(raw) > MAX_ENVELOPE:
        raise TooLarge(
            "An envelope has at most 1 MiB; send less, or send it as an attachment.", limit=MAX_ENVELOPE
        )
    return SealedEnvelope(raw, header_hash, content_key)


def _header(draft: Draft, to: tuple[Recipient, ...], device: bytes) -> Header:
    return Header(
        id=draft.id,
        sender=draft.sender,
        device=device,
        seq=draft.seq,
        prev=draft.prev,
        sent_at=draft.sent_at,
        expires_at=draft.expires_at,
        to=to,
        priority=draft.priority,
        tlp=draft.tlp,
        directory=draft.directory,
        answers=draft.answers,
        due=draft.due,
        attachments=draft.attachments,
    )


def _wrap(content_key: bytes, recipient: Recipient, public: bytes, *, info: bytes) -> bytes:
    if key_id(public) != recipient.key:
        raise MalformedEnvelope("A public key is not the one addressed.", field="to")
    return seal_to(public, content_key, info)


def _seal_body(padded: bytes, content_key: bytes, header_hash: bytes) -> bytes:
    encryptor = Cobblestone256Encryptor(content_key, header_hash)
    return encryptor.update(padded) + encryptor.finalize()
