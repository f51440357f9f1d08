"""Trains a model that was claimed, and stores it, or why there is none."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sealwire.contract.profiling.models import Stage

from sealwire_profiling.model.adapters import examples, models
from sealwire_profiling.model.domain import training
from sealwire_profiling.model.domain.guards import examples_of
from sealwire_profiling.model.domain.spec import FRAME
from sealwire_profiling.model.domain.storing import digest, dumps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from sealwire_chassis.database import Database

    from sealwire_profiling.model.adapters.examples import Example
    from sealwire_profiling.model.adapters.models import ToTrain

WITHIN_S = 1_800
"""Seconds that a process has for a model; then another may take it up."""
_MAX_EXAMPLES = 200_000
_TRAINER = "sealwire"


async def train(database: Database, claimed: ToTrain, *, clock: Callable[[], float]) -> None:
    """Train a model on the administration's own inspections, and store it as a candidate.

    Args:
        database: Profiling's own.
        claimed: By this process.
        clock: Tells Unix seconds.

    Raises:
        TooLittleToLearn: There are too few inspections or findings.
        LeakyColumns: A column gives the outcome away.
        DatabaseUnavailable: It does not answer, or has ended the transaction.
    """
    async with database.transaction() as session:
        opened = await examples.labelled(session, tenant=claimed.tenant, limit=_MAX_EXAMPLES)
    on = datetime.fromtimestamp(clock(), UTC).date()
    content = await asyncio.to_thread(trained, opened, claimed.seed, on)
    candidate = {"stage": Stage.CANDIDATE.value, "content": content, "digest": digest(content)}
    await _finish(database, claimed, candidate, now=int(clock()))


async def fail(database: Database, claimed: ToTrain, problem: str, *, now: int) -> None:
    """Store why a model could not be trained.

    Args:
        database: Profiling's own.
        claimed: By this process.
        problem: What the officer reads.
        now: Unix seconds.
    """
    await _finish(database, claimed, {"stage": Stage.FAILED.value, "problem": problem}, now=now)


async def _finish(database: Database, claimed: ToTrain, values: Mapping[str, object], *, now: int) -> None:
    stamp = {"stage_since": now, "stage_by": _TRAINER}
    async with database.transaction() as session:
        await models.finish(session, claimed, {**values, **stamp}, tenant=claimed.tenant)


def trained(opened: Sequence[Example], seed: int, on: date) -> bytes:
    """Return a model as it is stored, trained on a day (`on`) on what was opened."""
    table = examples.table_of(opened)
    labelled = examples_of(table, table[examples.LABEL], spec=FRAME, day=examples.DAY)
    return dumps(training.train(labelled, FRAME, seed=seed, on=on))
