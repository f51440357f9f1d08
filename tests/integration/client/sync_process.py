"""Syncs the directory of a home, keeping what it has after every page: `python sync_process.py HOME`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from sealwire.client import following, home
from sealwire.client.directory import DirectoryCopy
from sealwire.client.exchange import Exchange
from sealwire.contract.log import PAGE_STATEMENTS


async def sync(folder: Path) -> None:
    """Bring the home up to date."""
    following.KEEP_EVERY = PAGE_STATEMENTS
    opened = home.load(folder)
    exchange = Exchange(opened.config.server)
    await DirectoryCopy(opened.store(), opened.founding).sync(exchange)


if __name__ == "__main__":
    asyncio.run(sync(Path(sys.argv[1])))
