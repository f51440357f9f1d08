"""Would the suite notice a seal that no longer binds one of its inputs?

Each mutation removes one binding. On the writer's side alone the unchanged reader must refuse what it
writes; on the reader's side alone, and on both, the committed vectors must fail.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from contract.reading import refusal_of_envelope, refusal_of_receipt, vectors
from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from sealwire import cbor, keys, receipt_signing, receipts
from sealwire.envelope import content as content_module
from sealwire.envelope import format as format_module
from sealwire.envelope import open as open_module
from sealwire.envelope import seal as seal_module
from sealwire.envelope import verify as verify_module
from sealwire.envelope.format import ENVELOPE_DOMAIN, WRAP_DOMAIN, parse
from sealwire.receipts import ReceiptKind
from simulators.sealing import BATKEN, BISHKEK, EPOCHS, SENDER, SENT_AT, WARNING, draft, recipient

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

ZEROS = bytes(32)
REFUSED = [
    "envelope/refused_parts.json",
    "envelope/refused_headers.json",
    "envelope/refused_signatures.json",
    "envelope/refused_bodies.json",
]


def _info(domain: str, *bound: str) -> Callable[[bytes, str, int], bytes]:
    def info(header_hash: bytes, unit: str, index: int) -> bytes:
        given: dict[str, cbor.Encodable] = {"header": header_hash, "unit": unit, "index": index}
        return cbor.encode([domain, *(given[name] for name in bound)])

    return info


def _signed(domain: str, *bound: str) -> Callable[[bytes, bytes, bytes], bytes]:
    def signed(header_hash: bytes, wraps: bytes, body: bytes) -> bytes:
        hashes = {
            "header": header_hash,
            "wraps": hashlib.sha256(wraps).digest(),
            "body": hashlib.sha256(body).digest(),
        }
        return cbor.encode([domain, *(hashes.get(name, ZEROS) for name in bound)])

    return signed


def _no_context(real: Callable[[bytes, bytes], object]) -> Callable[[bytes, bytes], object]:
    def cipher(key: bytes, _context: bytes) -> object:
        return real(key, b"")

    cipher.generate_key = lambda: bytes(range(32))  # type: ignore[attr-defined]  # stands for the class
    return cipher


# What is no longer bound: the writer's name for it, the reader's, and the mutant.
INFO = (seal_module, open_module, "wrap_info")
SIGNED = (seal_module, verify_module, "signed_bytes")
MUTANTS = {
    "header in a wrap": (*INFO, _info(WRAP_DOMAIN, "unit", "index")),
    "unit in a wrap": (*INFO, _info(WRAP_DOMAIN, "header", "index")),
    "index in a wrap": (*INFO, _info(WRAP_DOMAIN, "header", "unit")),
    "domain of a wrap": (*INFO, _info("sealwire/grant/1", "header", "unit", "index")),
    "header under a signature": (*SIGNED, _signed(ENVELOPE_DOMAIN, "-", "wraps", "body")),
    "wraps under a signature": (*SIGNED, _signed(ENVELOPE_DOMAIN, "header", "-", "body")),
    "body under a signature": (*SIGNED, _signed(ENVELOPE_DOMAIN, "header", "wraps", "-")),
    "domain of a signature": (*SIGNED, _signed("sealwire/statement/1", "header", "wraps", "body")),
}
SIDES = ("writer", "reader", "both")


def test_the_unchanged_seal_passes() -> None:
    assert _round_trip_fails() is False
    assert _accepted_fail() == []
    assert _refused_pass() == []


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("unbound", MUTANTS)
def test_a_seal_that_no_longer_binds_is_noticed(
    unbound: str, side: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, reader, name, mutant = MUTANTS[unbound]
    _mutate(monkeypatch, side, (writer, name, mutant), (reader, name, mutant))
    assert _round_trip_fails() if side == "writer" else _accepted_fail()


@pytest.mark.parametrize("side", SIDES)
def test_a_body_that_no_longer_binds_its_header_is_noticed(
    side: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    encryptor, decryptor = "Cobblestone256Encryptor", "Cobblestone256Decryptor"
    writer = (seal_module, encryptor, _no_context(Cobblestone256Encryptor))
    reader = (open_module, decryptor, _no_context(Cobblestone256Decryptor))
    _mutate(monkeypatch, side, writer, reader)
    assert _round_trip_fails() if side == "writer" else _accepted_fail()


@pytest.mark.parametrize("side", SIDES)
def test_a_receipt_that_no_longer_binds_its_domain_is_noticed(
    side: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant = (lambda payload: cbor.encode(["sealwire/statement/1", payload]),)
    _mutate(
        monkeypatch, side, (receipt_signing, "signed_bytes", *mutant), (receipts, "signed_bytes", *mutant)
    )
    assert _receipt_round_trip_fails() if side == "writer" else _receipts_fail()


@pytest.mark.parametrize(
    ("module", "name", "mutant"),
    [
        (verify_module, "key_id", lambda _: _Anything()),
        (verify_module, "verify", lambda *_: None),
        (keys, "_LOW_ORDER_Y", frozenset()),
        (format_module, "is_padded", lambda _: True),
        (content_module, "padded_length", lambda _: _Anything()),
        (format_module, "WRAP_BYTES", 1),
    ],
    ids=[
        "device named in the header",
        "signature",
        "low-order keys",
        "padded length of the body",
        "PADME after opening",
        "one wrap for each recipient",
    ],
)
def test_a_reader_that_leaves_a_check_out_is_noticed(
    module: ModuleType, name: str, mutant: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, mutant)
    assert _refused_pass() or _accepted_fail()


class _Anything:
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = object.__hash__


Patch = tuple["ModuleType", str, object]


def _mutate(monkeypatch: pytest.MonkeyPatch, side: str, writer: Patch, reader: Patch) -> None:
    for patch in {"writer": [writer], "reader": [reader], "both": [writer, reader]}[side]:
        monkeypatch.setattr(*patch)


def _round_trip_fails() -> bool:
    units = (BISHKEK, BATKEN)
    sealed = seal_module.seal(draft(), WARNING, recipients=[recipient(u) for u in units], sign=SENDER)
    vector = {
        "sealed": sealed.raw.hex(),
        "sign_public": SENDER.public.hex(),
        "seed": EPOCHS[BATKEN].seed.hex(),
    }
    return refusal_of_envelope(vector) != ("", "")


def _accepted_fail() -> list[str]:
    cases = vectors("envelope/accepted.json")
    return [
        case["name"]
        for case in cases
        if refusal_of_envelope({**case, "seed": case["recipients"][-1]["seed"]}) != ("", "")
    ]


def _refused_pass() -> list[str]:
    cases = [case for name in REFUSED for case in vectors(name)]
    return [case["name"] for case in cases if refusal_of_envelope(case) != (case["stage"], case["error"])]


def _receipt_round_trip_fails() -> bool:
    parsed = parse(bytes.fromhex(vectors("envelope/accepted.json")[0]["sealed"]))
    receipt = receipt_signing.sign_receipt(ReceiptKind.OPENED, SENDER, parsed=parsed, unit=BATKEN, at=SENT_AT)
    vector = {"receipt": receipt.raw.hex(), "sign_public": SENDER.public.hex()}
    return refusal_of_receipt(vector) != ("", "")


def _receipts_fail() -> list[str]:
    return [v["name"] for v in vectors("receipts/accepted.json") if refusal_of_receipt(v) != ("", "")]
