"""What a stranger's connection may cost: each bound beside a request that stays within it."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from integration.chassis.scene import running
from sealwire_chassis import connections
from sealwire_chassis.connections import MAX_HEAD_BYTES, Connection
from sealwire_chassis.listen import listen, open_socket

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

GOOD = b"POST /any HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc"
Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Few(Connection):
    """Takes two callers."""

    max_connections = 2


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer how long the body was; a path of /big gets 16 MiB."""
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    body = bytes(16_777_216) if scope["path"] == "/big" else str(size).encode()
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def listening(connection: type[Connection] = Connection) -> AsyncIterator[int]:
    sock = open_socket("127.0.0.1", 0)
    async with running(listen(echo, sock, connection=connection)):
        yield sock.getsockname()[1]


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Ends]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def said(ends: Ends, *parts: bytes) -> tuple[int, str]:
    """Send parts one after the other and return status and body of the first answer."""
    reader, writer = ends
    for part in parts:
        writer.write(part)
        await writer.drain()
    async with asyncio.timeout(10):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
        return int(head.split()[1]), (await reader.readexactly(length)).decode()


async def refused(ends: Ends, *parts: bytes) -> tuple[int, str]:
    status, body = await said(ends, *parts)
    assert await asyncio.wait_for(ends[0].read(), 10) == b"", "nothing more, and the connection is closed"
    return status, json.loads(body)["code"]


@pytest.mark.parametrize(
    "junk",
    [
        b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nhost: a\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\n\r\n",
    ],
    ids=["a TLS greeting", "a path beyond ASCII", "a proxy's method"],
)
async def test_bytes_that_are_no_request_are_answered_with_a_problem(junk: bytes) -> None:
    async with listening() as port, connected(port) as bad, connected(port) as good:
        assert await refused(bad, junk) == (400, "not-http")
        assert await said(good, GOOD) == (200, "3")


LINE = b"x-pad: " + b"a" * 1_000 + b"\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        [b"GET / HTTP/1.1\r\nhost: a\r\nx-pad: ", *[b"a" * 1_000] * 500],
        [b"GET / HTTP/1.1\r\nhost: a\r\n", *[LINE] * 500],
        [b"GET /", *[b"a" * 1_000] * 500],
        [CHUNKED, b"0\r\n", *[LINE] * 500],
    ],
    ids=["one line without end", "lines without end", "an address without end", "trailers without end"],
)
async def test_a_head_without_end_is_cut_off(parts: list[bytes]) -> None:
    async with listening() as port, connected(port) as bad, connected(port) as good:
        reader, writer = bad
        sent = 0
        try:
            for part in parts:
                writer.write(part)
                await writer.drain()
                sent += len(part)
                await asyncio.sleep(0.001)
        except ConnectionError:
            assert sent > MAX_HEAD_BYTES
        else:
            assert b"headers-too-large" in await asyncio.wait_for(reader.read(), 10)
        assert await said(good, b"GET / HTTP/1.1\r\nhost: a\r\n" + LINE * 15, b"\r\n") == (200, "0")


async def test_a_large_body_after_a_small_head_is_no_large_head() -> None:
    chunks = [b"10000\r\n" + bytes(0x10000) + b"\r\n"] * 16
    async with listening() as port, connected(port) as ends:
        for _ in range(3):
            assert await said(ends, CHUNKED, *chunks, b"0\r\n\r\n") == (200, str(0x100000))
        announced = b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1048576\r\n\r\n"
        assert await said(ends, announced, bytes(0x100000)) == (200, str(0x100000))


@pytest.mark.parametrize(
    "begun",
    [[b""], [b"GET / HTTP/1.1\r\nhost: a\r\n"], [GOOD[:-1]], [GOOD + GOOD[:-1]], [GOOD, b"\r\n"]],
    ids=["nothing", "half a head", "half a body", "half a second request", "blank lines"],
)
async def test_a_request_that_does_not_go_on_is_hung_up_on(
    monkeypatch: pytest.MonkeyPatch, begun: list[bytes]
) -> None:
    monkeypatch.setattr(connections, "_SWEEP_S", 0.05)
    monkeypatch.setattr(connections, "IDLE_S", 0.2)
    async with listening() as port, connected(port) as (reader, writer):
        for part in begun:
            writer.write(part)
            await asyncio.sleep(0.1)
        text = await asyncio.wait_for(reader.read(), 4)  # less than uvicorn's own five seconds
    assert b'"code":"too-slow"' in text
    assert text.startswith(b"HTTP/1.1 200") == begun[0].startswith(GOOD)


async def test_a_request_that_trickles_is_hung_up_on_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_SWEEP_S", 0.05)
    monkeypatch.setattr(connections, "READ_S", 0.4)
    async with listening() as port, connected(port) as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\n")
        answer = asyncio.create_task(reader.readuntil(b"}"))
        while not answer.done():
            writer.write(b"a")
            await asyncio.wait({answer}, timeout=0.05)
    assert b'"code":"too-slow"' in answer.result()


async def test_a_caller_who_does_not_take_its_answer_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_SWEEP_S", 0.05)
    monkeypatch.setattr(connections, "IDLE_S", 0.3)
    big = b"GET /big HTTP/1.1\r\nhost: a\r\n\r\n"
    async with listening() as port, connected(port) as slow:
        slow[1].write(big)
        await asyncio.sleep(1)
        # What the kernels hold still comes, and then the end.
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await slow[0].readexactly(16_777_216)
        async with connected(port) as quick:
            status, body = await said(quick, big)
        assert (status, len(body)) == (200, 16_777_216)


async def test_more_callers_than_there_is_room_for_are_told_so() -> None:
    async with listening(Few) as port, connected(port) as first:
        assert await said(first, GOOD) == (200, "3")
        async with connected(port) as second, connected(port) as third:
            assert await said(second, GOOD) == (200, "3")
            assert await refused(third) == (503, "too-many-connections")
        assert await said(first, GOOD) == (200, "3")


def test_a_body_does_not_wait_for_its_head_to_be_acknowledged() -> None:
    with open_socket("127.0.0.1", 0) as sock, socket.create_connection(sock.getsockname()):
        accepted, _ = sock.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
