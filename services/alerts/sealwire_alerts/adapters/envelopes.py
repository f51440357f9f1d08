"""Single envelopes, as the units that have a part in them may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sealwire.contract.acceptance import Accepted
from sqlalchemy import text

from sealwire_alerts.domain.receipts import Addressed

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

_TO_UNIT: Final = "EXISTS (SELECT FROM mailbox AS m WHERE m.unit = :unit AND m.position = e.position)"
_RAW: Final = text(f"SELECT e.raw FROM envelopes AS e WHERE e.id = :id AND (e.sender = :unit OR {_TO_UNIT})")  # noqa: S608 - no value is put in
_POSITION: Final = text(
    f"SELECT e.position FROM envelopes AS e WHERE e.id = :id AND (e.sender = :unit OR {_TO_UNIT})"  # noqa: S608 - no value is put in
)
_ADDRESSED: Final = text(
    f"SELECT e.sender, e.header_hash, {_TO_UNIT} AS to_unit FROM envelopes AS e WHERE e.id = :id"  # noqa: S608 - no value is put in
)

_ACCEPTED: Final = text("SELECT position, accepted_at FROM envelopes WHERE id = :id AND digest = :digest")


async def accepted(session: AsyncSession, envelope_id: UUID, digest: bytes) -> Accepted | None:
    """Return when and where exactly these bytes were accepted, or None if they never were."""
    row = (await session.execute(_ACCEPTED, {"id": envelope_id, "digest": digest})).one_or_none()
    return Accepted(row.position, row.accepted_at) if row is not None else None


async def raw(session: AsyncSession, envelope_id: UUID, *, unit: str) -> bytes | None:
    """Return an envelope's bytes, or None if there is none that the unit sent or received."""
    found: bytes | None = await session.scalar(_RAW, {"id": envelope_id, "unit": unit})
    return found


async def position(session: AsyncSession, envelope_id: UUID, *, unit: str) -> int | None:
    """Return an envelope's place in the log, or None if there is none that the unit sent or received."""
    found: int | None = await session.scalar(_POSITION, {"id": envelope_id, "unit": unit})
    return found


async def addressed(session: AsyncSession, envelope_id: UUID, *, unit: str) -> Addressed | None:
    """Return how an envelope concerns a unit, or None if there is none that the unit sent or received."""
    row = (await session.execute(_ADDRESSED, {"id": envelope_id, "unit": unit})).one_or_none()
    if row is None or not (row.to_unit or row.sender == unit):
        return None
    return Addressed(id=envelope_id, header_hash=row.header_hash, to_unit=row.to_unit)
