"""The client's way in: parts, progress, errors, and what it reads back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import httpx
import pytest
from integration.profiling.conftest import NOW, OSH, officer
from integration.profiling.intake.sending import ANALYST, rows, worker
from sealwire.cli.profiling.shapes import (
    consignment_lines,
    consignment_row,
    error_row,
    upload_lines,
    upload_row,
)
from sealwire.client.http import Door
from sealwire.client.profiling.intake import Intake, digest
from sealwire.contract.profiling.consignments import MAX_PART_BYTES
from sealwire.contract.profiling.intake import SourceFiling, UploadIn
from sealwire_chassis.caller import HEADER, Caller, encode
from sealwire_profiling.app import create_app
from sealwire_profiling.intake.refusals import SourceChanged
from simulators.programme import device_keys

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling
    from sealwire_chassis.database import Database

HEAD = officer(OSH, "unit_head")


def intake(database: Database, who: Caller) -> Intake:
    """Return a client whose requests reach the service as the gateway would pass them on."""
    door = Door("http://profiling", device_keys("analyst").auth)
    transport = httpx.ASGITransport(app=create_app(database, clock=lambda: NOW))
    door._client = httpx.AsyncClient(
        transport=transport, base_url="http://profiling", headers={HEADER: encode(who)}
    )
    return Intake(door)


def announced(file: io.BytesIO, **more: object) -> UploadIn:
    return UploadIn.model_validate({"name": "m.csv", "source": "osh", **digest(file), **more})


async def test_a_large_file_is_sent_in_parts_and_followed_to_its_end(profiling: Profiling) -> None:
    client, told = intake(profiling.database, ANALYST), list[int]()
    pad = b"BL-2;;;;;" + b"x" * 50_000 + b";;"
    data = rows("BL-1") + b"\n" + b"\n".join(pad.replace(b"BL-2", b"BL-%d" % n) for n in range(2, 102))
    file = io.BytesIO(data)
    assert len(data) > MAX_PART_BYTES
    upload = await client.send(file, announced(file), told=told.append)
    assert told == [MAX_PART_BYTES, len(data)]
    states = []
    async for now in client.follow(upload.id, every_s=0):
        states.append((now.state.value, now.lines))
        if len(states) == 1:
            await worker(profiling).read_next()
    assert states[0] == ("reading", 0)
    assert states[-1][0] == "done"
    read = await client.upload(upload.id)
    assert (read.added, read.refused) == (1, 100)
    errors = await client.errors(upload.id, limit=3)
    assert [each.code for each in errors.errors] == ["too-long"] * 3
    assert "1 new" in " ".join(upload_lines(read))
    assert "description" in error_row(errors.errors[0])
    page = await client.uploads(limit=5)
    assert upload_row(page.uploads[0])[0] == str(upload.id)


async def test_consignments_are_read_back_and_withheld_parties_are_called_so(profiling: Profiling) -> None:
    file = io.BytesIO(rows("BL-1"))
    client = intake(profiling.database, ANALYST)
    await client.send(file, announced(file))
    await worker(profiling).read_next()
    [found] = (await client.consignments(party="guangzhou", limit=5)).consignments
    history = await client.consignment(found.id)
    assert "Guangzhou Tools" in consignment_row(found)
    assert any("Guangzhou" in line for line in consignment_lines(history))
    blind = intake(profiling.database, officer(OSH, "integration"))
    [hidden] = (await blind.consignments(reference="BL-1")).consignments
    assert "withheld" in consignment_row(hidden)


async def test_sources_and_retention_are_set_by_those_who_may(profiling: Profiling) -> None:
    client = intake(profiling.database, HEAD)
    made = await client.file_source("osh", SourceFiling(version=0, name="Osh"))
    assert (await client.source("osh")) == made
    assert (await client.sources()).sources == (made,)
    with pytest.raises(SourceChanged):
        await client.file_source("osh", SourceFiling(version=0))
    assert (await client.keep(30)).days == (await client.retention()).days == 30
