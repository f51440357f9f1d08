"""The content of an envelope: a notice's kind, schema and fields, and how they are laid out for sealing."""

from __future__ import annotations

from dataclasses import dataclass, field

from sealwire import cbor
from sealwire.envelope.fields import MAX_UINT
from sealwire.envelope.padding import padded_length
from sealwire.errors import Unprocessable

_PREFIX_BYTES = 4
_PARTS = 3
_MAX_KIND = 64


class MalformedContent(Unprocessable, code="malformed-content"):
    """The sender sealed something that is no content of version 1; ask the sender to send it again."""


@dataclass(frozen=True, slots=True)
class Content:
    """What only the recipients read.

    Attributes:
        kind: Kind of notice, such as `warning`; 1 to 64 characters.
        schema: Version of that kind's schema, from 1.
        content: The fields of the notice, CBOR values of the profile.
    """

    kind: str
    schema: int
    # Not in the repr, which ends in logs and tracebacks.
    content: dict[str, cbor.Value] = field(repr=False)


def lay_out(content: Content) -> bytes:
    """Return a content with its length before it and zeros after it.

    Raises:
        MalformedContent: The kind or the schema number is not allowed.
        MalformedCbor: A field's value is outside the CBOR profile.
    """
    _check(content.kind, content.schema, content.content)
    encoded = cbor.encode([content.kind, content.schema, content.content])
    prefixed = len(encoded).to_bytes(_PREFIX_BYTES, "big") + encoded
    return prefixed.ljust(padded_length(len(prefixed)), b"\0")


def take_out(padded: bytes) -> Content:
    """Return the content of an opened body; undoes lay_out and accepts nothing else.

    Raises:
        MalformedContent: Length, padding or the parts are not as section 7 has them.
        MalformedCbor: The content is not deterministic CBOR.
    """
    end = _PREFIX_BYTES + int.from_bytes(padded[:_PREFIX_BYTES], "big")
    if end > len(padded) or padded_length(end) != len(padded) or padded[end:].strip(b"\0"):
        raise MalformedContent("The padding is not the one for this length.")
    parts = cbor.decode(padded[_PREFIX_BYTES:end])
    if type(parts) is not list or len(parts) != _PARTS:
        raise MalformedContent("The content is not a kind, a schema and a map.")
    return _check(*parts)


def _check(kind: object, schema: object, content: object) -> Content:
    if type(kind) is not str or not 1 <= len(kind) <= _MAX_KIND:
        raise MalformedContent("A kind has 1 to 64 characters.")
    if type(schema) is not int or not 1 <= schema <= MAX_UINT:
        raise MalformedContent("A schema number is 1 or more.")
    if type(content) is not dict:
        raise MalformedContent("The fields of a notice are a map.")
    return Content(kind, schema, content)
