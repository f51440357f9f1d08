"""Tiles: what is stored of a tree, how little an append touches, and that a hole is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire.merkle import Frontier, leaf_hash
from sealwire.tiles import Span, TileId, TileMissing, grow, hashes_of, inclusion_spans, tiles_of
from simulators.naive_log import mth

ENTRIES = [number.to_bytes(3, "big") for number in range(1_000)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]


def test_a_tile_holds_256_neighbours_and_the_level_above_the_root_of_each_full_tile() -> None:
    additions = {tile: (offset, hashes) for tile, offset, hashes in grow(Frontier(), LEAVES)[1]}
    assert sorted(additions) == [TileId(0, 0), TileId(0, 1), TileId(0, 2), TileId(0, 3), TileId(1, 0)]
    assert additions[TileId(0, 1)] == (0, b"".join(LEAVES[256:512]))
    assert additions[TileId(0, 3)] == (0, b"".join(LEAVES[768:]))
    assert additions[TileId(1, 0)] == (0, b"".join(mth(ENTRIES[at : at + 256]) for at in (0, 256, 512)))


@given(st.lists(st.integers(0, 400), max_size=5))
def test_growing_in_steps_or_at_once_makes_the_same_tree(steps: list[int]) -> None:
    leaves = [leaf_hash(number.to_bytes(4, "big")) for number in range(sum(steps))]
    tree, tiles, done = Frontier(), dict[TileId, bytes](), 0
    for step in steps:
        tree, additions = grow(tree, leaves[done : done + step])
        done += step
        for tile, offset, hashes in additions:
            assert len(tiles.get(tile, b"")) == offset * 32
            tiles[tile] = tiles.get(tile, b"") + hashes
    whole, at_once = grow(Frontier(), leaves)
    assert tree == whole
    assert tiles == {tile: hashes for tile, _, hashes in at_once}
    assert hashes_of([Span(0, len(leaves))], tiles) == [whole.root()]


@pytest.mark.parametrize(
    ("before", "touched"),
    [
        (0, [(0, 0, 0)]),
        (254, [(0, 0, 254)]),
        (255, [(0, 0, 255), (1, 0, 0)]),
        (1_000_000, [(0, 3906, 64)]),
        (65_535, [(0, 255, 255), (1, 0, 255), (2, 0, 0)]),
        (16_777_215, [(0, 65535, 255), (1, 255, 255), (2, 0, 255), (3, 0, 0)]),
    ],
)
def test_an_append_touches_one_tile_and_one_more_for_each_that_it_fills(
    before: int, touched: list[tuple[int, int, int]]
) -> None:
    peaks = tuple(bytes([height]) * 32 for height in range(before.bit_count()))
    grown, additions = grow(Frontier(before, peaks), [LEAVES[0]])
    assert grown.size == before + 1
    assert [(tile.level, tile.number, offset) for tile, offset, _ in additions] == touched
    assert all(len(hashes) == 32 for _, _, hashes in additions)


def test_a_proof_of_a_million_entries_reads_few_tiles() -> None:
    most = max(len(tiles_of(inclusion_spans(index, 1_000_000))) for index in range(0, 1_000_000, 997))
    assert most <= 5


@pytest.mark.parametrize("hole", [{}, {TileId(0, 0): b"".join(LEAVES[:255])}], ids=["absent", "cut short"])
def test_a_tile_that_is_not_whole_is_noticed(hole: dict[TileId, bytes]) -> None:
    tiles = {tile: hashes for tile, _, hashes in grow(Frontier(), LEAVES)[1]}
    assert hashes_of([Span(0, 256)], tiles) == [mth(ENTRIES[:256])]
    with pytest.raises(TileMissing):
        hashes_of([Span(0, 255), Span(255, 256)], {**tiles, TileId(0, 0): b"", **hole})
