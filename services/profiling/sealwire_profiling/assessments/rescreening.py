"""Screens the open consignments of a selection again that a change of lists touches, and only those."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.events import SelectionRescreened
from sealwire.contract.profiling.rescreenings import RescreeningCounts
from sealwire.contract.profiling.selections import State
from sealwire_chassis import outbox

from sealwire_profiling.assessments.adapters import rescreened, rescreenings, selections
from sealwire_profiling.assessments.domain.assessing import AT_ONCE, compels
from sealwire_profiling.assessments.knowing import still_open
from sealwire_profiling.events import RESCREENED
from sealwire_profiling.lists.domain.recording import stored
from sealwire_profiling.lists.domain.rescreening import Rescreening, Screened
from sealwire_profiling.lists.screening_by import SCREENER
from sealwire_profiling.lists.service_screening import changed_since, screening_set

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from sealwire_chassis.database import Database

    from sealwire_profiling.assessments.adapters.rescreenings import ToRescreen
    from sealwire_profiling.lists.domain.rescreening import Rescreened

WITHIN_S = 900
"""Seconds that a process has for a re-screening; then another may take it up."""


@dataclass(frozen=True, slots=True)
class _Made:
    """What came of it, and against what: how often the lists had changed, and when they were read."""

    came_out: dict[str, Rescreened]
    counts: RescreeningCounts
    list_changes: int | None
    read_at: int


async def rescreen(database: Database, claimed: ToRescreen, *, clock: Callable[[], float]) -> None:
    """Screen again what a change of lists touches, and store what comes out otherwise.

    Nothing is stored of consignments that were decided about or erased meanwhile, nor if another process
    has the re-screening by now.

    Args:
        database: Profiling's own.
        claimed: By this process.
        clock: Tells Unix seconds.

    Raises:
        DatabaseUnavailable: It does not answer, or has ended the transaction.
    """
    began, tenant = int(clock()), claimed.tenant
    async with database.transaction() as session:
        since = await rescreenings.screened_at(session, claimed.selection, tenant=tenant)
        today = await screening_set(session, tenant=tenant, on=datetime.fromtimestamp(began, UTC).date())
        changed = await changed_since(session, today, tenant=tenant, since=since)
        ids = await rescreened.open_in(session, claimed.selection, tenant=tenant)
    # Out of the transaction: the server ends one that is idle for half a minute.
    rescreening = await asyncio.to_thread(Rescreening, today, changed, SCREENER)
    came_out: dict[str, Rescreened] = {}
    for begin in range(0, len(ids), AT_ONCE):
        screened = await _screened(database, claimed, ids[begin : begin + AT_ONCE])
        came_out |= await asyncio.to_thread(rescreening.take, screened)
    counts = RescreeningCounts(looked_at=len(ids), screened=rescreening.screened)
    made = _Made(came_out, counts, today.changes if ids else None, began)
    await _store(database, claimed, made, now=int(clock()))


async def fail(database: Database, claimed: ToRescreen, problem: str, *, now: int) -> None:
    """Store why a re-screening could not be made.

    Args:
        database: Profiling's own.
        claimed: By this process.
        problem: Code of the refusal.
        now: Unix seconds.
    """
    failed = {"state": State.FAILED.value, "finished_at": now, "problem": problem}
    async with database.transaction() as session:
        await rescreenings.finish(session, claimed, failed, [], tenant=claimed.tenant)


async def _screened(database: Database, claimed: ToRescreen, ids: Sequence[str]) -> list[Screened]:
    async with database.transaction() as session:
        received = await still_open(session, ids, tenant=claimed.tenant, upload=None)
        hits = await rescreened.hits(session, claimed.selection, ids, tenant=claimed.tenant)
    return [Screened(each, hits.get(each.id, ())) for each in received]


async def _store(database: Database, claimed: ToRescreen, made: _Made, *, now: int) -> None:
    tenant = claimed.tenant
    async with database.transaction() as session:
        # The selection first, as whoever releases or overrides it does.
        await selections.find(session, claimed.selection, tenant=tenant, lock=True)
        left = await rescreened.still_open(session, made.came_out, tenant=tenant)
        rows = [_row(each, made.came_out[str(each)]) for each in sorted(left)]
        told = {"changed": len(rows), "mandatory": sum(row["mandatory"] for row in rows)}
        counts = made.counts.model_copy(update=told).model_dump()
        done = {"state": State.DONE.value, "finished_at": now, "counts": counts}
        if await rescreenings.finish(session, claimed, done, rows, tenant=tenant):
            await rescreenings.screened_up_to(
                session, claimed.selection, made.list_changes, tenant=tenant, at=made.read_at
            )
            await outbox.add(session, RESCREENED, _event(claimed, counts))


def _row(consignment: UUID, came_out: Rescreened) -> dict[str, Any]:
    return {
        "consignment": consignment,
        "before": stored(came_out.before) or [],
        "after": stored(came_out.hits) or [],
        "mandatory": compels(came_out.hits),
    }


def _event(claimed: ToRescreen, counts: dict[str, int]) -> SelectionRescreened:
    return SelectionRescreened(
        tenant=claimed.tenant,
        rescreening=str(claimed.id),
        selection=str(claimed.selection),
        counts=counts,
    )
