"""Whatever bytes come, the gateway answers with a refusal of ours, never with a failure."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sealwire import cbor
from sealwire.requests import Outgoing, new_nonce, sign
from simulators.programme import OSH, device_keys
from simulators.sealing import flipped

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx
    from simulators.gateway_stage import Exchange

NAMES = ("Signature-Input", "Signature", "Content-Digest")
ROUNDS = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
LEAVES = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.binary() | st.text()
VALUES = st.recursive(LEAVES, lambda v: st.lists(v) | st.dictionaries(st.text(), v), max_leaves=20)


async def _each(strategy: st.SearchStrategy[Any], check: Callable[[Any], Awaitable[None]]) -> None:
    """Run an async check for many examples: hypothesis is synchronous, so it runs in a thread."""
    loop = asyncio.get_running_loop()

    @ROUNDS
    @given(strategy)
    def run(example: Any) -> None:
        asyncio.run_coroutine_threadsafe(check(example), loop).result(20)  # type: ignore[arg-type]  # a coroutine

    await asyncio.to_thread(run)


def _refused(answer: httpx.Response) -> None:
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] != "internal"


async def test_any_bytes_for_an_envelope_are_refused(exchange: Exchange) -> None:
    async def check(body: bytes) -> None:
        _refused(await exchange.post(body))

    await _each(st.binary(max_size=300), check)


async def test_any_cbor_for_an_envelope_or_its_header_is_refused(exchange: Exchange) -> None:
    async def check(value: Any) -> None:
        _refused(await exchange.post(cbor.encode(value)))
        _refused(await exchange.post(cbor.encode([cbor.encode(value), b"", b"", bytes(64)])))

    await _each(VALUES, check)


async def test_any_flipped_bit_of_an_envelope_is_refused(exchange: Exchange) -> None:
    raw = exchange.field.envelope()

    async def check(bit: int) -> None:
        _refused(await exchange.post(flipped(raw, bit)))

    await _each(st.integers(0, len(raw) * 8 - 1), check)
    assert (await exchange.post(raw)).status_code == 202


async def _get(exchange: Exchange, headers: dict[str, bytes]) -> httpx.Response:
    async with exchange.client() as client:
        return await client.get("/v1/mailbox", headers=headers)  # type: ignore[arg-type]  # httpx takes bytes


async def test_any_signature_headers_are_refused(exchange: Exchange) -> None:
    # Control characters are no header lines: the HTTP reader below the gateway refuses them.
    line = st.binary(max_size=120).map(lambda value: bytes(c for c in value if 32 < c != 127))

    async def check(values: list[bytes]) -> None:
        _refused(await _get(exchange, dict(zip(NAMES, values, strict=True))))

    await _each(st.tuples(line, line, line), check)


async def test_any_changed_character_of_a_signature_header_is_refused(exchange: Exchange) -> None:
    key = device_keys(f"key.{OSH.lower()}").auth

    async def check(change: tuple[str, int, int]) -> None:
        name, place, character = change
        target = Outgoing("GET", exchange.url + "/v1/mailbox")
        signed = sign(target, key, now=int(time.time()), nonce=new_nonce())
        headers = {each: value.encode() for each, value in signed.items()}
        value = bytearray(headers[name])
        if value[place % len(value)] == character:
            return
        value[place % len(value)] = character
        answer = await _get(exchange, {**headers, name: bytes(value)})
        # The spare bits of base64 are not part of what is signed.
        if answer.status_code != 200:
            _refused(answer)

    await _each(st.tuples(st.sampled_from(NAMES), st.integers(0, 500), st.integers(33, 126)), check)
