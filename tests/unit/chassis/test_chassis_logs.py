"""Logs are JSON lines that refuse what could be content or a secret."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sealwire.errors import NotFound
from sealwire_chassis import logs

if TYPE_CHECKING:
    from collections.abc import Iterator

REFUSED = [
    pytest.param({"data": b"x"}, id="bytes under any name"),
    pytest.param({"data": bytearray(b"x")}, id="a byte array"),
    pytest.param({"data": memoryview(b"x")}, id="a view of bytes"),
    pytest.param({"envelope": "x"}, id="an envelope"),
    pytest.param({"body": "x"}, id="a body"),
    pytest.param({"request_body": "x"}, id="a body by a longer name"),
    pytest.param({"content": "x"}, id="content"),
    pytest.param({"passphrase": "x"}, id="a passphrase"),
    pytest.param({"seed": "x"}, id="a seed"),
    pytest.param({"seeds": ["x"]}, id="seeds"),
    pytest.param({"epoch_seed_hex": "x"}, id="a seed by a longer name"),
    pytest.param({"code": "x"}, id="an enrolment code"),
    pytest.param({"enrolment_code": "x"}, id="an enrolment code by its full name"),
    pytest.param({"client-secret": "x"}, id="a secret"),
    pytest.param({"Password": "x"}, id="a password in capitals"),
    pytest.param({"access_token": "x"}, id="a token"),
    pytest.param({"private_key": "x"}, id="a private key"),
    pytest.param({"signature": "x"}, id="a signature"),
    pytest.param({"facts": {"deep": {"seed": "x"}}}, id="a name in a nested map"),
    pytest.param({"facts": [{"deep": b"x"}]}, id="bytes in a map in a list"),
    pytest.param({"facts": {"a": {"b": {"c": {"d": {"e": 1}}}}}}, id="a map too deep to check"),
    pytest.param({"thing": object()}, id="an object of unknown contents"),
    pytest.param({"error": ValueError("canary")}, id="an exception with its message"),
    pytest.param({"envelopes": ["x"]}, id="envelopes"),
]
ACCEPTED = [
    pytest.param({"envelope_id": "x", "status_code": 200}, id="an id of an envelope"),
    pytest.param({"body_bytes": 17}, id="the size of a body"),
    pytest.param({"status": 200, "ms": 1.5, "ok": True, "none": None}, id="numbers"),
    pytest.param({"unit": "KG-OSH", "id": UUID(int=1), "path": Path("x")}, id="names and ids"),
    pytest.param({"counts": {"a": [1, 2]}}, id="nested counts"),
]


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Logs as a server configures them."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, dict(logs._state)
    stderr = io.StringIO()
    monkeypatch.setattr("sys.stderr", stderr)
    logs.configure("test", "info")
    yield stderr
    root.handlers[:], root.level = before[0], before[1]
    logs._state.update(before[2])


@pytest.mark.parametrize("fields", REFUSED)
def test_a_field_that_could_be_payload_raises_in_tests(fields: dict[str, object]) -> None:
    with pytest.raises(logs.PayloadInLog):
        logs.get_logger("t").error("event", **fields)


@pytest.mark.parametrize("fields", REFUSED)
def test_a_field_that_could_be_payload_is_replaced_and_counted_in_production(
    fields: dict[str, object], production: io.StringIO
) -> None:
    before = logs._REFUSALS._value.get()
    logs.get_logger("t").error("event", **fields)
    line = production.getvalue()
    assert logs.REFUSED in line
    assert "canary" not in line
    assert logs._REFUSALS._value.get() > before


@pytest.mark.parametrize("fields", ACCEPTED)
def test_ids_sizes_and_names_are_logged(fields: dict[str, object], production: io.StringIO) -> None:
    logs.get_logger("t").bind(part="p").info("event", **fields)
    line = json.loads(production.getvalue())
    assert (line["event"], line["level"], line["service"], line["part"]) == ("event", "info", "test", "p")
    assert set(fields) <= set(line)
    assert logs.REFUSED not in str(line)


def test_a_foreign_exception_is_logged_by_type_and_place_without_its_message(
    production: io.StringIO,
) -> None:
    try:
        int("canary")
    except ValueError as error:
        logs.get_logger("t").exception("failed", error)
        logging.getLogger("other").exception("failed too")
    ours, theirs = (json.loads(line) for line in production.getvalue().splitlines())
    for line in (ours, theirs):
        assert line["error"] == "builtins.ValueError"
        assert "test_chassis_logs.py" in line["where"][0]
        assert "canary" not in str(line)


def test_our_own_refusal_is_logged_with_its_detail(production: io.StringIO) -> None:
    logs.get_logger("t").exception("failed", NotFound("No unit KG-XXX."))
    line = json.loads(production.getvalue())
    assert (line["problem"], line["detail"]) == ("not-found", "No unit KG-XXX.")


def test_what_is_below_the_level_is_not_logged(production: io.StringIO) -> None:
    logs.get_logger("t").debug("event")
    assert production.getvalue() == ""


def test_a_line_carries_the_request_id(production: io.StringIO) -> None:
    reset = logs.request_id.set("r1")
    logs.get_logger("t").info("event")
    logs.request_id.reset(reset)
    assert json.loads(production.getvalue())["request"] == "r1"
