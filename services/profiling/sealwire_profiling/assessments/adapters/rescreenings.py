"""Re-screenings: noticed where lists have changed since, claimed by the process that makes them, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.rescreenings import RescreeningOut
from sealwire.contract.profiling.selections import State
from sealwire_chassis.claiming import Work
from sqlalchemy import Integer, and_, cast, exists, func, insert, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as insert_new

from sealwire_profiling.assessments.adapters.tables import rescreened, rescreenings, selections
from sealwire_profiling.lists.adapters.tables import list_counters
from sealwire_profiling.tenancy import Tenant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

_R, _S, _L = rescreenings.c, selections.c, list_counters.c
_UNFINISHED = (State.WAITING.value, State.RUNNING.value)
_WORK = Work(rescreenings, "state", "requested_at", *_UNFINISHED, most_tries=3)


@dataclass(frozen=True, slots=True)
class ToRescreen:
    """A re-screening that this process makes; `tries` tells this process's claim from a later one."""

    tenant: Tenant
    id: UUID
    selection: UUID
    tries: int


async def notice(session: AsyncSession, *, now: int) -> None:
    """Store a re-screening for each selection whose lists have changed since; of any administration.

    One at a time for a selection, and none for changes that one has failed with: it would fail again.

    Args:
        session: A transaction.
        now: Unix seconds.
    """
    under_way_or_tried = exists().where(
        _R.tenant == _S.tenant,
        _R.selection == _S.id,
        or_(_R.state.in_(_UNFINISHED), _R.list_changes >= _L.changes),
    )
    behind = (
        select(
            _S.tenant, func.gen_random_uuid(), _S.id, _L.changes, literal(State.WAITING.value),
            literal(now), cast(0, Integer), cast(0, Integer), cast({}, JSONB),
        )
        .join(list_counters, and_(_L.tenant == _S.tenant, _L.changes > _S.list_changes))
        .where(_S.list_changes.is_not(None), ~under_way_or_tried)
        .order_by(_S.tenant, _S.id)
    )  # fmt: skip
    columns = (
        _R.tenant, _R.id, _R.selection, _R.list_changes, _R.state, _R.requested_at, _R.claimed_until,
        _R.tries, _R.counts,
    )  # fmt: skip
    new = insert_new(rescreenings).from_select(columns, behind)
    # Another process may have noticed the same meanwhile.
    await session.execute(new.on_conflict_do_nothing())


async def claim(session: AsyncSession, *, now: int, for_s: int) -> ToRescreen | None:
    """Take a re-screening that waits, or whose process has died; see `Work.claim`.

    Args:
        session: A transaction of its own.
        now: Unix seconds.
        for_s: How long this process has for it.
    """
    row = await _WORK.claim(session, now=now, for_s=for_s)
    return None if row is None else ToRescreen(Tenant(row.tenant), row.id, row.selection, row.tries)


async def give_up(session: AsyncSession, *, now: int) -> None:
    """Mark as failed what took the process or the database down each time; of any administration."""
    failed = {"state": State.FAILED.value, "problem": "rescreening-interrupted", "finished_at": now}
    await _WORK.give_up(session, failed, now=now)


async def put_back(session: AsyncSession, claimed: ToRescreen, *, tenant: Tenant) -> None:
    """Let a re-screening wait again that this process could not make; its try is counted."""
    await _WORK.put_back(session, claimed, tenant=tenant)


async def finish(
    session: AsyncSession,
    claimed: ToRescreen,
    done: Mapping[str, object],
    rows: Sequence[Mapping[str, Any]],
    *,
    tenant: Tenant,
) -> bool:
    """Store how a re-screening came out; False, and nothing stored, where it is another process's by now.

    Args:
        session: The transaction.
        claimed: By this process.
        done: Columns of `rescreenings`, the state with them.
        rows: Rows of `rescreened`, without tenant and rescreening.
        tenant: Whose.
    """
    if not await _WORK.finish(session, claimed, done, tenant=tenant):
        return False
    if rows:
        stamp = {"tenant": tenant, "rescreening": claimed.id}
        await session.execute(insert(rescreened), [{**stamp, **row} for row in rows])
    return True


async def screened_at(session: AsyncSession, selection_id: UUID, *, tenant: Tenant) -> int:
    """Return when the lists were read that a selection was screened against last, Unix seconds."""
    wanted = select(_S.screened_at).where(_S.tenant == tenant, _S.id == selection_id)
    return (await session.scalar(wanted)) or 0


async def screened_up_to(
    session: AsyncSession, selection_id: UUID, changes: int | None, *, tenant: Tenant, at: int
) -> None:
    """Keep which changes of lists a selection was screened against.

    Args:
        session: The transaction.
        selection_id: The selection.
        changes: How often the lists had changed; None where nothing of it is open any more.
        tenant: Whose.
        at: When the lists were read, Unix seconds.
    """
    this = (_S.tenant == tenant, _S.id == selection_id)
    await session.execute(update(selections).where(*this).values(list_changes=changes, screened_at=at))


async def page(
    session: AsyncSession,
    *,
    tenant: Tenant,
    selection: UUID | None,
    before: tuple[int, UUID] | None,
    limit: int,
) -> list[RescreeningOut]:
    """Return re-screenings, newest first.

    Args:
        session: The transaction.
        tenant: Whose.
        selection: Only of this one.
        before: Change of the lists and id of the last one of the page before.
        limit: How many at most.
    """
    wanted = select(rescreenings).where(_R.tenant == tenant)
    if selection is not None:
        wanted = wanted.where(_R.selection == selection)
    if before is not None:
        wanted = wanted.where(tuple_(_R.list_changes, _R.id) < before)
    ordered = wanted.order_by(_R.list_changes.desc(), _R.id.desc()).limit(limit)
    return [_out(row) for row in await session.execute(ordered)]


async def find(session: AsyncSession, rescreening: UUID, *, tenant: Tenant) -> RescreeningOut | None:
    """Return a re-screening."""
    wanted = select(rescreenings).where(_R.tenant == tenant, _R.id == rescreening)
    row = (await session.execute(wanted)).one_or_none()
    return None if row is None else _out(row)


def _out(row: Row[Any]) -> RescreeningOut:
    return RescreeningOut(
        id=row.id,
        selection=row.selection,
        list_changes=row.list_changes,
        state=row.state,
        requested_at=datetime.fromtimestamp(row.requested_at, UTC),
        finished_at=None if row.finished_at is None else datetime.fromtimestamp(row.finished_at, UTC),
        counts=row.counts,
        problem=row.problem,
    )
