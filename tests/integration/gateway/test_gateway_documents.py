"""The documents of the gateway: one merged OpenAPI, a page that reads it offline, health."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from simulators.gateway_stage import Exchange


async def test_one_openapi_document_shows_what_is_open_and_nothing_else(exchange: Exchange) -> None:
    async with exchange.client() as client:
        answer = await client.get("/openapi.json")
    document = answer.json()
    assert answer.status_code == 200
    assert set(document["paths"]) == {
        "/v1/envelopes",
        "/v1/mailbox",
        "/v1/envelopes/{envelope_id}",
        "/v1/directory/statements",
        "/v1/directory/units",
        "/health/live",
        "/health/ready",
    }
    assert document["paths"]["/v1/mailbox"]["get"]["security"] == [{"requestSignature": []}]
    assert document["paths"]["/v1/directory/statements"]["get"]["security"] == []


async def test_the_documents_of_the_api_are_read_without_any_other_address(exchange: Exchange) -> None:
    async with exchange.client() as client:
        page = await client.get("/docs")
        parts = [await client.get(path) for path in re.findall(r'(?:src|href)="([^"]+)"', page.text)]
    assert page.headers["content-type"].startswith("text/html")
    assert len(parts) == 3
    assert {part.status_code for part in parts} == {200}
    assert "http" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
async def test_a_gateway_that_can_work_says_so(exchange: Exchange, path: str) -> None:
    async with exchange.client() as client:
        answer = await client.get(path)
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


async def test_readiness_names_every_check(exchange: Exchange) -> None:
    async with exchange.client() as client:
        answer = await client.get("/health/ready")
    assert answer.json() == {
        "ready": True,
        "checks": [{"name": "bus", "state": "ok"}, {"name": "directory", "state": "ok"}],
    }
