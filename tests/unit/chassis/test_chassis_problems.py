"""Every refusal and failure of an app leaves it as a problem document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import httpx
import pytest
from fastapi import FastAPI, Query
from pydantic import BaseModel, ConfigDict, Field, field_validator
from sealwire.errors import Conflict, NotFound, TooManyRequests
from sealwire_chassis import caller, problems
from sealwire_chassis.asgi import AccessLog, RequestId, SizeLimit
from sealwire_chassis.caller import Caller, CallerDep

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: int = Field(le=10)
    word: str = "x"

    @field_validator("word")
    @classmethod
    def check(cls, value: str) -> str:
        if value != "x":
            raise ValueError(f"{value} is not x")
        return value


def make_app() -> FastAPI:
    app = FastAPI()
    problems.install(app)

    @app.post("/form")
    async def form(form: Form, page: Annotated[int, Query(ge=1)] = 1) -> int:
        return form.number + page

    @app.get("/slow-down")
    async def slow_down() -> None:
        raise TooManyRequests(retry_after_s=7)

    @app.get("/crash")
    async def crash() -> None:
        raise KeyError("canary")

    @app.get("/who", responses=problems.problems(NotFound, TooManyRequests))
    async def who(caller: CallerDep) -> str:
        return caller.unit

    return app


def client_of(app: object) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x")  # type: ignore[arg-type] # any ASGI app


@pytest.fixture
def client() -> httpx.AsyncClient:
    return client_of(make_app())


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        pytest.param({"number": "canary"}, "body.number", "int parsing", id="a wrong type"),
        pytest.param({"number": 11}, "body.number", "less than equal (le 10)", id="a number above its limit"),
        pytest.param({"number": 1, "word": "canary"}, "body.word", "value error", id="a validator of ours"),
        pytest.param({"number": 1, "<b>": 1}, "body.?b?", "extra forbidden", id="an unknown field"),
        pytest.param({}, "body.number", "missing", id="a missing field"),
    ],
)
async def test_an_invalid_request_names_the_field_and_does_not_echo_it(
    client: httpx.AsyncClient, body: dict[str, object], field: str, reason: str
) -> None:
    reply = await client.post("/form", json=body)
    assert (reply.status_code, reply.json()["code"]) == (422, "invalid-request")
    assert reply.json()["errors"] == [{"field": field, "reason": reason}]
    assert "canary" not in reply.text
    assert (await client.post("/form", json={"number": 1})).json() == 2


async def test_bytes_that_are_no_json_are_an_invalid_request(client: httpx.AsyncClient) -> None:
    reply = await client.post("/form", content=b"{", headers={"content-type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (422, "invalid-request")


async def test_a_refusal_says_when_to_come_back(client: httpx.AsyncClient) -> None:
    reply = await client.get("/slow-down")
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "7")


async def test_a_crash_is_a_bare_500(client: httpx.AsyncClient) -> None:
    reply = await client.get("/crash")
    assert reply.json() == {
        "type": "urn:sealwire:problem:internal",
        "title": "Something went wrong inside Sealwire; nothing was changed.",
        "status": 500,
        "code": "internal",
    }


def test_documented_problems_of_one_status_are_listed_together() -> None:
    class Other(Conflict, code="test-other"):
        """Another conflict."""

    class One(Conflict, code="test-one"):
        """One conflict."""

    responses = problems.problems(One, Other, NotFound)
    assert set(responses) == {404, 409}
    assert responses[409]["description"] == "test-one: One conflict. test-other: Another conflict."


WHO = Caller(key="ab" * 32, kind="device", unit="KG-OSH", officer="o1", roles=("analyst",))


async def test_a_route_learns_who_calls_from_the_header(client: httpx.AsyncClient) -> None:
    reply = await client.get("/who", headers={caller.HEADER: caller.encode(WHO)})
    assert reply.json() == "KG-OSH"
    assert caller.decode(caller.encode(WHO)) == WHO


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no header"),
        pytest.param({caller.HEADER: "{"}, id="no JSON"),
        pytest.param({caller.HEADER: "{}"}, id="nobody"),
        pytest.param({caller.HEADER: caller.encode(WHO).replace("device", "root")}, id="an unknown kind"),
        pytest.param({caller.HEADER: caller.encode(WHO).replace("ab", "zz")}, id="a key that is not hex"),
    ],
)
async def test_a_route_that_asks_who_calls_refuses_nobody(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    reply = await client.get("/who", headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (401, "no-caller")


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_above_the_limit_is_refused_and_one_at_the_limit_is_not(announced: bool) -> None:  # noqa: FBT001 - a table
    async def post(size: int) -> httpx.Response:
        text = b'{"number":1}'
        body = text + b" " * (size - len(text))
        content = body if announced else _in_pieces(body)
        async with client_of(SizeLimit(make_app(), 100)) as limited:
            return await limited.post("/form", content=content, headers={"content-type": "application/json"})

    assert (await post(100)).status_code == 200
    refused = await post(101)
    assert (refused.status_code, refused.json()["code"]) == (413, "too-large")


async def _in_pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 10):
        yield body[start : start + 10]


async def test_a_request_keeps_its_id_and_gets_one_when_it_has_none_or_a_strange_one() -> None:
    async with client_of(RequestId(AccessLog(make_app(), "test"))) as client:
        kept = await client.get("/slow-down", headers={"x-request-id": "abc-1"})
        made = await client.get("/slow-down")
        strange = await client.get("/slow-down", headers={"x-request-id": "a b\tc"})
    assert kept.headers["x-request-id"] == "abc-1"
    assert len(made.headers["x-request-id"]) == len(strange.headers["x-request-id"]) == 16
