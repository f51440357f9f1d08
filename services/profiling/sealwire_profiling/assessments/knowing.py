"""What an administration knows on a day: fetched in one transaction, made ready after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import polars as pl
from sealwire.contract.profiling.selections import Lane

from sealwire_profiling.assessments.domain.assessing import Known, LiveProfile
from sealwire_profiling.assessments.domain.shadowing import Shadows, named
from sealwire_profiling.assessments.refusals import TooManyOpen
from sealwire_profiling.checks.adapters.sea import SeaDistances
from sealwire_profiling.frame.domain.history import HISTORY
from sealwire_profiling.inspections.adapters import inspections
from sealwire_profiling.intake.adapters import consignments
from sealwire_profiling.lists.domain.index import ScreeningIndex
from sealwire_profiling.lists.screening_by import SCREENER
from sealwire_profiling.lists.service_screening import screening_set
from sealwire_profiling.model import service as model_service
from sealwire_profiling.model.adapters import models
from sealwire_profiling.model.refusals import ModelUnavailable
from sealwire_profiling.rules.refusals import RuleFaulty
from sealwire_profiling.rules.running import live_rules, shadow_rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sealwire.contract.profiling.selections import CapacityOut
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.frame.domain.building import Received
    from sealwire_profiling.lists.domain.values import ScreeningSet
    from sealwire_profiling.model.adapters.models import Kept
    from sealwire_profiling.model.domain.model import Model
    from sealwire_profiling.rules.running import Running, RunningSet
    from sealwire_profiling.tenancy import Tenant

HISTORY_DAYS = 730
"""A trader who was away for two years is new again."""
MAX_CONSIGNMENTS = 200_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """What is stored of an administration's knowledge, as it was read.

    Attributes:
        history: Earlier consignments, columns HISTORY.
        live: Profiles in force.
        screening: Lists and clearances.
        model: The promoted model, if there is one; unread.
        shadow: Profiles in shadow.
        shadow_model: The model that came into shadow last, if there is one; unread.
        outcomes: Inspections with a known outcome by code of the profile that had hit.
    """

    history: pl.DataFrame
    live: RunningSet
    screening: ScreeningSet
    model: Kept | None
    shadow: RunningSet
    shadow_model: Kept | None
    outcomes: Mapping[str, int]


async def fetched(session: AsyncSession, ids: Sequence[str], *, tenant: Tenant, on: date) -> Fetched:
    """Return what is stored of what is known on a day.

    Args:
        session: The transaction.
        ids: Of what is to be assessed; the history is that of all others.
        tenant: Whose.
        on: The day.
    """
    return Fetched(
        history=await _history(session, ids, tenant=tenant, on=on),
        live=await live_rules(session, tenant=tenant),
        screening=await screening_set(session, tenant=tenant, on=on),
        model=await models.in_use(session, tenant=tenant),
        shadow=await shadow_rules(session, tenant=tenant),
        shadow_model=await models.in_shadow(session, tenant=tenant),
        outcomes=await inspections.outcomes(session, tenant=tenant, since=on - timedelta(days=HISTORY_DAYS)),
    )


def known(facts: Fetched, settings: CapacityOut, *, tenant: Tenant) -> Known:
    """Return what is known, ready for an assessment; it takes seconds where lists are long.

    Args:
        facts: As they were read.
        settings: How the administration selects.
        tenant: Whose.
    """
    model, why_not = _model(facts.model)
    return Known(
        history=facts.history,
        profiles=tuple(
            _profile(each, facts.outcomes.get(each.version.code, 0)) for each in facts.live.running
        ),
        broken=tuple(each.version.code for each in facts.live.broken),
        screening=(facts.screening, ScreeningIndex.of(facts.screening, SCREENER)),
        model=model,
        no_model=why_not,
        model_max_age_days=settings.model_max_age_days,
        home=tenant,
        distances=_sea_distances(),
        shadows=_shadows(facts),
    )


def prepare() -> None:
    """Load what every selection of this process needs, so that the first does not wait for it."""
    _sea_distances()


@cache
def _sea_distances() -> SeaDistances:
    """Return the one network of sea routes of this process; it takes 100 MB."""
    return SeaDistances()


def _shadows(facts: Fetched) -> Shadows:
    model, why_not = _model(facts.shadow_model)
    return Shadows(
        rules=tuple(named(each.rule, each.version.number) for each in facts.shadow.running),
        broken={
            f"{each.version.code}@{each.version.number}": RuleFaulty.code for each in facts.shadow.broken
        },
        digest=None if facts.shadow_model is None else facts.shadow_model.digest,
        model=model,
        no_model=why_not,
    )


def _model(kept: Kept | None) -> tuple[Model | None, str | None]:
    """Return a model; where it cannot be read, why: rules decide alone, or a shadow says nothing."""
    if kept is None:
        return None, None
    try:
        return model_service.read(kept), None
    except ModelUnavailable as unavailable:
        return None, unavailable.code


async def open_ids(session: AsyncSession, *, tenant: Tenant, upload: str | None) -> list[str]:
    """Return the ids of the consignments that are still to be decided about, in their order.

    Raises:
        TooManyOpen: There are more than a selection ranks; none is left out in silence.
    """
    found = await consignments.open_ids(session, tenant=tenant, upload=upload, limit=MAX_CONSIGNMENTS + 1)
    if len(found) > MAX_CONSIGNMENTS:
        raise TooManyOpen(most=MAX_CONSIGNMENTS)
    return found


async def still_open(
    session: AsyncSession, ids: Sequence[str], *, tenant: Tenant, upload: str | None
) -> list[Received]:
    """Return those consignments of some that nothing was decided about since, by id."""
    page = await consignments.load(
        session, tenant=tenant, ids=ids, upload=upload, open_only=True, limit=len(ids)
    )
    return await consignments.received(session, page, tenant=tenant)


def _profile(running: Running, outcomes: int) -> LiveProfile:
    said = running.version.profile
    return LiveProfile(
        running.rule,
        float(said.weight),
        Lane(said.lane.value),
        {"en": said.title.en, "ru": said.title.ru},
        said.commodity,
        outcomes,
    )


async def _history(session: AsyncSession, ids: Sequence[str], *, tenant: Tenant, on: date) -> pl.DataFrame:
    since, until = on - timedelta(days=HISTORY_DAYS), on + timedelta(days=1)
    seen = await consignments.history(session, tenant=tenant, before=until, since=since)
    batch = pl.DataFrame({"id": ids}, schema={"id": pl.String()})
    return seen.join(batch, on="id", how="anti").select(*HISTORY)
