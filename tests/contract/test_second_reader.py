"""The document says enough: a reader that shares no code with the first opens the same envelopes."""

from __future__ import annotations

import cbor2
import pytest
from contract.reading import Vector, table, vectors
from cryptography.exceptions import InvalidSignature, InvalidTag
from sealwire.envelope.seal import seal
from simulators.sealing import BATKEN, BISHKEK, EPOCHS, SENDER, WARNING, draft, recipient
from simulators.second_reader import read


@table("envelope/accepted.json")
def test_the_second_reader_opens_every_accepted_envelope(vector: Vector) -> None:
    for one in vector["recipients"]:
        content = read(
            bytes.fromhex(vector["sealed"]),
            bytes.fromhex(vector["sign_public"]),
            bytes.fromhex(one["seed"]),
        )
        assert cbor2.dumps(content, canonical=True).hex() == vector["content"]


CANNOT_OPEN = [v for v in vectors("envelope/refused_bodies.json") if v["error"] == "cannot-open"]


@pytest.mark.parametrize("vector", CANNOT_OPEN, ids=[v["name"] for v in CANNOT_OPEN])
def test_the_second_reader_opens_nothing_that_the_first_cannot_open(vector: Vector) -> None:
    with pytest.raises((InvalidTag, AssertionError, ValueError)):
        read(*(bytes.fromhex(vector[name]) for name in ("sealed", "sign_public", "seed")))


def test_the_second_reader_opens_what_is_sealed_now() -> None:
    sealed = seal(draft(), WARNING, recipients=[recipient(BISHKEK), recipient(BATKEN)], sign=SENDER)
    for unit in (BATKEN, BISHKEK):
        opened = read(sealed.raw, SENDER.public, EPOCHS[unit].seed)
        assert opened == [WARNING.kind, WARNING.schema, WARNING.content]


def test_the_second_reader_refuses_forged_signatures() -> None:
    forged = vectors("envelope/refused_signatures.json")
    # Low-order keys and the key named in the header are checks before the signature's own.
    forged = [v for v in forged if "low-order" not in v["name"] and "for another" not in v["name"]]
    assert forged
    for vector in forged:
        with pytest.raises(InvalidSignature):
            read(*(bytes.fromhex(vector[name]) for name in ("sealed", "sign_public", "seed")))
