"""Checking proofs of a log: that an entry stands in it, and that it only grew (RFC 9162 section 2.1).

docs/protocol/log.md sections 3 and 4. A proof has exactly the hashes that it needs: one too many, one too
few or one of another length is refused, so that a fact has one proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.errors import Unprocessable
from sealwire.merkle import EMPTY_ROOT, HASH_BYTES, node_hash

if TYPE_CHECKING:
    from collections.abc import Sequence


class NotIncluded(Unprocessable, code="not-included"):
    """The proof does not show that this entry stands in the log; keep the entry, proof and checkpoint."""


class NotConsistent(Unprocessable, code="not-consistent"):
    """The proof does not show that the log only grew; keep both checkpoints as evidence and tell others."""


def verify_inclusion(leaf: bytes, index: int, *, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the tree of a root holds a leaf (RFC 9162 section 2.1.3.2).

    Args:
        leaf: The entry's leaf hash, `merkle.leaf_hash(entry)`.
        index: The entry's place, from 0.
        size: Entries of the tree.
        proof: Hashes from the leaf's sibling up.
        root: The tree's root, from a checkpoint that was verified.

    Raises:
        NotIncluded: It does not show that.
    """
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        raise NotIncluded
    place, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise NotIncluded("The proof is too long.")
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            place, last = _past_lonely_levels(place, last)
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    if last != 0 or node != root:
        raise NotIncluded


def verify_consistency(
    first: int, first_root: bytes, *, second: int, second_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree of one root is the beginning of another's (RFC 9162 section 2.1.4.2).

    Equal sizes have equal roots, and every tree begins with the empty one: both have an empty proof.

    Args:
        first: Entries of the earlier tree.
        first_root: Its root.
        second: Entries of the later tree, not less.
        second_root: Its root.
        proof: Hashes in the order of the RFC.

    Raises:
        NotConsistent: It does not show that.
    """
    if not 0 <= first <= second or not _are_hashes(first_root, second_root, *proof):
        raise NotConsistent
    if first == 0 and first_root != EMPTY_ROOT:
        raise NotConsistent("No other log is empty.")
    if first in (0, second):
        if proof or (first == second and first_root != second_root):
            raise NotConsistent
        return
    if _roots(first, first_root, second, proof) != (first_root, second_root):
        raise NotConsistent


def _roots(first: int, first_root: bytes, second: int, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return the roots of both trees that a proof leads to, 0 < first < second."""
    # Of a whole power of two the first tree is a subtree of the second, and its root needs no sending.
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        raise NotConsistent("The proof is too short.")
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    earlier = later = path[0]
    for node in path[1:]:
        if last == 0:
            raise NotConsistent("The proof is too long.")
        if place & 1 or place == last:
            earlier, later = node_hash(node, earlier), node_hash(node, later)
            place, last = _past_lonely_levels(place, last)
        else:
            later = node_hash(later, node)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise NotConsistent("The proof is too short.")
    return earlier, later


def _past_lonely_levels(place: int, last: int) -> tuple[int, int]:
    """Skip the levels on which the right edge has no sibling and is its own parent."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
