"""Where consignments stand between officers and experts, for who lists them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sealwire.contract.profiling.experts import Stage

from sealwire_profiling.goods.adapters import records
from sealwire_profiling.goods.domain.advice import asks_for_expert
from sealwire_profiling.goods.domain.recording import answers_of, standing, step_of
from sealwire_profiling.goods.knowing import known
from sealwire_profiling.intake.adapters import consignments

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sealwire.contract.profiling.experts import ExpertStanding
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant


async def standings(
    session: AsyncSession, ids: Collection[UUID], *, tenant: Tenant
) -> dict[UUID, ExpertStanding]:
    """Return where consignments stand that need an expert, or about which something is recorded.

    Args:
        session: The transaction.
        ids: A page of them.
        tenant: Whose.
    """
    stored = await consignments.load(session, tenant=tenant, ids=list(map(str, ids)), limit=len(ids))
    today = await known(session, [each.consignment for each in stored], tenant=tenant)
    recorded = await records.of_consignments(session, ids, tenant=tenant)

    def judged() -> dict[UUID, ExpertStanding]:
        found = {}
        for each in stored:
            steps = [step_of(record) for record in recorded.get(each.id, ())]
            needed = asks_for_expert(each.consignment, today.knowledge, answers_of(steps))
            found[each.id] = standing(steps, today.rests_on(each.current.number), needed=needed)
        return {
            key: each for key, each in found.items() if each.stage is not Stage.NOTHING or recorded.get(key)
        }

    # Words are looked for in the descriptions of hundreds of consignments: not on the event loop.
    return await asyncio.to_thread(judged)
