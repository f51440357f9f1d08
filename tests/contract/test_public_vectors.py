"""Public vectors of others, where the reference folder is present: the primitives do what we think."""

from __future__ import annotations

import pytest
from contract.reading import Vector, reference
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sealwire.keys import BadSignature, WeakKey, check_seal_key, check_signing_key, verify
from sealwire.private_keys import SealKey

XWING, HKDF_SHA256, CHACHA20_POLY1305 = 0x647A, 1, 3
BASEPOINT = b"\x09" + bytes(31)


def wycheproof(name: str) -> list[tuple[Vector, Vector]]:
    """Return each test with its group."""
    found = [
        (group, test) for group in reference(f"wycheproof/{name}")["testGroups"] for test in group["tests"]
    ]
    assert len(found) > 50
    return found


def unhex(text: str) -> bytes:
    return bytes.fromhex(text)


def test_xwing_keys_come_from_their_seeds_as_the_draft_says() -> None:
    cases = reference("xwing/test-vectors.json")
    for case in cases:
        assert SealKey.from_seed(unhex(case["sk"])).public == unhex(case["pk"])


def test_hpke_with_xwing_opens_the_working_groups_ciphertexts() -> None:
    """The published entry has another AEAD than suite 1; KEM and KDF are the same."""
    wanted = (XWING, HKDF_SHA256, CHACHA20_POLY1305)
    cases = [
        case
        for case in reference("hpke-pq/test-vectors.json")
        if (case["kem_id"], case["kdf_id"], case["aead_id"]) == wanted and case["mode"] == 0
    ]
    assert cases
    suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
    for case in cases:
        key, first = SealKey.from_seed(unhex(case["skRm"])), case["encryptions"][0]
        assert key.public == unhex(case["pkRm"])
        sealed, info, aad = unhex(case["enc"] + first["ct"]), unhex(case["info"]), unhex(first["aad"])
        opened = openssl.hpke._decrypt_with_aad(suite, sealed, key._private, info=info, aad=aad)
        assert opened == unhex(first["pt"])
        with pytest.raises(InvalidTag):
            openssl.hpke._decrypt_with_aad(suite, sealed, key._private, info=info + b"\0", aad=aad)


def test_ed25519_agrees_with_wycheproof() -> None:
    results = []
    for group, test in wycheproof("ed25519_test.json"):
        try:
            verify(unhex(group["publicKey"]["pk"]), unhex(test["sig"]), unhex(test["msg"]))
        except BadSignature:
            accepted = False
        else:
            accepted = True
        assert accepted == (test["result"] == "valid"), test["tcId"]
        results.append(accepted)
    assert {True, False} == set(results)


def test_the_14_low_order_signing_keys_are_refused() -> None:
    cases = reference("ed25519_low_order_keys.json")
    assert len(cases) == 14
    for case in cases:
        with pytest.raises(WeakKey):
            check_signing_key(unhex(case))


def test_mlkem_agrees_with_wycheproof_and_keys_out_of_range_are_refused() -> None:
    results = []
    for _, test in wycheproof("mlkem_768_test.json"):
        try:
            key = MLKEM768PrivateKey.from_seed_bytes(unhex(test["seed"]))
            shared = key.decapsulate(unhex(test["c"]))
        except ValueError:
            accepted = False
        else:
            accepted = shared == unhex(test["K"])
            assert check_seal_key(key.public_key().public_bytes_raw() + BASEPOINT)
        assert accepted == (test["result"] == "valid"), test["tcId"]
        results.append(accepted)
    assert True in results


def test_x25519_agrees_with_wycheproof_and_low_order_halves_are_refused() -> None:
    mlkem = SealKey.from_seed(bytes(32)).public[:1184]
    refused = 0
    for _, test in wycheproof("x25519_test.json"):
        public = unhex(test["public"])
        if "ZeroSharedSecret" in test["flags"]:
            refused += 1
            with pytest.raises(WeakKey):
                check_seal_key(mlkem + public)
            continue
        key = X25519PrivateKey.from_private_bytes(unhex(test["private"]))
        assert key.exchange(X25519PublicKey.from_public_bytes(public)) == unhex(test["shared"])
    assert refused >= 5


def test_hkdf_agrees_with_wycheproof() -> None:
    results = []
    for _, test in wycheproof("hkdf_sha256_test.json"):
        try:
            kdf = HKDF(SHA256(), length=test["size"], salt=unhex(test["salt"]), info=unhex(test["info"]))
            accepted = kdf.derive(unhex(test["ikm"])) == unhex(test["okm"])
        except ValueError:
            accepted = False
        assert accepted == (test["result"] == "valid"), test["tcId"]
        results.append(accepted)
    assert {True, False} == set(results)
