"""The applicant's and the voucher's side of enrolment: a one-time code, and a request with its proofs.

Client side only: it signs with private keys.
"""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING

from sealwire import cbor
from sealwire.directory.enrolment import CODE_CHARACTERS, DevicePublics, code_hash, proof_input
from sealwire.identifiers import check_handle, check_unit_code

if TYPE_CHECKING:
    from sealwire.private_keys import DeviceKeys

_CODE_BYTES = 10  # 80 bits, 16 characters of base32
_GROUP = 4


def new_code() -> str:
    """Return a new one-time enrolment code, 80 random bits as XXXX-XXXX-XXXX-XXXX."""
    plain = base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode()
    return "-".join(plain[start : start + _GROUP] for start in range(0, CODE_CHARACTERS, _GROUP))


def publics_of(device: DeviceKeys) -> DevicePublics:
    """Return the public halves of a device's keys."""
    return DevicePublics(device.sign.public, device.auth.public, device.seal.public)


def enrolment_request(founding: bytes, unit: str, officer: str, *, code: str, device: DeviceKeys) -> bytes:
    """Return the body of an enrolment request.

    Args:
        founding: The founding hash of the programme.
        unit: The unit's code.
        officer: The handle that the voucher gave with the code.
        code: The one-time code as typed.
        device: The new device's keys.

    Raises:
        MalformedEnrolment, MalformedIdentifier: The code, unit code or handle has another form.
    """
    check_unit_code(unit)
    check_handle(officer)
    publics = publics_of(device)
    message = proof_input(founding, (unit, officer), code_hash=code_hash(code), publics=publics)
    return cbor.encode(
        {
            "code": code,
            "unit": unit,
            "officer": officer,
            "sign": publics.sign,
            "auth": publics.auth,
            "seal": publics.seal,
            "sign_proof": device.sign.sign(message),
            "auth_proof": device.auth.sign(message),
        }
    )
