"""Nonsense sent to every route of profiling: it is answered, and never with a failure of ours."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest
from integration.profiling.conftest import NOW, OSH, Profiling, officer
from integration.profiling.furnishing import body_of, furnished
from integration.profiling.routes import leaves, replaced, routes
from sealwire_chassis.database import Database
from sealwire_profiling import working
from sealwire_profiling.app import create_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from integration.profiling.routes import Route
    from sqlalchemy.ext.asyncio import AsyncSession

    Asked = tuple[str, dict[str, Any]]

# Another officer than the one who furnished, or a second look would be refused before it is read.
OFFICER = officer(OSH, "analyst", "unit_head")
TEXTS: tuple[Any, ...] = (
    "a\0b",
    "\ud800",
    "x" * 600,
    "word " * 350,
    "x" * 100_000,
    "",
    "9999-12-31",
    "0001-01-01",
    1,
    [],
)
NUMBERS = (-1, 2**31 - 1, 2**31, 2**63, 10**400, 1e308, float("nan"), float("inf"), "1e999", None)
THINGS: tuple[Any, ...] = (None, [], {}, {"\0": "\0"}, [[]], True)
ASIDE = ("a\0b", "x" * 20_000, "", "-1", "2147483648", "9" * 400, "nan", "0001-01-01", "9999-12-31", "\u202e")
BODIES = (b"", b"{", b"\xff", b"null", b"[" * 100_000, b'{"a":' * 100_000, b'{"a":1,"a":2}')
FILES = (b"", b"\0", b"\xff\xfe", b"[" * 100_000, b"PK\x03\x04", b"x" * 4_200_000)


class Forgetful(Database):
    """A database in which nothing stays: every request finds what the first one found."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Give a session whose work reaches the database and is taken back."""
        async with super().transaction() as session:
            yield session
            await session.flush()
            await session.rollback()


@pytest.fixture
async def forgetful(profiling: Profiling, dsn: str) -> AsyncIterator[tuple[Profiling, dict[str, str]]]:
    """Return a process over an administration that has one of everything, and the ids of these."""
    ids = await furnished(profiling)
    while await working.once(profiling.database, clock=lambda: NOW):
        pass  # or nothing would be released: a list has changed since the selection was made
    database = Forgetful(dsn, pool_size=3)
    transport = httpx.ASGITransport(app=create_app(database, clock=lambda: NOW))
    async with httpx.AsyncClient(transport=transport, base_url="http://profiling") as http:
        yield Profiling(database, http), ids
    await database.close()


async def test_no_route_fails_whatever_is_sent_to_it(forgetful: tuple[Profiling, dict[str, str]]) -> None:
    profiling, ids = forgetful
    failed, served = [], set()
    for route in routes():
        for path, asked in _nonsense(route, ids):
            answer = await profiling.call(OFFICER, route.method, path, **asked)
            told = f"{route.title}: {answer.status_code} to {path[-60:]} {str(asked)[:300]}"
            if answer.is_success:
                served.add(route.title)
            elif answer.is_redirect:
                assert path.endswith("/")  # an empty name: the address is that of the route above
            elif answer.status_code >= 500 or answer.headers["content-type"] != "application/problem+json":
                failed.append(told)
    assert not failed, "\n".join(failed)
    # Or what was sent never came further than the first refusal.
    assert {route.title for route in routes()} - served == NEEDS_MORE


NEEDS_MORE = {
    "PUT uploads/{upload}/parts/{number}",
    "POST lists/{list}/table",
    "POST lists/{list}/imports/{import}/finish",
    "POST models/{model_id}/stage",
}
"""Routes that only a certain file or a trained model gets an answer from; they have tests of their own."""


def _nonsense(route: Route, ids: dict[str, str]) -> Iterator[Asked]:
    """Yield paths and requests: the fitting one first, then with one thing wrong in each."""
    ids = {**ids, "list": "un"} if "import" in route.path else ids
    asked, path = route.asked(), route.address(ids)
    body = body_of(route.title, ids) or asked.get("json")
    if route.body is not None:
        asked["json"] = body
    yield path, asked
    for name in route.query:
        for value in ASIDE:
            yield path, {**asked, "params": {**asked["params"], name: value}}
    for name in route.named:
        for value in ASIDE:
            yield route.address({**ids, name: quote(value, safe="")}), asked
    for sent in _files(route) if route.body is None else _bodies(body):
        headers = {"content-type": route.file or "application/json"}
        yield path, {"params": asked["params"], "content": sent, "headers": headers}


def _files(route: Route) -> Iterator[bytes]:
    yield from FILES if route.file else ()


def _bodies(body: Any) -> Iterator[bytes]:
    yield from BODIES
    for at in leaves(body):
        there = body
        for part in at:
            there = there[part]
        number = isinstance(there, int | float) and not isinstance(there, bool)
        for value in TEXTS if isinstance(there, str) else NUMBERS if number else THINGS:
            yield json.dumps(replaced(body, at, value)).encode()
