"""What is released with the free lanes of a selection after lists have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from integration.profiling.assessments.desk import (
    ANALYST,
    INSPECTIONS,
    SEARCHER,
    SELECTIONS,
    selected,
    worked,
)
from integration.profiling.assessments.lists_kept import NAMES, cleared, listed, rows

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling


async def test_a_free_lane_is_released_without_what_a_list_compels_to_open_since(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    entry = await listed(profiling, "seized", NAMES["B1"])
    await worked(profiling)
    path = f"{SELECTIONS}/{selection['id']}/released"
    told = profiling.told(await profiling.call(ANALYST, "POST", path))
    assert (told["released"], told["kept"]) == (2, 1)  # B4 is mandatory, and so in no free lane
    await cleared(profiling, entry, NAMES["B1"])
    await worked(profiling)
    told = profiling.told(await profiling.call(ANALYST, "POST", path))
    assert (told["released"], told["kept"]) == (1, 0)


async def test_nothing_is_released_before_a_change_of_lists_was_held_against_it(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    await listed(profiling, "seized", NAMES["B1"])
    path = f"{SELECTIONS}/{selection['id']}/released"
    assert await profiling.refused(ANALYST, "POST", path) == (409, "lists-changed")
    await worked(profiling)
    told = profiling.told(await profiling.call(ANALYST, "POST", path))
    assert (told["released"], told["kept"]) == (2, 1)


async def test_what_a_correction_opens_again_is_not_released_unscreened(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    consignment = (await rows(profiling, selection))["B1"]["consignment"]
    seen = {
        "consignment": consignment, "selection": selection["id"], "kinds": ["physical"],
        "inspected_on": "2026-09-20", "outcome": "no-irregularity",
    }  # fmt: skip
    wrong = str(uuid4())
    profiling.told(await profiling.call(SEARCHER, "PUT", f"{INSPECTIONS}/{wrong}", json=seen))
    await listed(profiling, "seized", NAMES["B1"])
    await worked(profiling)
    undone = {**seen, "corrects": wrong, "outcome": "not-controlled", "kinds": [], "reason": "another box"}
    profiling.told(await profiling.call(SEARCHER, "PUT", f"{INSPECTIONS}/{uuid4()}", json=undone))
    path = f"{SELECTIONS}/{selection['id']}/released"
    told = profiling.told(await profiling.call(ANALYST, "POST", path))
    assert (told["released"], told["kept"]) == (2, 1)
    again = await selected(profiling, budget=0)
    assert (await rows(profiling, again))["B1"]["slot"] == "mandatory"


async def test_nor_is_it_released_with_an_older_selection(
    profiling: Profiling, selection: dict[str, Any]
) -> None:
    newer = await selected(profiling, budget=0)
    await listed(profiling, "seized", NAMES["B1"])
    await worked(profiling)
    assert list(await rows(profiling, newer, changed=True)) == ["B1"]
    assert await rows(profiling, selection, changed=True) == {}
    told = profiling.told(await profiling.call(ANALYST, "POST", f"{SELECTIONS}/{selection['id']}/released"))
    assert (told["released"], told["kept"]) == (2, 1)
