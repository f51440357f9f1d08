"""Signing checkpoints with a log's own key, which the service that runs the log holds.

The one private key that a server has: it opens nothing and speaks for nobody but the log, and it counts
only because the root appointed its public half in the directory (docs/decisions/0014).
"""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealwire.checkpoint import Checkpoint, key_hash, note_text, parse_note, vkey
from sealwire.errors import Unprocessable

if TYPE_CHECKING:
    from sealwire.merkle import Frontier

_SEED = re.compile(r"[0-9a-f]{64}")


class MalformedLogSeed(Unprocessable, code="malformed-log-seed"):
    """A log's key file holds a seed of 64 hex digits on each line; this is something else."""


class LogSigner:
    """The key of one log; while it changes, the old one and the new.

    Attributes:
        origin: The log's name.
        public: The Ed25519 public key, 32 bytes; of several the newest.
    """

    def __init__(self, origin: str, *seeds: str) -> None:
        """Take the key.

        Args:
            origin: The log's name, see `sealwire.checkpoint.origin`.
            seeds: The 32 secret bytes of RFC 8032 section 5.1.5 in lower-case hex, the newest key's last.
                Of two, both sign: readers who know one of them yet, or still, find what they look for.

        Raises:
            MalformedLogSeed: One is none, or there is none.
        """
        if not seeds or not all(_SEED.fullmatch(seed) for seed in seeds):
            raise MalformedLogSeed
        self.origin = origin
        keys = [Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)) for seed in seeds]
        self._keys = [(key, key.public_key().public_bytes_raw()) for key in keys]
        self.public = self._keys[-1][1]

    @property
    def vkey(self) -> str:
        """The public key as the root appoints it and as others' tools take it."""
        return vkey(self.origin, self.public)

    def holds(self, public: bytes) -> bool:
        """Tell whether this signs with the private half of a key, as the only one or beside another."""
        return any(public == own for _, own in self._keys)

    def sign(self, tree: Frontier) -> bytes:
        """Return the signed checkpoint of the log at a size."""
        text = note_text(Checkpoint(self.origin, tree.size, tree.root()))
        lines = [self._line(key, public, text) for key, public in self._keys]
        return f"{text}\n{''.join(lines)}".encode()

    def has_signed(self, note: bytes) -> bool:
        """Tell whether a note that this log made bears a signature of each of the keys.

        Raises:
            MalformedCheckpoint: It is no note.
        """
        names = {each.key_hash for each in parse_note(note).signatures}
        return all(key_hash(self.origin, public) in names for _, public in self._keys)

    def _line(self, key: Ed25519PrivateKey, public: bytes, text: str) -> str:
        signature = key_hash(self.origin, public) + key.sign(text.encode())
        return f"\u2014 {self.origin} {b64encode(signature).decode()}\n"
