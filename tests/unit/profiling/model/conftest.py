"""One small model, trained once for the tests that only read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sealwire_profiling.model.domain.training import train
from unit.profiling.model.made import ON, QUICK, SPEC, examples

if TYPE_CHECKING:
    from sealwire_profiling.model.domain.model import Model


@pytest.fixture(scope="session")
def model() -> Model:
    return train(examples(), SPEC, seed=7, on=ON, learning=QUICK)
