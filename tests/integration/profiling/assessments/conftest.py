"""A model that is trained once for all tests that only need one."""

from __future__ import annotations

import json

import pytest
from integration.profiling.assessments.learning import TODAY, day_of, inspected
from sealwire_profiling.model import training
from sealwire_profiling.model.adapters import examples


@pytest.fixture(scope="session")
def content() -> bytes:
    """Return a model that has learned from what `experienced` puts into the database."""
    rows, labels = inspected()
    opened = [
        examples.Example(json.dumps(row["features"]), labels[row["consignment"]], day_of(row)) for row in rows
    ]
    return training.trained(opened, 3, TODAY)
