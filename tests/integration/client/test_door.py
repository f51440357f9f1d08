"""What a client makes of a gateway that is slow, broken, hostile, or not a gateway at all."""

from __future__ import annotations

import asyncio
import contextlib
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from sealwire.client import http
from sealwire.client.http import Door, KeysLocked, Offline, Request, UnexpectedAnswer
from sealwire.envelope.verify import EpochClosed
from sealwire.errors import SealwireError, Unavailable
from sealwire.private_keys import SigningKey

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sealwire.errors import Fact

PUBLIC = Request("GET", "/v1/directory/statements", signed=False)


def answer(status: int, body: bytes = b"", media: str = "application/cbor", more: str = "") -> bytes:
    head = f"HTTP/1.1 {status} Said\r\ncontent-type: {media}\r\ncontent-length: {len(body)}\r\n{more}"
    return f"{head}connection: close\r\n\r\n".encode() + body


def problem(status: int, code: str, **facts: Fact) -> bytes:
    body = {"type": "urn:x", "title": "What happened.", "status": status, "code": code, **facts}
    return answer(status, json.dumps(body).encode(), "application/problem+json")


@dataclass
class Gateway:
    """Answers one connection after the other with the bytes it was given."""

    answers: list[bytes]
    requests: list[bytes] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.requests.append(await reader.readuntil(b"\r\n\r\n"))
        if self.answers:
            writer.write(self.answers.pop(0))
        try:
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        except ConnectionError:
            return


@asynccontextmanager
async def door(*answers: bytes, key: SigningKey | None = None) -> AsyncIterator[tuple[Door, Gateway]]:
    gateway = Gateway(list(answers))
    server = await asyncio.start_server(gateway.serve, "127.0.0.1", 0)
    gateway.port = server.sockets[0].getsockname()[1]
    opened = Door(f"http://127.0.0.1:{gateway.port}", key, attempts=3)
    try:
        yield opened, gateway
    finally:
        await opened.close()
        server.close()
        await server.wait_closed()


@pytest.mark.parametrize(
    "failures",
    [
        pytest.param([problem(503, "unavailable")], id="a part does not answer"),
        pytest.param([problem(504, "deadline-exceeded"), b""], id="a deadline passes, a connection is lost"),
        pytest.param([problem(503, "directory-ahead")], id="a code that only the gateway knows"),
        pytest.param([answer(429, more="retry-after: 0\r\n")], id="a limit without a problem document"),
    ],
)
async def test_what_changes_nothing_is_asked_again(failures: list[bytes]) -> None:
    async with door(*failures, answer(200, b"done")) as (opened, gateway):
        assert await opened.ask(PUBLIC) == b"done"
        assert len(gateway.requests) == len(failures) + 1


async def test_what_is_not_repeatable_is_asked_once() -> None:
    once = Request("POST", "/v1/directory/enrolments", content=b"code", signed=False, repeatable=False)
    async with door(problem(503, "unavailable"), answer(201)) as (opened, gateway):
        with pytest.raises(Unavailable):
            await opened.ask(once)
        assert len(gateway.requests) == 1


async def test_a_refusal_becomes_the_error_that_it_names() -> None:
    async with door(problem(409, "epoch-closed", unit="KG-BAT")) as (opened, gateway):
        with pytest.raises(EpochClosed) as refusal:
            await opened.ask(PUBLIC)
        assert refusal.value.facts["unit"] == "KG-BAT"
        assert len(gateway.requests) == 1


async def test_a_refusal_that_this_version_does_not_know_keeps_its_code_and_status() -> None:
    async with door(problem(418, "from-the-future", detail="And why.")) as (opened, _):
        with pytest.raises(SealwireError) as refusal:
            await opened.ask(PUBLIC)
        assert (refusal.value.code, refusal.value.status) == ("from-the-future", 418)
        assert refusal.value.detail == "What happened. And why."
        assert refusal.value.problem()["code"] == "from-the-future"


@pytest.mark.parametrize(
    "strange",
    [
        pytest.param(answer(404, b"<html>", "text/html"), id="a page of some other server"),
        pytest.param(answer(302, more="location: http://127.0.0.1:9/\r\n"), id="a redirect"),
        pytest.param(answer(400, b"{", "application/problem+json"), id="a problem that is no JSON"),
        pytest.param(answer(400, b"[]", "application/problem+json"), id="a problem that is no object"),
        pytest.param(answer(200, b"x" * 4096), id="a body without end"),
    ],
)
async def test_what_is_no_answer_of_an_exchange_is_refused_at_once(
    strange: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MAX_ANSWER_BYTES", 1024)
    async with door(strange, answer(200)) as (opened, gateway):
        with pytest.raises(UnexpectedAnswer):
            await opened.ask(PUBLIC)
        assert len(gateway.requests) == 1


async def test_bytes_that_are_no_http_are_offline() -> None:
    async with door(b"SSH-2.0\r\n", b"SSH-2.0\r\n", b"SSH-2.0\r\n") as (opened, _):
        with pytest.raises(Offline):
            await opened.ask(PUBLIC)


async def test_an_answer_that_drips_without_end_is_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "WHOLE_ANSWER_S", 0.4)

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 Said\r\ncontent-length: 1000\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.05)

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    opened = Door(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", attempts=1)
    try:
        with pytest.raises(Offline, match="does not come to its end"):
            await opened.ask(PUBLIC)
    finally:
        await opened.close()
        server.close()


async def test_a_repeated_request_is_signed_anew() -> None:
    signed = Request("GET", "/v1/mailbox", params={"after": 0})
    async with door(problem(503, "unavailable"), answer(200), key=SigningKey.generate()) as (opened, gateway):
        await opened.ask(signed)
        first, second = gateway.requests
        assert b"signature-input" in first.lower()
        assert first != second


async def test_what_must_be_signed_is_not_asked_without_a_key() -> None:
    async with door(answer(200)) as (opened, gateway):
        with pytest.raises(KeysLocked):
            await opened.ask(Request("GET", "/v1/mailbox"))
        assert gateway.requests == []
