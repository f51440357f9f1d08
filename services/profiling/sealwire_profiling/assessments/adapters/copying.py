"""The rows of a selection into PostgreSQL, as a COPY: 100,000 of them are too many for one INSERT each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects.postgresql import JSONB

from sealwire_profiling.assessments.adapters.tables import selected

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    import asyncpg
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

_COLUMNS = tuple(column.name for column in selected.c)
_JSON = frozenset(column.name for column in selected.c if isinstance(column.type, JSONB))


async def copy(
    session: AsyncSession, selection_id: UUID, rows: Sequence[Mapping[str, Any]], *, tenant: Tenant
) -> None:
    """Store the rows of a selection that has none.

    Args:
        session: The transaction.
        selection_id: The selection.
        rows: Rows of `selected`, without tenant and selection.
        tenant: Whose.
    """
    stamp = {"tenant": tenant, "selection": selection_id}
    # Written as they are sent: the text of all of them at once would be some hundred megabytes.
    records = (tuple(_written(name, {**stamp, **row}[name]) for name in _COLUMNS) for row in rows)
    raw = await (await session.connection()).get_raw_connection()
    # The pool's connection is of the driver; the dialect has taught it JSONB, as text.
    driver: asyncpg.Connection = raw.driver_connection
    await driver.copy_records_to_table(selected.name, records=records, columns=_COLUMNS)


def _written(name: str, value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if name in _JSON and value is not None else value
