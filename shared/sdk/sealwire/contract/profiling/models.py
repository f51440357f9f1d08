"""Risk models of an administration: trained on its own inspections, promoted by its own officer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from sealwire.contract.models import ContractModel
from sealwire.contract.profiling.inspections import ShadowEvidence


class Stage(StrEnum):
    """Where a model is: waiting and training come before its life, failed is instead of it."""

    WAITING = "waiting"
    TRAINING = "training"
    FAILED = "failed"
    CANDIDATE = "candidate"
    SHADOW = "shadow"
    PROMOTED = "promoted"
    RETIRED = "retired"


class TrainIn(ContractModel):
    """A model to train on all inspections of selected consignments so far."""

    seed: int | None = Field(default=None, ge=0, le=2**31 - 1, description="Else one is drawn and stored.")


class StageIn(ContractModel):
    """The next step of a model's life: shadow, promoted or retired."""

    stage: Stage
    despite: bool = Field(
        default=False, description="Promote it although its card is worse than that of the model in use."
    )


class ModelOut(ContractModel):
    """A model; its bytes never change, and `digest` names them."""

    id: UUID
    stage: Stage
    asked_at: datetime
    asked_by: str
    seed: int
    digest: str | None = Field(default=None, description="SHA-256 of the stored model.")
    since: datetime | None = Field(default=None, description="When it came to this stage.")
    by: str | None = None
    card: str | None = Field(default=None, description="What it learned from, and how good it honestly is.")
    problem: str | None = Field(default=None, description="Why it could not be trained.")
    rows: int | None = None
    positives: int | None = None
    shadow: ShadowEvidence | None = Field(
        default=None,
        description="What inspections say of it beside the live set; of shadow and promoted ones.",
    )
    concerns: tuple[str, ...] = Field(
        default=(),
        description="In what it is worse than the one in use; whether its columns mean something else now.",
    )


class ModelsOut(ContractModel):
    """Models, newest first."""

    models: tuple[ModelOut, ...]
