"""One client that fetches and verifies a whole directory, alone on one core: `python -m bench.sync_client`.

A process of its own, so that its peak of memory is the client's and nobody else's. Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path

from sealwire.client import home
from sealwire.client.directory import DirectoryCopy
from sealwire.client.exchange import Exchange


async def sync(folder: Path, server: str, founding: str) -> dict[str, float]:
    """Sync a new home and return what that took."""
    store = home.create(folder, server=server, founding=founding).store()
    exchange = Exchange(server)
    started = time.perf_counter()
    state = await DirectoryCopy(store, bytes.fromhex(founding)).sync(exchange)
    seconds = time.perf_counter() - started
    await exchange.close()
    store.close()
    return {"statements": state.size, "seconds": seconds, "peak_mb": _peak_mb()}


def _peak_mb() -> float:
    # Not getrusage: its maximum begins with that of the process that forked this one.
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(json.dumps(asyncio.run(sync(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))))
