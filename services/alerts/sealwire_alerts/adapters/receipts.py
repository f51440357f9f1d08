"""The receipts of envelopes, as they were signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from sealwire_alerts.adapters.tables import receipts
from sealwire_alerts.domain.receipts import StoredReceipt

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

_COLUMNS = (receipts.c.unit, receipts.c.device, receipts.c.kind, receipts.c.ts, receipts.c.raw)


async def add(session: AsyncSession, envelope_id: UUID, receipt: StoredReceipt, *, now: int) -> StoredReceipt:
    """Store a receipt, unless the device gave one of this kind before, and return the one that is stored.

    Args:
        session: The transaction.
        envelope_id: An envelope that was sent to the receipt's unit.
        receipt: Checked.
        now: Unix seconds.
    """
    values = {
        "envelope_id": envelope_id, "unit": receipt.unit, "device": receipt.device, "kind": receipt.kind,
        "ts": receipt.ts, "raw": receipt.raw, "received_at": now,
    }  # fmt: skip
    await session.execute(insert(receipts).values(values).on_conflict_do_nothing())
    same = (receipts.c.envelope_id == envelope_id, receipts.c.device == receipt.device)
    row = (await session.execute(select(*_COLUMNS).where(*same, receipts.c.kind == receipt.kind))).one()
    return StoredReceipt(*row)


async def of_envelope(session: AsyncSession, envelope_id: UUID) -> list[StoredReceipt]:
    """Return an envelope's receipts as they came; that the reader may see it was checked before."""
    order = (receipts.c.received_at, receipts.c.device, receipts.c.kind)
    rows = await session.execute(
        select(*_COLUMNS).where(receipts.c.envelope_id == envelope_id).order_by(*order)
    )
    return [StoredReceipt(*row) for row in rows]
