"""A database with the room's own migration, profiling's app over it, and officers of two administrations."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import sealwire_profiling
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sealwire_chassis import migrate as migrations
from sealwire_chassis.caller import HEADER, Caller, encode
from sealwire_chassis.database import Database
from sealwire_profiling.app import create_app
from sqlalchemy.ext.asyncio import create_async_engine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from conftest import PostgresFixture
    from sqlalchemy import Connection

PROFILES, SETS = "/v1/profiling/profiles", "/v1/profiling/profile-sets"
NOW = 1_795_000_000


def officer(handle: str, *, unit: str = "KG-OSH", role: str = "analyst") -> Caller:
    return Caller(key="0d" * 32, kind="device", unit=unit, officer=handle, roles=(role,), sign="0e" * 32)


AIBEK, CHOLPON = officer("aibek"), officer("cholpon")
NURLAN = officer("nurlan", unit="KZ-AKT")
SEARCHER, VIEWER = officer("searcher", role="search_team"), officer("viewer", role="viewer")
PROGRAMME = Caller(key="0a" * 32, kind="administrator", officer="programme", scope="*", sign="0b" * 32)


@dataclass
class Profiling:
    """Profiling's app, called without a socket, and its clock."""

    database: Database
    http: httpx.AsyncClient
    dsn: str
    now: list[int] = field(default_factory=lambda: [NOW])

    async def call(self, who: Caller, method: str, path: str, **more: Any) -> httpx.Response:
        return await self.http.request(method, path, headers={HEADER: encode(who)}, **more)

    async def done(self, who: Caller, method: str, path: str, **more: Any) -> dict[str, Any]:
        """Return what is answered to what is accepted."""
        answer = await self.call(who, method, path, **more)
        assert answer.status_code in {200, 201}, answer.text
        value: dict[str, Any] = answer.json()
        return value

    async def refused(self, who: Caller, method: str, path: str, **more: Any) -> tuple[int, str]:
        """Return status and code of a refusal."""
        answer = await self.call(who, method, path, **more)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        return answer.status_code, answer.json()["code"]

    async def file(self, code: str, *, who: Caller = AIBEK, after: int = 0, **more: Any) -> dict[str, Any]:
        """File a version that is accepted."""
        return await self.done(who, "POST", f"{PROFILES}/{code}/versions", json=filing(after=after, **more))

    async def step(self, code: str, number: int, step: str, *, who: Caller = AIBEK) -> dict[str, Any]:
        """Do a step that is accepted."""
        return await self.done(who, "POST", steps(code, number), json={"step": step})

    async def make_live(self, code: str, number: int) -> None:
        """Lead a draft of Aibek's to where it is live."""
        await self.step(code, number, "shadow")
        await self.step(code, number, "approve", who=CHOLPON)
        await self.step(code, number, "go-live")


def filing(*, after: int = 0, **more: Any) -> dict[str, Any]:
    profile = {
        "title": {"en": "Dear freight", "ru": "Дорогая перевозка"},
        "rule": "freight_share > 0.5",
        "weight": 40,
        "commodity": "other",
        "lane": "red",
        "why": {"en": "Nobody pays that.", "ru": "Столько не платят."},
        **more,
    }
    return {"after": after, "profile": profile}


def steps(code: str, number: int) -> str:
    return f"{PROFILES}/{code}/versions/{number}/steps"


def _migrate(connection: Connection, step: str) -> None:
    path = Path(sealwire_profiling.__file__).parent / "migrations" / "versions" / "0002_rules.py"
    spec = importlib.util.spec_from_file_location("rules_migration", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with Operations.context(MigrationContext.configure(connection)):
        getattr(module, step)()


async def migrate(dsn: str, step: str = "upgrade") -> None:
    """Run the room's migration alone."""
    engine = create_async_engine(dsn)
    async with engine.begin() as connection:
        await connection.run_sync(_migrate, step)
    await engine.dispose()


@pytest.fixture
async def profiling(postgres: PostgresFixture) -> AsyncIterator[Profiling]:
    dsn = postgres.fresh_database()
    # All of them: a profile's page has figures of inspections.
    await migrations.upgrade("sealwire_profiling", dsn)
    database, now = Database(dsn, pool_size=5), [NOW]
    app = create_app(database, clock=lambda: now[0])
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://profiling")
    async with client:
        yield Profiling(database, client, dsn, now)
    await database.close()
