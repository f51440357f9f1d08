"""The tree follows the log: one task in each process, of which whoever finds it free takes the next step.

Not in the accept itself, whose one statement bounds what an exchange can take: leaves, tiles and a signature
would be paid there under the log's lock. The log has no gaps and never changes, so what follows later cannot
follow differently.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prometheus_client import Counter, Gauge
from sealwire.errors import SealwireError
from sealwire.merkle import leaf_hash
from sealwire_chassis import tree
from sealwire_chassis.logs import get_logger

from sealwire_alerts.adapters import leaves

if TYPE_CHECKING:
    from sealwire.log_signing import LogSigner
    from sealwire_chassis.database import Database

BATCH = 1_024
"""Most envelopes in one step: its hashes keep the event loop for about a millisecond."""
# A step costs 3 ms of CPU and more per envelope when fewer share it; a proof is promised within 2 s.
_PAUSE_S = 0.4
_LONGEST_PAUSE_S = 5.0

_BEHIND = Gauge("sealwire_log_behind", "Accepted envelopes that no signed checkpoint covers yet")
_COVERED = Counter("sealwire_log_covered", "Envelopes taken into the tree by this process")
_log = get_logger(__name__)


async def run(database: Database, signer: LogSigner) -> None:
    """Keep the tree up with the log until cancelled; faults of PostgreSQL are waited out.

    Args:
        database: Of alerts.
        signer: The log's key. A new one signs at once, also while nothing is accepted, and once more if a
            process that has the old one alone signs after it, as one that is about to be replaced may.
    """
    failures, checked = 0, False
    while True:
        taken: int | None = 0
        try:
            if not checked:
                await _check(database)
                checked = True
            behind, note = await leaves.standing(database)
            # Before the step, which may be refused: that is when somebody should see how far behind it is.
            _BEHIND.set(behind)
            if behind or not _is_signed(note, signer):
                taken = await cover(database, signer)
                _BEHIND.set(max(behind - (taken or 0), 0))
            failures = 0
        except SealwireError as error:
            failures += 1
            _log.warning("the tree waits", problem=error.code, detail=error.detail, failures=failures)
        if taken != BATCH:
            await asyncio.sleep(min(_LONGEST_PAUSE_S, _PAUSE_S * 2 ** min(failures, 10)))


async def _check(database: Database) -> None:
    async with database.transaction() as session:
        await tree.check(session)


async def cover(database: Database, signer: LogSigner, *, limit: int = BATCH) -> int | None:
    """Take the next envelopes into the tree and sign its checkpoint, in one transaction.

    A tree that was never signed is signed when it has the whole log: it may be made anew, and a checkpoint of
    its first part would be shorter than those that readers have seen.

    Args:
        database: Of alerts.
        signer: The log's key.
        limit: Most envelopes.

    Returns:
        How many; None when another process is at it.

    Raises:
        TreeCorrupt: Log and tree do not fit; nothing is signed.
    """
    async with database.transaction() as session:
        locked = await tree.try_lock(session)
        if locked is None:
            return None
        found = await leaves.digests(session, after=locked.size, limit=limit)
        if found or not _is_signed(locked.note.encode(), signer):
            partial = not locked.note and len(found) == limit
            hashes = [leaf_hash(digest) for digest in found]
            await tree.append(session, locked, hashes, None if partial else signer)
    _COVERED.inc(len(found))
    return len(found)


def _is_signed(note: bytes, signer: LogSigner) -> bool:
    return note != b"" and signer.has_signed(note)
