"""Estimates over a real database, in a world in which the truth is counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from integration.profiling.assessments.desk import (
    ANALYST,
    CAPACITY,
    HEAD,
    INSPECTIONS,
    SEARCHER,
    SELECTIONS,
    VIEWER,
    filed,
    live,
    ranked,
    selected,
)
from integration.profiling.conftest import AKTAU, NOW, OSH, officer
from sealwire_profiling.assessments.adapters.forgetting import forget
from sealwire_profiling.inspections import service
from sealwire_profiling.intake import retention
from sealwire_profiling.simulator import World
from sqlalchemy import text

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling

ESTIMATES = "/v1/profiling/estimates"
KAZAKH, SYSTEM = officer(AKTAU, "unit_head"), officer(OSH, "integration")
TODAY = datetime.fromtimestamp(NOW, UTC).date()
DAYS = {"since": TODAY.isoformat(), "until": TODAY.isoformat()}
EACH, MARKED = 40, 3
MARK = {
    "title": {"en": "Marked", "ru": "Есть пометка"}, "rule": 'reference.startsWith("MARK")', "weight": 35,
    "commodity": "drugs", "lane": "yellow", "why": {"en": "Marked.", "ru": "Есть пометка."},
}  # fmt: skip


def week(number: int) -> list[Any]:
    """Return forty consignments, three of which the profile hits; no other week has the same."""
    made = [each.consignment for each in World(number, EACH).week(0).consignments][:EACH]
    assert len(made) == EACH
    return [
        each.model_copy(update={"reference": f"{'MARK' if at < MARKED else 'BL'}-{number}-{at}"})
        for at, each in enumerate(made)
    ]


@pytest.fixture
async def desk(profiling: Profiling) -> Profiling:
    """An administration with one profile that explores nothing: its slots can be counted by hand."""
    await live(profiling, "mark", MARK)
    settings = {"version": 0, "exploration_share": 0.0}
    profiling.told(await profiling.call(HEAD, "PUT", CAPACITY, json=settings))
    return profiling


async def chosen(
    desk: Profiling, number: int, *, budget: int = 5
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return a selection over a week of its own, and its rows."""
    made = await selected(desk, upload=await filed(desk, week(number)), budget=budget)
    return made, await ranked(desk, made)


async def record(
    desk: Profiling, made: dict[str, Any], row: dict[str, Any], outcome: str, **more: Any
) -> dict[str, Any]:
    kinds = [] if outcome == "not-controlled" else ["physical"]
    body = {
        "consignment": row["consignment"], "selection": made["id"], "inspected_on": TODAY.isoformat(),
        "kinds": kinds, "outcome": outcome, "reason": "-", **more,
    }  # fmt: skip
    return desk.told(await desk.call(SEARCHER, "PUT", f"{INSPECTIONS}/{uuid4()}", json=body))


def by_slot(rows: list[dict[str, Any]], slot: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["slot"] == slot]


FOUND, CLEAN = "permit-missing", "no-irregularity"


async def two_selections(desk: Profiling) -> None:
    """Open all of two selections: of three hits one has something, of the two draws one has."""
    for number, drawn in ((1, CLEAN), (2, FOUND)):
        made, rows = await chosen(desk, number)
        hits, [draw] = by_slot(rows, "expected-value"), by_slot(rows, "random")
        assert len(hits) == MARKED
        assert draw["propensity"] == pytest.approx(1 / (EACH - MARKED))
        for row, outcome in zip(hits, (FOUND, CLEAN, CLEAN), strict=True):
            await record(desk, made, row, outcome)
        await record(desk, made, draw, drawn)


