"""What the Merkle tree costs at a million entries: appending one, and checking that one stands in it."""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict

from sealwire import tiles
from sealwire.merkle import Frontier
from sealwire.proofs import verify_inclusion

LEAVES = 1_000_000
APPENDS = 20_000
PROOFS = 5_000


def measure() -> dict[str, float]:
    """Return appends and verifications per second on one core, and tiles written by an append."""
    leaves = [hashlib.sha256(number.to_bytes(8, "big")).digest() for number in range(LEAVES + APPENDS)]
    frontier, additions = tiles.grow(Frontier(), leaves[:LEAVES])
    stored: defaultdict[tiles.TileId, bytes] = defaultdict(bytes)
    for addition in additions:
        stored[addition.tile] += addition.hashes
    verified = _verified_per_s(leaves, frontier, dict(stored))
    touched = 0
    started = time.perf_counter()
    for leaf in leaves[LEAVES:]:
        frontier, additions = tiles.grow(frontier, [leaf])
        touched += len(additions)
    seconds = time.perf_counter() - started
    return {
        "proof_verify_per_s": verified,
        "tree_append_per_s": round(APPENDS / seconds),
        "tiles_per_append": round(touched / APPENDS, 4),
    }


def _verified_per_s(leaves: list[bytes], frontier: Frontier, stored: dict[tiles.TileId, bytes]) -> float:
    root = frontier.root()
    proofs = [
        (index, tiles.hashes_of(tiles.inclusion_spans(index, LEAVES), stored))
        for index in range(0, LEAVES, LEAVES // PROOFS)
    ]
    started = time.perf_counter()
    for index, proof in proofs:
        verify_inclusion(leaves[index], index, size=LEAVES, proof=proof, root=root)
    return round(len(proofs) / (time.perf_counter() - started))
