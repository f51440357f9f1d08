"""Inclusion and consistency proofs: RFC 9162's definitions are met, and nothing else is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire.errors import SealwireError
from sealwire.merkle import EMPTY_ROOT, Frontier, leaf_hash
from sealwire.proofs import NotConsistent, NotIncluded, verify_consistency, verify_inclusion
from sealwire.tiles import Span, consistency_spans, grow, hashes_of, inclusion_spans, tiles_of
from simulators import naive_log
from simulators.naive_log import mth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sealwire.tiles import TileId

MOST = 70
ENTRIES = [number.to_bytes(3, "big") for number in range(MOST)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
ROOTS = [mth(ENTRIES[:size]) for size in range(MOST + 1)]


def stored(leaves: Iterable[bytes]) -> dict[TileId, bytes]:
    tiles: dict[TileId, bytes] = {}
    for tile, offset, hashes in grow(Frontier(), leaves)[1]:
        assert len(tiles.get(tile, b"")) == offset * 32
        tiles[tile] = tiles.get(tile, b"") + hashes
    return tiles


TILES = stored(LEAVES)
LARGE = [leaf_hash(number.to_bytes(4, "big")) for number in range(70_000)]
LARGE_TILES = stored(LARGE)


def inclusion(index: int, size: int) -> list[bytes]:
    return hashes_of(inclusion_spans(index, size), TILES)


def consistency(first: int, second: int) -> list[bytes]:
    return hashes_of(consistency_spans(first, second), TILES)


def includes(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    try:
        verify_inclusion(leaf, index, size=size, proof=proof, root=root)
    except NotIncluded:
        return False
    return True


def consistent(first: int, second: int, proof: list[bytes], *roots: bytes) -> bool:
    first_root, second_root = roots or (ROOTS[first], ROOTS[second])
    try:
        verify_consistency(first, first_root, second=second, second_root=second_root, proof=proof)
    except NotConsistent:
        return False
    return True


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_each_entry_of_each_tree_has_the_rfcs_proof_and_it_verifies(size: int) -> None:
    for index in range(size):
        proof = inclusion(index, size)
        assert proof == naive_log.path(index, ENTRIES[:size])
        assert includes(LEAVES[index], index, size, proof, ROOTS[size])


@pytest.mark.parametrize("second", range(1, MOST + 1))
def test_each_tree_continues_each_earlier_one_by_the_rfcs_proof(second: int) -> None:
    for first in range(1, second):
        proof = consistency(first, second)
        assert proof == naive_log.proof(first, ENTRIES[:second])
        assert consistent(first, second, proof)


@pytest.mark.parametrize("size", range(1, 34))
def test_an_inclusion_proof_is_good_for_its_place_and_size_only(size: int) -> None:
    for index in range(size):
        proof = inclusion(index, size)
        assert includes(LEAVES[index], index, size, proof, ROOTS[size])
        for other in {*range(size + 2), -1} - {index}:
            assert not includes(LEAVES[index], other, size, proof, ROOTS[size])
        for other in {*range(size + 3)} - {size}:
            assert not includes(LEAVES[index], index, other, proof, ROOTS[other])
        assert not includes(LEAVES[index + 1], index, size, proof, ROOTS[size])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 21, 33])
def test_a_proof_that_is_longer_shorter_or_altered_is_refused(size: int) -> None:
    for index in range(size):
        proof = inclusion(index, size)
        assert includes(LEAVES[index], index, size, proof, ROOTS[size])
        for altered in alterations(proof):
            assert not includes(LEAVES[index], index, size, altered, ROOTS[size])
    for first in range(1, size):
        proof = consistency(first, size)
        assert consistent(first, size, proof)
        for altered in alterations(proof):
            assert not consistent(first, size, altered)


def alterations(proof: list[bytes]) -> list[list[bytes]]:
    """Return proofs that are not this one: longer, shorter, swapped, with a flipped bit or a cut hash."""
    longer = [[*proof, EMPTY_ROOT], [EMPTY_ROOT, *proof], [*proof, *proof, EMPTY_ROOT]]
    shorter = [proof[1:], proof[:-1]] if proof else []
    swapped = [proof[::-1]] if proof != proof[::-1] else []
    changed = [
        [*proof[:place], other, *proof[place + 1 :]]
        for place, node in enumerate(proof)
        for other in (bytes([node[0] ^ 1, *node[1:]]), node[:31], node + b"\0", b"")
    ]
    return longer + shorter + swapped + changed


@pytest.mark.parametrize("second", range(1, 34))
def test_a_consistency_proof_is_good_for_its_sizes_only(second: int) -> None:
    for first in range(1, second):
        proof = consistency(first, second)
        assert consistent(first, second, proof)
        for other in range(second + 2):
            if other != first:
                assert not consistent(other, second, proof)
                assert not consistent(first, second, proof, ROOTS[other], ROOTS[second])
            if other != second:
                assert not consistent(first, other, proof)
                assert not consistent(first, second, proof, ROOTS[first], ROOTS[other])


def test_a_log_that_was_rewritten_has_no_proof() -> None:
    rewritten = [*ENTRIES[:20], b"another", *ENTRIES[21:40]]
    assert consistent(20, 40, naive_log.proof(20, rewritten), ROOTS[20], mth(rewritten))
    for proof in (naive_log.proof(30, rewritten), naive_log.proof(30, ENTRIES[:40])):
        assert not consistent(30, 40, proof, ROOTS[30], mth(rewritten))


def test_the_empty_tree_and_equal_sizes_have_an_empty_proof() -> None:
    assert consistent(0, 0, [])
    assert consistent(0, 9, [])
    assert consistent(9, 9, [])
    assert not consistent(0, 0, [EMPTY_ROOT])
    assert not consistent(0, 9, [ROOTS[9]])
    assert not consistent(9, 9, [ROOTS[9]])
    assert not consistent(0, 9, [], ROOTS[1], ROOTS[9])
    assert not consistent(0, 0, [], EMPTY_ROOT, ROOTS[1])
    assert not consistent(9, 9, [], ROOTS[9], ROOTS[8])
    assert not consistent(9, 10, [])
    assert not consistent(8, 9, [])
    assert not consistent(10, 9, consistency(9, 10))
    assert not consistent(-1, 9, [])


def test_the_tree_of_one_entry_proves_it_with_nothing_and_the_empty_one_proves_none() -> None:
    assert includes(LEAVES[0], 0, 1, [], LEAVES[0])
    assert not includes(LEAVES[0], 0, 1, [], LEAVES[1])
    assert not includes(EMPTY_ROOT, 0, 0, [], EMPTY_ROOT)
    assert hashes_of([Span(0, 0)], {}) == [EMPTY_ROOT]
    assert grow(Frontier(), []) == (Frontier(), [])


@given(st.data())
def test_large_trees_prove_each_entry_and_each_growth(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(LARGE)))
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    spans, growth = inclusion_spans(index, size), consistency_spans(first, size)
    whole, earlier = Span(0, size), Span(0, first)
    # Only what `tiles_of` names is read.
    tiles = {tile: LARGE_TILES[tile] for tile in tiles_of([*spans, *growth, whole, earlier])}
    root, first_root = hashes_of([whole, earlier], tiles)
    proof, steps = hashes_of(spans, tiles), hashes_of(growth, tiles)
    verify_inclusion(LARGE[index], index, size=size, proof=proof, root=root)
    verify_consistency(first, first_root, second=size, second_root=root, proof=steps)
    assert naive_log.root_by_path(LARGE[index], index, size, proof) == root
    if 0 < first < size:
        assert naive_log.roots_by_proof(first, size, steps, first_root) == (first_root, root)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=40), st.integers(0, 99), st.integers(0, 99))
def test_made_up_proofs_prove_nothing_and_break_nothing(proof: list[bytes], first: int, second: int) -> None:
    assert not includes(LEAVES[1], first, second, proof, ROOTS[50])
    if first > 0:
        with pytest.raises(SealwireError):
            verify_consistency(first, ROOTS[5], second=second, second_root=ROOTS[50], proof=proof)
