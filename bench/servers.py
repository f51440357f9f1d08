"""What is measured beside the exchange: a bare FastAPI route, a bare grouped insert, and CPU by part."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import psutil

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from sealwire_local.stack import Stack

_START_S = 20.0


@contextlib.asynccontextmanager
async def bare_fastapi(port: int) -> AsyncIterator[str]:
    """Run the bare route in a process of its own and yield its address."""
    program = str(Path(__file__).with_name("bare_fastapi.py"))
    process = await asyncio.create_subprocess_exec(sys.executable, program, str(port))
    try:
        deadline = time.monotonic() + _START_S
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                break
            assert time.monotonic() < deadline, "the bare route does not start"
            await asyncio.sleep(0.05)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        await process.wait()


async def bare_grouped_insert(dsn: str, rows: list[bytes], *, in_flight: int) -> float:
    """Return rows per second of a writer that inserts, per transaction, whatever waits of so many callers."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE TABLE bare (id bigserial PRIMARY KEY, raw bytea NOT NULL)")
    await connection.execute("ALTER TABLE bare ALTER raw SET STORAGE EXTERNAL")
    waiting = deque(rows)
    started = time.perf_counter()
    while waiting:
        group = [waiting.popleft() for _ in range(min(in_flight, len(waiting)))]
        await connection.execute("INSERT INTO bare (raw) SELECT unnest($1::bytea[])", group)
    seconds = time.perf_counter() - started
    await connection.execute("DROP TABLE bare")
    await connection.close()
    return len(rows) / seconds


def cpu_by_part(stack: Stack, parts: Iterable[str]) -> dict[str, float]:
    """Return the CPU seconds (user and system) of each part, PostgreSQL's backends included."""
    used = {}
    for part in parts:
        process = stack.process(part)
        family = [process, *process.children(recursive=True)] if process is not None else []
        used[part] = sum(_cpu_seconds(member) for member in family)
    return used


def _cpu_seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    # Linux adds what its ended children used, such as PostgreSQL's workers that come and go.
    ended = getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return times.user + times.system + ended
