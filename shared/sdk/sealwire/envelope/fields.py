"""Reading the fields of a decoded CBOR map, each with the type and range that the protocol gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from sealwire import cbor
    from sealwire.errors import BadRequest

MAX_UINT = 2**53 - 1  # what a JavaScript number holds exactly; every count and time stays below it
HASH_BYTES = 32
ID_BYTES = 16
_UUID_VERSION = 7
_UUID_VARIANT = 0b10


@dataclass(frozen=True, slots=True)
class Fields:
    """A map from outside, and the refusal to raise when a field is not as the protocol has it.

    Attributes:
        items: Decoded CBOR, with just the keys that check_keys allowed.
        error: Raised with the name of the field, never with its value.
    """

    items: dict[str, cbor.Value]
    error: type[BadRequest]

    def __contains__(self, name: str) -> bool:
        return name in self.items

    def constant(self, name: str, expected: int) -> None:
        """Check a field that has one allowed value, such as a version."""
        value = self.items[name]
        if type(value) is not int or value != expected:
            raise self.error(f"Only {name} {expected} is known here.", field=name)

    def uint(self, name: str, *, least: int = 0, most: int = MAX_UINT) -> int:
        """Return an integer field from `least` to `most`, both included."""
        return self.uint_of(self.items[name], name, least=least, most=most)

    def uint_of(self, value: cbor.Value, name: str, *, least: int = 0, most: int = MAX_UINT) -> int:
        """Return a value inside a list field as an integer from `least` to `most`."""
        if type(value) is not int or not least <= value <= most:
            raise self.error(f"{name} is an integer from {least} to {most}.", field=name)
        return value

    def bytes_of(self, value: cbor.Value, name: str, length: int = HASH_BYTES) -> bytes:
        """Return a value inside a list field as a byte string of one length."""
        if type(value) is not bytes or len(value) != length:
            raise self.error(f"{name} has {length} bytes.", field=name)
        return value

    def hash(self, name: str) -> bytes:
        """Return a field that holds 32 bytes: a hash or a key id."""
        return self.bytes_of(self.items[name], name)

    def uuid7(self, name: str) -> UUID:
        """Return a field that holds the 16 bytes of a UUIDv7 (RFC 9562 section 5.7)."""
        raw = self.bytes_of(self.items[name], name, ID_BYTES)
        if raw[6] >> 4 != _UUID_VERSION or raw[8] >> 6 != _UUID_VARIANT:
            raise self.error(f"{name} is a UUIDv7.", field=name)
        return UUID(bytes=raw)

    def text(self, name: str) -> str:
        """Return a text field."""
        value = self.items[name]
        if type(value) is not str:
            raise self.error(f"{name} is a text string.", field=name)
        return value

    def list(self, name: str, *, least: int, most: int) -> list[cbor.Value]:
        """Return an array field of `least` to `most` items."""
        value = self.items[name]
        if type(value) is not list or not least <= len(value) <= most:
            raise self.error(f"{name} is a list of {least} to {most}.", field=name)
        return value


def read_map(
    value: cbor.Value, error: type[BadRequest], *, required: frozenset[str], optional: frozenset[str]
) -> Fields:
    """Return the fields of a map that has every required key and none that is not known.

    Raises:
        BadRequest: As `error`, naming what is missing or unknown.
    """
    if type(value) is not dict:
        raise error("This is not a map.")
    keys = value.keys()
    if missing := required - keys:
        raise error("A required field is missing.", missing=sorted(missing))
    # Unknown names come from outside: they are counted, not echoed.
    if unknown := len(keys - required - optional):
        raise error("There are fields that this version does not know.", unknown=unknown)
    return Fields(value, error)
