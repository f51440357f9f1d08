"""Files that tests send to a process of profiling, and a worker that reads them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from integration.profiling.conftest import OSH, Profiling, officer
from sealwire_profiling.intake.worker import Worker

if TYPE_CHECKING:
    from sealwire_chassis.caller import Caller

UPLOADS, FILES = "/v1/profiling/uploads", "/v1/profiling/files"
CONSIGNMENTS, SOURCES = "/v1/profiling/consignments", "/v1/profiling/sources"
ANALYST = officer(OSH, "analyst")
HEADINGS = "reference;shipper;consignee;container;seal;description;gross weight;declaration date"


def rows(*references: str, weight: str = "10") -> bytes:
    """Return a CSV file with a row for each reference."""
    lines = [
        f"{each};Guangzhou Tools;Ak-Jol LLC;MSKU1234565;S1;Valves;{weight};2026-09-01" for each in references
    ]
    return "\n".join([HEADINGS, *lines]).encode()


def worker(profiling: Profiling, *, chunk: int = 1_000, lease_s: float = 30.0) -> Worker:
    return Worker(profiling.database, uuid4(), lambda: profiling.clock[0], lease_s, chunk)


async def announced(profiling: Profiling, data: bytes, who: Caller = ANALYST, **more: Any) -> UUID:
    """Announce a file and return the id of its upload."""
    body = {"name": "m.csv", "source": "manifests", "size": len(data)}
    body["sha256"] = hashlib.sha256(data).hexdigest()
    told = profiling.told(await profiling.call(who, "POST", UPLOADS, json={**body, **more}))
    return UUID(told["id"])


async def put(profiling: Profiling, upload: UUID, number: int, part: bytes, who: Caller = ANALYST) -> None:
    profiling.told(await profiling.call(who, "PUT", **part_of(upload, number, part)))


def part_of(upload: UUID, number: int, part: bytes) -> dict[str, Any]:
    """Return path, query and content with which a part is sent."""
    sha256 = hashlib.sha256(part).hexdigest()
    path = f"{UPLOADS}/{upload}/parts/{number}"
    return {"path": path, "params": {"sha256": sha256}, "content": part}


async def sent(profiling: Profiling, data: bytes, who: Caller = ANALYST, **more: Any) -> UUID:
    """Send a whole file and return the id of its upload; nobody has read it yet."""
    query = {"source": "manifests", "name": "m.csv", **more}
    told = profiling.told(await profiling.call(who, "POST", FILES, params=query, content=data))
    return UUID(told["id"])


async def taken(profiling: Profiling, data: bytes, who: Caller = ANALYST, **more: Any) -> dict[str, Any]:
    """Send a whole file, let it be read, and return what came of it."""
    upload = await sent(profiling, data, who, **more)
    await worker(profiling).read_next()
    return await profiling.get(who, f"{UPLOADS}/{upload}")


def counts(told: dict[str, Any]) -> tuple[int, int, int, int]:
    """Return how many were added, amended, unchanged and refused."""
    return told["added"], told["amended"], told["unchanged"], told["refused"]


async def listed(profiling: Profiling, who: Caller = ANALYST, **query: Any) -> list[dict[str, Any]]:
    page = await profiling.get(who, CONSIGNMENTS, **query)
    found: list[dict[str, Any]] = page["consignments"]
    return sorted(found, key=lambda each: str(each["consignment"]["reference"]))


def references(found: list[dict[str, Any]]) -> list[str]:
    return [each["consignment"]["reference"] for each in found]
