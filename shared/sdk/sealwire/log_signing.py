"""Signing checkpoints with a log's own key, which the service that runs the log holds.

The one private key that a server has: it opens nothing and speaks for nobody but the log, and it counts
only because the root appointed its public half in the directory (docs/decisions/0014).
"""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealwire.checkpoint import Checkpoint, key_hash, note_text, vkey
from sealwire.errors import Unprocessable

if TYPE_CHECKING:
    from sealwire.merkle import Frontier

_SEED = re.compile(r"[0-9a-f]{64}")


class MalformedLogSeed(Unprocessable, code="malformed-log-seed"):
    """A log's key file holds its seed as 64 hex digits; this is something else."""


class LogSigner:
    """The key of one log.

    Attributes:
        origin: The log's name.
        public: The Ed25519 public key, 32 bytes.
    """

    def __init__(self, origin: str, seed: str) -> None:
        """Take the key.

        Args:
            origin: The log's name, see `sealwire.checkpoint.origin`.
            seed: The 32 secret bytes of RFC 8032 section 5.1.5 in lower-case hex, as in a key file.

        Raises:
            MalformedLogSeed: It is none.
        """
        if not _SEED.fullmatch(seed):
            raise MalformedLogSeed
        self.origin = origin
        self._private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
        self.public = self._private.public_key().public_bytes_raw()

    @property
    def vkey(self) -> str:
        """The public key as the root appoints it and as others' tools take it."""
        return vkey(self.origin, self.public)

    def sign(self, tree: Frontier) -> bytes:
        """Return the signed checkpoint of the log at a size."""
        text = note_text(Checkpoint(self.origin, tree.size, tree.root()))
        signature = key_hash(self.origin, self.public) + self._private.sign(text.encode())
        return f"{text}\n\u2014 {self.origin} {b64encode(signature).decode()}\n".encode()
