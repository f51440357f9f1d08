"""Signed requests: what the SDK signs, the gateway takes; each refusal stands beside what is accepted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import http_sf
import httpx
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from http_message_signatures.algorithms import ED25519
from sealwire import errors, requests
from sealwire.directory.state import Device
from sealwire.envelope.format import SKEW_S
from sealwire.private_keys import SigningKey
from sealwire_gateway.signatures import Incoming, RawHeaders, check_age, check_signature

NOW = 1_800_000_000
NONCE = "n0nce-of-22-characters"
URL = "https://gate.example/v1/mailbox?after=3"
KEY = SigningKey.from_seed(bytes(range(32)))
STRANGER = SigningKey.from_seed(bytes(32))
VECTORS = Path(__file__).parents[2] / "shared/vectors/requests/signed.json"


def device(*, active: bool = True) -> Device:
    other = bytes(32)
    ended = None if active else 2
    return Device(other, "KG-OSH", "o1", (), other, KEY.public, other, NOW, since=1, ended=ended)


def find(key_id: bytes) -> Device | None:
    return device() if key_id == KEY.key_id else None


def find_revoked(_: bytes) -> Device:
    return device(active=False)


def signed_headers(
    method: str = "GET", url: str = URL, body: bytes = b"", *, now: int = NOW, key: SigningKey = KEY
) -> dict[str, str]:
    return requests.sign(requests.Outgoing(method, url, body), key, now=now, nonce=NONCE)


def raw(headers: dict[str, str]) -> RawHeaders:
    return RawHeaders([(name.lower().encode(), value.encode()) for name, value in headers.items()])


def incoming(headers: dict[str, str] | None = None, **changes: Any) -> Incoming:
    request = Incoming("GET", URL, raw(signed_headers() if headers is None else headers), b"")
    return replace(request, **changes)


def with_input(old: str, new: str) -> dict[str, str]:
    headers = signed_headers()
    assert old in headers["Signature-Input"]
    return {**headers, "Signature-Input": headers["Signature-Input"].replace(old, new)}


def signed_otherwise(covered: tuple[str, ...] = requests.COVERED, **changes: Any) -> dict[str, str]:
    """Sign truthfully, but not as Sealwire asks for."""
    message = requests.Outgoing("GET", URL)
    options: dict[str, Any] = {
        "key_id": KEY.key_id.hex(),
        "created": datetime.fromtimestamp(NOW, UTC),
        "nonce": NONCE,
        "tag": "sealwire",
        "label": "sealwire",
        "body": b"" if "content-digest" in covered else None,
    }
    signer = HTTPMessageSigner(signature_algorithm=ED25519)
    prepared = signer.prepare(message, covered_component_ids=covered, **{**options, **changes})
    signer.apply(message, prepared, KEY.sign(prepared.signature_base))
    return message.headers


def test_a_signed_request_is_accepted_and_names_its_signer() -> None:
    signed = check_signature(incoming(), find=find, now=NOW)
    assert (signed.key_id, signed.nonce, signed.holder) == (KEY.key_id.hex(), NONCE, device())


@pytest.mark.parametrize("body", [b"", b"x", b"\x00" * 100_000], ids=["empty", "one byte", "large"])
def test_a_signed_body_is_accepted(body: bytes) -> None:
    headers = signed_headers("POST", URL, body)
    check_signature(incoming(headers, method="POST", body=body), find=find, now=NOW)


@pytest.mark.parametrize(
    "alike", ["https://GATE.example/v1/mailbox?after=3", "https://gate.example:443/v1/mailbox?after=3"]
)
def test_an_address_is_compared_as_signed(alike: str) -> None:
    """RFC 9421 normalises no @target-uri, so the gateway's own name must be the one it tells."""
    with pytest.raises(requests.SignatureInvalid):
        check_signature(incoming(url=alike), find=find, now=NOW)


def _no_signature() -> dict[str, str]:
    return {"accept": "*/*"}


def _without(name: str) -> dict[str, str]:
    return {key: value for key, value in signed_headers().items() if key != name}


