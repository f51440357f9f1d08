"""A manifest of 5,000 consignments on a real stack: from the first byte sent to the ranked list."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sealwire.client.http import Door
from sealwire.client.profiling.intake import Intake, digest
from sealwire.client.profiling.selecting import Selecting
from sealwire.contract.profiling.intake import UploadIn
from sealwire.contract.profiling.selections import SelectionIn
from sealwire_local.stack import Options, Stack
from sealwire_profiling.intake.domain.edifact.writing import write_cuscar
from sealwire_profiling.simulator import generate

from bench.accept import SETTINGS
from bench.programme import Programme

if TYPE_CHECKING:
    from pathlib import Path

    from sealwire.contract.profiling.intake import UploadOut

CONSIGNMENTS, BUDGET, SEED = 5_000, 50, 20_261


async def cuscar_s(folder: Path) -> dict[str, float]:
    """Return seconds from the upload of a CUSCAR to the first page of the list, and those of reading it.

    Args:
        folder: For the stack's state.
    """
    file = manifest()
    programme = Programme(1)
    with Stack(folder / "state", programme.founding, Options(settings=SETTINGS)) as stack:
        programme.publish(stack.gateway_url)
        door = Door(stack.gateway_url, programme.units[0].device.auth)
        try:
            return await _measured(door, file)
        finally:
            await door.close()


def manifest(consignments: int = CONSIGNMENTS) -> bytes:
    """Return an interchange that declares simulated consignments."""
    simulated = [each.consignment for each in generate(consignments, SEED)]
    pieces = write_cuscar(
        simulated, sender="CARRIER", recipient="CUSTOMS", reference="BENCH", prepared=datetime.now(UTC)
    )
    return b"".join(pieces)


async def _measured(door: Door, file: bytes) -> dict[str, float]:
    started = time.perf_counter()
    upload = await _read(Intake(door), file)
    read = time.perf_counter() - started
    assert upload.added == CONSIGNMENTS, upload
    selecting = Selecting(door)
    asked = await selecting.ask(SelectionIn(upload=upload.id, budget=BUDGET))
    await selecting.made(asked.id)
    page = await selecting.page(asked.id)
    assert page.rows
    return {
        "cuscar_5000_s": round(time.perf_counter() - started, 2),
        "cuscar_5000_read_s": round(read, 2),
        "cuscar_5000_mb": round(len(file) / 1_048_576, 2),
    }


async def _read(intake: Intake, file: bytes) -> UploadOut:
    opened = io.BytesIO(file)
    announced = UploadIn.model_validate({"name": "bench.edi", "source": "manifests", **digest(opened)})
    sent = await intake.send(opened, announced)
    async for told in intake.follow(sent.id, every_s=0.1):
        sent = told
    return sent
