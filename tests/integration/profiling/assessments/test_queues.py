"""Work that waits: so much of an administration and no more, and administrations take turns."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from integration.profiling.assessments.desk import ANALYST, HEAD, MODELS, SELECTIONS, worked
from integration.profiling.conftest import AKTAU, officer
from sealwire_profiling import working
from sealwire_profiling.assessments import service as assessments
from sealwire_profiling.assessments.adapters import selections
from sealwire_profiling.model import service as modelling
from sealwire_profiling.model.adapters import models

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling

KAZAKH, THEIR_HEAD = officer(AKTAU, "analyst"), officer(AKTAU, "unit_head")
KINDS = {
    "selections": (SELECTIONS, ANALYST, KAZAKH, assessments.MAX_UNFINISHED, "too-many-selections"),
    "trainings": (MODELS, HEAD, THEIR_HEAD, modelling.MAX_UNFINISHED, "too-many-trainings"),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_so_many_wait_and_one_more_when_one_is_done(profiling: Profiling, kind: str) -> None:
    path, ours, theirs, most, code = KINDS[kind]
    for _ in range(most):
        profiling.told(await profiling.call(ours, "POST", path, json={}))
    assert await profiling.refused(ours, "POST", path, json={}) == (429, code)
    profiling.clock[0] += 1  # of what is asked for in one second nobody can say which is older
    profiling.told(await profiling.call(theirs, "POST", path, json={}))
    await working.once(profiling.database, clock=lambda: profiling.clock[0])
    profiling.told(await profiling.call(ours, "POST", path, json={}))
    assert await profiling.refused(ours, "POST", path, json={}) == (429, code)
    await worked(profiling)


@pytest.mark.parametrize("kind", KINDS)
async def test_of_those_that_ask_at_once_no_more_are_taken(profiling: Profiling, kind: str) -> None:
    path, ours, _, most, _ = KINDS[kind]
    for _ in range(most - 1):
        profiling.told(await profiling.call(ours, "POST", path, json={}))
    answers = await asyncio.gather(*(profiling.call(ours, "POST", path, json={}) for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [202, 429, 429, 429]
    await worked(profiling)


@pytest.mark.parametrize("kind", KINDS)
async def test_administrations_take_turns_however_much_one_of_them_asks(
    profiling: Profiling, kind: str
) -> None:
    path, ours, theirs, *_ = KINDS[kind]
    for who in (ours, ours, ours, theirs, theirs):
        profiling.told(await profiling.call(who, "POST", path, json={}))
        profiling.clock[0] += 1
    assert await served(profiling, kind, 5) == ["KG", "KZ", "KG", "KZ", "KG"]


async def test_the_oldest_of_an_administration_comes_first(profiling: Profiling) -> None:
    asked = []
    for _ in range(3):
        asked.append(profiling.told(await profiling.call(ANALYST, "POST", SELECTIONS, json={}))["id"])
        profiling.clock[0] += 1
    made = []
    for _ in asked:
        await working.once(profiling.database, clock=lambda: profiling.clock[0])
        shown = (await profiling.get(ANALYST, SELECTIONS))["selections"]
        made += [each["id"] for each in shown if each["state"] == "done" and each["id"] not in made]
    assert made == asked


async def served(profiling: Profiling, kind: str, times: int) -> list[str]:
    """Return whose pieces of work are claimed, a second after each other."""
    claim: Any = selections.claim if kind == "selections" else models.claim
    found = []
    for _ in range(times):
        profiling.clock[0] += 1
        async with profiling.database.transaction() as session:
            claimed = await claim(session, now=profiling.clock[0], for_s=900)
        found.append(str(claimed.tenant))
    return found


async def test_a_model_is_trained_although_selections_never_end(profiling: Profiling) -> None:
    asked = profiling.told(await profiling.call(HEAD, "POST", MODELS, json={}))
    running = asyncio.create_task(working.run(profiling.database, clock=lambda: profiling.clock[0]))
    try:
        for _ in range(assessments.MAX_UNFINISHED):
            profiling.told(await profiling.call(ANALYST, "POST", SELECTIONS, json={}))
        while await stage(profiling, asked["id"]) == "waiting":
            answer = await profiling.call(ANALYST, "POST", SELECTIONS, json={})
            assert answer.status_code in {202, 429}
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert await stage(profiling, asked["id"]) in {"training", "failed"}


async def stage(profiling: Profiling, model: str) -> str:
    found = (await profiling.get(HEAD, MODELS))["models"]
    return next(str(each["stage"]) for each in found if each["id"] == model)
