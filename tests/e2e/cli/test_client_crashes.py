"""Killing parts of the exchange while a client sends: all that it sealed arrives, once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from sealwire import Member, from_json
from simulators.desks import PASSPHRASE

if TYPE_CHECKING:
    from e2e.cli.conftest import Scene

WARNING = Path(__file__).parents[3] / "examples" / "acetic-acid" / "warning.json"
COUNT = 60


async def test_what_was_sealed_during_crashes_arrives_exactly_once(scene: Scene) -> None:
    notice = from_json(WARNING)
    async with (
        Member.open(scene.osh.folder, PASSPHRASE) as osh,
        Member.open(scene.batken.folder, PASSPHRASE) as batken,
    ):
        sending = [asyncio.create_task(osh.send(notice, ["KG-BAT"])) for _ in range(COUNT)]
        await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
        for part in ("gateway", "alerts"):
            scene.stack.kill(part)
        sent = await asyncio.gather(*sending)
        await asyncio.to_thread(scene.stack.wait_ready)
        while osh.pending():
            sent.extend(await osh.flush())
        positions = {each.id: each.position for each in sent if each.position is not None}
        assert len(positions) == COUNT
        fetched = await batken.fetch()
        arrived = [each for each in fetched.ids if each in positions]
        assert sorted(arrived) == sorted(positions)
        assert fetched.unreadable == []
        assert (await batken.read(arrived[-1])).missing == []
