"""A batch: statements that the service appends together or not at all, with the keys and grants they need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sealwire import cbor
from sealwire.directory.refusals import MalformedBatch
from sealwire.keys import KEY_ID_BYTES, SEAL_KEY_BYTES

if TYPE_CHECKING:
    from sealwire.cbor import Value

MAX_BATCH = 2_097_152  # an epoch's grants to as many devices as a unit may have are 1.3 MB
MAX_STATEMENTS = 1_000
GRANT_BYTES = 1_168  # HPKE: 1,120 encapsulated, 32 of seed, 16 of tag

_FIELDS = {"statements", "keys", "grants"}
_GRANT_PARTS = 3


class Grant(NamedTuple):
    """An epoch's seed, sealed to one device."""

    epoch_key: bytes
    device: bytes
    ciphertext: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes into the log together.

    Attributes:
        statements: In the order in which they apply.
        keys: The X-Wing public keys whose key ids the statements name.
        grants: The seeds of the epochs that the statements open or share.
    """

    statements: tuple[bytes, ...]
    keys: tuple[bytes, ...] = ()
    grants: tuple[Grant, ...] = ()

    def encode(self) -> bytes:
        """Return the body to post."""
        return cbor.encode(
            {
                "statements": list(self.statements),
                "keys": list(self.keys),
                "grants": [list(grant) for grant in self.grants],
            }
        )


def parse_batch(data: bytes) -> Batch:
    """Read the body of an append; the statements themselves are not read yet.

    Raises:
        MalformedCbor, MalformedBatch, TooLarge: It has another form.
    """
    body = cbor.decode(data, max_bytes=MAX_BATCH)
    if not isinstance(body, dict) or body.keys() != _FIELDS:
        raise MalformedBatch("A batch has exactly: statements, keys, grants.")
    statements = tuple(_octets(item) for item in _items(body["statements"]))
    if not 1 <= len(statements) <= MAX_STATEMENTS:
        raise MalformedBatch("A batch has 1 to 1000 statements.", limit=MAX_STATEMENTS)
    return Batch(
        statements=statements,
        keys=tuple(_octets(item, SEAL_KEY_BYTES) for item in _items(body["keys"])),
        grants=tuple(_grant(item) for item in _items(body["grants"])),
    )


def _grant(value: Value) -> Grant:
    parts = _items(value)
    if len(parts) != _GRANT_PARTS:
        raise MalformedBatch("A grant is an array of epoch key, device and ciphertext.")
    return Grant(
        _octets(parts[0], KEY_ID_BYTES), _octets(parts[1], KEY_ID_BYTES), _octets(parts[2], GRANT_BYTES)
    )


def _items(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise MalformedBatch("Statements, keys and grants are arrays.")
    return value


def _octets(value: Value, length: int | None = None) -> bytes:
    if not isinstance(value, bytes) or length not in (None, len(value)):
        raise MalformedBatch("Statements, keys and grants are byte strings of their length.")
    return value
