"""Hostile bytes: nothing but our own refusals comes out of a parser, and no flipped bit goes unnoticed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealwire import cbor
from sealwire.envelope.format import decode_header, encode_header, parse
from sealwire.envelope.open import CannotOpen, open_envelope
from sealwire.envelope.verify import verify_signature
from sealwire.errors import SealwireError
from sealwire.keys import check_seal_key, check_signing_key, verify
from sealwire.keystore import Cost, Secrets, load, save
from sealwire.private_keys import DeviceKeys
from sealwire.receipt_signing import sign_receipt
from sealwire.receipts import ReceiptKind, parse_receipt, verify_receipt
from simulators.sealing import (
    BATKEN,
    BISHKEK,
    EPOCHS,
    SENDER,
    SENT_AT,
    Steps,
    flipped,
    header_map,
    header_of,
    parts_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SEALED = Steps().seal()
RECEIPT = sign_receipt(ReceiptKind.OPENED, SENDER, parsed=parse(SEALED), unit=BATKEN, at=SENT_AT).raw
LEAVES = st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.binary() | st.text()
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)
FIELDS = st.sampled_from(sorted({*header_map(), "re", "due", "att", "other"}))


@st.composite
def mutated(draw: st.DrawFn, genuine: bytes) -> bytes:
    """Cut, repeat, replace or insert bytes anywhere."""
    start = draw(st.integers(0, len(genuine)))
    end = draw(st.integers(start, min(len(genuine), start + 40)))
    return genuine[:start] + draw(st.binary(max_size=40)) + genuine[end:] * draw(st.integers(0, 2))


def _read_envelope(data: bytes) -> None:
    parsed = parse(data)
    verify_signature(parsed, SENDER.public)
    open_envelope(parsed, EPOCHS[BATKEN])


def _read_receipt(data: bytes) -> None:
    verify_receipt(parse_receipt(data), SENDER.public)


READERS: dict[str, Callable[[bytes], object]] = {
    "CBOR": cbor.decode,
    "envelope": _read_envelope,
    "header": decode_header,
    "receipt": _read_receipt,
    "Ed25519 key": check_signing_key,
    "X-Wing key": check_seal_key,
    "signature": lambda data: verify(data[:32], data[32:], b""),
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@given(data=st.binary() | VALUES.map(cbor.encode))
@settings(deadline=None)
def test_any_bytes_raise_nothing_but_our_refusals(reader: Callable[[bytes], object], data: bytes) -> None:
    with suppress(SealwireError):
        reader(data)


@given(data=mutated(SEALED))
@settings(deadline=None, max_examples=300)
def test_a_mutated_envelope_raises_nothing_but_our_refusals(data: bytes) -> None:
    with suppress(SealwireError):
        _read_envelope(data)
        assert data == SEALED


@given(data=mutated(RECEIPT))
@settings(deadline=None, max_examples=300)
def test_a_mutated_receipt_raises_nothing_but_our_refusals(data: bytes) -> None:
    with suppress(SealwireError):
        _read_receipt(data)
        assert data == RECEIPT


@given(field=FIELDS, value=VALUES)
@settings(deadline=None, max_examples=500)
def test_any_value_in_a_header_raises_nothing_but_our_refusals(field: str, value: cbor.Value) -> None:
    header = cbor.encode({**header_map(), field: value})
    with suppress(SealwireError):
        assert encode_header(decode_header(header)) == header


@given(value=VALUES)
@settings(deadline=None)
def test_any_value_comes_back_and_has_one_encoding(value: cbor.Value) -> None:
    with suppress(cbor.MalformedCbor):  # text of lone surrogates, or too deep
        encoded = cbor.encode(value)
        assert cbor.decode(encoded) == value
        assert cbor.encode(cbor.decode(encoded)) == encoded


def test_any_flipped_bit_of_an_envelope_is_refused() -> None:
    _read_envelope(SEALED)
    for bit in range(len(SEALED) * 8):
        with pytest.raises(SealwireError):
            _read_envelope(flipped(SEALED, bit))


def test_any_flipped_byte_that_the_sender_signed_again_does_not_open() -> None:
    header, wraps, body, _ = parts_of(SEALED)
    signed = Steps().signed_envelope
    open_envelope(parse(signed(header, wraps, body)), EPOCHS[BATKEN])
    for index in range(len(wraps)):
        with pytest.raises(CannotOpen):
            open_envelope(parse(signed(header, flipped(wraps, index * 8), body)), EPOCHS[BATKEN])
    for index in range(len(body)):
        with pytest.raises(CannotOpen):
            open_envelope(parse(signed(header, wraps, flipped(body, index * 8))), EPOCHS[BATKEN])


@pytest.mark.parametrize(
    "change", [{"sent_at": SENT_AT + 1}, {"priority": 2}, {"due": SENT_AT + 9}, {"sender": BISHKEK}]
)
def test_another_header_that_the_sender_signed_again_does_not_open(change: dict[str, object]) -> None:
    _, wraps, body, _ = parts_of(SEALED)
    header = encode_header(header_of((BATKEN,), **change))
    with pytest.raises(CannotOpen):
        open_envelope(parse(Steps().signed_envelope(header, wraps, body)), EPOCHS[BATKEN])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    path = tmp_path_factory.mktemp("keys") / "keystore"
    save(path, Secrets(DeviceKeys.generate()), "a passphrase", cost=Cost(memory_kib=8, iterations=1, lanes=1))
    return path, path.read_bytes()


@given(data=st.data())
@settings(deadline=None, max_examples=200)
def test_a_hostile_keystore_raises_nothing_but_our_refusals(
    store: tuple[Path, bytes], data: st.DataObject
) -> None:
    path, genuine = store
    hostile = data.draw(mutated(genuine) | st.binary() | VALUES.map(cbor.encode))
    path.write_bytes(hostile)
    with suppress(SealwireError):
        load(path, "a passphrase")
        assert hostile == genuine


def test_any_flipped_byte_of_a_keystore_is_refused(store: tuple[Path, bytes]) -> None:
    path, genuine = store
    path.write_bytes(genuine)
    load(path, "a passphrase")
    for index in range(len(genuine)):
        path.write_bytes(flipped(genuine, index * 8))
        with pytest.raises(SealwireError):
            load(path, "a passphrase")
