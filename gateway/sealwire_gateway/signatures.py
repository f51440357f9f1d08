"""The checking half of signed requests: who signed this, exactly so, and just now.

Nothing here knows the network or the clock; a nonce is only read, see `nonces` for its memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import http_sf
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
)
from http_message_signatures.algorithms import ED25519
from sealwire.envelope.format import SKEW_S
from sealwire.requests import (
    COVERED,
    LABEL,
    MAX_AGE_S,
    MAX_AHEAD_S,
    NONCE_PATTERN,
    TAG,
    ClockSkew,
    DigestMismatch,
    ExpiredKey,
    RevokedKey,
    SignatureExpired,
    SignatureIncomplete,
    SignatureInvalid,
    SignatureMalformed,
    SignatureMissing,
    UnknownKey,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sealwire.directory.state import Administrator, Device

_PARAMETERS = {"created", "nonce", "keyid", "tag", "alg"}
_NONCE = re.compile(NONCE_PATTERN)
_KEY_ID = re.compile(r"[0-9a-f]{64}")


class RawHeaders:
    """The header lines of a request as the library wants them: text, in the order of the wire."""

    def __init__(self, lines: Iterable[tuple[bytes, bytes]]) -> None:
        self._lines = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in lines]

    def items(self) -> list[tuple[str, str]]:
        """Return every header line, repeated names included."""
        return self._lines

    def joined(self, wanted: str) -> str:
        """Return the value of a header (lower-case name, as ASGI gives it), repeated lines joined."""
        return ", ".join(value for name, value in self._lines if name == wanted)


@dataclass(frozen=True)
class Incoming:
    """What the signature of a received request is checked against.

    The address is the one the caller was told (`SEALWIRE_PUBLIC_URL` and the target as received),
    not the one a proxy in between used.
    """

    method: str
    url: str
    headers: RawHeaders
    body: bytes


@dataclass(frozen=True)
class SignedBy:
    """Who signed a request, and the nonce that must not come again."""

    key_id: str
    nonce: str
    holder: Device | Administrator


class _Verifier(HTTPMessageVerifier):
    # The library reads its own clock; ours is an argument, so its window is opened and check_age decides.
    max_clock_skew = timedelta(days=50 * 365)


class _Keys(HTTPSignatureKeyResolver):
    """Looks auth keys up in the replayed directory."""

    def __init__(self, find: Callable[[bytes], Device | Administrator | None], now: int) -> None:
        self._find = find
        self._now = now

    def holder(self, key_id: str) -> Device | Administrator:
        """Return the active device or administrator that an auth key belongs to."""
        found = self._find(bytes.fromhex(key_id)) if _KEY_ID.fullmatch(key_id) else None
        if found is None:
            raise UnknownKey
        if not found.active:
            raise RevokedKey
        if self._now > found.until + SKEW_S:
            raise ExpiredKey
        return found

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        """Return the public key that the library verifies with."""
        return Ed25519PublicKey.from_public_bytes(self.holder(key_id).auth)


def check_signature(
    request: Incoming, *, find: Callable[[bytes], Device | Administrator | None], now: int
) -> SignedBy:
    """Return who signed a request.

    Args:
        request: The request as received.
        find: Looks up an auth key id in the directory (`State.by_auth_key`).
        now: Unix seconds.

    Raises:
        SignatureMissing: It has no signature headers.
        SignatureMalformed: They are not exactly one signature labelled sealwire.
        SignatureIncomplete: It covers less or more than it must, or lacks a parameter.
        SignatureExpired: It was made too long ago.
        ClockSkew: It was made in the future.
        UnknownKey: The directory has no such auth key.
        RevokedKey: It had, and it was revoked.
        ExpiredKey: Its holder's time is over.
        SignatureInvalid: The signature does not fit the request.
        DigestMismatch: The body differs from the signed digest.

    Source: RFC 9421 section 3.2; docs/decisions/0009-request-signatures.md.
    """
    parameters = _read_parameters(request.headers)
    # The cheap checks come before the key, and the key before the 0.13 ms of Ed25519.
    check_age(parameters.created, now=now)
    keys = _Keys(find, now)
    holder = keys.holder(parameters.key_id)
    _verify(request, keys)
    return SignedBy(parameters.key_id, parameters.nonce, holder)


@dataclass(frozen=True)
class _Parameters:
    created: int
    key_id: str
    nonce: str


def _read_parameters(headers: RawHeaders) -> _Parameters:
    """Read the one signature's parameters, which are only believed once the signature is verified."""
    lines, signatures = headers.joined("signature-input"), headers.joined("signature")
    if not lines and not signatures:
        raise SignatureMissing
    covered, found = _only_member(_parse(lines))
    if list(_parse(signatures)) != [LABEL]:
        raise SignatureMalformed
    _check_coverage(covered)
    return _check_parameters(found)


