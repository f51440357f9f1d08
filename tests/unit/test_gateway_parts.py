"""The gateway's parts by themselves: addresses, quotas, batches, directory pages, bodies, documents."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from sealwire import cbor
from sealwire.contract import acceptance
from sealwire.contract.models import MAX_WAIT_S
from sealwire.contract.people import MAX_IMPORT_BYTES
from sealwire.errors import SealwireError, TooLarge, TooManyRequests, Unavailable
from sealwire.requests import MAX_AGE_S, MAX_AHEAD_S
from sealwire_chassis.http_over_nats.serving import Busy
from sealwire_gateway.batches import Batches, Bounds
from sealwire_gateway.follower import DirectoryRewound, MalformedPage, read_page
from sealwire_gateway.messages import Request, Room, problem_answer
from sealwire_gateway.nonces import nonce_stream
from sealwire_gateway.openapi import merge
from sealwire_gateway.rates import Rate
from sealwire_gateway.refusals import ConnectionLost, MethodNotAllowed, NoSuchAddress
from sealwire_gateway.routes import DEADLINE_S, IMPORT_S, MAX_BODY_BYTES, ROUTES, find_route
from sealwire_gateway.settings import GatewaySettings

if TYPE_CHECKING:
    from starlette.types import Message

ID = "018f0000-0000-7000-8000-000000000000"
KEY = "ab" * 32


@pytest.mark.parametrize(
    ("method", "path", "service", "signed"),
    [
        ("GET", "/v1/mailbox", "alerts", True),
        ("GET", f"/v1/envelopes/{ID}", "alerts", True),
        ("GET", f"/v1/envelopes/{ID}/receipts", "alerts", True),
        ("POST", f"/v1/envelopes/{ID}/receipts", "alerts", True),
        ("GET", "/v1/directory/statements", "directory", False),
        ("POST", "/v1/directory/statements", "directory", False),
        ("GET", f"/v1/directory/keys/{KEY}", "directory", False),
        ("GET", f"/v1/directory/grants/{KEY}", "directory", True),
        ("GET", "/v1/directory/units", "directory", True),
        ("GET", "/v1/units", "directory", True),
        ("PUT", "/v1/units/KG-OSH", "directory", True),
        ("PUT", "/v1/units/KG-OSH/officers/key-1.osh", "directory", True),
        ("GET", "/v1/exports/units.xlsx", "directory", True),
        ("POST", "/v1/imports/officers", "directory", True),
        ("POST", "/v1/directory/invitations", "directory", True),
        ("POST", "/v1/directory/enrolments", "directory", False),
        ("GET", "/v1/directory/enrolments", "directory", True),
    ],
)
def test_an_address_goes_to_its_service(method: str, path: str, service: str, *, signed: bool) -> None:
    route = find_route(method, path)
    assert (route.service, route.signed) == (service, signed)


def test_only_what_proves_itself_or_is_public_needs_no_signature() -> None:
    """A new unsigned route is a decision: it changes this list."""
    assert sorted((r.method, r.pattern.pattern) for r in ROUTES if not r.signed) == [
        ("GET", "/v1/directory/checkpoint"),
        ("GET", "/v1/directory/keys/[0-9a-f]{1,128}"),
        ("GET", "/v1/directory/pages/[0-9]{1,15}"),
        ("GET", "/v1/directory/proofs/consistency"),
        ("GET", "/v1/directory/proofs/inclusion"),
        ("GET", "/v1/directory/statements"),
        ("GET", "/v1/log/checkpoint"),
        ("GET", "/v1/log/proofs/consistency"),
        ("POST", "/v1/directory/enrolments"),
        ("POST", "/v1/directory/statements"),
    ]


@pytest.mark.parametrize(
    "path", ["/v1/mailbox/x", "/v1/envelopes/../mailbox", "/v1/Mailbox", "/v1/mailbox\n"]
)
def test_an_address_that_is_not_in_the_table_does_not_exist(path: str) -> None:
    find_route("GET", "/v1/mailbox")
    with pytest.raises(NoSuchAddress):
        find_route("GET", path)


def test_another_method_is_told_which_there_are() -> None:
    with pytest.raises(MethodNotAllowed) as refused:
        find_route("DELETE", "/v1/directory/statements")
    answer = problem_answer(refused.value)
    assert (answer.status, dict(answer.headers)[b"allow"]) == (405, b"GET, POST")


@pytest.mark.parametrize(
    ("query", "seconds"),
    [
        (b"", 0),
        (b"wait=0", 0),
        (b"wait=7", 7),
        (b"after=3&wait=30", 30),
        (b"wait=9999", MAX_WAIT_S),
        (b"wait=0&wait=7", 7),
        (b"w%61it=%37", 7),
        (b"wait=%2B7", MAX_WAIT_S),
        (b"wait=-1", MAX_WAIT_S),
        (b"wait=99999999999", MAX_WAIT_S),
    ],
)
def test_a_long_poll_gets_its_wait_and_no_more(query: bytes, seconds: int) -> None:
    assert find_route("GET", "/v1/mailbox").deadline_s(query) == DEADLINE_S + seconds
    assert find_route("GET", "/v1/directory/units").deadline_s(query) == DEADLINE_S


def test_an_import_gets_the_time_and_the_size_that_thousands_of_lines_take() -> None:
    route, other = find_route("POST", "/v1/imports/units"), find_route("PUT", "/v1/units/KG-OSH")
    assert (route.deadline_s(b""), route.max_body) == (IMPORT_S, MAX_IMPORT_BYTES)
    assert (other.deadline_s(b""), other.max_body) == (DEADLINE_S, MAX_BODY_BYTES)


def test_a_quota_is_counted_per_key_and_says_how_long_to_wait() -> None:
    rate = Rate("2/minute")
    rate.count("a")
    rate.count("a")
    rate.count("b")
    with pytest.raises(TooManyRequests) as refused:
        rate.count("a")
    wait_s = refused.value.facts["retry_after_s"]
    assert isinstance(wait_s, int)
    assert 1 <= wait_s <= 60
    assert dict(problem_answer(refused.value).headers)[b"retry-after"] == str(wait_s).encode()


def test_a_setting_that_is_no_rate_is_refused() -> None:
    assert GatewaySettings(rate_envelopes="5/second").rate_envelopes == "5/second"
    with pytest.raises(ValueError, match="rate_envelopes"):
        GatewaySettings(rate_envelopes="often")


def test_a_nonce_outlives_its_signature_in_as_many_copies_as_the_operator_wants() -> None:
    kept = nonce_stream(replicas=GatewaySettings(stream_replicas=3).stream_replicas)
    assert kept.num_replicas == 3
    assert kept.max_age == kept.duplicate_window > MAX_AGE_S + MAX_AHEAD_S


class Alerts:
    """Answers accept requests when it is let, as alerts would."""

    def __init__(self) -> None:
        self.requests: list[list[bytes]] = []
        self.open = asyncio.Event()
        self.failure: SealwireError | None = None
        self.reply: bytes | None = None

    async def __call__(self, request: bytes, /) -> bytes:
        envelopes = acceptance.decode_request(request)
        self.requests.append(envelopes)
        await self.open.wait()
        if self.failure is not None:
            raise self.failure
        return self.reply or acceptance.encode_reply(
            [acceptance.Accepted(int.from_bytes(each[:2], "big"), 1) for each in envelopes]
        )


def numbered(number: int, size: int = 2) -> bytes:
    return number.to_bytes(2, "big") + bytes(size - 2)


async def _accepted(batches: Batches, envelopes: list[bytes]) -> list[int]:
    outcomes = await asyncio.gather(*(batches.accept(each) for each in envelopes))
    return [outcome.position for outcome in outcomes if isinstance(outcome, acceptance.Accepted)]


async def test_while_requests_are_in_flight_others_gather_and_each_gets_its_own_answer() -> None:
    alerts = Alerts()
    batches = Batches(alerts, Bounds(1000, 10_000_000, in_flight=2))
    asyncio.get_running_loop().call_later(0.02, alerts.open.set)
    assert await _accepted(batches, [numbered(n) for n in range(700)]) == list(range(700))
    assert [len(request) for request in alerts.requests] == [256, 256, 188]


async def test_a_batch_is_never_larger_than_alerts_takes() -> None:
    alerts = Alerts()
    alerts.open.set()
    batches = Batches(alerts, Bounds(1000, 100_000_000, in_flight=1))
    await _accepted(batches, [numbered(n, 1_048_576) for n in range(5)])
    sizes = [len(acceptance.encode_request(request)) for request in alerts.requests]
    assert max(sizes) <= acceptance.MAX_BATCH_BYTES
    assert sum(len(request) for request in alerts.requests) == 5


@pytest.mark.parametrize("bounds", [Bounds(2, 1000, 1), Bounds(100, 7, 1)], ids=["envelopes", "bytes"])
async def test_what_finds_no_room_is_refused_at_once_and_room_comes_back(bounds: Bounds) -> None:
    alerts = Alerts()
    batches = Batches(alerts, bounds)
    waiting = [asyncio.create_task(batches.accept(numbered(n, 3))) for n in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await batches.accept(numbered(9, 3))
    alerts.open.set()
    await asyncio.gather(*waiting)
    assert await _accepted(batches, [numbered(4, 3)]) == [4]


@pytest.mark.parametrize(
    ("failure", "reply"),
    [(Unavailable(), None), (SealwireError(), None), (None, b"\xff"), (None, cbor.encode([]))],
    ids=["unreachable", "broken", "no answer that can be read", "an answer for nobody"],
)
async def test_an_envelope_without_an_answer_may_be_sent_again(
    failure: SealwireError | None, reply: bytes | None
) -> None:
    alerts = Alerts()
    alerts.open.set()
    alerts.failure, alerts.reply = failure, reply
    batches = Batches(alerts, Bounds(10, 1000, 1))
    with pytest.raises(Unavailable):
        await batches.accept(numbered(1))
    alerts.failure = alerts.reply = None
    assert await _accepted(batches, [numbered(1)]) == [1]


async def test_nobody_waits_behind_a_batch_that_gets_no_answer() -> None:
    alerts = Alerts()
    batches = Batches(alerts, Bounds(1000, 10_000_000, in_flight=1))
    waiting = [asyncio.create_task(batches.accept(numbered(n))) for n in range(600)]
    while not alerts.requests:  # noqa: ASYNC110 - one turn of the loop at a time
        await asyncio.sleep(0)
    alerts.failure = Unavailable()
    alerts.open.set()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {Unavailable}
    assert len(alerts.requests) == 1, "a store that does not answer is not asked for each batch in turn"
    alerts.failure = None
    assert await _accepted(batches, [numbered(1)]) == [1]


async def test_who_hung_up_before_sending_is_left_out() -> None:
    alerts = Alerts()
    batches = Batches(alerts, Bounds(10, 1000, 1))
    first = asyncio.create_task(batches.accept(numbered(1)))
    while not alerts.requests:  # noqa: ASYNC110 - one turn of the loop at a time
        await asyncio.sleep(0)
    gone, stays = (asyncio.create_task(batches.accept(numbered(n))) for n in (2, 3))
    await asyncio.sleep(0)
    gone.cancel()
    alerts.open.set()
    await asyncio.gather(first, stays)
    assert alerts.requests == [[numbered(1)], [numbered(3)]]


def test_a_page_of_statements_is_read() -> None:
    assert read_page(cbor.encode([5, [b"a", b"b"]]), after=3) == (5, [b"a", b"b"])
    assert read_page(cbor.encode([3, []]), after=3) == (3, [])


@pytest.mark.parametrize(
    ("page", "error"),
    [
        (cbor.encode([5, []]), MalformedPage),
        (cbor.encode([5, [1]]), MalformedPage),
        (cbor.encode([5, ["a"]]), MalformedPage),
        (cbor.encode(["5", [b"a"]]), MalformedPage),
        (cbor.encode([True, [b"a"]]), MalformedPage),
        (cbor.encode({}), MalformedPage),
        (cbor.encode([2, []]), DirectoryRewound),
        (b"", cbor.MalformedCbor),
    ],
)
def test_a_page_of_another_shape_is_refused(page: bytes, error: type[SealwireError]) -> None:
    with pytest.raises(error):
        read_page(page, after=3)


def request(
    *messages: Message, headers: list[tuple[bytes, bytes]] | None = None, room: Room | None = None
) -> Request:
    left = list(messages)

    async def receive() -> Message:
        return left.pop(0)

    return Request({"type": "http", "headers": headers or []}, receive, room or Room())


def part(body: bytes, *, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


@pytest.mark.parametrize("parts", [[b"abcd"], [b"ab", b"cd"], [b"", b"abcd", b""]])
async def test_a_body_is_read_to_its_end_and_no_larger_than_the_limit(parts: list[bytes]) -> None:
    messages = [part(each, more=index + 1 < len(parts)) for index, each in enumerate(parts)]
    assert await request(*messages).body(max_bytes=4) == b"abcd"
    with pytest.raises(TooLarge):
        await request(*messages).body(max_bytes=3)


async def test_a_body_that_is_announced_too_large_is_not_read() -> None:
    with pytest.raises(TooLarge):
        await request(headers=[(b"content-length", b"5")]).body(max_bytes=4)


async def test_a_caller_who_hangs_up_is_no_failure() -> None:
    with pytest.raises(ConnectionLost):
        await request(part(b"ab", more=True), {"type": "http.disconnect"}).body(max_bytes=9)


async def test_unfinished_bodies_take_only_so_much_memory_together() -> None:
    room = Room(6)
    first = request(part(b"abcd", more=True), {"type": "http.disconnect"}, room=room)
    room.take(4)
    with pytest.raises(Busy):
        await first.body(max_bytes=9)
    assert await request(part(b"abcdefgh", more=False), room=room).body(max_bytes=9) == b"abcdefgh"
    room.give_back(4)
    for _ in range(3):  # what is read, and what is given up, leaves its room to others
        halves = part(b"abcd", more=True), part(b"efgh", more=False)
        assert await request(*halves, room=room).body(max_bytes=9) == b"abcdefgh"
        with pytest.raises(ConnectionLost):
            await request(part(b"abcd", more=True), {"type": "http.disconnect"}, room=room).body(max_bytes=9)


def service(title: str, path: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Out"}
    header = {"name": "sealwire-caller", "in": "header"}
    operation = {
        "operationId": "read",
        "parameters": [header, {"name": "after", "in": "query"}],
        "responses": {"200": {"content": {"application/json": {"schema": schema}}}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": title},
        "paths": {path: {"get": operation}, "/v1/internal": {"get": operation}},
        "components": {
            "schemas": {"Out": {"title": title, "properties": {"more": {"type": "array", "items": schema}}}}
        },
    }


def test_two_services_with_one_name_for_two_things_are_merged_without_mixing_them_up() -> None:
    services = {"alerts": service("A", "/v1/mailbox"), "directory": service("D", "/v1/directory/units")}
    merged = merge(services, version="1")
    schemas = merged["components"]["schemas"]
    assert (schemas["alerts.Out"]["title"], schemas["directory.Out"]["title"]) == ("A", "D")
    for path, name in (("/v1/mailbox", "alerts"), ("/v1/directory/units", "directory")):
        operation = merged["paths"][path]["get"]
        content = operation["responses"]["200"]["content"]["application/json"]
        assert content["schema"] == {"$ref": f"#/components/schemas/{name}.Out"}
        assert operation["operationId"] == f"{name}.read"
        assert [parameter["name"] for parameter in operation["parameters"]] == ["after"]
    assert "/v1/internal" not in merged["paths"]


def test_a_service_cannot_answer_for_an_address_of_another() -> None:
    assert "/v1/mailbox" in merge({"alerts": service("A", "/v1/mailbox")}, version="1")["paths"]
    assert "/v1/mailbox" not in merge({"directory": service("D", "/v1/mailbox")}, version="1")["paths"]


def test_every_reference_of_the_merged_document_leads_somewhere() -> None:
    merged = merge({"alerts": service("A", "/v1/mailbox")}, version="1")
    found = _references(merged)
    assert found
    assert all(name in merged["components"]["schemas"] for name in found)


def _references(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*(_references(item) for item in value))
    if not isinstance(value, dict):
        return set()
    own = {value["$ref"].rpartition("/")[2]} if isinstance(value.get("$ref"), str) else set()
    return own.union(*(_references(item) for item in value.values()))


async def test_an_envelope_that_comes_in_the_turn_of_the_last_reply_is_sent() -> None:
    """Whoever drained the queue has left, though its task ends a turn later."""
    asked: asyncio.Queue[asyncio.Future[bytes]] = asyncio.Queue()

    async def alerts(_: bytes) -> bytes:
        reply = asyncio.get_running_loop().create_future()
        asked.put_nowait(reply)
        return bytes(await reply)

    batches = Batches(alerts, Bounds(10, 1000, in_flight=1))
    first = asyncio.create_task(batches.accept(b"1"))
    async with asyncio.timeout(5):
        (await asked.get()).set_result(acceptance.encode_reply([acceptance.Accepted(1, 1)]))
        second = asyncio.create_task(batches.accept(b"2"))
        (await asked.get()).set_result(acceptance.encode_reply([acceptance.Accepted(2, 1)]))
        assert [await first, await second] == [acceptance.Accepted(1, 1), acceptance.Accepted(2, 1)]
