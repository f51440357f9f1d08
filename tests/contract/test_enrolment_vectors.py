"""The vectors of enrolment and grants: what two implementations must compute alike, and what opens."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sealwire.directory.applicant import enrolment_request, new_code, publics_of
from sealwire.directory.enrolment import code_hash, parse_request, proof_input
from sealwire.directory.grants import open_grant, seal_grant
from sealwire.directory.refusals import BadGrant, BadProof
from sealwire.directory.state import Device, Epoch
from sealwire.keys import WeakKey
from sealwire.private_keys import CannotOpen, DeviceKeys, SealKey, SigningKey

FILE = Path(__file__).resolve().parents[2] / "shared" / "vectors" / "directory" / "enrolment.json"
VECTORS: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
E: dict[str, str] = VECTORS["enrolment"]
G: dict[str, Any] = VECTORS["grant"]
KEYS = DeviceKeys(
    SigningKey.from_seed(bytes.fromhex(E["sign_seed"])),
    SigningKey.from_seed(bytes.fromhex(E["auth_seed"])),
    SealKey.from_seed(bytes.fromhex(E["seal_seed"])),
)
EPOCH_KEY = SealKey.from_seed(bytes.fromhex(G["epoch_seed"]))
EPOCH = Epoch(number=G["epoch"], key=EPOCH_KEY.key_id, until=0, since=1, devices=frozenset())
FOUNDING = bytes.fromhex(E["founding"])


def test_a_code_is_hashed_as_it_is_meant_not_as_it_is_typed() -> None:
    plain = E["code"].replace(" ", "").replace("-", "").upper()
    assert code_hash(E["code"]).hex() == code_hash(plain).hex() == E["code_hash"]
    assert code_hash(new_code()).hex() != E["code_hash"]


def test_a_request_is_written_and_read_as_in_the_vector() -> None:
    raw = bytes.fromhex(E["request"])
    assert enrolment_request(FOUNDING, E["unit"], E["officer"], code=E["code"], device=KEYS) == raw
    request = parse_request(raw)
    assert request.publics == publics_of(KEYS)
    assert request.publics.seal_id.hex() == E["seal_id"]
    assert request.publics.fingerprint() == E["fingerprint"]
    who = (request.unit, request.officer)
    proof = proof_input(FOUNDING, who, code_hash=request.code_hash, publics=request.publics)
    assert hashlib.sha256(proof).hexdigest() == E["proof_input_sha256"]


def test_a_proof_binds_everything_that_it_is_about() -> None:
    request = parse_request(bytes.fromhex(E["request"]))
    request.verify(FOUNDING)
    other = publics_of(DeviceKeys.generate())
    altered = [
        replace(request, unit="KG-BAT"),
        replace(request, officer="other"),
        replace(request, code_hash=bytes(32)),
        replace(request, sign_proof=request.auth_proof),
        replace(request, auth_proof=request.sign_proof),
        replace(request, publics=replace(request.publics, sign=other.sign)),
        replace(request, publics=replace(request.publics, auth=other.auth)),
        replace(request, publics=replace(request.publics, seal=other.seal)),
    ]
    for wrong in altered:
        with pytest.raises(BadProof):
            wrong.verify(FOUNDING)
    with pytest.raises(BadProof):
        request.verify(bytes(32))


def test_a_request_with_a_weak_key_is_refused_whatever_its_proofs() -> None:
    request = parse_request(bytes.fromhex(E["request"]))
    publics = request.publics
    for weak in (
        replace(publics, sign=bytes(32)),
        replace(publics, auth=bytes(32)),
        replace(publics, seal=publics.seal[:-32] + bytes(32)),
    ):
        with pytest.raises(WeakKey):
            replace(request, publics=weak).verify(FOUNDING)


def test_the_grant_opens_for_its_device_its_unit_and_its_epoch_only() -> None:
    ciphertext = bytes.fromhex(G["ciphertext"])
    assert open_grant(ciphertext, KEYS, unit=E["unit"], epoch=EPOCH) == EPOCH_KEY
    other = replace(KEYS, sign=SigningKey.generate())
    wrong = [
        (KEYS, "KG-BAT", EPOCH),
        (KEYS, E["unit"], replace(EPOCH, number=8)),
        (KEYS, E["unit"], replace(EPOCH, key=bytes(32))),
        (other, E["unit"], EPOCH),
        (DeviceKeys.generate(), E["unit"], EPOCH),
    ]
    for keys, unit, epoch in wrong:
        with pytest.raises(CannotOpen):
            open_grant(ciphertext, keys, unit=unit, epoch=epoch)
    with pytest.raises(CannotOpen):
        open_grant(ciphertext[:-1] + bytes([ciphertext[-1] ^ 1]), KEYS, unit=E["unit"], epoch=EPOCH)


def test_a_grant_of_another_seed_than_the_logs_is_refused() -> None:
    device = Device(
        id=KEYS.device_id,
        unit=E["unit"],
        officer=E["officer"],
        sign=KEYS.sign.public,
        auth=KEYS.auth.public,
        seal=KEYS.seal.key_id,
        roles=(),
        until=0,
        since=1,
    )
    # A dishonest granter names the epoch's key and seals another seed.
    forged = _Named(bytes(32), EPOCH.key)
    grant = seal_grant(forged, EPOCH.number, device=device, public=KEYS.seal.public)
    with pytest.raises(BadGrant):
        open_grant(grant.ciphertext, KEYS, unit=E["unit"], epoch=EPOCH)
    with pytest.raises(BadGrant):
        seal_grant(EPOCH_KEY, EPOCH.number, device=device, public=EPOCH_KEY.public)


class _Named(SealKey):
    """A key pair that claims another's key id."""

    def __init__(self, seed: bytes, claimed: bytes) -> None:
        super().__init__(seed)
        self.__dict__["key_id"] = claimed