async def test_each_draw_stands_for_those_like_it_and_what_was_sure_for_itself(desk: Profiling) -> None:
    await two_selections(desk)
    told = await desk.get(HEAD, ESTIMATES, **DAYS)
    assert (told["selections"], told["left_out"]) == (2, 0)
    # 37 others a week: one draw found something, the other nothing. Of 80, 2 + 37 have something.
    assert told["prevalence"]["value"] == pytest.approx(39 / 80)
    counts = ("inspected", "drawn", "found", "uncovered", "lost", "too_few")
    assert [told["prevalence"][name] for name in counts] == [8, 2, 3, 0, 0, True]
    assert told["prevalence"]["low"] < 39 / 80 < told["prevalence"]["high"]
    policy = told["policy"]
    assert policy["precision"]["value"] == pytest.approx(2 / 6)
    assert policy["recall"]["value"] == pytest.approx(2 / 39)
    assert policy["recall"]["too_few"]
    assert "nothing yet" in policy["recall"]["says"]


async def test_a_profile_that_was_opened_to_the_last_is_known_and_a_band_is_there_with_a_model_alone(
    desk: Profiling,
) -> None:
    await two_selections(desk)
    told = await desk.get(HEAD, ESTIMATES, **DAYS)
    [mark] = told["by_profile"]
    figure = mark["precision"]
    assert mark["name"] == "mark"
    assert (figure["value"], figure["low"], figure["high"]) == (pytest.approx(1 / 3),) * 3
    assert (figure["inspected"], figure["drawn"], figure["too_few"]) == (6, 0, False)
    assert mark["recall"]["value"] == pytest.approx(2 / 39)
    assert told["by_band"] == told["by_shadow_profile"] == []
    russian = await desk.get(HEAD, ESTIMATES, language="ru", **DAYS)
    assert russian["by_profile"][0]["precision"]["says"].startswith("33.3 %, ")


async def test_what_officers_change_is_theirs_and_leaves_the_estimates_as_they_were(desk: Profiling) -> None:
    await two_selections(desk)
    before = await desk.get(HEAD, ESTIMATES, **DAYS)
    made, rows = await chosen(desk, 3)
    path, reason = f"{SELECTIONS}/{made['id']}/overrides", "a call from the terminal"
    hits, [draw], green = by_slot(rows, "expected-value"), by_slot(rows, "random"), rows[-1]
    for row, does in ((green, "add"), (hits[0], "remove")):
        body = {"consignment": row["consignment"], "does": does, "reason": reason}
        desk.told(await desk.call(ANALYST, "POST", path, json=body))
    for row, outcome in ((green, FOUND), (hits[1], CLEAN), (hits[2], CLEAN), (draw, CLEAN)):
        await record(desk, made, row, outcome)
    told = await desk.get(HEAD, ESTIMATES, **DAYS)
    assert (told["officers"]["value"], told["officers"]["inspected"]) == (1.0, 1)
    assert told["officers"]["too_few"]
    assert before["officers"]["value"] is None
    # The hit that was taken off is lost, the added one no draw: 2 + 37 of 6 + 74 before, of 8 + 111 now.
    assert (told["prevalence"]["lost"], told["prevalence"]["drawn"]) == (1, 3)
    assert told["prevalence"]["value"] == pytest.approx(39 / 119)
    assert told["policy"]["precision"]["value"] == pytest.approx(2 / 8)


async def test_corrected_and_repeated_inspections_count_once_and_what_nobody_looked_into_is_lost(
    desk: Profiling,
) -> None:
    made, rows = await chosen(desk, 1)
    hits, [draw] = by_slot(rows, "expected-value"), by_slot(rows, "random")
    wrong = await record(desk, made, hits[0], CLEAN)
    await record(desk, made, hits[0], FOUND, corrects=wrong["id"])
    await record(desk, made, hits[1], CLEAN, kinds=["document-check"])
    await record(desk, made, hits[1], CLEAN)
    await record(desk, made, hits[2], "not-controlled")
    await record(desk, made, draw, CLEAN)
    told = (await desk.get(HEAD, ESTIMATES, **DAYS))["prevalence"]
    assert (told["inspected"], told["found"], told["lost"]) == (3, 1, 1)
    assert told["value"] == pytest.approx(1 / (2 + 37))


