"""The routes of models."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.profiling.models import ModelOut, ModelsOut, StageIn, TrainIn
from sealwire.errors import NotFound
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.problems import problems

from sealwire_profiling.dependencies import CallDep
from sealwire_profiling.model import refusals, service
from sealwire_profiling.tenancy import NoAdministration

_READING = (NoCaller, NotAllowed, NoAdministration)
_Language = Annotated[Literal["en", "ru"], Query(description="Of the cards.")]
router = APIRouter(tags=["profiling"])


@router.post(paths.MODELS, status_code=202, responses=problems(*_READING, refusals.TooManyTrainings))
async def train(body: TrainIn, call: CallDep) -> ModelOut:
    """Ask for a model to be trained on the administration's own inspections; ask again until it is."""
    return await service.ask(call, body)


@router.get(paths.MODELS, responses=problems(*_READING, refusals.ModelUnavailable))
async def newest(
    call: CallDep, limit: Annotated[int, Query(ge=1, le=50)] = 10, language: _Language = "en"
) -> ModelsOut:
    """Return the newest models with their cards."""
    return ModelsOut(models=tuple(await service.newest(call, limit=limit, language=language)))


@router.post(
    paths.MODELS + "/{model_id}/stage",
    responses=problems(
        *_READING, NotFound, refusals.WrongStage, refusals.ShadowTooShort, refusals.WorseThanPresent,
        refusals.ModelUnavailable,
    ),
)  # fmt: skip
async def step(model_id: UUID, body: StageIn, call: CallDep) -> ModelOut:
    """Take a model to the next stage: shadow, promoted, retired."""
    return await service.step(call, model_id, body)
