"""What a model learns from: selected consignments as they were judged, with what their inspection found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
from sealwire.contract.profiling.inspections import Outcome
from sqlalchemy import select

from sealwire_profiling.assessments.adapters.judged import FEATURES, frame_of
from sealwire_profiling.assessments.adapters.tables import selected
from sealwire_profiling.inspections.adapters.inspections import ASKED, uncorrected
from sealwire_profiling.inspections.adapters.tables import inspections

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

LABEL, DAY = "found", "inspected_on"


@dataclass(frozen=True, slots=True)
class Example:
    """What was opened: the text of its features, whether something was found, and on which day."""

    features: str
    found: bool
    on: date


async def labelled(session: AsyncSession, *, tenant: Tenant, limit: int) -> list[Example]:
    """Return what was opened and controlled.

    Args:
        session: The transaction.
        tenant: Whose.
        limit: How many at most, the newest of them.
    """
    wanted = (
        select(FEATURES, inspections.c.outcome, inspections.c.inspected_on)
        .select_from(inspections.join(selected, ASKED))
        .where(inspections.c.tenant == tenant, selected.c.features.is_not(None), uncorrected())
        .order_by(inspections.c.inspected_on.desc(), inspections.c.id)
        .limit(limit)
    )
    return [
        Example(row.features, found, row.inspected_on)
        for row in await session.execute(wanted)
        if (found := Outcome(row.outcome).found) is not None
    ]


def table_of(examples: Sequence[Example]) -> pl.DataFrame:
    """Return examples as a table: the columns of the frame and RULES, with `found` and `inspected_on`.

    Of 200,000 it takes half a minute: no transaction waits for it.
    """
    return frame_of([each.features for each in examples]).with_columns(
        pl.Series(LABEL, [each.found for each in examples], dtype=pl.Boolean),
        pl.Series(DAY, [each.on for each in examples], dtype=pl.Date),
    )
