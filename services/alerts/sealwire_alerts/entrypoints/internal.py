"""The route that only the gateway asks: it is in no table of addresses that can be reached from outside."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sealwire.contract.acceptance import ACCEPTANCES
from sealwire.contract.models import AcceptanceOut
from sealwire_chassis.database import SessionDep

from sealwire_alerts import service

router = APIRouter(include_in_schema=False)


@router.get(ACCEPTANCES + "/{envelope_id}")
async def read_acceptance(
    envelope_id: UUID, digest: Annotated[str, Query(pattern=r"^[0-9a-f]{64}$")], session: SessionDep
) -> AcceptanceOut:
    """Return what a sender was answered whose answer was lost."""
    accepted = await service.fetch_acceptance(session, envelope_id, bytes.fromhex(digest))
    return AcceptanceOut(
        id=envelope_id, position=accepted.position, accepted_at=accepted.accepted_at, digest=digest
    )
