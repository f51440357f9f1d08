"""A profile over the past: counted by hand, by facts as they were judged, and of one administration alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from integration.profiling.assessments.desk import (
    ANALYST,
    HEAD,
    INSPECTIONS,
    PROFILES,
    SEARCHER,
    VIEWER,
    filed,
    live,
    ranked,
    selected,
)
from integration.profiling.conftest import AKTAU, NOW, OSH, administrator, officer
from integration.profiling.intake.consignments import consignment
from sealwire_profiling.profiles import replays

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling

KAZAKH = officer(AKTAU, "analyst")
TODAY = datetime.fromtimestamp(NOW, UTC).date()
DAY_S = 86_400
VALUE = 5000.0
# Freight as a share of the value; None where the documents do not say.
SHARES = {"A": 0.8, "B": 0.9, "C": 0.7, "D": 0.1, "E": 0.2, "F": None, "G": 0.3}
DEAR = "freight_share > 0.5"
PROFILE = {
    "title": {"en": "Dear freight", "ru": "Дорогая перевозка"}, "rule": "freight_share < 0.75", "weight": 35,
    "commodity": "other", "lane": "yellow", "why": {"en": "Nobody pays that.", "ru": "Столько не платят."},
}  # fmt: skip


def batch(shares: dict[str, float | None]) -> list[Any]:
    return [
        consignment(reference, freight=None if share is None else share * VALUE)
        for reference, share in shares.items()
    ]


async def judged(profiling: Profiling, who: Any = ANALYST) -> tuple[str, dict[str, str]]:
    """Select from what is open, and return the selection and its consignments by reference."""
    made = await selected(profiling, who, budget=20)
    return made["id"], {row["reference"]: row["consignment"] for row in await ranked(profiling, made, who)}


async def opened(
    profiling: Profiling,
    consignment_id: str,
    outcome: str,
    *,
    who: Any = SEARCHER,
    on: date = TODAY,
    **more: Any,
) -> str:
    """Record what an inspection came to, and return its id."""
    body = {"consignment": consignment_id, "inspected_on": on.isoformat(), "outcome": outcome, **more}
    if outcome == "seizure":
        body["findings"] = [{"commodity_group": "drugs", "description": "x", "amount": 1.0, "unit": "KGM"}]
    if outcome != "not-controlled":
        body["kinds"] = ["physical"]
    named = str(uuid4())
    profiling.told(await profiling.call(who, "PUT", f"{INSPECTIONS}/{named}", json=body))
    return named


def period(since: date = TODAY, until: date = TODAY, **more: Any) -> dict[str, Any]:
    return {"since": since.isoformat(), "until": until.isoformat(), **more}


async def replay(
    profiling: Profiling, code: str = "dear", *, who: Any = ANALYST, **asked: Any
) -> dict[str, Any]:
    path = f"{PROFILES}/{code}/replays"
    return profiling.told(await profiling.call(who, "POST", path, json={**period(), **asked}))


def counts(part: dict[str, Any]) -> tuple[int, int]:
    return part["part"], part["whole"]


@pytest.fixture
async def past(profiling: Profiling) -> dict[str, str]:
    """Return seven consignments that a selection judged, five of them inspected; a wrong entry is corrected.

    Something is found in A, D and F, nothing in B and E; nobody opened C, and G was not controlled.
    """
    await filed(profiling, batch(SHARES))
    selection, ids = await judged(profiling)
    asked: dict[str, Any] = {"selection": selection}
    wrong = await opened(profiling, ids["A"], "no-irregularity", **asked)
    await opened(profiling, ids["A"], "seizure", corrects=wrong, **asked)
    await opened(profiling, ids["B"], "no-irregularity", **asked)
    await opened(profiling, ids["D"], "seizure", **asked)
    await opened(profiling, ids["E"], "no-irregularity", **asked)
    await opened(profiling, ids["F"], "seizure", **asked)
    await opened(profiling, ids["G"], "not-controlled", reason="left", **asked)
    return ids


async def test_a_replay_counts_what_can_be_counted_by_hand(
    profiling: Profiling, past: dict[str, str]
) -> None:
    told = await replay(profiling, rule=DEAR)
    assert (told["profile"], told.get("number"), told["rule"]) == ("dear", None, DEAR)
    assert (told["judged"], told["looked_at"], told["cut"]) == (7, 7, False)
    assert (told["hits"], told["evaluated"], told["not_evaluable"]) == (3, 6, 1)
    assert counts(told["precision"]) == (1, 2)
    assert counts(told["recall"]) == (1, 3)
    assert counts(told["base"]) == (3, 5)
    assert told["lift"] == pytest.approx((1 / 2) / (3 / 5))
    assert told["precision"]["low"] < told["precision"]["share"] == 0.5 < told["precision"]["high"]
    assert told["newly_hit"]["count"] == 3
    assert {each["reference"]: each.get("found") for each in told["newly_hit"]["examples"]} == {
        "A": True,
        "B": False,
        "C": None,
    }
    assert {each["consignment"] for each in told["newly_hit"]["examples"]} == {past[name] for name in "ABC"}
    assert told["no_longer_hit"]["count"] == 0


async def test_a_replay_is_held_against_the_live_version_that_it_would_replace(
    profiling: Profiling, past: dict[str, str]
) -> None:
    await live(profiling, "dear", PROFILE)
    told = await replay(profiling, rule=DEAR)
    # Live are C, D, E and G; A, B and C would be.
    assert told["live"] == ["dear"]
    assert {each["reference"] for each in told["newly_hit"]["examples"]} == {"A", "B"}
    assert counts(told["newly_hit"]["found"]) == (1, 2)
    assert {each["reference"] for each in told["no_longer_hit"]["examples"]} == {"D", "E", "G"}
    assert counts(told["no_longer_hit"]["found"]) == (1, 2)
    beside = await replay(profiling, "other", rule=DEAR)
    assert {each["reference"] for each in beside["newly_hit"]["examples"]} == {"A", "B"}
    assert beside["no_longer_hit"]["count"] == 0
    few = await replay(profiling, rule=DEAR, examples=1)
    assert (few["newly_hit"]["count"], len(few["newly_hit"]["examples"])) == (2, 1)
    assert past["C"] not in str(told)


async def test_a_filed_version_is_replayed_in_any_state(profiling: Profiling, past: dict[str, str]) -> None:
    assert past
    await live(profiling, "dear", PROFILE)
    filing = {"after": 1, "profile": {**PROFILE, "rule": "freight_share > 0.85"}}
    profiling.told(await profiling.call(ANALYST, "POST", f"{PROFILES}/dear/versions", json=filing))
    newest, first = await replay(profiling), await replay(profiling, number=1)
    assert (newest["number"], newest["hits"], newest["no_longer_hit"]["count"]) == (2, 1, 4)
    assert (first["number"], first["hits"], first["no_longer_hit"]["count"]) == (1, 4, 0)
    path = f"{PROFILES}/dear/versions/1/steps"
    profiling.told(await profiling.call(ANALYST, "POST", path, json={"step": "retire"}))
    retired = await replay(profiling, number=1)
    assert (retired["hits"], retired["live"], retired["newly_hit"]["count"]) == (4, [], 4)


async def test_a_consignment_counts_as_it_was_judged_and_not_as_it_is_known_later(
    profiling: Profiling,
) -> None:
    await filed(profiling, batch({"A": 0.8, "B": 0.8, "C": 0.8}))
    first, ids = await judged(profiling)
    profiling.clock[0] += DAY_S
    await filed(profiling, batch({"A": 0.1, "B": 0.1, "C": 0.1}))
    await judged(profiling)
    # A: the inspection names the first selection. B: it was made before the second. C: nobody opened it.
    tomorrow = TODAY + timedelta(days=1)
    await opened(profiling, ids["A"], "seizure", on=tomorrow, selection=first)
    await opened(profiling, ids["B"], "seizure", on=TODAY)
    both = await replay(profiling, rule=DEAR, until=tomorrow.isoformat())
    assert (both["judged"], both["looked_at"]) == (6, 3)
    assert {each["reference"] for each in both["newly_hit"]["examples"]} == {"A", "B"}
    assert counts(both["recall"]) == (2, 2)
    # Of the second day alone: B was judged after its inspection, so the judgement may know what was found.
    second = await replay(profiling, rule="!missing(freight_share)", **period(tomorrow, tomorrow))
    assert {each["reference"] for each in second["newly_hit"]["examples"]} == {"A", "C"}


async def test_several_inspections_found_something_if_one_of_them_did(profiling: Profiling) -> None:
    await filed(profiling, batch({"A": 0.8}))
    selection, ids = await judged(profiling)
    await opened(profiling, ids["A"], "no-irregularity", selection=selection)
    assert counts((await replay(profiling, rule=DEAR))["precision"]) == (0, 1)
    await opened(profiling, ids["A"], "seizure", selection=selection)
    assert counts((await replay(profiling, rule=DEAR))["precision"]) == (1, 1)


async def test_days_without_consignments_are_an_answer(profiling: Profiling, past: dict[str, str]) -> None:
    assert past
    before = TODAY - timedelta(days=1)
    told = await replay(profiling, rule=DEAR, **period(before, before))
    assert (told["judged"], told["looked_at"], told["hits"]) == (0, 0, 0)
    assert counts(told["precision"]) == (0, 0)
    assert told["precision"].get("share") is told.get("lift") is None


async def test_another_administration_has_its_own_past(profiling: Profiling, past: dict[str, str]) -> None:
    assert past
    assert (await replay(profiling, who=KAZAKH, rule=DEAR))["looked_at"] == 0
    await filed(profiling, batch({"A": 0.9}), KAZAKH)
    selection, ids = await judged(profiling, KAZAKH)
    searcher = officer(AKTAU, "search_team")
    await opened(profiling, ids["A"], "seizure", who=searcher, selection=selection)
    theirs = await replay(profiling, who=KAZAKH, rule=DEAR)
    assert (theirs["judged"], theirs["looked_at"], counts(theirs["precision"])) == (1, 1, (1, 1))
    ours = await replay(profiling, rule=DEAR)
    assert (ours["judged"], ours["looked_at"], counts(ours["precision"])) == (7, 7, (1, 2))
    profiling.told(
        await profiling.call(
            ANALYST, "POST", f"{PROFILES}/dear/versions", json={"after": 0, "profile": PROFILE}
        )
    )
    path = f"{PROFILES}/dear/replays"
    assert await profiling.refused(KAZAKH, "POST", path, json=period()) == (404, "not-found")
    assert (await replay(profiling))["number"] == 1


async def test_the_newest_are_looked_at_and_the_answer_says_that_there_are_more(
    profiling: Profiling, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filed(profiling, batch({"A": 0.8}))
    await judged(profiling)
    profiling.clock[0] += DAY_S
    _, ids = await judged(profiling)
    await filed(profiling, batch({"B": 0.8, "C": 0.8}))
    profiling.clock[0] += DAY_S
    await opened(profiling, ids["A"], "seizure")
    await judged(profiling)
    days = period(TODAY, TODAY + timedelta(days=2))
    assert (await replay(profiling, rule=DEAR, **days))["cut"] is False
    monkeypatch.setattr(replays, "MAX_REPLAYED", 2)
    monkeypatch.setattr(replays, "AT_ONCE", 1)
    told = await replay(profiling, rule=DEAR, **days)
    assert (told["looked_at"], told["cut"], told["hits"]) == (2, True, 2)
    assert {each["reference"] for each in told["newly_hit"]["examples"]} == {"B", "C"}


async def test_what_cannot_be_replayed_is_refused_by_name(profiling: Profiling) -> None:
    path = f"{PROFILES}/dear/replays"

    async def refused(**asked: Any) -> tuple[int, str]:
        return await profiling.refused(ANALYST, "POST", path, json={**period(), **asked})

    assert await refused() == (404, "not-found")
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert await refused(rule=DEAR, until=yesterday) == (422, "period-upside-down")
    assert await refused(rule=DEAR, since="2001-01-01") == (422, "period-too-long")
    assert await refused(rule=DEAR, number=1) == (422, "invalid-request")
    answer = await profiling.call(ANALYST, "POST", path, json={**period(), "rule": "freight_share >\n 1"})
    [fault] = answer.json()["faults"]
    assert (answer.status_code, answer.json()["code"], fault["line"]) == (422, "rule-faulty", "1")
    filing = {"after": 0, "profile": PROFILE}
    profiling.told(await profiling.call(ANALYST, "POST", f"{PROFILES}/dear/versions", json=filing))
    assert await refused(number=2) == (404, "not-found")
    assert (await replay(profiling, number=1))["looked_at"] == 0


async def test_a_set_without_values_is_named(profiling: Profiling) -> None:
    told = await replay(profiling, rule='country_in("diversion")')
    assert told["empty_sets"] == ["diversion"]


async def test_who_writes_profiles_replays_them(profiling: Profiling) -> None:
    path, asked = f"{PROFILES}/dear/replays", {"json": period(rule=DEAR)}
    for who in (VIEWER, SEARCHER, officer(OSH, "key_officer"), administrator("KG")):
        assert (await profiling.refused(who, "POST", path, **asked))[1] == "not-allowed"
    assert (await profiling.refused(administrator("*"), "POST", path, **asked))[1] == "no-administration"
    for who in (HEAD, ANALYST):
        assert (await replay(profiling, who=who, rule=DEAR))["looked_at"] == 0
