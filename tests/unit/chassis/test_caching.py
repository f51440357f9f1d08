"""What may change carries a tag and is asked for again, and who has it already is told just that."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from sealwire_chassis.caching import current

app = FastAPI()


@app.get("/")
async def read(request: Request) -> Response:
    return current(request, b"content", "text/plain")


async def ask(**headers: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return await client.get("/", headers=headers)


async def test_a_first_reader_gets_the_content_and_its_tag() -> None:
    answer = await ask()
    assert (answer.status_code, answer.content) == (200, b"content")
    assert answer.headers["cache-control"] == "public, no-cache"
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "{} , W/{}", "*"])
async def test_who_has_the_content_gets_none(form: str) -> None:
    tag = (await ask()).headers["etag"]
    answer = await ask(**{"if-none-match": form.format(tag, tag)})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert (await ask(**{"if-none-match": '"other"'})).status_code == 200
