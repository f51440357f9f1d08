"""Selections: asked for, claimed by the process that makes them, and kept with every reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.selections import Lane, SelectionIn, SelectionOut, State
from sealwire_chassis.claiming import Work
from sqlalchemy import func, insert, select

from sealwire_profiling.assessments.adapters.copying import copy
from sealwire_profiling.assessments.adapters.tables import selected, selections
from sealwire_profiling.tenancy import Tenant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

_WORK = Work(selections, "state", "requested_at", State.WAITING.value, State.RUNNING.value, most_tries=3)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A selection that this process makes; `tries` tells this process's claim from a later one."""

    tenant: Tenant
    id: UUID
    asked: SelectionIn
    on: date
    seed: int
    tries: int


async def ask(session: AsyncSession, row: Mapping[str, object], *, tenant: Tenant) -> None:
    """Store a selection that some process is to make.

    Args:
        session: The transaction.
        row: id, asked, on_day, seed, requested_at and requested_by.
        tenant: Whose.
    """
    waiting = {"tenant": tenant, "state": State.WAITING.value, "claimed_until": 0, "tries": 0, "overflow": 0}
    await session.execute(insert(selections).values({**waiting, "counts": {}, "broken": [], **row}))


async def unfinished(session: AsyncSession, *, tenant: Tenant) -> int:
    """Return how many selections wait or are made; nobody else asks for one until the transaction ends."""
    return await _WORK.unfinished(session, tenant=tenant)


async def claim(session: AsyncSession, *, now: int, for_s: int) -> Claimed | None:
    """Take a selection that waits, or whose process has died: the oldest of whom was served longest ago.

    Args:
        session: A transaction of its own.
        now: Unix seconds.
        for_s: How long this process has for it.
    """
    row = await _WORK.claim(session, now=now, for_s=for_s)
    if row is None:
        return None
    asked = SelectionIn.model_validate(row.asked)
    return Claimed(Tenant(row.tenant), row.id, asked, row.on_day, row.seed, row.tries)


async def give_up(session: AsyncSession, *, now: int) -> None:
    """Mark as failed what took the process or the database down each time; of any administration."""
    failed = {"state": State.FAILED.value, "problem": "selection-interrupted", "finished_at": now}
    await _WORK.give_up(session, failed, now=now)


async def put_back(session: AsyncSession, claimed: Claimed, *, tenant: Tenant) -> None:
    """Let a selection wait again that this process could not make; its try is counted."""
    await _WORK.put_back(session, claimed, tenant=tenant)


async def finish(
    session: AsyncSession,
    claimed: Claimed,
    done: Mapping[str, object],
    rows: Sequence[Mapping[str, Any]],
    *,
    tenant: Tenant,
) -> bool:
    """Store how a selection came out; False, and nothing stored, where it is another process's by now.

    Args:
        session: The transaction.
        claimed: By this process.
        done: Columns of `selections`, the state with them.
        rows: Rows of `selected`, without tenant and selection.
        tenant: Whose.
    """
    if not await _WORK.finish(session, claimed, done, tenant=tenant):
        return False
    await copy(session, claimed.id, rows, tenant=tenant)
    return True


async def find(
    session: AsyncSession, selection_id: UUID, *, tenant: Tenant, lock: bool = False
) -> SelectionOut | None:
    """Return a selection; with `lock`, others wait to change it until the transaction ends."""
    wanted = select(selections).where(selections.c.tenant == tenant, selections.c.id == selection_id)
    row = (await session.execute(wanted.with_for_update() if lock else wanted)).one_or_none()
    return None if row is None else _out(row)


async def newest(session: AsyncSession, *, tenant: Tenant, limit: int) -> list[SelectionOut]:
    """Return the newest selections."""
    wanted = select(selections).where(selections.c.tenant == tenant)
    ordered = wanted.order_by(selections.c.requested_at.desc(), selections.c.id.desc()).limit(limit)
    return [_out(row) for row in await session.execute(ordered)]


async def rows_of_days(session: AsyncSession, *, tenant: Tenant, since: date, until: date) -> int:
    """Return how many rows the selections of some days have, or had before some were erased."""
    wanted = select(selections.c.counts).where(
        selections.c.tenant == tenant, selections.c.on_day.between(since, until)
    )
    counts = list(await session.scalars(wanted))
    return sum(each.get(lane.value, 0) for each in counts for lane in Lane)


async def has(session: AsyncSession, selection_id: UUID, consignment: UUID, *, tenant: Tenant) -> bool:
    """Tell whether a consignment stood in a selection."""
    same = (selected.c.selection == selection_id, selected.c.consignment == consignment)
    found = select(func.count()).select_from(selected).where(selected.c.tenant == tenant, *same)
    return bool(await session.scalar(found))


def _out(row: Row[Any]) -> SelectionOut:
    return SelectionOut(
        **{key: value for key, value in row.asked.items() if key != "seed"},
        id=row.id,
        state=row.state,
        requested_at=_moment(row.requested_at),
        requested_by=row.requested_by,
        on=row.on_day,
        seed=row.seed,
        finished_at=None if row.finished_at is None else _moment(row.finished_at),
        model=row.model,
        degraded=row.degraded,
        overflow=row.overflow,
        counts=row.counts,
        problem=row.problem,
        broken=tuple(row.broken),
        shadow=row.shadow,
        released_at=None if row.released_at is None else _moment(row.released_at),
        released_by=row.released_by,
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
