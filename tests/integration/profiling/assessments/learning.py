"""What a model learns from, put where the product keeps it: selected consignments, and their inspections."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from integration.profiling.assessments.desk import HEAD, MODELS, worked
from integration.profiling.conftest import NOW
from sealwire.contract.profiling.inspections import InspectionIn, Kind, Outcome
from sealwire.contract.profiling.selections import CapacityOut, SelectionIn
from sealwire.identifiers import new_id
from sealwire_profiling.assessments.adapters import selections
from sealwire_profiling.assessments.domain.assessing import assess
from sealwire_profiling.assessments.domain.choosing import choose, settings_of
from sealwire_profiling.assessments.domain.ranking import rows_of
from sealwire_profiling.inspections.adapters import inspections
from sealwire_profiling.model.adapters import models
from sealwire_profiling.model.domain.storing import digest
from sealwire_profiling.simulator import World
from sealwire_profiling.tenancy import Tenant

from bench.trade import known, received

if TYPE_CHECKING:
    from datetime import date

    from integration.profiling.conftest import Profiling
    from sealwire.contract.profiling.models import Stage

HOME = Tenant("KG")
TODAY = datetime.fromtimestamp(NOW, UTC).date()
_DAYS = 80


@cache
def inspected() -> tuple[list[dict[str, Any]], dict[UUID, bool]]:
    """Return the rows of a selection that opens 800, 60 of them with a finding, and which these are."""
    world = [each for week in range(14) for each in World(7, 300).week(week).consignments]
    found = [each for each in world if each.mechanism is not None][:60]
    clean = [each for each in world if each.mechanism is None][:740]
    chosen = sorted((*found, *clean), key=lambda each: each.consignment.reference)
    batch = received(chosen)
    labels = {UUID(one.id): each.mechanism is not None for one, each in zip(batch, chosen, strict=True)}
    facts = known([], on=TODAY)
    assessed = assess(batch, facts, on=TODAY)
    settings = settings_of(CapacityOut(version=0), seed=1, budget=len(batch))
    selection = choose(assessed, facts.profiles, settings, together=True, model=None)
    return list(rows_of(assessed, facts.profiles, selection, None)), labels


def day_of(row: dict[str, Any]) -> date:
    """Return the day on which a consignment was opened: any of the last eighty, whatever its rank."""
    return TODAY - timedelta(days=row["consignment"].int % _DAYS)


async def experienced(profiling: Profiling, *, most: int = 1_000) -> None:
    """Give an administration a selection whose consignments were all opened, and what was found."""
    rows, labels = inspected()
    made = new_id((NOW - 1) * 1000)
    asked = {
        "id": made, "asked": SelectionIn().model_dump(mode="json"), "on_day": TODAY, "seed": 1,
        "requested_at": NOW - 1, "requested_by": "x",
    }  # fmt: skip
    async with profiling.database.transaction() as session:
        await selections.ask(session, asked, tenant=HOME)
        claimed = await selections.claim(session, now=NOW, for_s=1)
        assert claimed is not None
        await selections.finish(session, claimed, {"state": "done"}, rows, tenant=HOME)
        for row in rows[:most]:
            found = labels[row["consignment"]]
            inspection = InspectionIn(
                consignment=row["consignment"],
                selection=made,
                inspected_on=day_of(row),
                kinds=(Kind.PHYSICAL,),
                outcome=Outcome.PERMIT_MISSING if found else Outcome.NO_IRREGULARITY,
            )
            stamp = {"id": new_id(NOW * 1000), "recorded_at": NOW, "recorded_by": "x"}
            assert await inspections.add(session, inspection, tenant=HOME, stamp=stamp)


async def trained(profiling: Profiling, *, seed: int = 3) -> dict[str, Any]:
    """Ask for a model, let it be trained, and return it."""
    asked = profiling.told(await profiling.call(HEAD, "POST", MODELS, json={"seed": seed}))
    assert asked["stage"] == "waiting"
    await worked(profiling)
    return await model(profiling, asked["id"])


async def model(profiling: Profiling, model_id: str) -> dict[str, Any]:
    found = (await profiling.get(HEAD, MODELS))["models"]
    return next(each for each in found if each["id"] == model_id)


async def stored(profiling: Profiling, content: bytes, stage: Stage, *, since: int = NOW) -> UUID:
    """Store a model that was trained elsewhere, at a stage of its life."""
    made = new_id(NOW * 1000)
    row = {"id": made, "seed": 3, "asked_at": NOW, "asked_by": "x"}
    values = {
        "stage": stage.value, "content": content, "digest": digest(content), "stage_since": since,
        "stage_by": "x",
    }  # fmt: skip
    async with profiling.database.transaction() as session:
        await models.ask(session, row, tenant=HOME)
        await models.change(session, made, values, tenant=HOME)
    return made
