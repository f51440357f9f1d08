"""Makes a selection that was claimed: fetch, assess, select, store; no transaction waits for the figures."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.events import SelectionMade
from sealwire.contract.profiling.selections import State
from sealwire_chassis import outbox

from sealwire_profiling.assessments.adapters import capacities, selections
from sealwire_profiling.assessments.domain.assessing import AT_ONCE, Assessing
from sealwire_profiling.assessments.domain.choosing import choose, choose_beside, settings_of
from sealwire_profiling.assessments.domain.ranking import rows_of
from sealwire_profiling.assessments.domain.remaining import rest_of
from sealwire_profiling.assessments.domain.shadow_rows import summary
from sealwire_profiling.assessments.knowing import fetched, known, open_ids, still_open
from sealwire_profiling.events import SELECTED
from sealwire_profiling.intake.adapters import filing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sealwire.contract.profiling.selections import CapacityOut
    from sealwire_chassis.database import Database

    from sealwire_profiling.assessments.adapters.selections import Claimed
    from sealwire_profiling.assessments.domain.assessing import Known
    from sealwire_profiling.assessments.knowing import Fetched
    from sealwire_profiling.selection.domain.rows import Selection

WITHIN_S = 900
"""Seconds that a process has for a selection; then another may take it up."""


@dataclass(frozen=True, slots=True)
class _Made:
    selection: Selection
    rows: Sequence[dict[str, Any]]
    broken: Sequence[str]
    shadow: dict[str, Any] | None


async def make(database: Database, claimed: Claimed, *, clock: Callable[[], float]) -> None:
    """Make a selection and store it; nothing is stored if another process has it by now.

    Args:
        database: Profiling's own.
        claimed: By this process.
        clock: Tells Unix seconds.

    Raises:
        TooManyOpen: There are more open consignments than a selection ranks.
        DatabaseUnavailable: It does not answer, or has ended the transaction.
    """
    upload, began = None if claimed.asked.upload is None else str(claimed.asked.upload), int(clock())
    async with database.transaction() as session:
        settings = await capacities.newest(session, tenant=claimed.tenant)
        ids = await open_ids(session, tenant=claimed.tenant, upload=upload)
        facts = await fetched(session, ids, tenant=claimed.tenant, on=claimed.on)
    # Out of the transaction: the server ends one that is idle for half a minute.
    today = await asyncio.to_thread(known, facts, settings, tenant=claimed.tenant)
    assessing = Assessing(today, claimed.on)
    for begin in range(0, len(ids), AT_ONCE):
        async with database.transaction() as session:
            some = ids[begin : begin + AT_ONCE]
            received = await still_open(session, some, tenant=claimed.tenant, upload=upload)
        await asyncio.to_thread(assessing.take, received)
    made = await asyncio.to_thread(_made, assessing, today, facts, settings, claimed)
    by = {
        "settings": settings.model_dump(mode="json"),
        "list_changes": facts.screening.changes,
        "screened_at": began,
    }
    await _store(database, claimed, made, by, now=int(clock()))


async def fail(database: Database, claimed: Claimed, problem: str, *, now: int) -> None:
    """Store why a selection could not be made.

    Args:
        database: Profiling's own.
        claimed: By this process.
        problem: Code of the refusal.
        now: Unix seconds.
    """
    done = {"state": State.FAILED.value, "finished_at": now, "problem": problem}
    async with database.transaction() as session:
        await selections.finish(session, claimed, done, [], tenant=claimed.tenant)


def _made(
    assessing: Assessing, today: Known, facts: Fetched, settings: CapacityOut, claimed: Claimed
) -> _Made:
    assessed, profiles = assessing.done(), today.profiles
    budget = claimed.asked.budget
    together, wanted = budget is not None, settings_of(settings, seed=claimed.seed, budget=budget)
    model = None if facts.model is None else facts.model.digest
    selection = choose(assessed, profiles, wanted, together=together, model=model)
    assessed, beside = choose_beside(assessed, profiles, wanted, together=together)
    rows = list(rows_of(assessed, profiles, selection, today.model, beside=beside))
    return _Made(selection, rows, tuple(today.broken), summary(assessed.shadowed, rows))


async def _store(
    database: Database, claimed: Claimed, made: _Made, by: Mapping[str, object], *, now: int
) -> None:
    async with database.transaction() as session:
        # What was erased meanwhile is not brought back: nobody would erase it from here again.
        kept = await filing.kept(session, [row["consignment"] for row in made.rows], tenant=claimed.tenant)
        rows = [row for row in made.rows if row["consignment"] in kept]
        done = _done(made, rows, by, now=now)
        event = SelectionMade(
            tenant=claimed.tenant,
            selection=str(claimed.id),
            counts=done["counts"],
            degraded=done["degraded"] is not None,
        )
        if await selections.finish(session, claimed, done, rows, tenant=claimed.tenant):
            await outbox.add(session, SELECTED, event)


def _done(
    made: _Made, rows: Sequence[Mapping[str, Any]], by: Mapping[str, object], *, now: int
) -> dict[str, Any]:
    """Return the columns of a selection that is made, with these rows."""
    counts = Counter(row["lane"] for row in rows) + Counter(row["slot"] for row in rows if row["slot"])
    return {
        **by,
        "state": State.DONE.value,
        "finished_at": now,
        "model": made.selection.model,
        "degraded": made.selection.degraded,
        "overflow": sum(row["overflow"] for row in rows),
        "counts": dict(counts),
        "broken": list(made.broken),
        "shadow": made.shadow,
        "rest": rest_of(rows),
    }
