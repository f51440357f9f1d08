"""What a model learns from: selected consignments as they were judged, with what their inspection found."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import polars as pl
from sealwire.contract.profiling.inspections import Outcome
from sqlalchemy import and_, select

from sealwire_profiling.assessments.adapters.tables import selected
from sealwire_profiling.assessments.domain.assessing import RULES
from sealwire_profiling.frame.domain.columns import SCHEMA
from sealwire_profiling.inspections.adapters.tables import inspections

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

LABEL, DAY = "found", "inspected_on"
_LABELLED = {**SCHEMA, RULES: pl.List(pl.String()), LABEL: pl.Boolean(), DAY: pl.Date()}
_later = inspections.alias("later")


async def labelled(session: AsyncSession, *, tenant: Tenant, limit: int) -> pl.DataFrame:
    """Return what was opened: the columns of the frame and RULES, with `found` and `inspected_on`.

    Args:
        session: The transaction.
        tenant: Whose.
        limit: How many at most, the newest of them.
    """
    corrected = and_(_later.c.tenant == inspections.c.tenant, _later.c.corrects == inspections.c.id)
    asked = and_(
        selected.c.tenant == inspections.c.tenant,
        selected.c.selection == inspections.c.selection,
        selected.c.consignment == inspections.c.consignment,
    )
    wanted = (
        select(selected.c.features, inspections.c.outcome, inspections.c.inspected_on)
        .select_from(inspections.join(selected, asked).outerjoin(_later, corrected))
        .where(inspections.c.tenant == tenant, selected.c.features.is_not(None), _later.c.id.is_(None))
        .order_by(inspections.c.inspected_on.desc(), inspections.c.id)
        .limit(limit)
    )
    rows = [
        {**row.features, LABEL: Outcome(row.outcome).found, DAY: row.inspected_on.isoformat()}
        for row in await session.execute(wanted)
        if Outcome(row.outcome).found is not None
    ]
    return await asyncio.to_thread(typed, rows)


def typed(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Return rows as they are stored, as the table that `labelled` returns."""
    days = [name for name, dtype in _LABELLED.items() if dtype == pl.Date()]
    written = {name: pl.String() if name in days else dtype for name, dtype in _LABELLED.items()}
    known = [{name: row.get(name) for name in _LABELLED} for row in rows]
    return pl.DataFrame(known, schema=written).with_columns(pl.col(days).str.to_date("%Y-%m-%d"))
