"""The stored form of a log's tree: tiles of 256 hashes (https://c2sp.org/tlog-tiles), and proofs from them.

Only hashes of perfect subtrees are stored, so nothing that was written ever changes. A tile at level L holds
the hashes of 256 neighbours that cover 256^L entries each; what lies between two levels is computed. A
proof is a list of spans of entries: `tiles_of` says what to read for them, `hashes_of` what their roots are.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sealwire.errors import SealwireError
from sealwire.merkle import EMPTY_ROOT, HASH_BYTES, Frontier, node_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

HEIGHT = 8
WIDTH = 1 << HEIGHT
"""Hashes in a full tile."""


class TileMissing(SealwireError, code="tile-missing"):
    """The stored tree lacks a part that its size says is there; the operator must restore it."""


class TileId(NamedTuple):
    """A tile's place: its level from 0 (leaves), and its number in the level from the left."""

    level: int
    number: int


class Addition(NamedTuple):
    """Hashes that a tile gains behind the first `offset` that it has."""

    tile: TileId
    offset: int
    hashes: bytes


class Span(NamedTuple):
    """The entries from `begin` up to, not including, `end`."""

    begin: int
    end: int


def grow(frontier: Frontier, leaves: Iterable[bytes]) -> tuple[Frontier, list[Addition]]:
    """Append leaves to a tree.

    Args:
        frontier: The tree so far.
        leaves: Leaf hashes, in the order of the log.

    Returns:
        The tree's right edge afterwards, and what its tiles gain, each tile once.
    """
    peaks, size = list(frontier.peaks), frontier.size
    gained: defaultdict[int, list[bytes]] = defaultdict(list)
    for node in leaves:
        gained[0].append(node)
        peak, height = node, 0
        while size >> height & 1:
            peak = node_hash(peaks.pop(), peak)
            height += 1
            if height % HEIGHT == 0:
                gained[height // HEIGHT].append(peak)
        peaks.append(peak)
        size += 1
    additions = [
        addition
        for level, hashes in gained.items()
        for addition in _cut(level, frontier.size >> HEIGHT * level, hashes)
    ]
    return Frontier(size, tuple(peaks)), additions


def inclusion_spans(index: int, size: int) -> list[Span]:
    """Return the spans whose roots prove an entry, 0 <= index < size (RFC 9162 section 2.1.3.1)."""
    spans, begin, end = [], 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(begin, middle))
            begin = middle
    return spans[::-1]


def consistency_spans(first: int, second: int) -> list[Span]:
    """Return the spans whose roots prove growth, 0 <= first <= second (RFC 9162 section 2.1.4.1)."""
    if first in (0, second):
        return []
    spans, begin, end = [], 0, second
    while first != end:
        middle = begin + _split(end - begin)
        if first <= middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(begin, middle))
            begin = middle
    # The first tree itself needs no sending where it is a subtree of the second.
    return ([Span(begin, end)] if begin else []) + spans[::-1]


def tiles_of(spans: Iterable[Span]) -> set[TileId]:
    """Return the tiles that the roots of some spans are computed from."""
    return {_place(height, begin)[0] for span in spans for height, begin in _perfect(span)}


def hashes_of(spans: Iterable[Span], tiles: Mapping[TileId, bytes]) -> list[bytes]:
    """Return the root of each span.

    Args:
        spans: From `inclusion_spans` or `consistency_spans`, or a whole tree's.
        tiles: Those of `tiles_of`, each with all hashes that the tree's size says it has.

    Raises:
        TileMissing: One is not there, or not whole.
    """
    return [_root(span, tiles) for span in spans]


def _root(span: Span, tiles: Mapping[TileId, bytes]) -> bytes:
    peaks = tuple(_subtree(height, begin, tiles) for height, begin in _perfect(span))
    return Frontier(span.end - span.begin, peaks).root() if peaks else EMPTY_ROOT


def _subtree(height: int, begin: int, tiles: Mapping[TileId, bytes]) -> bytes:
    tile, offset = _place(height, begin)
    count = 1 << height % HEIGHT
    stored = tiles.get(tile, b"")[offset * HASH_BYTES : (offset + count) * HASH_BYTES]
    if len(stored) != count * HASH_BYTES:
        raise TileMissing(f"Level {tile.level}, number {tile.number}.")
    nodes = [stored[at : at + HASH_BYTES] for at in range(0, len(stored), HASH_BYTES)]
    while len(nodes) > 1:
        nodes = [node_hash(*pair) for pair in zip(nodes[::2], nodes[1::2], strict=True)]
    return nodes[0]


def _perfect(span: Span) -> list[tuple[int, int]]:
    """Return height and begin of the perfect subtrees that fill a span of the RFC's, largest first."""
    found, begin = [], span.begin
    while begin < span.end:
        height = (span.end - begin).bit_length() - 1
        found.append((height, begin))
        begin += 1 << height
    return found


def _place(height: int, begin: int) -> tuple[TileId, int]:
    """Return the tile that a perfect subtree is computed from, and the offset of its first hash there."""
    level = height // HEIGHT
    number, offset = divmod(begin >> HEIGHT * level, WIDTH)
    return TileId(level, number), offset


def _cut(level: int, first: int, hashes: Sequence[bytes]) -> list[Addition]:
    """Return what each tile of a level gains by hashes that begin at the place `first` of the level."""
    borders = range((first // WIDTH + 1) * WIDTH, first + len(hashes), WIDTH)
    edges = [first, *borders, first + len(hashes)]
    return [
        Addition(TileId(level, begin // WIDTH), begin % WIDTH, b"".join(hashes[begin - first : end - first]))
        for begin, end in pairwise(edges)
        if begin < end
    ]


def _split(count: int) -> int:
    """Return the largest power of two below `count`, which is at least 2."""
    return 1 << (count - 1).bit_length() - 1
