"""Every other call: signed, fresh, not too many, to a known address; each refusal beside an acceptance."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import httpx
import pytest
from sealwire.private_keys import SigningKey
from sealwire.requests import Outgoing, RequestSigner, new_nonce, sign
from sealwire_chassis.bus import connect
from sealwire_chassis.settings import Settings
from simulators.gateway_stage import running
from simulators.programme import AKTAU, BATKEN, OSH, device_keys, seed

if TYPE_CHECKING:
    from simulators.gateway_stage import Exchange

STRANGER = SigningKey.from_seed(seed("stranger"))
UNKNOWN_ID = "018f0000-0000-7000-8000-000000000000"


def osh() -> SigningKey:
    return device_keys(f"key.{OSH.lower()}").auth


async def test_a_signed_call_reaches_its_service_with_the_caller_from_the_directory(
    exchange: Exchange,
) -> None:
    async with exchange.client(osh()) as client:
        answer = await client.get("/v1/mailbox?after=0&limit=5")
    assert answer.status_code == 200
    assert (answer.json()["unit"], answer.json()["roles"]) == (OSH, ["key_officer"])


async def test_an_administrator_is_known_too(exchange: Exchange) -> None:
    async with exchange.client(device_keys("whole").auth) as client:
        answer = await client.get("/v1/directory/units")
    assert answer.json() == {"officer": "whole", "scope": "*", "kind": "administrator"}


async def test_a_body_and_a_path_parameter_pass_unchanged(exchange: Exchange) -> None:
    async with exchange.client(osh()) as client:
        answer = await client.get(f"/v1/envelopes/{UNKNOWN_ID}")
    assert (answer.content, answer.headers["content-type"]) == (UNKNOWN_ID.encode(), "application/cbor")
    assert "x-inside" not in answer.headers


async def test_a_caller_cannot_say_who_it_is(exchange: Exchange) -> None:
    forged = {"sealwire-caller": '{"unit":"KZ-AKT"}', "Sealwire-Anything": "1", "cookie": "a=b"}
    async with exchange.client(osh()) as client:
        answer = await client.get("/v1/mailbox", headers=forged)
        unsigned = await client.get("/v1/mailbox", headers=forged, auth=None)
    assert answer.json()["unit"] == OSH
    assert [name for name in answer.json()["headers"] if name.startswith(("sealwire", "cookie"))] == [
        "sealwire-caller"
    ]
    assert (unsigned.status_code, unsigned.json()["code"]) == (401, "signature-missing")


@pytest.mark.parametrize(
    ("key", "code", "status"),
    [
        (STRANGER, "unknown-key", 401),
        (device_keys("lost.osh").auth, "revoked-key", 401),
        (device_keys(f"key.{OSH.lower()}").sign, "unknown-key", 401),
        (device_keys(f"key.{AKTAU.lower()}").auth, "unit-not-open", 409),
    ],
    ids=["a stranger", "a revoked device", "the sign key for the auth key", "a suspended unit"],
)
async def test_whom_the_directory_does_not_vouch_for_is_refused(
    exchange: Exchange, key: SigningKey, code: str, status: int
) -> None:
    async with exchange.client(key) as client:
        refused = await client.get("/v1/mailbox")
        accepted = await client.get("/v1/mailbox", auth=RequestSigner(osh()))
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert accepted.status_code == 200


@pytest.mark.parametrize(
    ("seconds", "code"), [(-61, "signature-expired"), (-3600, "signature-expired"), (3600, "clock-skew")]
)
async def test_a_wrong_clock_is_refused_with_the_servers_time(
    exchange: Exchange, seconds: int, code: str
) -> None:
    wrong = RequestSigner(osh(), clock=lambda: time.time() + seconds)
    async with exchange.client() as client:
        answer = await client.get("/v1/mailbox", auth=wrong)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (401, code)
    assert abs(problem["server_time"] - time.time()) < 5
    assert abs(problem["difference_s"] - seconds) < 5


async def test_a_captured_call_cannot_be_sent_again_not_even_to_another_gateway(
    exchange: Exchange,
) -> None:
    async with running(exchange.settings(public_url=exchange.url)) as other:
        url = exchange.url + "/v1/mailbox"
        headers = sign(Outgoing("GET", url), osh(), now=int(time.time()), nonce=new_nonce())
        async with exchange.client() as client:
            first = await client.get(url, headers=headers)
            here = await client.get(url, headers=headers)
            there = await client.get(other + "/v1/mailbox", headers=headers)
            fresh = await client.get(
                other + "/v1/mailbox",
                headers=sign(Outgoing("GET", url), osh(), now=int(time.time()), nonce=new_nonce()),
            )
    assert first.status_code == 200
    assert (here.status_code, here.json()["code"]) == (401, "request-replayed")
    assert (there.status_code, there.json()["code"]) == (401, "request-replayed")
    assert fresh.status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/v1/mailbox?after=4", "signature-invalid"),
        ("GET", f"/v1/envelopes/{UNKNOWN_ID}", "signature-invalid"),
        ("POST", "/v1/directory/invitations", "signature-invalid"),
    ],
)
async def test_a_signature_for_one_call_does_not_open_another(
    exchange: Exchange, method: str, path: str, code: str
) -> None:
    signed = Outgoing("GET", exchange.url + "/v1/mailbox?after=3")
    headers = sign(signed, osh(), now=int(time.time()), nonce=new_nonce())
    async with exchange.client() as client:
        refused = await client.request(method, path, headers=headers)
        accepted = await client.get("/v1/mailbox?after=3", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (401, code)
    assert accepted.status_code == 200


async def test_another_body_than_the_signed_one_is_refused(exchange: Exchange) -> None:
    path = f"/v1/envelopes/{UNKNOWN_ID}/receipts"
    signed = Outgoing("POST", exchange.url + path, b"receipt")
    headers = sign(signed, osh(), now=int(time.time()), nonce=new_nonce())
    async with exchange.client() as client:
        answer = await client.post(path, content=b"another", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "digest-mismatch")


async def test_a_body_beyond_the_limit_is_refused_before_the_signature(exchange: Exchange) -> None:
    async with exchange.client() as client:
        answer = await client.post(f"/v1/envelopes/{UNKNOWN_ID}/receipts", content=bytes(65_537))
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "no-such-address"),
        ("GET", "/v1/nothing", 404, "no-such-address"),
        ("GET", "/v1/internal", 404, "no-such-address"),
        ("GET", "/v1/directory/statements/../../internal", 404, "no-such-address"),
        ("GET", "/v1/directory%2Fstatements", 404, "no-such-address"),
        ("GET", "/v1/mailbox/", 404, "no-such-address"),
        ("GET", "/v1/envelopes/a%2e%2e", 404, "no-such-address"),
        ("GET", "/docs/nothing", 404, "no-such-address"),
        ("GET", "/v1/envelopes", 405, "method-not-allowed"),
        ("DELETE", "/v1/mailbox", 405, "method-not-allowed"),
        ("PUT", "/v1/directory/statements", 405, "method-not-allowed"),
        ("POST", "/docs", 405, "method-not-allowed"),
        ("GET", "/v1/mailbox?a=" + "b" * 3000, 400, "malformed-query"),
    ],
)
async def test_what_does_not_exist_is_told_so(
    exchange: Exchange, method: str, path: str, status: int, code: str
) -> None:
    async with httpx.AsyncClient(timeout=10) as client:
        answer = await client.send(client.build_request(method, httpx.URL(exchange.url + path)))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("allow" in answer.headers) == (status == 405)


async def test_header_lines_beyond_the_limit_are_refused(exchange: Exchange) -> None:
    async with exchange.client() as client:
        answer = await client.get("/health/live", headers={"x-long": "a" * 20_000})
        accepted = await client.get("/health/live", headers={"x-long": "a" * 10_000})
    assert (answer.status_code, answer.json()["code"]) == (431, "headers-too-large")
    assert accepted.status_code == 200


async def test_public_addresses_need_no_signature(exchange: Exchange) -> None:
    async with exchange.client() as client:
        read = await client.get("/v1/directory/statements?after=0&limit=2")
        written = await client.post("/v1/directory/statements", content=b"statements")
    assert (read.status_code, read.headers["content-type"]) == (200, "application/cbor")
    assert (written.status_code, exchange.directory.posted[-1]) == (201, b"statements")


async def test_a_refusal_of_a_service_passes_through_untouched(exchange: Exchange) -> None:
    async with exchange.client() as client:
        answer = await client.get("/v1/directory/statements?limit=5000")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_new_device_may_call_before_the_gateway_was_told(exchange: Exchange) -> None:
    field = exchange.field
    batken = device_keys(f"key.{BATKEN.lower()}")
    joined = field.programme.join(BATKEN, "new.batken", ["analyst"], voucher=batken.sign)
    async with exchange.client(joined.auth) as client:
        answer = await client.get("/v1/mailbox")
    assert (answer.status_code, answer.json()["unit"]) == (200, BATKEN)


async def test_a_device_that_calls_too_often_is_told_how_long_to_wait(exchange: Exchange) -> None:
    settings = exchange.settings(rate_requests="3/minute", rate_envelopes="2/minute")
    other = device_keys(f"key.{BATKEN.lower()}").auth
    async with running(settings) as url, exchange.client(osh(), url=url) as client:
        answers = [await client.get("/v1/mailbox") for _ in range(4)]
        assert (await client.get("/v1/mailbox", auth=RequestSigner(other))).status_code == 200
        posted = [await exchange.post(exchange.field.envelope(), url=url) for _ in range(3)]
    for kind, limited in ((answers, 200), (posted, 202)):
        assert {answer.status_code for answer in kind[:-1]} == {limited}
        assert (kind[-1].status_code, kind[-1].json()["code"]) == (429, "too-many-requests")
        assert 1 <= int(kind[-1].headers["retry-after"]) <= 60


async def test_who_has_used_its_quota_up_writes_no_more_nonces(exchange: Exchange) -> None:
    async with (
        running(exchange.settings(rate_requests="3/minute")) as url,
        exchange.client(osh(), url=url) as c,
    ):
        before = await _nonces(exchange)
        answers = [(await c.get("/v1/mailbox")).status_code for _ in range(10)]
        assert answers == [200] * 3 + [429] * 7
        assert await _nonces(exchange) == before + 3


async def _nonces(exchange: Exchange) -> int:
    settings = Settings(nats_url=exchange.nats.url, nats_seed_file=exchange.nats.seed_file("operator"))
    bus = await connect(settings, user="operator")
    try:
        return (await bus.js.stream_info("NONCES")).state.last_seq
    finally:
        await bus.close()


async def test_nobody_uses_up_the_quota_of_another(exchange: Exchange) -> None:
    """Neither a bad signature nor an envelope handed in again counts."""
    raw = exchange.field.envelope()
    async with running(exchange.settings(rate_envelopes="2/minute")) as url:
        for _ in range(5):
            assert (await exchange.post(_unsigned(exchange), url=url)).json()["code"] == "bad-signature"
            assert (await exchange.post(raw, url=url)).status_code == 202
        assert (await exchange.post(exchange.field.envelope(), url=url)).status_code == 202
        assert (await exchange.post(exchange.field.envelope(), url=url)).status_code == 429


def _unsigned(exchange: Exchange) -> bytes:
    return exchange.field.envelope()[:-64] + bytes(64)


async def test_a_gateway_that_ends_sends_long_polls_away_at_once(exchange: Exchange) -> None:
    async with exchange.client(osh()) as client:
        began = time.monotonic()
        async with running(exchange.settings(public_url=exchange.url)) as url:
            polling = asyncio.create_task(_poll(exchange, url))
            while not exchange.alerts.polls:  # noqa: ASYNC110 - another process's request
                await asyncio.sleep(0.01)
        answer = await polling
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert time.monotonic() - began < 5
        assert (await client.get("/v1/mailbox?wait=0")).status_code == 200


async def _poll(exchange: Exchange, url: str) -> httpx.Response:
    path = "/v1/mailbox?wait=25"
    headers = sign(Outgoing("GET", exchange.url + path), osh(), now=int(time.time()), nonce=new_nonce())
    async with exchange.client() as client:
        return await client.get(url + path, headers=headers)
