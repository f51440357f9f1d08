"""A migrated database of profiling, its app over it, and callers as the gateway names them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from sealwire_chassis import migrate
from sealwire_chassis.caller import HEADER, Caller, encode
from sealwire_chassis.database import Database
from sealwire_profiling.app import create_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from conftest import PostgresFixture

NOW = 1_790_000_000
OSH, BATKEN, AKTAU = "KG-OSH", "KG-BTK", "KZ-AKT"


def officer(unit: str, *roles: str) -> Caller:
    """Return a device of a unit whose officer has these roles."""
    handle = f"{roles[0].replace('_', '-')}.{unit.lower()}"
    return Caller(key="0d" * 32, kind="device", unit=unit, officer=handle, roles=roles, sign="0e" * 32)


def administrator(scope: str) -> Caller:
    return Caller(key="0a" * 32, kind="administrator", officer=f"admin-{scope}", scope=scope, sign="0b" * 32)


@dataclass
class Profiling:
    """One process of profiling over a database; its clock stands still until a test moves it."""

    database: Database
    http: httpx.AsyncClient
    clock: list[int] = field(default_factory=lambda: [NOW])

    async def call(self, who: Caller, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {HEADER: encode(who), **more.pop("headers", {})}
        return await self.http.request(method, path, headers=headers, **more)

    async def get(self, who: Caller, path: str, **query: Any) -> dict[str, Any]:
        """Return what is answered to someone who may read it."""
        return self.told(await self.call(who, "GET", path, params=query))

    @staticmethod
    def told(answer: httpx.Response) -> dict[str, Any]:
        """Return the body of an answer that is no refusal."""
        assert answer.is_success, answer.text
        value: dict[str, Any] = answer.json()
        return value

    async def refused(self, who: Caller, method: str, path: str, **more: Any) -> tuple[int, str]:
        """Return status and code of a refusal."""
        answer = await self.call(who, method, path, **more)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        return answer.status_code, answer.json()["code"]


@pytest.fixture
async def dsn(postgres: PostgresFixture) -> str:
    """A database with the tables of profiling."""
    address = postgres.fresh_database()
    await migrate.upgrade("sealwire_profiling", address)
    return address


@pytest.fixture
async def database(dsn: str) -> AsyncIterator[Database]:
    opened = Database(dsn, pool_size=5)
    yield opened
    await opened.close()


@pytest.fixture
async def profiling(database: Database) -> AsyncIterator[Profiling]:
    """A process that is called without a socket."""
    clock = [NOW]
    app = create_app(database, clock=lambda: clock[0])
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://profiling") as http:
        yield Profiling(database, http, clock)
