"""Signed requests: RFC 9421 signatures that a device or administrator puts on every API call.

The signing half, its constants and its refusals. It holds no key: whoever calls brings one. The
gateway checks with the same constants (docs/decisions/0009-request-signatures.md).
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import httpx
from http_message_signatures import HTTPMessageSignaturesException, HTTPMessageSigner
from http_message_signatures.algorithms import ED25519

from sealwire.errors import BadRequest, Unauthorised

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

LABEL = "sealwire"
TAG = "sealwire"
COVERED = ("@method", "@target-uri", "content-digest")
MAX_AGE_S = 60
# A nonce is remembered for two minutes, so a signature must be dead by then even when it was made ahead.
MAX_AHEAD_S = 30
# RFC 9421 sets no size; 16 random bytes never meet, and a long nonce would only fill the nonce log.
NONCE_PATTERN = r"[A-Za-z0-9_-]{16,64}"


class UnsignableRequest(BadRequest, code="unsignable-request"):
    """This request has no form that can be signed; check the address."""


class SignatureMissing(Unauthorised, code="signature-missing"):
    """The request is not signed; sign it with the device's auth key (RFC 9421, label sealwire)."""


class SignatureMalformed(Unauthorised, code="signature-malformed"):
    """The signature headers cannot be read as exactly one signature labelled sealwire."""


class SignatureIncomplete(Unauthorised, code="signature-incomplete"):
    """The signature must cover exactly @method, @target-uri and content-digest, and carry every parameter."""


class SignatureInvalid(Unauthorised, code="signature-invalid"):
    """The signature does not fit the request; it was altered, or signed for another address."""


class SignatureExpired(Unauthorised, code="signature-expired"):
    """The signature is too old; sign again, and set this device's clock if it is late."""


class ClockSkew(Unauthorised, code="clock-skew"):
    """The request was signed in the future; set this device's clock and sign again."""


class UnknownKey(Unauthorised, code="unknown-key"):
    """The directory knows no such auth key; enrol this device first."""


class RevokedKey(Unauthorised, code="revoked-key"):
    """The directory has revoked this key; ask a key officer for a new enrolment."""


class ExpiredKey(Unauthorised, code="expired-key"):
    """The device's or administrator's time is over; enrol a new device, or have new keys appointed."""


class DigestMismatch(Unauthorised, code="digest-mismatch"):
    """The body is not the one that was signed."""


class RequestReplayed(Unauthorised, code="request-replayed"):
    """This very request was received before; sign it again with a new nonce."""


class Signer(Protocol):
    """A private Ed25519 auth key (`sealwire.private_keys.SigningKey`)."""

    @property
    def key_id(self) -> bytes:
        """Return the 32-byte SHA-256 of the public key."""

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature of a message."""


@dataclass(frozen=True)
class Outgoing:
    """What is signed of a request: the method, the absolute address as it will be sent, and the body."""

    method: str
    url: str
    body: bytes = b""
    # The library writes its headers here.
    headers: dict[str, str] = field(default_factory=dict)


_SIGNER = HTTPMessageSigner(signature_algorithm=ED25519)


def new_nonce() -> str:
    """Return a fresh nonce: 128 random bits in base64url."""
    return secrets.token_urlsafe(16)


def sign(request: Outgoing, key: Signer, *, now: int, nonce: str) -> dict[str, str]:
    """Return the headers that sign a request.

    Args:
        request: The request; its own headers are not changed.
        key: The device's or administrator's auth key.
        now: Unix seconds.
        nonce: A value never used before with this key, see `new_nonce`.

    Returns:
        Content-Digest, Signature-Input and Signature.

    Raises:
        UnsignableRequest: The address is not an absolute, encoded URL.

    Source: RFC 9421 section 3.1, RFC 9530.
    """
    message = Outgoing(request.method.upper(), request.url, request.body)
    try:
        prepared = _SIGNER.prepare(
            message,
            key_id=key.key_id.hex(),
            created=datetime.fromtimestamp(now, UTC),
            nonce=nonce,
            tag=TAG,
            label=LABEL,
            covered_component_ids=COVERED,
            body=request.body,
        )
        _SIGNER.apply(message, prepared, key.sign(prepared.signature_base))
    except HTTPMessageSignaturesException as error:
        raise UnsignableRequest(str(error)) from error
    return message.headers


class RequestSigner(httpx.Auth):
    """Signs each request of an httpx client: `httpx.AsyncClient(auth=RequestSigner(keys.auth))`."""

    requires_request_body = True

    def __init__(
        self,
        key: Signer,
        *,
        clock: Callable[[], float] = time.time,
        nonces: Callable[[], str] = new_nonce,
    ) -> None:
        self._key = key
        self._clock = clock
        self._nonces = nonces

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Put the three headers on a request; a repeated request gets a new nonce.

        Yields:
            The request, signed.
        """
        outgoing = Outgoing(request.method, str(request.url), request.content)
        request.headers.update(sign(outgoing, self._key, now=int(self._clock()), nonce=self._nonces()))
        yield request
