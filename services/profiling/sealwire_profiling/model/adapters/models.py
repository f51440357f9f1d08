"""Models: asked for, claimed by the process that trains them, and led through their life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.models import Stage
from sqlalchemy import and_, func, insert, or_, select, update

from sealwire_profiling.model.adapters.tables import models
from sealwire_profiling.queueing import last_claim, turn
from sealwire_profiling.tenancy import Tenant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncSession

_M = models.c
_MAX_TRIES = 2


@dataclass(frozen=True, slots=True)
class Kept:
    """A model as it is stored; times are Unix seconds."""

    id: UUID
    stage: Stage
    seed: int
    asked_at: int
    asked_by: str
    since: int | None
    by: str | None
    digest: str | None
    content: bytes | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class ToTrain:
    """A model that this process trains; `tries` tells this process's claim from a later one."""

    tenant: Tenant
    id: UUID
    seed: int
    tries: int


async def ask(session: AsyncSession, row: Mapping[str, object], *, tenant: Tenant) -> None:
    """Store a model that some process is to train.

    Args:
        session: The transaction.
        row: id, seed, asked_at and asked_by.
        tenant: Whose.
    """
    waiting = {"tenant": tenant, "stage": Stage.WAITING.value, "claimed_until": 0, "tries": 0}
    await session.execute(insert(models).values({**waiting, **row}))


async def unfinished(session: AsyncSession, *, tenant: Tenant) -> int:
    """Return how many models wait or are trained; nobody else asks for one until the transaction ends."""
    await session.execute(turn(models.name, tenant))
    untrained = (Stage.WAITING.value, Stage.TRAINING.value)
    found = select(func.count()).select_from(models).where(_M.tenant == tenant, _M.stage.in_(untrained))
    return await session.scalar(found) or 0


async def claim(session: AsyncSession, *, now: int, for_s: int) -> ToTrain | None:
    """Take a model that waits, or whose process has died: the oldest of whom was served longest ago.

    Args:
        session: A transaction of its own.
        now: Unix seconds.
        for_s: How long this process has for it.
    """
    due = (
        select(_M.tenant, _M.id)
        .where(or_(_M.stage == Stage.WAITING.value, _lost(now)), _M.tries < _MAX_TRIES)
        .order_by(last_claim(models), _M.asked_at, _M.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=models)
    ).cte()
    taken = (
        update(models)
        .where(_M.tenant == due.c.tenant, _M.id == due.c.id)
        .values(stage=Stage.TRAINING.value, claimed_until=now + for_s, tries=_M.tries + 1)
        .returning(models)
    )
    row = (await session.execute(taken)).one_or_none()
    return None if row is None else ToTrain(Tenant(row.tenant), row.id, row.seed, row.tries)


async def give_up(session: AsyncSession, *, now: int) -> None:
    """Mark as failed what took the process or the database down each time; of any administration."""
    due = or_(_M.stage == Stage.WAITING.value, _lost(now))
    failed = {"stage": Stage.FAILED.value, "problem": "training-interrupted", "stage_since": now}
    await session.execute(update(models).where(due, _M.tries >= _MAX_TRIES).values(**failed))


async def put_back(session: AsyncSession, claimed: ToTrain, *, tenant: Tenant) -> None:
    """Let a model wait again that this process could not train; its try is counted."""
    waiting = {"stage": Stage.WAITING.value, "claimed_until": 0}
    await session.execute(update(models).where(*_still(claimed, tenant)).values(**waiting))


async def finish(
    session: AsyncSession, claimed: ToTrain, values: Mapping[str, object], *, tenant: Tenant
) -> None:
    """Store what training gave; nothing where another process has the model, or has trained it, by now."""
    await session.execute(update(models).where(*_still(claimed, tenant)).values(**values))


async def lock(session: AsyncSession, *, tenant: Tenant) -> None:
    """Let others wait to change any model of an administration until the transaction ends."""
    all_of_them = select(_M.id).where(_M.tenant == tenant).order_by(_M.id).with_for_update()
    await session.execute(all_of_them)


async def change(
    session: AsyncSession, model_id: UUID, values: Mapping[str, object], *, tenant: Tenant
) -> None:
    """Change what is stored of a model's stage; see `lock`."""
    await session.execute(update(models).where(_M.tenant == tenant, _M.id == model_id).values(**values))


async def find(session: AsyncSession, model_id: UUID, *, tenant: Tenant) -> Kept | None:
    """Return a model."""
    wanted = select(models).where(_M.tenant == tenant, _M.id == model_id)
    row = (await session.execute(wanted)).one_or_none()
    return None if row is None else _kept(row)


async def in_use(session: AsyncSession, *, tenant: Tenant) -> Kept | None:
    """Return the promoted model, if there is one."""
    return await _last_at(session, Stage.PROMOTED, tenant)


async def in_shadow(session: AsyncSession, *, tenant: Tenant) -> Kept | None:
    """Return the model that came into shadow last, if there is one: one is tried at a time."""
    return await _last_at(session, Stage.SHADOW, tenant)


async def newest(session: AsyncSession, *, tenant: Tenant, limit: int) -> list[Kept]:
    """Return the newest models."""
    wanted = select(models).where(_M.tenant == tenant).order_by(_M.asked_at.desc(), _M.id.desc())
    return [_kept(row) for row in await session.execute(wanted.limit(limit))]


async def _last_at(session: AsyncSession, stage: Stage, tenant: Tenant) -> Kept | None:
    wanted = select(models).where(_M.tenant == tenant, _M.stage == stage.value)
    last = wanted.order_by(_M.stage_since.desc(), _M.id.desc()).limit(1)
    row = (await session.execute(last)).one_or_none()
    return None if row is None else _kept(row)


def _still(claimed: ToTrain, tenant: Tenant) -> tuple[ColumnElement[bool], ...]:
    """Return what holds while a model is this process's: nobody has claimed or trained it since."""
    mine = (_M.tenant == tenant, _M.id == claimed.id)
    return (*mine, _M.stage == Stage.TRAINING.value, _M.tries == claimed.tries)


def _lost(now: int) -> ColumnElement[bool]:
    return and_(_M.stage == Stage.TRAINING.value, _M.claimed_until < now)


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        row.id, Stage(row.stage), row.seed, row.asked_at, row.asked_by, row.stage_since, row.stage_by,
        row.digest, row.content, row.problem,
    )  # fmt: skip
