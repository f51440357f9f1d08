"""Models: asked for, claimed by the process that trains them, and led through their life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.models import Stage
from sealwire_chassis.claiming import Work
from sqlalchemy import insert, select, update

from sealwire_profiling.model.adapters.tables import models
from sealwire_profiling.tenancy import Tenant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

_M = models.c
_WORK = Work(models, "stage", "asked_at", Stage.WAITING.value, Stage.TRAINING.value, most_tries=2)


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
    return await _WORK.unfinished(session, tenant=tenant)


async def claim(session: AsyncSession, *, now: int, for_s: int) -> ToTrain | None:
    """Take a model that waits, or whose process has died: the oldest of whom was served longest ago.

    Args:
        session: A transaction of its own.
        now: Unix seconds.
        for_s: How long this process has for it.
    """
    row = await _WORK.claim(session, now=now, for_s=for_s)
    return None if row is None else ToTrain(Tenant(row.tenant), row.id, row.seed, row.tries)


async def give_up(session: AsyncSession, *, now: int) -> None:
    """Mark as failed what took the process or the database down each time; of any administration."""
    failed = {"stage": Stage.FAILED.value, "problem": "training-interrupted", "stage_since": now}
    await _WORK.give_up(session, failed, now=now)


async def put_back(session: AsyncSession, claimed: ToTrain, *, tenant: Tenant) -> None:
    """Let a model wait again that this process could not train; its try is counted."""
    await _WORK.put_back(session, claimed, tenant=tenant)


async def finish(
    session: AsyncSession, claimed: ToTrain, values: Mapping[str, object], *, tenant: Tenant
) -> None:
    """Store what training gave; nothing where another process has the model, or has trained it, by now."""
    await _WORK.finish(session, claimed, values, tenant=tenant)


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


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        row.id, Stage(row.stage), row.seed, row.asked_at, row.asked_by, row.stage_since, row.stage_by,
        row.digest, row.content, row.problem,
    )  # fmt: skip
