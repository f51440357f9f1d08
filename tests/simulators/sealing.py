"""A sender that seals step by step, so that a hostile one can break any single step and sign the result."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.cobblestone import Cobblestone256Encryptor
from sealwire import cbor
from sealwire.envelope.content import Content, lay_out
from sealwire.envelope.format import (
    DirectorySeen,
    Header,
    Recipient,
    Tlp,
    encode_header,
    parse,
    signed_bytes,
    wrap_info,
)
from sealwire.envelope.seal import Draft
from sealwire.private_keys import SealKey, SigningKey, seal_to

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OSH, BATKEN, BISHKEK = "KG-OSH", "KG-BAT", "KG-BIS"
SENT_AT = 1_790_000_000
DAY_S = 86_400
ID = UUID("019a0000-0000-7000-8000-000000000001")


def seed(name: str) -> bytes:
    return hashlib.sha256(f"a public seed of Sealwire's vectors: {name}".encode()).digest()


SENDER = SigningKey.from_seed(seed("sender"))
OTHER_SENDER = SigningKey.from_seed(seed("other sender"))
EPOCHS = {unit: SealKey.from_seed(seed(unit)) for unit in (OSH, BATKEN, BISHKEK)}
STRANGER = SealKey.from_seed(seed("stranger"))
WARNING = Content("warning", 1, {"goods": "acetic acid", "containers": ["MSKU1234565"]})


def draft(**changes: object) -> Draft:
    values: dict[str, object] = {
        "id": ID,
        "sender": OSH,
        "seq": 1,
        "sent_at": SENT_AT,
        "expires_at": SENT_AT + 30 * DAY_S,
        "directory": DirectorySeen(7, hashlib.sha256(b"directory").digest()),
        "tlp": Tlp.AMBER,
    }
    return Draft(**{**values, **changes})  # type: ignore[arg-type]  # a table of fields


def recipient(unit: str, n: int = 1) -> tuple[Recipient, bytes]:
    key = EPOCHS[unit]
    return Recipient(unit, key.key_id, n), key.public


def header_of(units: Sequence[str], **changes: object) -> Header:
    drafted = draft(**changes)
    values = {name: getattr(drafted, name) for name in Draft.__dataclass_fields__}
    return Header(device=SENDER.key_id, to=tuple(recipient(unit)[0] for unit in units), **values)


def header_map(units: Sequence[str] = (BATKEN,), **changes: object) -> dict[str, cbor.Value]:
    decoded = cbor.decode(encode_header(header_of(units, **changes)))
    assert isinstance(decoded, dict)
    return decoded


@dataclass(frozen=True)
class Steps:
    """The steps of a seal; a hostile sender replaces one.

    Attributes:
        info: Makes the HPKE info of a wrap from header hash, unit and index.
        context: Makes the context of the body from the header hash.
        signed: Makes the signed bytes from header hash, wraps and body.
        padded: What the body holds.
        content_key: Under which.
        sign: Whose signature it gets.
    """

    info: Callable[[bytes, str, int], bytes] = wrap_info
    context: Callable[[bytes], bytes] = bytes
    signed: Callable[[bytes, bytes, bytes], bytes] = signed_bytes
    padded: bytes = field(default_factory=lambda: lay_out(WARNING))
    content_key: bytes = seed("content key")
    sign: SigningKey = SENDER

    def parts(self, header: bytes, units: Sequence[str] = (BATKEN,)) -> tuple[bytes, bytes, bytes]:
        """Return header, wraps and body."""
        header_hash = hashlib.sha256(header).digest()
        wraps = b"".join(
            seal_to(EPOCHS[unit].public, self.content_key, self.info(header_hash, unit, index))
            for index, unit in enumerate(units)
        )
        return header, wraps, self.body(header_hash)

    def body(self, header_hash: bytes) -> bytes:
        """Return the sealed body."""
        encryptor = Cobblestone256Encryptor(self.content_key, self.context(header_hash))
        return encryptor.update(self.padded) + encryptor.finalize()

    def signed_envelope(self, header: bytes, wraps: bytes, body: bytes) -> bytes:
        """Return an envelope of these parts with a signature over them."""
        message = self.signed(hashlib.sha256(header).digest(), wraps, body)
        return cbor.encode([header, wraps, body, self.sign.sign(message)])

    def seal(self, header: bytes | None = None, units: Sequence[str] = (BATKEN,)) -> bytes:
        """Return a whole envelope; the header need not be one that a reader accepts."""
        if header is None:
            header = encode_header(header_of(units))
        return self.signed_envelope(*self.parts(header, units))


def parts_of(sealed: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    parsed = parse(sealed)
    return parsed.header_bytes, parsed.wraps, parsed.body, parsed.signature


def flipped(data: bytes, bit: int) -> bytes:
    """Return the bytes with one bit turned; a negative bit counts from the end."""
    bit %= len(data) * 8
    index = bit // 8
    return data[:index] + bytes([data[index] ^ 1 << bit % 8]) + data[index + 1 :]