async def test_posts_and_days_without_a_draw_are_counted_and_not_guessed_at(desk: Profiling) -> None:
    await two_selections(desk)
    made, rows = await chosen(desk, 4, budget=1)
    [one] = [row for row in rows if row["slot"]]
    await record(desk, made, one, FOUND)
    told = await desk.get(HEAD, ESTIMATES, **DAYS)
    assert told["prevalence"]["uncovered"] == EACH
    assert told["prevalence"]["value"] == pytest.approx(39 / 80)
    # Two hits of the profile had no chance on that day.
    assert told["by_profile"][0]["precision"]["uncovered"] == MARKED
    assert f"{EACH} candidates" in told["prevalence"]["says"]


async def test_selections_that_nobody_acted_on_and_those_of_other_days_do_not_count(desk: Profiling) -> None:
    await two_selections(desk)
    before = await desk.get(HEAD, ESTIMATES, **DAYS)
    await chosen(desk, 5)
    assert await desk.get(HEAD, ESTIMATES, **DAYS) == before
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    empty = await desk.get(HEAD, ESTIMATES, since=yesterday, until=yesterday)
    assert (empty["selections"], empty["prevalence"]["value"]) == (0, None)
    assert (await desk.get(KAZAKH, ESTIMATES, **DAYS))["selections"] == 0


async def test_estimates_stay_when_the_consignments_are_erased(desk: Profiling) -> None:
    await two_selections(desk)
    made, rows = await chosen(desk, 3)
    await record(desk, made, by_slot(rows, "random")[0], CLEAN)
    before = await desk.get(HEAD, ESTIMATES, **DAYS)
    assert (before["prevalence"]["lost"], before["prevalence"]["inspected"]) == (MARKED, 9)
    later = NOW + 31 * 86_400
    erased = await retention.erase_due(desk.database, usual_days=30, now=later, forget=forget)
    assert erased == 3 * EACH
    after = await desk.get(HEAD, ESTIMATES, **DAYS)
    # What was selected and led to no inspection is forgotten whole; nothing else changes.
    assert unlost(after) == unlost(before)
    assert after["prevalence"]["lost"] == 0


def unlost(told: Any) -> Any:
    """Return an answer without how many were lost."""
    if isinstance(told, dict):
        return {name: unlost(each) for name, each in told.items() if name not in {"lost", "says"}}
    return [unlost(each) for each in told] if isinstance(told, list) else told


async def test_selections_of_older_releases_are_left_out_and_counted(desk: Profiling) -> None:
    await two_selections(desk)
    async with desk.database.transaction() as session:
        await session.execute(
            text("UPDATE selections SET rest = NULL WHERE id = (SELECT min(id::text)::uuid FROM selections)")
        )
    told = await desk.get(HEAD, ESTIMATES, **DAYS)
    assert (told["selections"], told["left_out"], told["prevalence"]["inspected"]) == (1, 1, 4)


async def test_a_time_with_too_much_in_it_is_refused_and_a_shorter_one_answered(
    desk: Profiling, monkeypatch: pytest.MonkeyPatch
) -> None:
    await two_selections(desk)
    monkeypatch.setattr(service, "MAX_JUDGED", 7)
    assert await desk.refused(HEAD, "GET", ESTIMATES, params=DAYS) == (422, "too-much-selected")
    monkeypatch.setattr(service, "MAX_JUDGED", 8)
    assert (await desk.get(HEAD, ESTIMATES, **DAYS))["prevalence"]["inspected"] == 8
    monkeypatch.setattr(service, "MAX_SELECTIONS", 1)
    assert await desk.refused(HEAD, "GET", ESTIMATES, params=DAYS) == (422, "too-much-selected")


async def test_estimates_are_for_whom_figures_are(desk: Profiling) -> None:
    assert (await desk.get(VIEWER, ESTIMATES, **DAYS))["selections"] == 0
    assert (await desk.refused(SYSTEM, "GET", ESTIMATES, params=DAYS))[1] == "not-allowed"
