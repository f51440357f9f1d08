"""Merkle tree of an append-only log (RFC 9162 section 2.1), as far as its root."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of a log without entries."""

_LEAF = b"\x00"
_NODE = b"\x01"


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a log entry (RFC 9162 section 2.1.1)."""
    return hashlib.sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees under one node (RFC 9162 section 2.1.1)."""
    return hashlib.sha256(_NODE + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of the tree: enough to append and to tell the root, O(log n) hashes.

    Attributes:
        size: How many entries the log holds.
        peaks: Roots of the perfect subtrees that the entries fill, largest first.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, entry: bytes) -> Frontier:
        """Return the frontier after one more entry, given as its bytes."""
        return self.append_hash(leaf_hash(entry))

    def append_hash(self, leaf: bytes) -> Frontier:
        """Return the frontier after one more entry, given as its leaf hash."""
        peaks, node, filled = list(self.peaks), leaf, self.size
        # Each trailing 1 bit of the size is a perfect subtree as large as the one that grows.
        while filled & 1:
            node = node_hash(peaks.pop(), node)
            filled >>= 1
        return Frontier(self.size + 1, (*peaks, node))

    def root(self) -> bytes:
        """Return the Merkle tree hash; of an empty log it is SHA-256 of nothing."""
        if not self.peaks:
            return EMPTY_ROOT
        *others, root = self.peaks
        for peak in reversed(others):
            root = node_hash(peak, root)
        return root
