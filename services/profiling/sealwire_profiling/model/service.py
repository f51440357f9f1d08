"""Use cases of models. None commits; the transaction is the caller's."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.profiling.models import ModelOut, Stage, TrainIn
from sealwire.errors import NotFound
from sealwire.identifiers import new_id

from sealwire_profiling.inspections import evidence
from sealwire_profiling.model.adapters import models
from sealwire_profiling.model.domain import lifecycle
from sealwire_profiling.model.domain.card import as_text
from sealwire_profiling.model.domain.model import Model
from sealwire_profiling.model.domain.spec import FRAME
from sealwire_profiling.model.domain.storing import loads
from sealwire_profiling.model.refusals import (
    ModelUnavailable,
    TooManyTrainings,
    WorseThanPresent,
    WrongStage,
)

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire.contract.profiling.models import StageIn

    from sealwire_profiling.call import Call
    from sealwire_profiling.model.adapters.models import Kept
    from sealwire_profiling.tenancy import Tenant

SHADOW_DAYS = 14
"""Days that a model runs beside the one in use before an officer may promote it."""
MAX_UNFINISHED = 3
"""Models of an administration that wait or are trained: from the same outcomes, a fourth teaches nothing."""
_MARGIN = 0.02
_SEED_BITS = 31
_TRIED = {Stage.SHADOW, Stage.PROMOTED}
_STEPS = {Stage.SHADOW, Stage.PROMOTED, Stage.RETIRED}


async def ask(call: Call, wanted: TrainIn) -> ModelOut:
    """Ask for a model to be trained on all inspections so far; a process does it in the background.

    Raises:
        NotAllowed: The caller trains none.
        TooManyTrainings: So many wait already.
    """
    tenant = call.tenant(Action.PROMOTE_MODELS)
    if await models.unfinished(call.session, tenant=tenant) >= MAX_UNFINISHED:
        raise TooManyTrainings(max_trainings=MAX_UNFINISHED)
    made = new_id(call.now * 1000)
    seed = secrets.randbits(_SEED_BITS) if wanted.seed is None else wanted.seed
    row = {"id": made, "seed": seed, "asked_at": call.now, "asked_by": call.officer}
    await models.ask(call.session, row, tenant=tenant)
    return await _shown(call, await _found(call, made, tenant=tenant), tenant=tenant, language="en")


async def newest(call: Call, *, limit: int, language: str) -> list[ModelOut]:
    """Return the newest models."""
    tenant = call.tenant(Action.READ_FIGURES)
    kept = await models.newest(call.session, tenant=tenant, limit=limit)
    return [await _shown(call, each, tenant=tenant, language=language) for each in kept]


async def step(call: Call, model_id: UUID, wanted: StageIn) -> ModelOut:
    """Take a model to the next stage of its life; whoever is promoted takes the place of the one in use.

    Raises:
        NotAllowed: The caller promotes none.
        NotFound: There is no such model.
        WrongStage: It cannot come to this stage from where it is.
        ShadowTooShort: It has not run in shadow for long enough.
        ModelUnavailable: It is damaged, and can only be retired.
        WorseThanPresent: Its card is worse than that of the model in use, and nobody has said `despite`.
    """
    tenant = call.tenant(Action.PROMOTE_MODELS)
    # All of them, so that of two officers who promote at once the second sees what the first did.
    await models.lock(call.session, tenant=tenant)
    kept = await _found(call, model_id, tenant=tenant)
    stage = _next(call, kept, wanted.stage)
    if stage is not Stage.RETIRED:
        await asyncio.to_thread(read, kept)
    if wanted.stage is Stage.PROMOTED:
        if not wanted.despite:
            await _refuse_worse(call, kept, tenant=tenant)
        present = await models.in_use(call.session, tenant=tenant)
        if present is not None:
            await models.change(call.session, present.id, _came_to(call, Stage.RETIRED), tenant=tenant)
    await models.change(call.session, model_id, _came_to(call, stage), tenant=tenant)
    return await _shown(call, await _found(call, model_id, tenant=tenant), tenant=tenant, language="en")


def read(kept: Kept) -> Model:
    """Return a stored model, ready to score.

    Raises:
        ModelUnavailable: It is not trained, damaged, or the library is missing.
    """
    if kept.content is None or kept.digest is None:
        raise ModelUnavailable
    return loads(kept.content, sha256=kept.digest)


def _readable(kept: Kept) -> Model | ModelUnavailable:
    try:
        return read(kept)
    except ModelUnavailable as unavailable:
        return unavailable


def _next(call: Call, kept: Kept, wanted: Stage) -> Stage:
    if wanted not in _STEPS or kept.since is None or kept.digest is None:
        raise WrongStage(f"the model is {kept.stage.value}", stage=kept.stage.value)
    standing = lifecycle.Standing(
        kept.digest, lifecycle.Stage(kept.stage.value), _day(kept.since), kept.by or ""
    )
    by, on = call.officer, call.today
    if wanted is Stage.SHADOW:
        return Stage(lifecycle.begin_shadow(standing, by=by, on=on).stage.value)
    if wanted is Stage.PROMOTED:
        return Stage(lifecycle.promote(standing, by=by, on=on, least_days=SHADOW_DAYS).stage.value)
    return Stage(lifecycle.retire(standing, by=by, on=on).stage.value)


async def _refuse_worse(call: Call, kept: Kept, *, tenant: Tenant) -> None:
    said = await _worse(call, kept, tenant=tenant, language="en")
    if said:
        raise WorseThanPresent(" ".join(said))


async def _worse(call: Call, kept: Kept, *, tenant: Tenant, language: str) -> tuple[str, ...]:
    present = await models.in_use(call.session, tenant=tenant)
    if present is None or present.id == kept.id or kept.content is None:
        return ()
    theirs, ours = await asyncio.to_thread(read, kept), await asyncio.to_thread(_readable, present)
    if isinstance(ours, ModelUnavailable):
        return ()  # Nothing is worse than a model that nobody can use.
    return tuple(each.texts[language] for each in lifecycle.concerns(theirs.card, ours.card, margin=_MARGIN))


def _came_to(call: Call, stage: Stage) -> dict[str, object]:
    return {"stage": stage.value, "stage_since": call.now, "stage_by": call.officer}


async def _found(call: Call, model_id: UUID, *, tenant: Tenant) -> Kept:
    found = await models.find(call.session, model_id, tenant=tenant)
    if found is None:
        raise NotFound(model=str(model_id))
    return found


async def _shown(call: Call, kept: Kept, *, tenant: Tenant, language: str) -> ModelOut:
    told: dict[str, object] = {}
    model = await asyncio.to_thread(_readable, kept)
    if kept.content is not None and isinstance(model, ModelUnavailable):
        told["problem"] = str(model)
    elif isinstance(model, Model):
        card = model.card
        by = kept.by if kept.stage is Stage.PROMOTED and kept.by else ""
        told = {
            "card": as_text(replace(card, promoted_by=by), language),
            "rows": card.rows,
            "positives": card.positives,
        }
        if kept.stage is not Stage.RETIRED:
            outdated = [each.texts[language] for each in lifecycle.outdated(card, FRAME)]
            told["concerns"] = (*outdated, *await _worse(call, kept, tenant=tenant, language=language))
    if kept.stage in _TRIED and kept.digest is not None:
        told["shadow"] = await evidence.of_model(call.session, kept.digest, tenant=tenant)
    return ModelOut.model_validate(
        {
            "id": kept.id,
            "stage": kept.stage,
            "asked_at": _moment(kept.asked_at),
            "asked_by": kept.asked_by,
            "seed": kept.seed,
            "digest": kept.digest,
            "since": None if kept.since is None else _moment(kept.since),
            "by": kept.by,
            "problem": kept.problem,
            **told,
        }
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _day(seconds: int) -> date:
    return _moment(seconds).date()