REFUSED: dict[str, tuple[type[errors.SealwireError], dict[str, str]]] = {
    "no signature at all": (requests.SignatureMissing, _no_signature()),
    "input without signature": (requests.SignatureMalformed, _without("Signature")),
    "signature without input": (requests.SignatureMalformed, _without("Signature-Input")),
    "no structured field": (requests.SignatureMalformed, {**signed_headers(), "Signature-Input": "%%%"}),
    "not latin": (requests.SignatureMalformed, {**signed_headers(), "Signature-Input": "sealwire=é"}),
    "input is an item": (requests.SignatureMalformed, {**signed_headers(), "Signature-Input": "sealwire=1"}),
    "another label": (requests.SignatureMalformed, signed_otherwise(label="other")),
    "a second signature": (
        requests.SignatureMalformed,
        {**signed_headers(), "Signature-Input": signed_headers()["Signature-Input"] + ", b=()"},
    ),
    "the label twice": (
        requests.SignatureMalformed,
        {**signed_headers(), "Signature-Input": ", ".join([signed_headers()["Signature-Input"]] * 2)},
    ),
    "method not covered": (requests.SignatureIncomplete, signed_otherwise(("@target-uri", "content-digest"))),
    "address not covered": (requests.SignatureIncomplete, signed_otherwise(("@method", "content-digest"))),
    "body not covered": (requests.SignatureIncomplete, signed_otherwise(("@method", "@target-uri"))),
    "path instead of address": (
        requests.SignatureIncomplete,
        signed_otherwise(("@method", "@path", "content-digest")),
    ),
    "more than asked covered": (
        requests.SignatureIncomplete,
        signed_otherwise((*requests.COVERED, "@authority")),
    ),
    "one member of the digest": (
        requests.SignatureIncomplete,
        signed_otherwise(("@method", "@target-uri", '"content-digest";key="sha-256"'), body=b""),
    ),
    "no nonce": (requests.SignatureIncomplete, signed_otherwise(nonce=None)),
    "no algorithm": (requests.SignatureIncomplete, signed_otherwise(include_alg=False)),
    "a short nonce": (requests.SignatureIncomplete, signed_otherwise(nonce="short")),
    "a nonce with a space": (requests.SignatureIncomplete, signed_otherwise(nonce="sixteen or more char")),
    "another tag": (requests.SignatureIncomplete, signed_otherwise(tag="other")),
    "an expiry of its own": (
        requests.SignatureIncomplete,
        signed_otherwise(expires=datetime.fromtimestamp(NOW + 9, UTC)),
    ),
    "another algorithm named": (requests.SignatureIncomplete, with_input('"ed25519"', '"rsa-pss-sha512"')),
    "created is text": (requests.SignatureIncomplete, with_input(f"created={NOW}", f'created="{NOW}"')),
    "created was changed": (requests.SignatureInvalid, with_input(f"created={NOW}", f"created={NOW + 1}")),
    "nonce was changed": (requests.SignatureInvalid, with_input(NONCE, NONCE[::-1])),
    "signature of other bytes": (
        requests.SignatureInvalid,
        {**signed_headers(), "Signature": signed_headers(now=NOW - 1)["Signature"]},
    ),
    "a short signature": (requests.SignatureInvalid, {**signed_headers(), "Signature": "sealwire=:aGk=:"}),
    "signature is text": (requests.SignatureInvalid, {**signed_headers(), "Signature": 'sealwire="x"'}),
    "no digest header": (requests.SignatureInvalid, _without("Content-Digest")),
    "digest of another body": (
        requests.SignatureInvalid,
        {**signed_headers(), "Content-Digest": signed_headers(body=b"x")["Content-Digest"]},
    ),
    "a key that nobody has": (requests.UnknownKey, signed_headers(key=STRANGER)),
    "a key id that is none": (requests.UnknownKey, with_input(KEY.key_id.hex(), "me")),
    "a key id in capitals": (requests.UnknownKey, with_input(KEY.key_id.hex(), KEY.key_id.hex().upper())),
}


@pytest.mark.parametrize(("error", "headers"), REFUSED.values(), ids=REFUSED.keys())
def test_a_request_is_refused_with(error: type[errors.SealwireError], headers: dict[str, str]) -> None:
    check_signature(incoming(), find=find, now=NOW)
    with pytest.raises(error) as refused:
        check_signature(incoming(headers), find=find, now=NOW)
    assert refused.value.status == 401
    assert type(refused.value) is error


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "DELETE"},
        {"url": URL + "4"},
        {"url": URL.replace("https", "http")},
        {"url": URL.replace("gate", "other")},
    ],
    ids=["method", "query", "scheme", "host"],
)
def test_a_signature_is_not_taken_for_another(changes: dict[str, Any]) -> None:
    check_signature(incoming(), find=find, now=NOW)
    with pytest.raises(requests.SignatureInvalid):
        check_signature(incoming(**changes), find=find, now=NOW)


def test_another_body_under_a_good_signature_is_refused() -> None:
    check_signature(incoming(), find=find, now=NOW)
    with pytest.raises(requests.DigestMismatch):
        check_signature(incoming(body=b"x"), find=find, now=NOW)


