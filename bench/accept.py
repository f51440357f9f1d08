"""How fast envelopes are durably accepted, and what that costs, beside what it could cost at least.

Writes bench/results/accept.json and prints a table. Every check is on, fsync included. Wall times of a
shared machine vary, so what counts are ratios within this run and CPU per envelope. Latencies are those of a
closed loop: a connection sends its next request when the last was answered.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import platform
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import uvloop
from rich.console import Console
from rich.table import Table
from sealwire.contract import paths
from sealwire.requests import RequestSigner
from sealwire_local.ports import free_port
from sealwire_local.stack import PARTS, Options, Stack

from bench import load
from bench.programme import BenchUnit, Programme
from bench.servers import bare_fastapi, bare_grouped_insert, cpu_by_part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.load import Result

RECIPIENTS = 5
COUNTS = {1: 400, 16: 3000, 64: 3000}
ROUNDS = 3
WARM_UP = 300
TOTAL = WARM_UP + ROUNDS * sum(COUNTS.values())
COLUMNS = ("accepts_per_s", "p50_ms", "p99_ms", "cpu_ms_per_accept", "fastapi_per_s", "accept_vs_fastapi")
RESULT = Path(__file__).parent / "results" / "accept.json"
# The limits stay on, only far enough away.
SETTINGS = {"SEALWIRE_RATE_ENVELOPES": "10000000/minute", "SEALWIRE_RATE_REQUESTS": "10000000/minute"}


@dataclass(frozen=True)
class Accepts:
    """A load of accepts, and the CPU milliseconds that each part spent on one of them."""

    result: Result
    cpu_ms: dict[str, float]


async def measure(stack: Stack, programme: Programme, envelopes: list[bytes]) -> dict[str, Any]:
    """Return the figures of accepting, bare routes and delivering."""
    url = stack.gateway_url + paths.ENVELOPES
    waiting = iter(envelopes)

    def take(count: int) -> list[bytes]:
        return [load.post(url, next(waiting), "application/cbor") for _ in range(count)]

    body = envelopes[0]
    figures: dict[str, Any] = {"envelope_bytes": len(body), "recipients": RECIPIENTS}
    _all_accepted(await load.run(url, take(WARM_UP), in_flight=16))
    async with bare_fastapi(free_port()) as bare_url:
        bare = load.post(bare_url, body, "application/cbor")
        await load.run(bare_url, [bare] * WARM_UP, in_flight=16)
        for in_flight, count in COUNTS.items():
            pairs = []
            for _ in range(ROUNDS):
                accepted = await _accept(stack, url, take(count), in_flight=in_flight)
                pairs.append((accepted, await load.run(bare_url, [bare] * count, in_flight=in_flight)))
            figures[f"in_flight_{in_flight}"] = _summary(pairs)
    dsn = stack.postgres.service_database("alerts").dsn.replace("+asyncpg", "")
    await bare_grouped_insert(dsn, envelopes[:WARM_UP], in_flight=16)
    for in_flight in (16, 64):
        rates = [await bare_grouped_insert(dsn, envelopes[:3000], in_flight=in_flight) for _ in range(ROUNDS)]
        figures[f"in_flight_{in_flight}"]["bare_insert_per_s"] = _median(rates)
    figures["delivered_per_s"] = await _deliver(stack, programme.units[1 : RECIPIENTS + 1])
    return figures


async def _accept(stack: Stack, url: str, requests: list[bytes], *, in_flight: int) -> Accepts:
    before = cpu_by_part(stack, PARTS)
    result = await load.run(url, requests, in_flight=in_flight)
    after = cpu_by_part(stack, PARTS)
    _all_accepted(result)
    cpu_ms = {part: (after[part] - before[part]) / len(requests) * 1000 for part in PARTS}
    return Accepts(result, cpu_ms)


def _all_accepted(result: Result) -> None:
    assert set(result.statuses) == {202}, f"refused: {result.statuses} {result.refused!r}"


def _summary(pairs: list[tuple[Accepts, Result]]) -> dict[str, Any]:
    results = [accepts.result for accepts, _ in pairs]
    return {
        "accepts_per_s": _median(result.per_second() for result in results),
        "p50_ms": _median(result.percentile_ms(0.5) for result in results),
        "p99_ms": _median(result.percentile_ms(0.99) for result in results),
        "cpu_ms_per_accept": _median(sum(accepts.cpu_ms.values()) for accepts, _ in pairs),
        "cpu_ms_by_part": {part: _median(accepts.cpu_ms[part] for accepts, _ in pairs) for part in PARTS},
        "fastapi_per_s": _median(bare.per_second() for _, bare in pairs),
        "accept_vs_fastapi": _median(a.result.per_second() / bare.per_second() for a, bare in pairs),
    }


def _median(values: Iterable[float]) -> float:
    return round(statistics.median(values), 4)


async def _deliver(stack: Stack, units: list[BenchUnit]) -> float:
    """Return envelopes per second that all recipients together page out of their mailboxes."""
    started = time.perf_counter()
    counts = await asyncio.gather(*(_drain(stack.gateway_url, unit) for unit in units))
    assert set(counts) == {TOTAL}, f"delivered {counts} of {TOTAL}"
    return round(sum(counts) / (time.perf_counter() - started), 1)


async def _drain(gateway: str, unit: BenchUnit) -> int:
    after, seen = 0, 0
    async with httpx.AsyncClient(
        base_url=gateway, auth=RequestSigner(unit.device.auth), timeout=60
    ) as client:
        while True:
            params: dict[str, str | int] = {"after": after, "limit": 200, "envelopes": "true"}
            answer = await client.get(paths.MAILBOX, params=params)
            assert answer.is_success, answer.text
            page = answer.json()
            assert all(base64.b64decode(entry["envelope"]) for entry in page["entries"])
            seen += len(page["entries"])
            after = page["next"]
            if not page["more"]:
                return seen


def _report(figures: dict[str, Any]) -> None:
    title = f"{figures['envelope_bytes']} bytes to {RECIPIENTS} units, {figures['machine']}"
    table = Table("in flight", "accepts/s", "p50 ms", "p99 ms", "CPU ms", "FastAPI/s", "ratio", title=title)
    for in_flight in COUNTS:
        row = figures[f"in_flight_{in_flight}"]
        table.add_row(str(in_flight), *(f"{row[name]:.2f}" for name in COLUMNS))
    console = Console()
    console.print(table)
    rest = {key: value for key, value in figures.items() if "in_flight" not in key}
    console.print_json(json.dumps(rest | {"cpu_ms_by_part_16": figures["in_flight_16"]["cpu_ms_by_part"]}))


def main() -> None:
    """Start a stack of its own on free ports, measure, write and print."""
    programme = Programme(RECIPIENTS + 1)
    sender, *others = programme.units
    envelopes = programme.sealed(sender, others, TOTAL)
    with (
        tempfile.TemporaryDirectory(prefix="sealwire-bench-") as folder,
        Stack(Path(folder) / "state", programme.founding, Options(settings=SETTINGS)) as stack,
    ):
        programme.publish(stack.gateway_url)
        figures = uvloop.run(measure(stack, programme, envelopes))
    figures |= {
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "accept_vs_fastapi_16": figures["in_flight_16"]["accept_vs_fastapi"],
        "cpu_ms_per_accept": figures["in_flight_16"]["cpu_ms_per_accept"],
        "p99_ms_16": figures["in_flight_16"]["p99_ms"],
    }
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(figures, indent=2) + "\n")
    _report(figures)


if __name__ == "__main__":
    main()
