"""The client's way to lists: a file of the UN in parts with its progress, and pages of entries."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import httpx
import pytest
from integration.profiling.lists.conftest import AIBEK, NOW, entry
from sealwire.client.http import Door
from sealwire.client.profiling.lists import WatchLists
from sealwire.contract.profiling.consignments import MAX_PART_BYTES
from sealwire.contract.profiling.lists import MAX_XML_BYTES, EntryFiling, EntryState, Removal
from sealwire.errors import TooLarge
from sealwire_chassis.caller import HEADER, encode
from sealwire_profiling.app import create_app
from simulators.programme import device_keys
from simulators.un_list import consolidated

if TYPE_CHECKING:
    from integration.profiling.lists.conftest import Profiling
    from sealwire_chassis.database import Database


def client(database: Database) -> WatchLists:
    """Return a client whose requests reach the service as the gateway would pass them on."""
    door = Door("http://profiling", device_keys("analyst").auth)
    door._client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=create_app(database, clock=lambda: NOW)),
        base_url="http://profiling",
        headers={HEADER: encode(AIBEK)},
    )
    return WatchLists(door)


async def test_a_file_of_more_than_a_part_is_sent_in_parts_and_its_progress_told(
    profiling: Profiling,
) -> None:
    await profiling.make_list("un", form="un-consolidated")
    told = list[int]()
    data = consolidated(20).xml() + b"\n" * MAX_PART_BYTES
    file = io.BytesIO(data)
    report = await client(profiling.database).import_un("un", file, told=told.append)
    assert (report.added, report.applied) == (20, True)
    assert told == [MAX_PART_BYTES, len(data)]


async def test_a_file_larger_than_any_list_is_not_sent(profiling: Profiling) -> None:
    # No list "un" either: had anything been sent, the answer would be another.
    file = io.BytesIO(bytes(MAX_XML_BYTES + 1))
    with pytest.raises(TooLarge):
        await client(profiling.database).import_un("un", file)


async def test_entries_come_in_pages_of_one_state(profiling: Profiling) -> None:
    lists = client(profiling.database)
    await profiling.make_list("firms")
    made = [
        await lists.add("firms", EntryFiling.model_validate(entry(names=[{"text": f"Firm {n}"}])))
        for n in range(3)
    ]
    await lists.remove("firms", made[0].id, Removal(version=1, reason="Cleared in court"))
    first = await lists.entries("firms", limit=1)
    assert first.next is not None
    second = await lists.entries("firms", limit=1, after=first.next)
    assert {each.id for each in (*first.entries, *second.entries)} == {made[1].id, made[2].id}
    assert second.next is None
    removed = await lists.entries("firms", EntryState.REMOVED)
    assert [each.removal for each in removed.entries] == ["Cleared in court"]
    changes = await lists.changes("firms", limit=2)
    assert len(changes.changes) == 2
    assert len((await lists.changes("firms", before=changes.next)).changes) == 3
