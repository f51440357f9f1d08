"""Write shared/vectors/log anew: trees, proofs, tiles and checkpoints, accepted and refused.

    python tools/vectors_log.py

Nothing here is random: a run that changes a file changed the protocol. Entry i of a log is i as 8 bytes,
big-endian.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from pathlib import Path

from sealwire.checkpoint import key_hash, origin
from sealwire.directory.fields import Log
from sealwire.log_signing import LogSigner
from sealwire.merkle import EMPTY_ROOT, Frontier, leaf_hash
from sealwire.tiles import Span, consistency_spans, grow, hashes_of, inclusion_spans

FOLDER = Path(__file__).resolve().parents[1] / "shared" / "vectors" / "log"
LARGE = 70_000
SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 255, 256, 257, 511, 513, LARGE)
LEAVES = [leaf_hash(number.to_bytes(8, "big")) for number in range(LARGE)]
ADDITIONS = grow(Frontier(), LEAVES)[1]
TILES = {tile: hashes for tile, _, hashes in ADDITIONS}
FOUNDING = hashlib.sha256(b"sealwire/vectors/log/founding").digest()
SEEDS = {
    name: hashlib.sha256(f"sealwire/vectors/log/{name}".encode()).hexdigest() for name in ("log", "other")
}
LOG, OTHER = (LogSigner(origin(FOUNDING, Log.ENVELOPES), seed) for seed in SEEDS.values())
TREE = grow(Frontier(), LEAVES[:21])[0]

Vector = dict[str, object]


def root(size: int) -> bytes:
    """Return the root over the first entries."""
    return hashes_of([Span(0, size)], TILES)[0]


def inclusion(index: int, size: int) -> Vector:
    """Return the proof that an entry stands in a tree."""
    proof = hashes_of(inclusion_spans(index, size), TILES)
    return {
        "name": f"entry {index} of {size}",
        "leaf": LEAVES[index].hex(),
        "index": index,
        "size": size,
        "root": root(size).hex(),
        "proof": [node.hex() for node in proof],
    }


def consistency(first: int, second: int) -> Vector:
    """Return the proof that a tree continues another."""
    return {
        "name": f"{first} to {second}",
        "first": first,
        "first_root": root(first).hex(),
        "second": second,
        "second_root": root(second).hex(),
        "proof": [node.hex() for node in hashes_of(consistency_spans(first, second), TILES)],
    }


def inclusions() -> list[Vector]:
    """Return proofs of the first, the last and some entries between."""
    places = {(index, size) for size in SIZES for index in (0, 1, size // 2, size - 2, size - 1)}
    return [
        inclusion(index, size) for index, size in sorted(places, key=lambda p: p[::-1]) if 0 <= index < size
    ]


def consistencies() -> list[Vector]:
    """Return proofs of growth, from nothing and by nothing included."""
    pairs = {(first, second) for second in SIZES for first in (0, 1, 2, 3, second // 2, second - 1, second)}
    pairs |= {(0, 0), (4, 7), (6, 8), (256, LARGE), (65_536, LARGE), (65_537, LARGE)}
    return [consistency(*pair) for pair in sorted(pairs, key=lambda p: p[::-1]) if 0 <= pair[0] <= pair[1]]


def _spoilt(good: Vector, roots: tuple[str, str]) -> list[Vector]:
    proof = [str(node) for node in good["proof"]]  # type: ignore[attr-defined]  # a list in every vector
    first, last = roots
    swapped = {**good, first: good[last], last: good[first]}
    return [
        {**good, "name": "one hash too many", "proof": [*proof, EMPTY_ROOT.hex()]},
        {**good, "name": "one hash too few", "proof": proof[:-1]},
        {**good, "name": "the first hash left out", "proof": proof[1:]},
        {**good, "name": "in another order", "proof": proof[::-1]},
        {**good, "name": "a flipped bit", "proof": [f"{int(proof[0], 16) ^ 1:064x}", *proof[1:]]},
        {**good, "name": "a hash cut short", "proof": [proof[0][:-2], *proof[1:]]},
        {**good, "name": "no proof", "proof": []},
        {**swapped, "name": f"{first} and {last} swapped"},
    ]


def refused_inclusions() -> list[Vector]:
    """Return what does not prove an entry."""
    good = inclusion(9, 21)
    return [
        *_spoilt(good, ("leaf", "root")),
        {**good, "name": "another place", "index": 8},
        {**good, "name": "a place behind the end", "index": 21},
        {**good, "name": "another size and its root", "size": 22, "root": root(22).hex()},
        {**good, "name": "another entry", "leaf": LEAVES[8].hex()},
        {**inclusion(0, 1), "name": "a proof of the only entry", "proof": [EMPTY_ROOT.hex()]},
        {**good, "name": "the empty tree", "index": 0, "size": 0, "root": EMPTY_ROOT.hex(), "proof": []},
    ]


def refused_consistencies() -> list[Vector]:
    """Return what does not prove growth."""
    good, equal, nothing = consistency(9, 21), consistency(9, 9), consistency(0, 9)
    return [
        *_spoilt(good, ("first_root", "second_root")),
        {**good, "name": "another first tree", "first": 8, "first_root": root(8).hex()},
        {**good, "name": "another second tree", "second": 22, "second_root": root(22).hex()},
        {**good, "name": "a tree that shrank", "first": 21, "second": 9},
        {**equal, "name": "equal sizes, other roots", "second_root": root(8).hex()},
        {**equal, "name": "equal sizes, a proof", "proof": [root(9).hex()]},
        {**nothing, "name": "from nothing, a proof", "proof": [root(9).hex()]},
        {**nothing, "name": "from nothing that has another root", "first_root": root(1).hex()},
        {**consistency(8, 9), "name": "a power of two and no proof", "proof": []},
    ]


def tiles() -> list[Vector]:
    """Return what tiles of the largest tree hold, as SHA-256; of the many with leaves only some."""
    shown = [each for each in ADDITIONS if each.tile.level or each.tile.number in (0, 1, 255, 272, 273)]
    return [
        {
            "name": f"level {tile.level}, number {tile.number}",
            "level": tile.level,
            "number": tile.number,
            "hashes": len(hashes) // 32,
            "sha256": hashlib.sha256(hashes).hexdigest(),
        }
        for tile, _, hashes in shown
    ]


def checkpoints() -> list[Vector]:
    """Return notes that count, and what they say."""
    note, stranger = LOG.sign(TREE), OTHER.sign(TREE).partition(b"\n\n")[2]
    known = {"origin": LOG.origin, "vkey": LOG.vkey, "seed": SEEDS["log"]}
    said = {"size": TREE.size, "root": TREE.root().hex()}
    empty = {"size": 0, "root": EMPTY_ROOT.hex()}
    return [
        {"name": "of 21 entries", "note": note.decode(), **known, **said},
        {"name": "of no entries", "note": LOG.sign(Frontier()).decode(), **known, **empty},
        {"name": "a further signature", "note": (note + stranger).decode(), **known, **said},
    ]


def refused_checkpoints() -> list[Vector]:
    """Return notes that do not count, and the code of the refusal."""
    note = LOG.sign(TREE).decode()
    text, _, signature = note.rpartition("\n\n")
    forged = f"— {LOG.origin} {b64encode(key_hash(LOG.origin, LOG.public) + bytes(64)).decode()}\n"
    directory = LogSigner(origin(FOUNDING, Log.DIRECTORY), SEEDS["log"])
    found = [
        ("no signature", f"{text}\n\n", "malformed-checkpoint"),
        ("no newline at the end", note[:-1], "malformed-checkpoint"),
        ("a hyphen for the dash", note.replace("—", "-"), "malformed-checkpoint"),
        ("a size with a zero in front", note.replace("\n21\n", "\n021\n"), "malformed-checkpoint"),
        ("a size below zero", note.replace("\n21\n", "\n-21\n"), "malformed-checkpoint"),
        (
            "a root of 31 bytes",
            note.replace(text.split("\n")[2], b64encode(bytes(31)).decode()),
            "malformed-checkpoint",
        ),
        ("another size", note.replace("\n21\n", "\n22\n"), "bad-signature"),
        ("a forged signature beside the right one", note + forged, "bad-signature"),
        ("another key", OTHER.sign(TREE).decode(), "checkpoint-unsigned"),
        ("another name", f"{text}\n\n{signature.replace('envelopes', 'other')}", "checkpoint-unsigned"),
        ("another log", directory.sign(TREE).decode(), "foreign-checkpoint"),
    ]
    return [
        {"name": name, "note": bad, "origin": LOG.origin, "vkey": LOG.vkey, "error": error}
        for name, bad, error in found
    ]


FILES = {
    "inclusion.json": ("Proofs that an entry stands in a log.", inclusions),
    "refused_inclusion.json": ("What does not prove it: not-included.", refused_inclusions),
    "consistency.json": ("Proofs that a log only grew.", consistencies),
    "refused_consistency.json": ("What does not prove it: not-consistent.", refused_consistencies),
    "tiles.json": (f"What the tiles of a tree of {LARGE} entries hold.", tiles),
    "checkpoint.json": ("Signed notes, and what they say.", checkpoints),
    "refused_checkpoint.json": ("Notes that say nothing, and why.", refused_checkpoints),
}


def main() -> None:
    """Write the files."""
    FOLDER.mkdir(exist_ok=True)
    for name, (description, vectors) in FILES.items():
        document = {"description": description, "vectors": vectors()}
        text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"log/{name}: {len(vectors())} vectors")


if __name__ == "__main__":
    main()
