"""Profiles and models in shadow run beside every selection, are shown by that name, and decide nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from integration.profiling.assessments.desk import (
    ANALYST,
    FIGURES,
    HEAD,
    INSPECTIONS,
    MODELS,
    PROFILES,
    SEARCHER,
    SECOND,
    filed,
    live,
    ranked,
    selected,
)
from integration.profiling.assessments.learning import HOME, stored
from integration.profiling.conftest import AKTAU, NOW, OSH, officer
from sealwire.contract.profiling.models import Stage
from sealwire_profiling.model.adapters import models
from sealwire_profiling.selection.domain.rows import POLICY
from sealwire_profiling.simulator import World
from sqlalchemy import text

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling

KAZAKH, SYSTEM = officer(AKTAU, "unit_head"), officer(OSH, "integration")
TODAY = datetime.fromtimestamp(NOW, UTC).date().isoformat()
DAYS = {"since": TODAY, "until": TODAY}
WEEK = [each.consignment for each in World(7, 40).week(0).consignments]
NEXT = [each.consignment for each in World(7, 40).week(1).consignments]
SOME = {
    "title": {"en": "Heavy", "ru": "Тяжёлый"}, "rule": "gross_kg > 15000.0", "weight": 35,
    "commodity": "drugs", "lane": "yellow", "why": {"en": "Heavy.", "ru": "Тяжёлый."},
}  # fmt: skip
ALL = {**SOME, "rule": "goods_count > 0", "weight": 100, "lane": "red"}
UNTOLD = {**SOME, "rule": "1 / (goods_count - goods_count) > 0"}


async def in_shadow(profiling: Profiling, code: str, profile: dict[str, Any], *, after: int = 0) -> None:
    filing = {"after": after, "profile": profile}
    profiling.told(await profiling.call(ANALYST, "POST", f"{PROFILES}/{code}/versions", json=filing))
    await step(profiling, code, after + 1, "shadow")


async def step(profiling: Profiling, code: str, number: int, name: str, who: Any = ANALYST) -> None:
    path = f"{PROFILES}/{code}/versions/{number}/steps"
    profiling.told(await profiling.call(who, "POST", path, json={"step": name}))


async def inspect(
    profiling: Profiling, selection: dict[str, Any], row: dict[str, Any], *, found: bool
) -> None:
    body = {
        "consignment": row["consignment"], "selection": selection["id"], "inspected_on": TODAY,
        "kinds": ["physical"], "outcome": "permit-missing" if found else "no-irregularity",
    }  # fmt: skip
    profiling.told(await profiling.call(SEARCHER, "PUT", f"{INSPECTIONS}/{uuid4()}", json=body))


async def version(profiling: Profiling, code: str, number: int, who: Any = HEAD) -> dict[str, Any]:
    found = await profiling.get(who, f"{PROFILES}/{code}")
    return next(each for each in found["versions"] if each["number"] == number)


def bare(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "shadow"} for row in rows]


async def test_a_selection_with_shadows_is_the_selection_without_them(
    profiling: Profiling, content: bytes
) -> None:
    await live(profiling, "heavy", SOME)
    upload = await filed(profiling, WEEK)
    asked: dict[str, Any] = {"upload": upload, "budget": 6, "seed": 7}
    without = await selected(profiling, **asked)
    await in_shadow(profiling, "heavy", ALL, after=1)
    shadow = await stored(profiling, content, Stage.SHADOW)
    selection = await selected(profiling, **asked)
    rows, before = await ranked(profiling, selection), await ranked(profiling, without)
    assert bare(rows) == bare(before)
    assert selection["counts"] == without["counts"]
    assert (without["shadow"], {row["shadow"] is None for row in before}) == (None, {True})
    # They ran: the profile hits all of them and would have had all opened, and the model has its own choice.
    [profile] = selection["shadow"]["profiles"]
    assert (profile["name"], profile["hits"], profile["problem"]) == ("heavy@2", len(WEEK), None)
    assert {tuple(row["shadow"]["profiles"]) for row in rows} == {("heavy@2",)}
    assert all(0 <= row["shadow"]["probability"] <= 1 for row in rows)
    told = selection["shadow"]["model"]
    assert told["model"] == (await model_of(profiling, str(shadow)))["digest"]
    assert told["both"] + told["live_only"] == sum(row["slot"] in POLICY for row in rows)
    assert told["both"] + told["shadow_only"] == sum(row["shadow"]["slot"] in POLICY for row in rows)
    assert told["shadow_only"] > 0


async def test_shadows_that_cannot_run_are_named_with_why_and_stop_nothing(
    profiling: Profiling, content: bytes
) -> None:
    await in_shadow(profiling, "untold", UNTOLD)
    await in_shadow(profiling, "lost", SOME)
    async with profiling.database.transaction() as session:
        # As the release before could have accepted it: the product knows no such word any more.
        await session.execute(text("ALTER TABLE profile_versions DISABLE TRIGGER USER"))
        await session.execute(
            text(
                "UPDATE profile_versions SET content = jsonb_set(content, '{rule}', '\"tonnage > 5.0\"')"
                " WHERE code = 'lost'"
            )
        )
    broken = await stored(profiling, content, Stage.SHADOW)
    async with profiling.database.transaction() as session:
        await models.change(session, broken, {"content": content[:-1] + b"?"}, tenant=HOME)
    selection = await selected(profiling, upload=await filed(profiling, WEEK), budget=6)
    assert (selection["state"], selection["degraded"]) == ("done", "no-model")
    lost, untold = selection["shadow"]["profiles"]
    assert (lost["name"], lost["problem"]) == ("lost@1", "rule-faulty")
    assert (untold["hits"], untold["not_evaluable"], untold["problem"]) == (0, len(WEEK), None)
    assert selection["shadow"]["model"]["problem"] == "model-damaged"
    assert sum(row["slot"] is not None for row in await ranked(profiling, selection)) > 0
    assert (await model_of(profiling, str(broken)))["shadow"]["not_run"] == 1
    assert (await version(profiling, "lost", 1))["shadow"]["not_run"] == 1


async def test_a_profiles_page_has_what_inspections_say_of_it_in_shadow(profiling: Profiling) -> None:
    await live(profiling, "heavy", SOME)
    await in_shadow(profiling, "heavy", {**SOME, "rule": "gross_kg > 0.0"}, after=1)
    selection = await selected(profiling, upload=await filed(profiling, WEEK), budget=10)
    opened = [row for row in await ranked(profiling, selection) if row["slot"]]
    heavy = [row for row in opened if any(each["code"] == "heavy" for each in row["reasons"])]
    hit = [row for row in opened if row["shadow"] and "heavy@2" in row["shadow"]["profiles"]]
    light = [row for row in hit if row not in heavy]
    assert len(heavy) >= 2
    assert light
    for at, row in enumerate([*heavy[:2], *light[:1]]):
        await inspect(profiling, selection, row, found=at == 0)
    found = (await version(profiling, "heavy", 2))["shadow"]
    assert (found["selections"], found["not_run"]) == (1, 0)
    assert (found["shadow"]["inspected"], found["shadow"]["found"]) == (3, 1)
    assert found["shadow"]["low"] < found["shadow"]["precision"] < found["shadow"]["high"]
    assert [(e["name"], e["inspected"], e["found"]) for e in found["live"]] == [
        ("heavy", 2, 1), ("all live profiles", 2, 1),
    ]  # fmt: skip
    # The one that is live was never in shadow beside a selection.
    assert (await version(profiling, "heavy", 1))["shadow"]["selections"] == 0
    # A system that files documents reads profiles, and no figures.
    assert (await version(profiling, "heavy", 2, SYSTEM))["shadow"] is None
    made = await profiling.get(HEAD, FIGURES, **DAYS)
    assert [(e["name"], e["inspected"], e["found"]) for e in made["by_shadow_profile"]] == [("heavy@2", 3, 1)]
    assert [(e["name"], e["inspected"]) for e in made["by_profile"]] == [("heavy", 2)]
    assert (await profiling.get(KAZAKH, FIGURES, **DAYS))["by_shadow_profile"] == []


async def test_what_is_approved_stays_in_shadow_and_what_goes_live_leaves_it(profiling: Profiling) -> None:
    await in_shadow(profiling, "heavy", SOME)
    await step(profiling, "heavy", 1, "approve", SECOND)
    first = await selected(profiling, upload=await filed(profiling, WEEK), budget=4)
    assert [each["name"] for each in first["shadow"]["profiles"]] == ["heavy@1"]
    await step(profiling, "heavy", 1, "go-live")
    second = await selected(profiling, upload=await filed(profiling, NEXT), budget=4)
    assert second["shadow"] is None
    assert (await version(profiling, "heavy", 1))["shadow"]["selections"] == 1


async def test_a_models_page_compares_it_with_the_live_set(profiling: Profiling, content: bytes) -> None:
    await live(profiling, "heavy", SOME)
    shadow = await stored(profiling, content, Stage.SHADOW)
    selection = await selected(profiling, upload=await filed(profiling, WEEK), budget=8)
    rows = await ranked(profiling, selection)
    opened = [row for row in rows if row["slot"]]
    for row in opened:
        await inspect(profiling, selection, row, found=row["slot"] in POLICY)
    policy = [row for row in opened if row["slot"] in POLICY]
    both = [row for row in policy if row["shadow"]["slot"] in POLICY]
    theirs = [row for row in opened if row["shadow"]["slot"] in POLICY]
    found = (await model_of(profiling, str(shadow)))["shadow"]
    assert (found["shadow"]["inspected"], found["shadow"]["found"]) == (len(theirs), len(both))
    assert [(e["name"], e["inspected"], e["found"]) for e in found["live"]] == [
        ("live set", len(policy), len(policy))
    ]
    compared = found["compared"]
    assert (compared["both"]["inspected"], compared["both"]["found"]) == (len(both), len(both))
    assert compared["live_only"]["inspected"] == len(policy) - len(both) > 0
    told = selection["shadow"]["model"]
    assert [compared[name]["chosen"] for name in ("both", "live_only", "shadow_only")] == [
        told["both"], told["live_only"], told["shadow_only"],
    ]  # fmt: skip
    assert (await profiling.get(HEAD, FIGURES, **DAYS))["shadow_model"] == compared
    assert (await profiling.get(KAZAKH, FIGURES, **DAYS))["shadow_model"] is None


async def test_of_models_in_shadow_the_last_one_runs(profiling: Profiling, content: bytes) -> None:
    older = await stored(profiling, content, Stage.SHADOW, since=NOW - 60)
    async with profiling.database.transaction() as session:
        await models.change(session, older, {"digest": "0" * 64}, tenant=HOME)
    newer = await stored(profiling, content, Stage.SHADOW)
    selection = await selected(profiling, upload=await filed(profiling, WEEK), budget=4)
    assert selection["shadow"]["model"]["model"] == (await model_of(profiling, str(newer)))["digest"]
    assert (await model_of(profiling, str(older)))["shadow"]["selections"] == 0


async def model_of(profiling: Profiling, model_id: str) -> dict[str, Any]:
    found = (await profiling.get(HEAD, MODELS))["models"]
    return next(each for each in found if each["id"] == model_id)
