"""HTTP over NATS: the service's app answers as if it was called directly, within limits and deadlines."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import cbor2
import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import Response
from integration.chassis.scene import connected, eventually, running
from pydantic import BaseModel
from sealwire.errors import NotFound, TooLarge
from sealwire_chassis import problems
from sealwire_chassis.http_over_nats import (
    BusUnavailable,
    DeadlineExceeded,
    NatsTransport,
    RequestFrame,
    forward,
    serve,
)
from sealwire_chassis.http_over_nats.frames import MAX_HEADERS, BadAnswer, decode_reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from nats.aio.msg import Msg
    from sealwire_chassis.bus import Bus
    from sealwire_local.nats import Nats


class Body(BaseModel):
    number: int


def make_app(events: dict[str, object]) -> FastAPI:
    app = FastAPI()
    problems.install(app)

    @app.get("/hello/{name}")
    async def hello(name: str, request: Request, q: str = "") -> dict[str, object]:
        return {"name": name, "q": q, "header": request.headers.get("x-test"), "who": events.get("who")}

    @app.post("/echo")
    async def echo(request: Request) -> Response:
        return Response(await request.body(), status_code=202, media_type="application/cbor")

    @app.post("/typed")
    async def typed(body: Body) -> Body:
        return body

    @app.get("/missing")
    async def missing() -> None:
        raise NotFound("No such thing.", wanted="x")

    @app.get("/crash")
    async def crash() -> None:
        raise ValueError("canary")

    @app.get("/big")
    async def big(size: int) -> Response:
        return Response(bytes(size))

    @app.get("/slow")
    async def slow(seconds: float) -> dict[str, bool]:
        events["began"] = True
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            events["cancelled"] = True
            raise
        return {"done": True}

    return app


@pytest.fixture
def events() -> dict[str, object]:
    return {}


@pytest.fixture
def service() -> str:
    return "test" + os.urandom(4).hex()


@pytest.fixture
async def client(bus: Bus, events: dict[str, object], service: str) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        running(serve(bus, make_app(events), service, max_bytes=100_000, max_in_flight=4)),
        httpx.AsyncClient(transport=NatsTransport(bus, service), base_url="http://service") as opened,
    ):
        await answers(opened)
        yield opened


async def answers(client: httpx.AsyncClient) -> None:
    async def check() -> bool:
        try:
            return (await client.get("/hello/x")).status_code == 200
        except BusUnavailable:
            return False

    await eventually(check)


def get(path: str, query: str = "") -> RequestFrame:
    return RequestFrame("GET", path, query, [], b"")


async def test_method_path_query_headers_and_body_arrive_and_return(client: httpx.AsyncClient) -> None:
    reply = await client.get("/hello/a%2Fb%20é", params={"q": "x y&z"}, headers={"X-Test": "t"})
    assert reply.status_code == 404  # a slash in a name is a slash, as under uvicorn
    reply = await client.get("/hello/b%20é", params={"q": "x y&z"}, headers={"X-Test": "t"})
    assert reply.json() == {"name": "b é", "q": "x y&z", "header": "t", "who": None}
    body = os.urandom(50_000)
    reply = await client.post("/echo", content=body)
    assert (reply.status_code, reply.content) == (202, body)
    assert reply.headers["content-type"] == "application/cbor"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        pytest.param("GET", "/missing", 404, "not-found", id="a refusal keeps its status and code"),
        pytest.param("POST", "/typed", 422, "invalid-request", id="an invalid body is named"),
        pytest.param("GET", "/nowhere", 404, "not-found", id="an unknown path is a problem too"),
        pytest.param("DELETE", "/echo", 405, "method-not-allowed", id="a wrong method is a problem too"),
        pytest.param("GET", "/crash", 500, "internal", id="a crash is a bare 500"),
        pytest.param("GET", "/big?size=100001", 413, "too-large", id="an answer above the limit is refused"),
    ],
)
async def test_problems_pass_end_to_end(
    client: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    reply = await client.request(method, path, json={"number": "canary"} if method == "POST" else None)
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply.headers["content-type"] == "application/problem+json"
    assert "canary" not in reply.text
    assert "Traceback" not in reply.text
    assert (await client.get("/big?size=99000")).status_code == 200


async def test_without_a_service_the_caller_is_told_at_once(bus: Bus) -> None:
    with pytest.raises(BusUnavailable):
        await forward(bus, "nobody", get("/"), deadline_s=5)


async def test_requests_are_shared_out_over_a_queue_group(bus: Bus, service: str) -> None:
    apps = [make_app({"who": who}) for who in ("one", "two")]
    async with running(serve(bus, apps[0], service)), running(serve(bus, apps[1], service)):
        client = httpx.AsyncClient(transport=NatsTransport(bus, service), base_url="http://service")
        await answers(client)
        seen = {(await client.get("/hello/x")).json()["who"] for _ in range(60)}
    assert seen == {"one", "two"}


async def test_at_the_deadline_the_caller_is_told_and_the_work_is_cancelled(
    bus: Bus, client: httpx.AsyncClient, service: str, events: dict[str, object]
) -> None:
    with pytest.raises(DeadlineExceeded):
        await forward(bus, service, get("/slow", "seconds=5"), deadline_s=0.2)

    async def cancelled() -> bool:
        return "cancelled" in events

    await eventually(cancelled, within_s=1)
    assert (await client.get("/slow?seconds=0.01")).json() == {"done": True}


async def test_a_request_above_the_service_limit_is_refused_with_its_size(client: httpx.AsyncClient) -> None:
    reply = await client.post("/echo", content=bytes(100_001))
    assert (reply.status_code, reply.json()["code"]) == (413, "too-large")


async def test_a_request_above_what_the_bus_carries_is_refused(
    bus: Bus, client: httpx.AsyncClient, service: str
) -> None:
    frame = RequestFrame("POST", "/echo", "", [], bytes(bus.nc.max_payload))
    with pytest.raises(TooLarge):
        await forward(bus, service, frame)
    await answers(client)


GOOD = {"method": "GET", "path": "/hello/x", "query": "", "headers": [], "body": b"", "deadline_ms": 1000}
HOSTILE = {
    "no bytes at all": b"",
    "not cbor": b"\xff\xff\xff",
    "truncated": cbor2.dumps(GOOD)[:-3],
    "an array": cbor2.dumps([1, 2, 3]),
    "nested without end": b"\x81" * 50_000,
    "an array said to hold 2**63 things": b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff",
    "a string said to hold 2**63 bytes": b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
    "an indefinite map": b"\xbf\xff",
    "a duplicate key": b"\xa2\x61a\x01\x61a\x02",
    "a regular expression": b"\xa1\x61a\xd8\x23\x63(a)",
    "a big number": b"\xa1\x61a\xc2\x44\xff\xff\xff\xff",
    "a number as method": cbor2.dumps({**GOOD, "method": 7}),
    "a method that is no word": cbor2.dumps({**GOOD, "method": "GET / HTTP/1.1\r\n"}),
    "a relative path": cbor2.dumps({**GOOD, "path": "hello"}),
    "a path with raw unicode": cbor2.dumps({**GOOD, "path": "/\u00e9"}),
    "an endless path": cbor2.dumps({**GOOD, "path": "/" + "a" * 10_000}),
    "text as body": cbor2.dumps({**GOOD, "body": "text"}),
    "a header that is no pair": cbor2.dumps({**GOOD, "headers": [[b"a"]]}),
    "a header of numbers": cbor2.dumps({**GOOD, "headers": [[1, 2]]}),
    "headers that are a map": cbor2.dumps({**GOOD, "headers": {"a": "b"}}),
    "more headers than anyone sends": cbor2.dumps({**GOOD, "headers": [[b"a", b"b"]] * (MAX_HEADERS + 1)}),
    "one endless header": cbor2.dumps({**GOOD, "headers": [[b"a", b"b" * 40_000]]}),
    "a deadline in the past": cbor2.dumps({**GOOD, "deadline_ms": -1}),
    "a deadline next year": cbor2.dumps({**GOOD, "deadline_ms": 10**10}),
    "a deadline that is true": cbor2.dumps({**GOOD, "deadline_ms": True}),
}


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_frame_is_answered_with_a_problem_and_the_next_one_served(
    bus: Bus, service: str, name: str
) -> None:
    reply = decode_reply(await bus.request(f"http.{service}", HOSTILE[name], timeout_s=2))
    assert reply.status == 400
    assert b'"malformed-frame"' in reply.body
    good = decode_reply(await bus.request(f"http.{service}", cbor2.dumps(GOOD), timeout_s=2))
    assert good.status == 200
    assert len(HOSTILE) > 20


async def test_a_hostile_frame_without_a_reply_address_is_dropped(
    bus: Bus, client: httpx.AsyncClient, service: str
) -> None:
    await bus.publish(f"http.{service}", b"\xff")
    await answers(client)


@pytest.mark.usefixtures("client")
async def test_a_flood_is_answered_every_request_of_it_and_partly_with_busy(bus: Bus, service: str) -> None:
    calls = (forward(bus, service, get("/slow", "seconds=0.05"), deadline_s=10) for _ in range(200))
    replies = await asyncio.gather(*calls)
    statuses = [reply.status for reply in replies]
    assert set(statuses) == {200, 503}
    assert statuses.count(200) >= 4
    assert all(b'"busy"' in reply.body for reply in replies if reply.status == 503)


async def test_a_service_that_stops_finishes_what_it_has_begun(
    bus: Bus, events: dict[str, object], service: str
) -> None:
    task = asyncio.ensure_future(serve(bus, make_app(events), service))
    client = httpx.AsyncClient(transport=NatsTransport(bus, service), base_url="http://service")
    await answers(client)
    call = asyncio.ensure_future(client.get("/slow?seconds=0.3"))

    async def began() -> bool:
        return "began" in events

    await eventually(began)
    task.cancel()
    assert (await call).json() == {"done": True}
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(BusUnavailable):
        await client.get("/hello/x")


async def test_an_answer_that_is_no_frame_is_a_bad_gateway(bus: Bus, service: str) -> None:
    async def garble(msg: Msg) -> None:
        await bus.nc.publish(msg.reply, b"garbage")

    subscription = await bus.nc.subscribe(f"http.{service}", cb=garble)
    with pytest.raises(BadAnswer):
        await forward(bus, service, get("/"))
    assert BadAnswer.status == 502
    await subscription.unsubscribe()


async def test_another_user_has_its_own_inbox(nats_server: Nats) -> None:
    async with connected(nats_server, user="gateway") as other:
        assert other.nc.new_inbox().startswith("_INBOX.gateway.")