def _parse(line: str) -> dict[str, Any]:
    """Parse a structured dictionary field (RFC 9651)."""
    try:
        parsed = http_sf.parse(line.encode("latin-1"), tltype="dictionary", on_duplicate_key=_refuse_twice)
    except (ValueError, TypeError) as error:
        raise SignatureMalformed from error
    return parsed if isinstance(parsed, dict) else {}


def _refuse_twice(key: str, context: str) -> None:
    raise SignatureMalformed(f"The {context} names {key[:20]} twice.")


def _only_member(inputs: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    if list(inputs) != [LABEL] or not isinstance(inputs[LABEL][0], list):
        raise SignatureMalformed
    covered, parameters = inputs[LABEL]
    return covered, parameters


def _check_coverage(covered: list[Any]) -> None:
    names = [name if isinstance(name, str) and not parameters else None for name, parameters in covered]
    if len(names) != len(COVERED) or set(names) != set(COVERED):
        raise SignatureIncomplete("Covered must be exactly: " + ", ".join(COVERED) + ".")


def _check_parameters(found: dict[str, Any]) -> _Parameters:
    if set(found) != _PARAMETERS:
        raise SignatureIncomplete("Parameters must be exactly: " + ", ".join(sorted(_PARAMETERS)) + ".")
    if type(found["created"]) is not int:
        raise SignatureIncomplete("created is a whole number of seconds.")
    if found["tag"] != TAG or found["alg"] != ED25519.algorithm_id:
        raise SignatureIncomplete(f'The tag is "{TAG}" and the alg "{ED25519.algorithm_id}".')
    if not isinstance(found["nonce"], str) or not _NONCE.fullmatch(found["nonce"]):
        raise SignatureIncomplete(f"A nonce matches {NONCE_PATTERN}.")
    return _Parameters(found["created"], str(found["keyid"]), found["nonce"])


def _verify(request: Incoming, keys: _Keys) -> None:
    verifier = _Verifier(signature_algorithm=ED25519, key_resolver=keys)
    try:
        results = verifier.verify(request, max_age=None)
    except HTTPMessageSignaturesException as error:
        raise SignatureInvalid from error
    try:
        verifier.verify_body(request, results, request.body)
    except HTTPMessageSignaturesException as error:
        raise DigestMismatch from error


def check_age(created: int, *, now: int) -> None:
    """Check that a signature was made at most 60 seconds ago and not in the future.

    Args:
        created: When it says that it was made, Unix seconds.
        now: Unix seconds.

    Raises:
        SignatureExpired: It is too old; the facts tell the server's time and the difference.
        ClockSkew: It was made ahead of the server's time by more than is forgiven.
    """
    facts = {"server_time": now, "signed_at": created, "difference_s": created - now}
    if created - now > MAX_AHEAD_S:
        raise ClockSkew(f"This clock is {created - now} s ahead of the server's.", **facts)
    if now - created > MAX_AGE_S:
        raise SignatureExpired(f"It was signed {now - created} s ago by the server's clock.", **facts)
