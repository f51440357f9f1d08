"""What several tests of assessments start from: a trained model, and a selection before lists change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from integration.profiling.assessments.desk import filed, selected
from integration.profiling.assessments.learning import TODAY, day_of, inspected
from integration.profiling.assessments.lists_kept import DAY, NAMES, OPEN, listed, made_list, rescreenings
from sealwire_profiling.model import training
from sealwire_profiling.model.adapters import examples

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling


@pytest.fixture(scope="session")
def content() -> bytes:
    """Return a model that has learned from what `experienced` puts into the database."""
    rows, labels = inspected()
    opened = [
        examples.Example(json.dumps(row["features"]), labels[row["consignment"]], day_of(row)) for row in rows
    ]
    return training.trained(opened, 3, TODAY)


@pytest.fixture
async def selection(profiling: Profiling) -> dict[str, Any]:
    """A selection of four consignments that opens none, made a day after its one entry was listed."""
    await made_list(profiling, "seized")
    await listed(profiling, "seized", NAMES["B4"])
    profiling.clock[0] += DAY
    made = await selected(profiling, upload=await filed(profiling, OPEN), budget=0)
    assert await rescreenings(profiling) == []
    profiling.clock[0] += DAY
    return made
