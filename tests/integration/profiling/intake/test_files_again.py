"""A file that comes again: known where nothing came between, else read, since it says something anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integration.profiling.intake.sending import counts, listed, rows, sent, taken, worker

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling


async def weights(profiling: Profiling) -> list[float]:
    return [each["consignment"]["goods"][0]["gross_kg"] for each in await listed(profiling)]


async def test_a_file_that_comes_again_after_its_amendment_amends_it_back(profiling: Profiling) -> None:
    first, other = rows("A", weight="10"), rows("A", weight="20")
    await taken(profiling, first)
    await taken(profiling, other)
    back = await taken(profiling, first)
    assert (back["same_as"], counts(back)) == (None, (0, 1, 0, 0))
    assert await weights(profiling) == [10.0]
    again = await taken(profiling, first)
    assert (again["same_as"], counts(again)) == (back["id"], (0, 0, 0, 0))
    forth = await taken(profiling, other)
    assert (forth["same_as"], counts(forth)) == (None, (0, 1, 0, 0))
    assert await weights(profiling) == [20.0]


async def test_a_file_is_read_again_while_its_amendment_still_waits(profiling: Profiling) -> None:
    first = rows("A", weight="10")
    await taken(profiling, first)
    await sent(profiling, rows("A", weight="20"))
    await sent(profiling, first)
    while await worker(profiling).read_next():
        pass
    assert await weights(profiling) == [10.0]


async def test_what_another_source_or_a_dry_run_brings_between_changes_nothing(profiling: Profiling) -> None:
    first = rows("A", weight="10")
    known = await taken(profiling, first)
    await taken(profiling, rows("A", weight="20"), source="declarations")
    await taken(profiling, rows("A", weight="30"), dry_run=True)
    again = await taken(profiling, first)
    assert again["same_as"] == known["id"]
