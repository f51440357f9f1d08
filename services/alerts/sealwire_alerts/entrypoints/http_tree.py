"""The routes of the envelope log's tree: checkpoint and growth for everybody, a proof for those concerned."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.log import EnvelopeProofOut, NotYetProven, ProofOut
from sealwire.contract.models import MAX_POSITION
from sealwire.errors import NotFound
from sealwire_chassis import caching, tree
from sealwire_chassis.caller import CallerDep, NoCaller
from sealwire_chassis.database import SessionDep
from sealwire_chassis.problems import problems

from sealwire_alerts import proving

_Size = Annotated[int, Query(ge=0, le=MAX_POSITION)]

router = APIRouter(tags=["alerts"])


@router.get(
    paths.LOG_CHECKPOINT,
    response_class=Response,
    responses={
        200: {"description": "A signed note.", "content": {paths.NOTE: {}}},
        **problems(tree.NotSigned),
    },
)
async def read_checkpoint(request: Request, session: SessionDep) -> Response:
    """Return the envelope log's size and root, signed by the log's key."""
    return caching.current(request, await tree.note(session), paths.NOTE)


@router.get(paths.LOG_CONSISTENCY, responses=problems(tree.BeyondTheLog))
async def prove_consistency(first: _Size, second: _Size, response: Response, session: SessionDep) -> ProofOut:
    """Return the proof that the envelope log of one size begins with that of another."""
    response.headers.update(caching.FOREVER)
    return ProofOut(proof=await tree.consistency(session, first, second=second))


@router.get(
    paths.ENVELOPES + "/{envelope_id}/proof",
    responses=problems(NoCaller, NotAllowed, NotFound, NotYetProven),
)
async def prove_envelope(envelope_id: UUID, who: CallerDep, session: SessionDep) -> EnvelopeProofOut:
    """Return the proof that an envelope that the caller's unit sent or received stands in the log."""
    return await proving.prove(session, envelope_id, who=who)
