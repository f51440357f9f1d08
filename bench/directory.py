"""How fast the directory grows, how long a client takes to verify all of it, how soon a revocation bites.

Writes bench/results/directory.json and prints it. The log is real: every statement is signed, posted through
the gateway, judged by the service and verified again by the measured clients.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import uvloop
from rich.console import Console
from sealwire.contract import paths
from sealwire_local.past_cases import past_case, take_over_now
from sealwire_local.stack import Options, Stack

from bench import proofs
from bench.accept import SETTINGS
from bench.long_log import LongLog
from bench.revocation import revocation_to_refusal_ms

if TYPE_CHECKING:
    from sealwire.directory.batch import Batch

# Each about twice the one before, so that the cost of a doubling shows.
SIZES = (10_000, 25_000, 50_000, 100_000)
RESULT = Path(__file__).parent / "results" / "directory.json"
_SYNC_TIMEOUT_S = 600
_CBOR = {"content-type": paths.CBOR}


async def append(gateway: str, batches: list[Batch]) -> float:
    """Return the seconds that it takes to append these batches, one after the other."""
    bodies = [batch.encode() for batch in batches]
    async with httpx.AsyncClient(base_url=gateway, timeout=60) as client:
        started = time.perf_counter()
        for body in bodies:
            answer = await client.post(paths.STATEMENTS, content=body, headers=_CBOR)
            assert answer.status_code == httpx.codes.CREATED, answer.text
        return time.perf_counter() - started


def sync(gateway: str, founding: bytes) -> dict[str, float]:
    """Return what a new client measured of its own first sync."""
    with tempfile.TemporaryDirectory(prefix="sealwire-bench-home-") as folder:
        command = [sys.executable, "-m", "bench.sync_client", f"{folder}/home", gateway, founding.hex()]
        done = subprocess.run(command, check=True, capture_output=True, timeout=_SYNC_TIMEOUT_S)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def begin(gateway: str, log: LongLog) -> None:
    """Append the log's beginning, and take over the cases without which no unit is opened."""
    with httpx.Client(base_url=gateway, timeout=60) as client:
        client.post(paths.STATEMENTS, content=log.beginning.encode(), headers=_CBOR).raise_for_status()
        for code in log.codes:
            take_over_now(client, past_case(code, {"en": code}), log.administrator.auth)


async def measure(stack: Stack, log: LongLog) -> dict[str, Any]:
    """Return the figures of a log that grows from size to size, with a new client at each."""
    appended, seconds, syncs = 0, 0.0, {}
    for size in SIZES:
        before, batches = log.state.size, list(log.grow(size))
        seconds += await append(stack.gateway_url, batches)
        appended += log.state.size - before
        syncs[size] = await asyncio.to_thread(sync, stack.gateway_url, log.founding)
        assert syncs[size]["statements"] == log.state.size
    return {
        "append_per_s": round(appended / seconds, 1),
        **{f"sync_{size}_s": round(each["seconds"], 2) for size, each in syncs.items()},
        **{f"sync_{size}_peak_mb": round(each["peak_mb"], 1) for size, each in syncs.items()},
        "sync_cost_per_doubling": cost_per_doubling({n: each["seconds"] for n, each in syncs.items()}),
    }


def cost_per_doubling(seconds: dict[int, float]) -> float:
    """Return by how much the time grows when the log doubles: a line through the logarithms of all sizes."""
    fit = statistics.linear_regression(
        [math.log2(size) for size in seconds], [math.log2(each) for each in seconds.values()]
    )
    return round(2**fit.slope, 3)


def main() -> None:
    """Start a stack of its own on free ports, measure, write and print."""
    figures: dict[str, Any] = {"machine": f"{os.cpu_count()} cores, Python {platform.python_version()}"}
    figures |= proofs.measure()
    log = LongLog(now=int(time.time()))
    with (
        tempfile.TemporaryDirectory(prefix="sealwire-bench-") as folder,
        Stack(Path(folder) / "state", log.founding.hex(), Options(settings=SETTINGS)) as stack,
    ):
        begin(stack.gateway_url, log)
        figures |= uvloop.run(measure(stack, log))
        figures |= uvloop.run(revocation_to_refusal_ms(stack, log))
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(figures, indent=2) + "\n")
    Console().print_json(json.dumps(figures))


if __name__ == "__main__":
    main()
