"""Works out the parties of an upload that was claimed; no transaction waits for the comparison of names."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sealwire_profiling.intake.adapters import parties
from sealwire_profiling.intake.domain.parties import Mentions

if TYPE_CHECKING:
    from sealwire_chassis.database import Database

    from sealwire_profiling.intake.adapters.parties import Claimed

WITHIN_S = 900
"""Seconds that a process has for an upload's parties; then another may take them up."""
_AT_ONCE = 5_000


async def make(database: Database, claimed: Claimed) -> None:
    """Work out the parties of an upload, and store them.

    Args:
        database: Profiling's own.
        claimed: By this process.

    Raises:
        DatabaseUnavailable: It does not answer, or has ended the transaction.
    """
    tenant, upload = claimed
    async with database.transaction() as session:
        ids = await parties.brought(session, upload, tenant=tenant)
    mentions = Mentions()
    for begin in range(0, len(ids), _AT_ONCE):
        async with database.transaction() as session:
            some = await parties.mentions(session, upload, ids[begin : begin + _AT_ONCE], tenant=tenant)
        await asyncio.to_thread(mentions.take, some)
    found = await asyncio.to_thread(mentions.parties)
    async with database.transaction() as session:
        await parties.store(session, upload, found, tenant=tenant)
