"""The reader against the committed vectors, which other implementations run too."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from contract.reading import Vector, refusal_of_envelope, refusal_of_receipt, table, vectors
from sealwire import cbor
from sealwire.envelope.format import Header, decode_header, encode_header, parse, signed_bytes, wrap_info
from sealwire.envelope.open import content_key_of, open_envelope, open_with_content_key
from sealwire.envelope.padding import padded_length
from sealwire.envelope.verify import verify_signature
from sealwire.fingerprint import fingerprint
from sealwire.keystore import WrongPassphrase, load
from sealwire.merkle import Frontier
from sealwire.private_keys import SealKey, SigningKey
from sealwire.receipts import parse_receipt, verify_receipt

if TYPE_CHECKING:
    from pathlib import Path


@table("cbor/accepted.json")
def test_an_encoding_is_read_and_written_the_same(vector: Vector) -> None:
    encoded = bytes.fromhex(vector["cbor"])
    assert cbor.encode(cbor.decode(encoded)) == encoded


@table("cbor/refused.json")
def test_bytes_that_are_not_the_one_encoding_are_refused(vector: Vector) -> None:
    with pytest.raises(cbor.MalformedCbor) as refusal:
        cbor.decode(bytes.fromhex(vector["cbor"]))
    assert refusal.value.code == vector["error"]


@table("envelope/accepted.json")
def test_an_envelope_verifies_and_opens_for_each_recipient(vector: Vector) -> None:
    parsed = parse(bytes.fromhex(vector["sealed"]))
    verify_signature(parsed, bytes.fromhex(vector["sign_public"]))
    content_key = bytes.fromhex(vector["content_key"])
    for recipient in vector["recipients"]:
        key = SealKey.from_seed(bytes.fromhex(recipient["seed"]))
        assert content_key_of(parsed, key) == content_key
        content = open_envelope(parsed, key)
        assert cbor.encode([content.kind, content.schema, content.content]).hex() == vector["content"]
        assert content == open_with_content_key(parsed, content_key)


@table("envelope/accepted.json")
def test_a_header_says_what_the_vector_says(vector: Vector) -> None:
    parsed = parse(bytes.fromhex(vector["sealed"]))
    assert _as_json(parsed.header) == vector["header"]
    assert encode_header(parsed.header) == parsed.header_bytes
    assert decode_header(parsed.header_bytes) == parsed.header


@table("envelope/accepted.json")
def test_what_is_hashed_and_signed_is_what_the_vector_says(vector: Vector) -> None:
    parsed = parse(bytes.fromhex(vector["sealed"]))
    assert parsed.header_hash.hex() == vector["header_hash"]
    assert parsed.digest.hex() == vector["digest"]
    signed = signed_bytes(parsed.header_hash, parsed.wraps, parsed.body)
    assert signed.hex() == vector["signed_bytes"]
    infos = [wrap_info(parsed.header_hash, to.unit, index).hex() for index, to in enumerate(parsed.header.to)]
    assert infos == vector["wrap_info"]
    assert SigningKey.from_seed(bytes.fromhex(vector["sign_seed"])).sign(signed) == parsed.signature


@table(
    "envelope/refused_parts.json",
    "envelope/refused_headers.json",
    "envelope/refused_signatures.json",
    "envelope/refused_bodies.json",
)
def test_an_envelope_is_refused_at_its_step_with_its_code(vector: Vector) -> None:
    assert refusal_of_envelope(vector) == (vector["stage"], vector["error"])


@table("envelope/padding.json")
def test_a_length_is_padded_to_padme(vector: Vector) -> None:
    assert padded_length(vector["length"]) == vector["padded"]


def test_keys_come_from_their_seeds() -> None:
    ed25519, xwing, printed = vectors("envelope/keys.json")
    for key, vector in ((SigningKey, ed25519), (SealKey, xwing)):
        made = key.from_seed(bytes.fromhex(vector["seed"]))
        assert (made.public.hex(), made.key_id.hex()) == (vector["public"], vector["key_id"])
    publics = [bytes.fromhex(printed[use]) for use in ("sign", "auth", "seal")]
    assert fingerprint(*publics) == printed["fingerprint"]


def test_the_root_of_the_log_is_the_same_after_each_entry() -> None:
    empty, *entries = vectors("envelope/log.json")
    frontier = Frontier()
    assert frontier.root().hex() == empty["root"]
    for vector in entries:
        frontier = frontier.append(bytes.fromhex(vector["entry"]))
        assert frontier.root().hex() == vector["root"]


@table("receipts/accepted.json")
def test_a_receipt_verifies_and_says_what_the_vector_says(vector: Vector) -> None:
    receipt = parse_receipt(bytes.fromhex(vector["receipt"]))
    verify_receipt(receipt, bytes.fromhex(vector["sign_public"]))
    assert receipt.envelope == UUID(vector["envelope"])
    assert receipt.header_hash.hex() == vector["header"]
    assert (receipt.kind, receipt.unit, receipt.at) == (vector["kind"], vector["unit"], vector["ts"])


@table("receipts/refused.json")
def test_a_receipt_is_refused_at_its_step_with_its_code(vector: Vector) -> None:
    assert refusal_of_receipt(vector) == (vector["stage"], vector["error"])


@table("keystore/accepted.json")
def test_a_key_store_opens_with_its_passphrase_and_with_no_other(vector: Vector, tmp_path: Path) -> None:
    path = tmp_path / "keystore"
    path.write_bytes(bytes.fromhex(vector["keystore"]))
    held = load(path, vector["passphrase"])
    seeds = {use: getattr(held.device, use).seed.hex() for use in ("sign", "auth", "seal")}
    assert seeds == {use: vector[use] for use in seeds}
    assert {key.hex(): seed.hex() for key, seed in held.epochs.items()} == vector["epochs"]
    with pytest.raises(WrongPassphrase):
        load(path, vector["passphrase"] + " ")


def _as_json(header: Header) -> Vector:
    optional: Vector = {
        "re": str(header.answers) if header.answers else None,
        "due": header.due,
        "att": [[attachment.hash.hex(), attachment.size] for attachment in header.attachments] or None,
    }
    return {
        "id": str(header.id),
        "from": header.sender,
        "key": header.device.hex(),
        "seq": header.seq,
        "prev": header.prev.hex(),
        "ts": header.sent_at,
        "exp": header.expires_at,
        "to": [[to.unit, to.key.hex(), to.n] for to in header.to],
        "pri": header.priority,
        "tlp": header.tlp.value,
        "dir": [header.directory.size, header.directory.root.hex()],
        **{name: value for name, value in optional.items() if value is not None},
    }
