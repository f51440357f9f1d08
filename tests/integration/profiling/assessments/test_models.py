"""A model's life over a real database: trained on inspections, shadowed, promoted once, and done without."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from integration.profiling.assessments.desk import (
    ANALYST,
    HEAD,
    MODELS,
    SEARCHER,
    VIEWER,
    filed,
    ranked,
    selected,
    worked,
)
from integration.profiling.assessments.learning import (
    HOME,
    experienced,
    model,
    stored,
    trained,
)
from integration.profiling.conftest import AKTAU, NOW, officer
from sealwire.contract.profiling.models import Stage
from sealwire_profiling.model import training
from sealwire_profiling.model.adapters import examples, models
from sealwire_profiling.model.domain.storing import digest, dumps, loads
from sealwire_profiling.simulator import World
from sealwire_profiling.tenancy import Tenant
from sqlalchemy import text

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling

DAY = 86_400
SHADOW_S = 14 * DAY
WEEK = [each.consignment for each in World(11, 40).week(0).consignments]
KAZAKH = officer(AKTAU, "unit_head")


async def step(profiling: Profiling, model_id: object, stage: str, **more: Any) -> Any:
    body = {"stage": stage, **more}
    return await profiling.call(HEAD, "POST", f"{MODELS}/{model_id}/stage", json=body)


async def test_a_model_is_trained_shadowed_promoted_and_then_named_by_selections(
    profiling: Profiling,
) -> None:
    await experienced(profiling)
    candidate = await trained(profiling)
    assert (candidate["stage"], candidate.get("problem")) == ("candidate", None)
    assert (candidate["rows"], candidate["positives"]) == (800, 60)
    assert "800" in candidate["card"]
    assert (await step(profiling, candidate["id"], "promoted")).json()["code"] == "wrong-model-stage"
    profiling.told(await step(profiling, candidate["id"], "shadow"))
    profiling.clock[0] += SHADOW_S - DAY
    assert (await step(profiling, candidate["id"], "promoted")).json()["code"] == "shadow-too-short"
    profiling.clock[0] += DAY
    promoted = profiling.told(await step(profiling, candidate["id"], "promoted"))
    assert (promoted["stage"], promoted["by"]) == ("promoted", f"{HEAD.unit}/{HEAD.officer}")
    upload = await filed(profiling, WEEK)
    selection = await selected(profiling, upload=upload, budget=5)
    assert (selection["model"], selection["degraded"]) == (candidate["digest"], None)
    rows = await ranked(profiling, selection)
    assert all(0 <= row["probability"] <= 1 for row in rows)
    said = [each for each in rows[0]["reasons"] if each["kind"] == "model"]
    assert said
    assert all(each["text"] and each["weight"] is not None for each in said)


async def test_too_little_to_learn_from_is_said_with_its_figures(profiling: Profiling) -> None:
    await experienced(profiling, most=100)
    failed = await trained(profiling)
    assert failed["stage"] == "failed"
    assert "100 rows" in failed["problem"]
    assert (await step(profiling, failed["id"], "shadow")).json()["code"] == "wrong-model-stage"


async def test_a_model_learns_nothing_from_what_was_not_controlled_or_was_corrected(
    profiling: Profiling,
) -> None:
    await experienced(profiling)
    async with profiling.database.transaction() as session:
        before = await examples.labelled(session, tenant=HOME, limit=1_000)
        await session.execute(
            text(
                "UPDATE inspections SET outcome = 'not-controlled'"
                " WHERE id IN (SELECT id FROM inspections LIMIT 5)"
            )
        )
        after = await examples.labelled(session, tenant=HOME, limit=1_000)
        theirs = await examples.labelled(session, tenant=Tenant("KZ"), limit=1_000)
    assert (len(before), len(after), len(theirs)) == (800, 795, 0)


async def test_what_was_opened_without_being_judged_is_left_out_of_the_examples(profiling: Profiling) -> None:
    await experienced(profiling, most=50)
    async with profiling.database.transaction() as session:
        await session.execute(text("UPDATE selected SET features = NULL WHERE rank <= 10"))
        assert len(await examples.labelled(session, tenant=HOME, limit=1_000)) == 40


async def test_a_damaged_model_is_not_used_and_that_is_said(profiling: Profiling, content: bytes) -> None:
    used = await stored(profiling, content, Stage.PROMOTED)
    upload = await filed(profiling, WEEK)
    assert (await selected(profiling, upload=upload, budget=5))["degraded"] is None
    async with profiling.database.transaction() as session:
        await models.change(session, used, {"content": content[:-1] + b"?"}, tenant=HOME)
    selection = await selected(profiling, upload=upload, budget=5)
    assert (selection["state"], selection["model"], selection["degraded"]) == ("done", None, "model-damaged")
    assert not any(row.get("probability") for row in await ranked(profiling, selection))
    shown = await model(profiling, str(used))
    assert "not what was stored" in shown["problem"]


async def test_a_damaged_model_makes_room_for_the_next_and_none_is_promoted(
    profiling: Profiling, content: bytes
) -> None:
    damaged = await stored(profiling, content, Stage.PROMOTED)
    bad = await stored(profiling, content, Stage.CANDIDATE)
    good = await stored(profiling, content, Stage.SHADOW, since=NOW - SHADOW_S)
    async with profiling.database.transaction() as session:
        for each in (damaged, bad):
            await models.change(session, each, {"content": b"?"}, tenant=HOME)
    assert (await step(profiling, bad, "shadow")).json()["code"] == "model-damaged"
    profiling.told(await step(profiling, bad, "retired"))
    profiling.told(await step(profiling, good, "promoted"))
    assert (await model(profiling, str(damaged)))["stage"] == "retired"


async def test_a_stale_model_is_not_used_and_that_is_said(profiling: Profiling, content: bytes) -> None:
    await stored(profiling, content, Stage.PROMOTED)
    upload = await filed(profiling, WEEK)
    assert (await selected(profiling, upload=upload, budget=5))["degraded"] is None
    profiling.clock[0] += 181 * DAY
    stale = await selected(profiling, upload=upload, budget=5)
    assert (stale["model"], stale["degraded"]) == (None, "model-stale")


async def test_a_model_that_is_worse_than_the_one_in_use_needs_a_word(
    profiling: Profiling, content: bytes
) -> None:
    read = loads(content)
    assert read.card.by_time is not None
    better = replace(read, card=replace(read.card, by_time=replace(read.card.by_time, auc=0.9999)))
    present = await stored(profiling, dumps(better), Stage.PROMOTED)
    worse = await stored(profiling, content, Stage.SHADOW, since=NOW - SHADOW_S)
    assert (await model(profiling, str(worse)))["concerns"]
    refused = await step(profiling, worse, "promoted")
    assert (refused.status_code, refused.json()["code"]) == (409, "model-worse-than-present")
    profiling.told(await step(profiling, worse, "promoted", despite=True))
    assert (await model(profiling, str(present)))["stage"] == "retired"


async def test_a_model_in_use_that_learned_from_other_columns_says_so_and_stays_in_use(
    profiling: Profiling, content: bytes
) -> None:
    read = loads(content)
    older = replace(read, card=replace(read.card, spec=replace(read.card.spec, name="frame-1")))
    before = await stored(profiling, dumps(older), Stage.SHADOW, since=NOW - SHADOW_S)
    today = await stored(profiling, content, Stage.SHADOW, since=NOW - SHADOW_S)
    profiling.told(await step(profiling, before, "promoted"))
    [concern] = (await model(profiling, str(before)))["concerns"]
    assert "frame-1" in concern
    assert (await model(profiling, str(today))).get("concerns", []) == []
    profiling.told(await step(profiling, today, "promoted"))
    assert (await model(profiling, str(today))).get("concerns", []) == []


async def test_of_models_that_are_promoted_at_once_one_is_in_use(
    profiling: Profiling, content: bytes
) -> None:
    both = [await stored(profiling, content, Stage.SHADOW, since=NOW - SHADOW_S) for _ in range(2)]
    answers = await asyncio.gather(*(step(profiling, each, "promoted", despite=True) for each in both))
    assert [each.status_code for each in answers] == [200, 200]
    stages = sorted([(await model(profiling, str(each)))["stage"] for each in both])
    assert stages == ["promoted", "retired"]


async def test_a_process_that_took_too_long_stores_over_nothing(profiling: Profiling, content: bytes) -> None:
    asked = profiling.told(await profiling.call(HEAD, "POST", MODELS, json={}))

    async def claimed() -> models.ToTrain:
        async with profiling.database.transaction() as session:
            found = await models.claim(session, now=profiling.clock[0], for_s=training.WITHIN_S)
        assert found is not None
        return found

    async def finished(claim: models.ToTrain, **values: object) -> None:
        async with profiling.database.transaction() as session:
            await models.finish(session, claim, values, tenant=HOME)

    slow = await claimed()
    profiling.clock[0] += training.WITHIN_S + 1
    quick = await claimed()
    await finished(slow, stage="failed", problem="too late")
    assert (await model(profiling, asked["id"]))["stage"] == "training"
    await finished(quick, stage="candidate", content=content, digest=digest(content), stage_since=NOW)
    await finished(slow, stage="failed", problem="too late")
    assert (await model(profiling, asked["id"]))["stage"] == "candidate"


async def test_models_are_for_heads_and_of_one_administration(profiling: Profiling, content: bytes) -> None:
    made = await stored(profiling, content, Stage.CANDIDATE)
    assert (await profiling.get(HEAD, MODELS))["models"][0]["id"] == str(made)
    assert (await profiling.get(VIEWER, MODELS))["models"]
    for who in (ANALYST, SEARCHER):
        assert (await profiling.refused(who, "POST", MODELS, json={}))[1] == "not-allowed"
    assert (await profiling.get(KAZAKH, MODELS))["models"] == []
    theirs = await profiling.refused(KAZAKH, "POST", f"{MODELS}/{made}/stage", json={"stage": "shadow"})
    assert theirs == (404, "not-found")
    unknown = await profiling.refused(HEAD, "POST", f"{MODELS}/{uuid4()}/stage", json={"stage": "shadow"})
    assert unknown == (404, "not-found")
    await worked(profiling)
