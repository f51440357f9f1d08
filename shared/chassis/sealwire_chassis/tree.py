"""A log's Merkle tree in PostgreSQL: tiles of hashes, and the head with its signed checkpoint.

The head's one row is locked while the tree grows, so processes that grow the same tree take turns. Tiles only
gain hashes, so whoever has read a head can make proofs for its size at any later time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sealwire import tiles
from sealwire.errors import Unavailable, Unprocessable
from sealwire.merkle import HASH_BYTES, Frontier
from sealwire.tiles import Span, TileId
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sealwire.log_signing import LogSigner
    from sealwire.tiles import Addition
    from sqlalchemy.ext.asyncio import AsyncSession

_HEAD: Final = "SELECT size, peaks, note FROM tree_head WHERE id = 1"
_MOVE: Final = text("UPDATE tree_head SET size = :size, peaks = :peaks, note = :note WHERE id = 1")
_ADD: Final = text(
    """
    INSERT INTO tiles AS t (level, number, hashes)
    SELECT * FROM unnest(CAST(:levels AS smallint[]), CAST(:numbers AS bigint[]), CAST(:hashes AS bytea[]))
    ON CONFLICT (level, number) DO UPDATE SET hashes = t.hashes || excluded.hashes
    RETURNING level, number, octet_length(hashes)
    """
)
_READ: Final = text(
    """
    SELECT t.level, t.number, t.hashes
    FROM unnest(CAST(:levels AS smallint[]), CAST(:numbers AS bigint[])) AS wanted (level, number)
    JOIN tiles AS t ON t.level = wanted.level AND t.number = wanted.number
    """
)


class TreeCorrupt(Unavailable, code="tree-corrupt"):
    """The stored tree is not what its head says; the operator must restore it."""


class NotSigned(Unavailable, code="not-signed"):
    """The log has no checkpoint yet; ask again in a moment."""


class BeyondTheLog(Unprocessable, code="beyond-the-log"):
    """The log is not that long, or the place lies behind that size; ask for the checkpoint."""


@dataclass(frozen=True, slots=True)
class Head:
    """A stored tree: its right edge, and the signed note about it (empty before the first signature)."""

    edge: Frontier
    note: str

    @property
    def size(self) -> int:
        """Entries of the log that the tree covers."""
        return self.edge.size


def tree_tables(metadata: MetaData) -> None:
    """Declare `tiles` and `tree_head` on a service's metadata; the migration adds the head's one row."""
    Table(
        "tiles",
        metadata,
        Column("level", SmallInteger, primary_key=True, autoincrement=False),
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("hashes", LargeBinary, nullable=False),
        CheckConstraint("octet_length(hashes) BETWEEN 32 AND 8192", name="width"),
    )
    Table(
        "tree_head",
        metadata,
        Column("id", SmallInteger, primary_key=True, autoincrement=False),
        Column("size", BigInteger, nullable=False),
        Column("peaks", LargeBinary, nullable=False),
        Column("note", Text, nullable=False),
        CheckConstraint("id = 1", name="single"),
    )


async def head(session: AsyncSession) -> Head:
    """Return the tree as it was last committed."""
    found = await _head(session, _HEAD)
    if found is None:
        raise TreeCorrupt("It has no head.")
    return found


async def note(session: AsyncSession) -> bytes:
    """Return the newest signed checkpoint.

    Raises:
        NotSigned: There is none; the service has just been made.
    """
    signed = (await head(session)).note
    if not signed:
        raise NotSigned
    return signed.encode()


async def lock(session: AsyncSession) -> Head:
    """Wait for whoever grows the tree, and return it; nobody else does until the transaction ends."""
    found = await _head(session, f"{_HEAD} FOR UPDATE")
    if found is None:
        raise TreeCorrupt("It has no head.")
    return found


async def try_lock(session: AsyncSession) -> Head | None:
    """Return the tree as `lock` does, or None while somebody else grows it."""
    return await _head(session, f"{_HEAD} FOR UPDATE SKIP LOCKED")


async def append(
    session: AsyncSession, locked: Head, leaves: Iterable[bytes], signer: LogSigner | None
) -> Head:
    """Append leaves to the tree and sign its checkpoint.

    Args:
        session: The transaction that holds the lock.
        locked: What `lock` returned.
        leaves: Leaf hashes, in the order of the log; none, to sign with another key.
        signer: The log's key; None leaves the tree without a checkpoint, as one that is being made has none.

    Raises:
        TreeCorrupt: A tile is not as long as the head says.
    """
    edge, additions = tiles.grow(locked.edge, leaves)
    await _add(session, additions)
    grown = Head(edge, signer.sign(edge).decode() if signer is not None else "")
    await session.execute(_MOVE, {"size": edge.size, "peaks": b"".join(edge.peaks), "note": grown.note})
    return grown


async def inclusion(session: AsyncSession, index: int, *, size: int) -> list[bytes]:
    """Return the proof that an entry stands in the tree of a size.

    Raises:
        BeyondTheLog: It does not, or the log was never that long.
    """
    if not 0 <= index < size <= (await head(session)).size:
        raise BeyondTheLog
    return await _hashes(session, tiles.inclusion_spans(index, size))


async def consistency(session: AsyncSession, first: int, *, second: int) -> list[bytes]:
    """Return the proof that the tree of a size begins with that of another.

    Raises:
        BeyondTheLog: It is smaller, or the log was never that long.
    """
    if not 0 <= first <= second <= (await head(session)).size:
        raise BeyondTheLog
    return await _hashes(session, tiles.consistency_spans(first, second))


async def root(session: AsyncSession, size: int) -> bytes:
    """Return the root over the first entries, from the tiles alone.

    Raises:
        BeyondTheLog: The log was never that long.
    """
    if not 0 <= size <= (await head(session)).size:
        raise BeyondTheLog
    return (await _hashes(session, [Span(0, size)]))[0]


async def check(session: AsyncSession) -> None:
    """Compare the right edge, which the next append builds on, with the tiles that proofs are made from.

    Raises:
        TreeCorrupt, TileMissing: They do not fit; the operator must restore the database.
    """
    edge = (await head(session)).edge
    if await root(session, edge.size) != edge.root():
        raise TreeCorrupt("Its right edge is not that of its tiles.")


async def _head(session: AsyncSession, query: str) -> Head | None:
    row = (await session.execute(text(query))).one_or_none()
    if row is None:
        return None
    peaks = tuple(row.peaks[at : at + HASH_BYTES] for at in range(0, len(row.peaks), HASH_BYTES))
    if len(row.peaks) != row.size.bit_count() * HASH_BYTES:
        raise TreeCorrupt("Its head contradicts itself.")
    return Head(Frontier(row.size, peaks), row.note)


async def _add(session: AsyncSession, additions: Sequence[Addition]) -> None:
    if not additions:
        return
    values = {
        "levels": [each.tile.level for each in additions],
        "numbers": [each.tile.number for each in additions],
        "hashes": [each.hashes for each in additions],
    }
    lengths = {TileId(*row[:2]): row[2] for row in await session.execute(_ADD, values)}
    for tile, offset, hashes in additions:
        if lengths[tile] != offset * HASH_BYTES + len(hashes):
            raise TreeCorrupt(f"Level {tile.level}, number {tile.number}.")


async def _hashes(session: AsyncSession, spans: Sequence[Span]) -> list[bytes]:
    wanted = list(tiles.tiles_of(spans))
    values = {"levels": [tile.level for tile in wanted], "numbers": [tile.number for tile in wanted]}
    found = {TileId(*row[:2]): row[2] for row in await session.execute(_READ, values)} if wanted else {}
    return tiles.hashes_of(spans, found)
