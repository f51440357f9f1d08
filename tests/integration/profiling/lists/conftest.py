"""A database of profiling, its app over it, and officers of two administrations."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from sealwire_chassis import migrate
from sealwire_chassis.caller import HEADER, Caller, encode
from sealwire_chassis.database import Database
from sealwire_profiling.app import create_app
from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from conftest import PostgresFixture

LISTS, CLEARANCES, SCREEN = "/v1/profiling/lists", "/v1/profiling/clearances", "/v1/profiling/screen"
NOW = 1_795_000_000  # 18 November 2026
TODAY = "2026-11-18"
DAY = 86_400
TABLES = (
    "list_import_parts", "list_imports", "list_versions", "list_entries", "clearance_versions",
    "list_changes", "list_counters",
)  # fmt: skip


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

    async def make_list(self, code: str, *, who: Caller = AIBEK, **more: Any) -> dict[str, Any]:
        filing = {
            "titles": {"en": "Suspects"}, "kind": "mixed", "effect": "score", "owner": "KG-OSH",
            "matching": "exact", **more,
        }  # fmt: skip
        return await self.done(who, "PUT", f"{LISTS}/{code}", json=filing)

    async def enter(self, code: str, *, who: Caller = AIBEK, **more: Any) -> dict[str, Any]:
        """Enter a company, or something else."""
        return await self.done(who, "POST", f"{LISTS}/{code}/entries", json=entry(**more))

    async def look_up(self, value: str, *, who: Caller = AIBEK, what: str = "party") -> list[dict[str, Any]]:
        found = await self.done(who, "POST", SCREEN, json={"what": what, "value": value})
        hits: list[dict[str, Any]] = found["hits"]
        return hits

    async def send(self, data: bytes, *, who: Caller = AIBEK, part: int = 4_000_000) -> str:
        """Store a file of the UN in parts; return the address to finish it at."""
        opened = await self.done(who, "POST", f"{LISTS}/un/imports")
        address = f"{LISTS}/un/imports/{opened['id']}"
        for number, at in enumerate(range(0, len(data), part), 1):
            await self.done(who, "PUT", f"{address}/parts/{number}", content=data[at : at + part])
        return f"{address}/finish"

    async def import_un(self, data: bytes, *, who: Caller = AIBEK, **more: Any) -> dict[str, Any]:
        """Import a file of the UN that is accepted."""
        return await self.done(who, "POST", await self.send(data, who=who), json=finish(data, **more))


def entry(**more: Any) -> dict[str, Any]:
    """Return a filing of a company."""
    return {
        "kind": "company",
        "names": [{"text": "Silver Poplar LLC"}],
        "reason": "Named in a seizure",
        "source": "notice",
        "reference": "KG-OSH/2026/17",
        "confidence": "medium",
        "expires_on": "2027-06-30",
        **more,
    }


def finish(data: bytes, *, parts: int = 1, **more: Any) -> dict[str, Any]:
    return {"parts": parts, "sha256": hashlib.sha256(data).hexdigest(), **more}


@pytest.fixture(scope="session")
async def shared(postgres: PostgresFixture) -> AsyncIterator[Database]:
    """One database for all tests that go through the app: making one takes longer than a test."""
    address = postgres.fresh_database()
    await migrate.upgrade("sealwire_profiling", address)
    database = Database(address, pool_size=5)
    yield database
    await database.close()


@pytest.fixture
async def profiling(shared: Database) -> AsyncIterator[Profiling]:
    """Profiling's app over empty tables."""
    async with shared.transaction() as session:
        for table in TABLES:
            await session.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names of the migration
    database, now = shared, [NOW]
    app = create_app(database, clock=lambda: now[0])
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://profiling")
    async with client:
        yield Profiling(database, client, now)
