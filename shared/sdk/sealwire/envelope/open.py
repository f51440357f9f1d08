"""Opening an envelope with a recipient's key, or with one disclosed content key.

No server imports this module. Verify the signature first: opening alone says that someone sealed this,
not who.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.cobblestone import Cobblestone256Decryptor
from cryptography.exceptions import InvalidTag

from sealwire.envelope.content import Content, MalformedContent, take_out
from sealwire.envelope.format import wrap_info
from sealwire.private_keys import CannotOpen, SealKey

if TYPE_CHECKING:
    from sealwire.envelope.format import ParsedEnvelope

__all__ = [
    "CannotOpen",
    "Content",
    "MalformedContent",
    "content_key_of",
    "open_envelope",
    "open_with_content_key",
]


def open_envelope(parsed: ParsedEnvelope, key: SealKey) -> Content:
    """Return the content for the holder of an addressed key (an epoch's, or a device's).

    Raises:
        CannotOpen: Not addressed, wrong key, other context or altered bytes; one error for all.
        MalformedContent: It opened, but the sender sealed no content of version 1.
        MalformedCbor: It opened, but the content is not deterministic CBOR.
    """
    return open_with_content_key(parsed, content_key_of(parsed, key))


def content_key_of(parsed: ParsedEnvelope, key: SealKey) -> bytes:
    """Return the content key of one envelope, which proves its text without giving up the epoch.

    Raises:
        CannotOpen: Not addressed, wrong key, other context or altered bytes.
    """
    for index, recipient in enumerate(parsed.header.to):
        if recipient.key == key.key_id:
            return key.open(parsed.wrap(index), wrap_info(parsed.header_hash, recipient.unit, index))
    raise CannotOpen


def open_with_content_key(parsed: ParsedEnvelope, content_key: bytes) -> Content:
    """Return the content for the holder of a disclosed content key.

    Raises:
        CannotOpen: Wrong key, other context or altered bytes.
        MalformedContent: It opened, but the sender sealed no content of version 1.
        MalformedCbor: It opened, but the content is not deterministic CBOR.
    """
    try:
        decryptor = Cobblestone256Decryptor(content_key, parsed.header_hash)
        opened = decryptor.update(parsed.body) + decryptor.finalize()
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error
    return take_out(opened)
