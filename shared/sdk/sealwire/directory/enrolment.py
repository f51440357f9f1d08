"""An enrolment request: the public keys of a new device, with proof that the applicant has the private ones.

The service checks it when it comes in; the voucher's client checks it again before it signs.
Source: docs/protocol/directory.md section 9.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire import cbor, keys
from sealwire.directory.refusals import BadProof, MalformedEnrolment
from sealwire.fingerprint import fingerprint
from sealwire.identifiers import check_handle, check_unit_code

if TYPE_CHECKING:
    from sealwire.cbor import Value

MAX_REQUEST = 8_192
CODE_CHARACTERS = 16
CODE_DOMAIN = "sealwire/enrolment-code/1"
PROOF_DOMAIN = "sealwire/enrolment/1"

_CODE = re.compile(r"[A-Z2-7]{16}")
_BYTE_FIELDS = {
    "sign": keys.SIGN_KEY_BYTES,
    "auth": keys.SIGN_KEY_BYTES,
    "seal": keys.SEAL_KEY_BYTES,
    "sign_proof": keys.SIGNATURE_BYTES,
    "auth_proof": keys.SIGNATURE_BYTES,
}
_FIELDS = {"code", "unit", "officer", *_BYTE_FIELDS}


@dataclass(frozen=True, slots=True)
class DevicePublics:
    """The three public keys of a device: two of 32 bytes (Ed25519) and one of 1,216 (X-Wing)."""

    sign: bytes
    auth: bytes
    seal: bytes

    @property
    def seal_id(self) -> bytes:
        """Return the key id of the X-Wing key, which stands in the log."""
        return keys.key_id(self.seal)

    def fingerprint(self) -> str:
        """Return what applicant and voucher compare by phone."""
        return fingerprint(self.sign, self.auth, self.seal)

    def check(self) -> None:
        """Check the form of the keys.

        Raises:
            WeakKey: One is of low order or out of range.
        """
        keys.check_signing_key(self.sign)
        keys.check_signing_key(self.auth)
        keys.check_seal_key(self.seal)


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """What an applicant presents: who, which keys, and two signatures that prove possession."""

    unit: str
    officer: str
    code_hash: bytes
    publics: DevicePublics
    sign_proof: bytes
    auth_proof: bytes

    def verify(self, founding: bytes) -> None:
        """Check the keys and that the applicant has the private halves of both signing keys.

        Args:
            founding: The founding hash of the programme that is enrolled in.

        Raises:
            WeakKey: A key is of low order or out of range.
            BadProof: A proof does not hold.
        """
        self.publics.check()
        message = proof_input(
            founding, (self.unit, self.officer), code_hash=self.code_hash, publics=self.publics
        )
        try:
            keys.verify(self.publics.sign, self.sign_proof, message)
            keys.verify(self.publics.auth, self.auth_proof, message)
        except keys.BadSignature as error:
            raise BadProof from error


def code_hash(code: str) -> bytes:
    """Return the hash under which the service knows a one-time code.

    Args:
        code: As typed: case, spaces and hyphens do not matter.

    Raises:
        MalformedEnrolment: It has not 16 characters of A-Z and 2-7.
    """
    plain = re.sub(r"[\s-]", "", code).upper()
    if not _CODE.fullmatch(plain):
        raise MalformedEnrolment("An enrolment code has 16 letters and digits (2 to 7), in groups of four.")
    return hashlib.sha256(cbor.encode([CODE_DOMAIN, plain])).digest()


def proof_input(founding: bytes, who: tuple[str, str], *, code_hash: bytes, publics: DevicePublics) -> bytes:
    """Return the bytes that both proofs of possession sign; `who` is unit code and handle."""
    unit, officer = who
    return cbor.encode(
        [PROOF_DOMAIN, founding, unit, officer, code_hash, publics.sign, publics.auth, publics.seal]
    )


def parse_request(data: bytes) -> EnrolmentRequest:
    """Read the body of an enrolment request.

    Raises:
        MalformedCbor, MalformedEnrolment, MalformedIdentifier, TooLarge: It has another form.
    """
    body = cbor.decode(data, max_bytes=MAX_REQUEST)
    if not isinstance(body, dict) or body.keys() != _FIELDS:
        raise MalformedEnrolment(f"An enrolment request has exactly: {', '.join(sorted(_FIELDS))}.")
    publics = DevicePublics(_octets(body, "sign"), _octets(body, "auth"), _octets(body, "seal"))
    return EnrolmentRequest(
        unit=check_unit_code(_text(body, "unit")),
        officer=check_handle(_text(body, "officer")),
        code_hash=code_hash(_text(body, "code")),
        publics=publics,
        sign_proof=_octets(body, "sign_proof"),
        auth_proof=_octets(body, "auth_proof"),
    )


def _text(body: dict[str, Value], name: str) -> str:
    value = body[name]
    if not isinstance(value, str):
        raise MalformedEnrolment(f"{name} is a text.")
    return value


def _octets(body: dict[str, Value], name: str) -> bytes:
    value, length = body[name], _BYTE_FIELDS[name]
    if not isinstance(value, bytes) or len(value) != length:
        raise MalformedEnrolment(f"{name} has {length} bytes.")
    return value
