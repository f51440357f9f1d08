"""A refusal that crosses the wire stays what it was, and no answer of a server is more than a refusal."""

from __future__ import annotations

import json

import httpx
import pytest
from sealwire.client.http import UnexpectedAnswer, refusal
from sealwire.envelope.verify import EpochClosed
from sealwire.errors import (
    Conflict,
    NotFound,
    SealwireError,
    TooManyRequests,
    Unauthorised,
    Unavailable,
    Unprocessable,
    from_problem,
)

PROBLEM = {"content-type": "application/problem+json"}


def answered(status: int, document: object, **headers: str) -> SealwireError:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    response = httpx.Response(status, headers={**PROBLEM, **headers}, content=data)
    return refusal(response, data)


def test_a_known_code_becomes_its_class_with_detail_and_facts() -> None:
    sent = EpochClosed("Look again.", unit="KG-OSH")
    raised = from_problem(sent.problem(), sent.status)
    assert type(raised) is EpochClosed
    assert raised.problem() == sent.problem()


@pytest.mark.parametrize(
    ("status", "family"),
    [(401, Unauthorised), (404, NotFound), (409, Conflict), (422, Unprocessable), (418, SealwireError)],
)
def test_an_unknown_code_keeps_its_code_status_and_words(status: int, family: type[SealwireError]) -> None:
    said = {"code": "from-the-future", "title": "It is new.", "detail": "Look it up.", "unit": "KG-OSH"}
    raised = from_problem(said, status)
    assert type(raised) is family
    assert (raised.code, raised.status, raised.facts) == ("from-the-future", status, {"unit": "KG-OSH"})
    assert raised.problem()["code"] == "from-the-future"
    assert "It is new. Look it up." in str(raised)


def test_a_refusal_of_another_process_changes_no_class() -> None:
    before = Unprocessable.code, Unprocessable.status, SealwireError.status
    from_problem({"code": "from-the-future"}, 422)
    from_problem({"code": "later-still"}, 418)
    assert (Unprocessable.code, Unprocessable.status, SealwireError.status) == before


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"code": "epoch-closed", "self": 1}, id="a member named as a parameter"),
        pytest.param({"code": ["epoch-closed"], "detail": {"a": 1}}, id="members of other types"),
        pytest.param({"code": "refused-by-exchange"}, id="a code that only looks like ours"),
        pytest.param({}, id="nothing at all"),
        pytest.param([1], id="no object"),
        pytest.param(b"{" * 100_000, id="nested too deep"),
        pytest.param(b'{"code": ' + b"9" * 5_000 + b"}", id="a number without end"),
        pytest.param(b"\xff", id="no text"),
    ],
)
@pytest.mark.parametrize("status", [409, 500, 503])
def test_whatever_a_server_answers_is_a_refusal(document: object, status: int) -> None:
    raised = answered(status, document)
    assert isinstance(raised, SealwireError)
    assert json.dumps(raised.problem())


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("0", 0), ("²", None), ("9" * 5_000, None), ("-1", None), ("Wed, 21 Oct 2026", None)],
)
def test_only_a_plain_number_of_seconds_is_waited(header: str, seconds: int | None) -> None:
    response = httpx.Response(429, headers=[(b"retry-after", header.encode())])
    raised = refusal(response, b"")
    assert isinstance(raised, Unavailable)
    assert raised.facts.get("retry_after") == seconds


def test_what_may_pass_is_told_from_what_is_no_exchange() -> None:
    assert isinstance(answered(429, {"code": "too-many-requests"}), TooManyRequests)
    assert isinstance(answered(503, {"code": "of-a-proxy"}), Unavailable)
    assert isinstance(refusal(httpx.Response(404), b"<html>"), UnexpectedAnswer)
