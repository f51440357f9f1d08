"""Write shared/vectors/directory/enrolment.json: a code, a request with its proofs, and a grant.

`python tools/vectors_enrolment.py`. Sealing is randomised, so a grant that is there and opens is kept.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from sealwire import cbor
from sealwire.directory.applicant import enrolment_request, publics_of
from sealwire.directory.enrolment import code_hash, proof_input
from sealwire.directory.grants import open_grant, seal_grant
from sealwire.directory.state import Device, Epoch
from sealwire.errors import SealwireError
from sealwire.private_keys import DeviceKeys, SealKey, SigningKey

FILE = Path(__file__).resolve().parents[1] / "shared" / "vectors" / "directory" / "enrolment.json"
UNIT, OFFICER, CODE = "KG-OSH", "analyst", "abcd efgh-ijkl mnop"


def seed(name: str) -> bytes:
    """Return the secret seed of a name; these keys protect nothing."""
    return hashlib.sha256(f"sealwire/vectors/enrolment/{name}".encode()).digest()


KEYS = DeviceKeys(
    SigningKey.from_seed(seed("sign")), SigningKey.from_seed(seed("auth")), SealKey.from_seed(seed("seal"))
)
EPOCH_KEY = SealKey.from_seed(seed("epoch"))
EPOCH = Epoch(number=7, key=EPOCH_KEY.key_id, until=0, since=1, devices=frozenset({KEYS.device_id}))


def enrolment() -> dict[str, str]:
    """Return everything about a request that another implementation computes too."""
    founding = seed("founding")
    publics = publics_of(KEYS)
    proof = proof_input(founding, (UNIT, OFFICER), code_hash=code_hash(CODE), publics=publics)
    return {
        "founding": founding.hex(),
        "unit": UNIT,
        "officer": OFFICER,
        "code": CODE,
        "code_hash": code_hash(CODE).hex(),
        "sign_seed": KEYS.sign.seed.hex(),
        "auth_seed": KEYS.auth.seed.hex(),
        "seal_seed": KEYS.seal.seed.hex(),
        "seal_id": publics.seal_id.hex(),
        "fingerprint": publics.fingerprint(),
        "proof_input_sha256": hashlib.sha256(proof).hexdigest(),
        "request": enrolment_request(founding, UNIT, OFFICER, code=CODE, device=KEYS).hex(),
    }


def grant(known: str) -> dict[str, str | int]:
    """Return a grant of epoch 7 to the device.

    Args:
        known: The ciphertext that stands in the file, hex.
    """
    return {
        "epoch": EPOCH.number,
        "epoch_seed": EPOCH_KEY.seed.hex(),
        "epoch_key": EPOCH_KEY.key_id.hex(),
        "device": KEYS.device_id.hex(),
        "info": cbor.encode(["sealwire/grant/1", UNIT, EPOCH.number, EPOCH.key, KEYS.device_id]).hex(),
        "ciphertext": known if _opens(bytes.fromhex(known)) else _sealed().hex(),
    }


def _opens(ciphertext: bytes) -> bool:
    try:
        return open_grant(ciphertext, KEYS, unit=UNIT, epoch=EPOCH) == EPOCH_KEY
    except SealwireError:
        return False


def _sealed() -> bytes:
    sign, auth, seal = KEYS.sign, KEYS.auth, KEYS.seal
    device = Device(
        id=KEYS.device_id,
        unit=UNIT,
        officer=OFFICER,
        sign=sign.public,
        auth=auth.public,
        seal=seal.key_id,
        roles=(),
        until=0,
        since=1,
    )
    return seal_grant(EPOCH_KEY, EPOCH.number, device=device, public=seal.public).ciphertext


def main() -> None:
    """Write the file."""
    known = json.loads(FILE.read_text("utf-8"))["grant"]["ciphertext"] if FILE.exists() else ""
    content = {"enrolment": enrolment(), "grant": grant(known)}
    FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"{FILE.name} written")


if __name__ == "__main__":
    main()
