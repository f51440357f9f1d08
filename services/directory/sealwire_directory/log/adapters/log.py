"""The log in PostgreSQL: statements in order, the keys that they name, and grants."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, or_, select, text

from sealwire_directory.tables import grants, seal_keys, statements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sealwire.directory.batch import Grant
    from sqlalchemy.ext.asyncio import AsyncSession

_APPEND_LOCK = 0x5EA1_D14E  # one append at a time per database
_LOCK_WAIT_MS = 5_000  # less than a caller's deadline, so that the caller learns why


async def lock(session: AsyncSession) -> None:
    """Wait until no other transaction appends; the lock lasts until this one ends.

    Raises:
        DatabaseUnavailable: It was not free within five seconds (raised by the transaction).
    """
    await session.execute(text(f"SET LOCAL lock_timeout = {_LOCK_WAIT_MS}"))
    await session.execute(select(func.pg_advisory_xact_lock(_APPEND_LOCK)))


async def size(session: AsyncSession) -> int:
    """Return how many statements the log has."""
    return await session.scalar(select(func.coalesce(func.max(statements.c.position), 0))) or 0


async def read(session: AsyncSession, *, after: int, limit: int, max_bytes: int) -> list[bytes]:
    """Return the statements after a position, in order.

    Args:
        session: The transaction.
        after: Position of the last statement that is not wanted.
        limit: Most statements.
        max_bytes: Most bytes in all; one statement is returned whatever its size.
    """
    total = func.sum(func.octet_length(statements.c.raw)).over(order_by=statements.c.position).label("total")
    page = (
        select(statements.c.position, statements.c.raw, total)
        .where(statements.c.position > after)
        .order_by(statements.c.position)
        .limit(limit)
        .subquery()
    )
    wanted = (
        select(page.c.raw)
        .where(or_(page.c.total <= max_bytes, page.c.position == after + 1))
        .order_by(page.c.position)
    )
    return list(await session.scalars(wanted))


async def positions(session: AsyncSession, raws: Sequence[bytes]) -> list[int]:
    """Return the positions of those of some statements that the log has."""
    hashes = [hashlib.sha256(raw).digest() for raw in raws]
    found = await session.scalars(select(statements.c.position).where(statements.c.hash.in_(hashes)))
    return sorted(found)


async def add(session: AsyncSession, raws: Sequence[bytes], *, after: int, now: int) -> None:
    """Append statements behind position `after`."""
    rows = [
        {"position": position, "hash": hashlib.sha256(raw).digest(), "raw": raw, "appended_at": now}
        for position, raw in enumerate(raws, after + 1)
    ]
    await session.execute(insert(statements), rows)


async def add_keys(session: AsyncSession, keys: Mapping[bytes, bytes]) -> None:
    """Keep X-Wing public keys under their key ids."""
    if keys:
        rows = [{"key_id": key_id, "public": public} for key_id, public in keys.items()]
        await session.execute(insert(seal_keys), rows)


async def key(session: AsyncSession, key_id: bytes) -> bytes | None:
    """Return the X-Wing public key of a key id."""
    return await session.scalar(select(seal_keys.c.public).where(seal_keys.c.key_id == key_id))


async def add_grants(session: AsyncSession, sealed: Sequence[Grant]) -> None:
    """Keep sealed seeds."""
    if sealed:
        await session.execute(insert(grants), [grant._asdict() for grant in sealed])


async def grant(session: AsyncSession, epoch_key: bytes, *, device: bytes) -> bytes | None:
    """Return the seed of an epoch that was sealed to a device, and to no other."""
    mine = select(grants.c.ciphertext).where(grants.c.epoch_key == epoch_key, grants.c.device == device)
    return await session.scalar(mine)


async def destroy_grants(session: AsyncSession, epoch_keys: Sequence[bytes]) -> int:
    """Delete all sealed seeds of some epochs and return how many there were."""
    gone = delete(grants).where(grants.c.epoch_key.in_(epoch_keys)).returning(grants.c.device)
    return len((await session.scalars(gone)).all())
