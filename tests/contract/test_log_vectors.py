"""shared/vectors/log: the SDK and a reader that shares no code with it read what counts, and nothing else."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from contract.reading import Vector, table, vectors
from cryptography.exceptions import InvalidSignature
from sealwire.checkpoint import Checkpoint, parse_vkey, verify
from sealwire.errors import SealwireError
from sealwire.log_signing import LogSigner
from sealwire.merkle import Frontier
from sealwire.proofs import NotConsistent, NotIncluded, verify_consistency, verify_inclusion
from simulators import naive_log

if TYPE_CHECKING:
    from collections.abc import Sequence

# Certificate Transparency's own test entries, and the roots after each: published with RFC 6962's code.
PUBLIC_ENTRIES = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
PUBLIC_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def bytes_of(texts: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]


def check_inclusion(vector: Vector) -> None:
    leaf, root = bytes_of([vector["leaf"], vector["root"]])
    verify_inclusion(leaf, vector["index"], size=vector["size"], proof=bytes_of(vector["proof"]), root=root)


def check_consistency(vector: Vector) -> None:
    first_root, second_root = bytes_of([vector["first_root"], vector["second_root"]])
    proof, second = bytes_of(vector["proof"]), vector["second"]
    verify_consistency(vector["first"], first_root, second=second, second_root=second_root, proof=proof)


def test_the_public_roots_are_ours() -> None:
    tree = Frontier()
    for number, entry in enumerate(bytes_of(PUBLIC_ENTRIES)):
        tree = tree.append(entry)
        assert tree.root().hex() == PUBLIC_ROOTS[number]


@table("log/inclusion.json")
def test_both_readers_follow_a_proof_that_an_entry_is_there(vector: Vector) -> None:
    check_inclusion(vector)
    entry = vector["index"].to_bytes(8, "big")
    leaf = hashlib.sha256(b"\0" + entry).digest()
    assert leaf.hex() == vector["leaf"]
    found = naive_log.root_by_path(leaf, vector["index"], vector["size"], bytes_of(vector["proof"]))
    assert found.hex() == vector["root"]


@table("log/consistency.json")
def test_both_readers_follow_a_proof_that_the_log_only_grew(vector: Vector) -> None:
    check_consistency(vector)
    first, second, proof = vector["first"], vector["second"], bytes_of(vector["proof"])
    roots = bytes_of([vector["first_root"], vector["second_root"]])
    if 0 < first < second:
        assert naive_log.roots_by_proof(first, second, proof, roots[0]) == tuple(roots)
    if second <= 65:
        entries = [number.to_bytes(8, "big") for number in range(second)]
        assert roots == [naive_log.mth(entries[:first]), naive_log.mth(entries)]


@table("log/refused_inclusion.json")
def test_a_proof_that_is_none_does_not_prove_an_entry(vector: Vector) -> None:
    with pytest.raises(NotIncluded):
        check_inclusion(vector)


@table("log/refused_consistency.json")
def test_a_proof_that_is_none_does_not_prove_growth(vector: Vector) -> None:
    with pytest.raises(NotConsistent):
        check_consistency(vector)


@table("log/tiles.json")
def test_the_naive_tree_has_the_same_tiles(vector: Vector) -> None:
    covered = 256 ** vector["level"]
    first = vector["number"] * 256
    hashes = b"".join(
        naive_log.mth([n.to_bytes(8, "big") for n in range(place * covered, (place + 1) * covered)])
        for place in range(first, first + vector["hashes"])
    )
    assert hashlib.sha256(hashes).hexdigest() == vector["sha256"]


@table("log/checkpoint.json")
def test_both_readers_read_a_checkpoint(vector: Vector) -> None:
    note, root = vector["note"].encode(), bytes.fromhex(vector["root"])
    name, key = parse_vkey(vector["vkey"])
    assert verify(note, vector["origin"], key) == Checkpoint(name, vector["size"], root)
    assert naive_log.read_checkpoint(note, vector["vkey"]) == (name, vector["size"], root)
    assert LogSigner(name, vector["seed"]).vkey == vector["vkey"]


@table("log/refused_checkpoint.json")
def test_a_checkpoint_that_is_none_is_refused_by_its_code(vector: Vector) -> None:
    with pytest.raises(SealwireError) as refusal:
        verify(vector["note"].encode(), vector["origin"], parse_vkey(vector["vkey"])[1])
    assert refusal.value.code == vector["error"]


def test_the_second_reader_believes_no_forged_checkpoint() -> None:
    forged = [
        v
        for v in vectors("log/refused_checkpoint.json")
        if v["error"] in ("bad-signature", "checkpoint-unsigned")
    ]
    assert len(forged) >= 4
    for vector in forged:
        with pytest.raises((InvalidSignature, ValueError)):
            naive_log.read_checkpoint(vector["note"].encode(), vector["vkey"])
