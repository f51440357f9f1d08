"""What speaks for or against what is in shadow, for the pages of profiles and models."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sealwire_profiling.inspections.adapters import inspections, periods
from sealwire_profiling.inspections.domain import evidence

if TYPE_CHECKING:
    from sealwire.contract.profiling.inspections import ShadowEvidence
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

_MAX_JUDGED = 50_000
"""Inspections behind the evidence of one thing in shadow, the newest of them."""
_MAX_SELECTIONS = 1_000


async def of_profile(session: AsyncSession, code: str, number: int, *, tenant: Tenant) -> ShadowEvidence:
    """Return what inspections say of a profile's version while it was in shadow."""
    within = {"profiles": [{"name": f"{code}@{number}"}]}
    tried = await periods.tried(session, within, tenant=tenant, limit=_MAX_SELECTIONS)
    judged = await inspections.judged_of(session, list(tried), tenant=tenant, limit=_MAX_JUDGED)
    return await asyncio.to_thread(evidence.of_profile, code, number, judged, list(tried.values()))


async def of_model(session: AsyncSession, digest: str, *, tenant: Tenant) -> ShadowEvidence:
    """Return what inspections say of a model while it was in shadow."""
    within = {"model": {"model": digest}}
    tried = await periods.tried(session, within, tenant=tenant, limit=_MAX_SELECTIONS)
    judged = await inspections.judged_of(session, list(tried), tenant=tenant, limit=_MAX_JUDGED)
    return await asyncio.to_thread(evidence.of_model, digest, judged, list(tried.values()))
