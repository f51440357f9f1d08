"""The log's tree: grown and signed with each append, and read as pages, checkpoint and proofs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sealwire import cbor
from sealwire.contract.log import MAX_PAGE_BYTES, PAGE_STATEMENTS
from sealwire.errors import NotFound
from sealwire.merkle import leaf_hash
from sealwire_chassis import tree

from sealwire_directory.log.adapters import log
from sealwire_directory.log.refusals import LogCorrupt

if TYPE_CHECKING:
    from sealwire.directory.state import State
    from sealwire.log_signing import LogSigner
    from sealwire_chassis.database import Database
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_directory.log.verified import VerifiedLog

_BATCH_STATEMENTS = 1_000
_BATCH_BYTES = 4_194_304


class Page(NamedTuple):
    """A CBOR array of statements; a full page never changes."""

    data: bytes
    full: bool


async def cover(session: AsyncSession, state: State, signer: LogSigner) -> None:
    """Take what was appended into the tree and sign it, in the transaction that appended it.

    Args:
        session: The transaction.
        state: The directory after the append.
        signer: The log's key.

    Raises:
        LogCorrupt: The tree's root is not the verified one; nothing is signed.
    """
    head = await _cover_some(session, signer)
    while head.size < state.size:
        head = await _cover_some(session, signer)
    _check(head, state)


async def cover_all(database: Database, verified: VerifiedLog, signer: LogSigner) -> None:
    """Take the whole log into the tree and sign with the key at hand.

    Only a log that is older than its tree has more than one batch, and only a new key finds nothing new. All
    is one transaction: a tree may be made anew, and a checkpoint of its first part would be shorter than what
    readers have seen.

    Raises:
        LogCorrupt: The tree's root is not the verified one; the checkpoint stays as it was.
    """
    async with database.transaction() as session:
        head = await _cover_some(session, signer)
        while head.size < (state := await verified.caught_up(session)).size:
            head = await _cover_some(session, signer)
        _check(head, state)


async def page(session: AsyncSession, number: int) -> Page:
    """Return the statements of a page, which is counted from 0.

    Raises:
        NotFound: The log does not reach so far.
    """
    after = number * PAGE_STATEMENTS
    found = await log.read(session, after=after, limit=PAGE_STATEMENTS, max_bytes=MAX_PAGE_BYTES)
    if not found:
        raise NotFound
    return Page(cbor.encode(found), full=len(found) == PAGE_STATEMENTS)


def _check(head: tree.Head, state: State) -> None:
    if (head.size, head.edge.root()) != (state.size, state.root()):
        raise LogCorrupt(verified=state.size)


async def _cover_some(session: AsyncSession, signer: LogSigner) -> tree.Head:
    locked = await tree.lock(session)
    found = await log.read(session, after=locked.size, limit=_BATCH_STATEMENTS, max_bytes=_BATCH_BYTES)
    return await tree.append(session, locked, [leaf_hash(raw) for raw in found], signer)