def test_the_key_of_a_revoked_device_is_refused_as_such() -> None:
    check_signature(incoming(), find=find, now=NOW)
    with pytest.raises(requests.RevokedKey):
        check_signature(incoming(), find=find_revoked, now=NOW)


def test_the_key_of_a_device_past_its_end_is_refused_as_such() -> None:
    """The device of these tests counts until NOW; clocks may differ by ten minutes."""
    late = NOW + SKEW_S
    check_signature(incoming(signed_headers(now=late)), find=find, now=late)
    with pytest.raises(requests.ExpiredKey):
        check_signature(incoming(signed_headers(now=late + 1)), find=find, now=late + 1)


@pytest.mark.parametrize("age", [0, 1, 60, -1, -30])
def test_a_fresh_signature_is_accepted(age: int) -> None:
    check_age(NOW - age, now=NOW)


@pytest.mark.parametrize(
    ("age", "error", "says"),
    [
        (61, requests.SignatureExpired, "61 s ago"),
        (86_400, requests.SignatureExpired, "86400 s ago"),
        (-31, requests.ClockSkew, "31 s ahead"),
        (-86_400, requests.ClockSkew, "86400 s ahead"),
    ],
)
def test_a_wrong_clock_is_told_the_servers_time(
    age: int, error: type[errors.SealwireError], says: str
) -> None:
    with pytest.raises(error, match=says) as refused:
        check_age(NOW - age, now=NOW)
    problem = refused.value.problem()
    assert (problem["server_time"], problem["difference_s"]) == (NOW, -age)


def test_an_httpx_client_signs_each_request_anew() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    auth = requests.RequestSigner(KEY, clock=lambda: NOW + 0.9)
    with httpx.Client(auth=auth, transport=httpx.MockTransport(answer)) as client:
        client.post(URL, content=b"body")
        client.post(URL, content=b"body")
    checked = [
        check_signature(Incoming("POST", URL, raw(dict(request.headers)), b"body"), find=find, now=NOW)
        for request in seen
    ]
    assert len({signed.nonce for signed in checked}) == 2


@pytest.mark.parametrize("url", ["/v1/mailbox", "https://gate.example/a b", "", "https:///x"])
def test_what_has_no_address_cannot_be_signed(url: str) -> None:
    with pytest.raises(requests.UnsignableRequest):
        signed_headers(url=url)


def test_the_published_vectors_are_signed_and_accepted_exactly() -> None:
    """Another implementation signs these and must get these very headers: Ed25519 is deterministic."""
    vectors = json.loads(VECTORS.read_text())["vectors"]
    assert vectors
    for vector in vectors:
        key = SigningKey.from_seed(bytes.fromhex(vector["auth_seed"]))
        body = bytes.fromhex(vector["body"])
        outgoing = requests.Outgoing(vector["method"], vector["url"], body)
        headers = requests.sign(outgoing, key, now=vector["created"], nonce=vector["nonce"])
        assert headers == vector["headers"]
        holder = replace(device(), auth=key.public)
        request = Incoming(vector["method"], vector["url"], raw(vector["headers"]), body)
        signed = check_signature(request, find={key.key_id: holder}.get, now=vector["created"])
        assert signed.holder is holder


# RFC 9421 appendix B.1.4 and B.2.6.
RFC_KEY = b"""-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----
"""
RFC_COVERED = ("date", "@method", "@path", "@authority", "content-type", "content-length")
RFC_SIGNATURE = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="


def test_the_library_makes_the_signature_that_rfc_9421_prints() -> None:
    """B.2.6 covers other components than ours, so it tests the library that we build on."""
    message = requests.Outgoing("POST", "https://example.com/foo?param=Value&Pet=dog")
    message.headers.update(
        {
            "Date": "Tue, 20 Apr 2021 02:07:55 GMT",
            "Content-Type": "application/json",
            "Content-Length": "18",
        }
    )
    key = load_pem_private_key(RFC_KEY, None)
    signer = HTTPMessageSigner(
        signature_algorithm=ED25519,
        key_resolver=MappingKeyResolver(
            public_keys={},
            private_keys={"test-key-ed25519": key},  # type: ignore[dict-item]  # the file holds an Ed25519 key
        ),
    )
    signer.sign(
        message,
        key_id="test-key-ed25519",
        created=datetime.fromtimestamp(1618884473, UTC),
        covered_component_ids=RFC_COVERED,
        include_alg=False,
        label="sig-b26",
    )
    assert message.headers["Signature"] == f"sig-b26=:{RFC_SIGNATURE}:"
    assert http_sf.parse(message.headers["Signature"].encode(), tltype="dictionary")
