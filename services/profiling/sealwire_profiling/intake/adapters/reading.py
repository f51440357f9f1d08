"""Complete uploads in PostgreSQL: which worker reads one, how far it has come, and its end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.intake import MAX_STORED_ERRORS, UploadState
from sqlalchemy import Interval, delete, exists, func, insert, literal, or_, select, tuple_, update

from sealwire_profiling.intake.adapters.tables import upload_errors, upload_parts, uploads
from sealwire_profiling.intake.adapters.uploads import upload_of
from sealwire_profiling.intake.domain.uploads import Claimed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sealwire.errors import SealwireError
    from sqlalchemy import ColumnElement, Update
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.intake.domain.parsed import LineError
    from sealwire_profiling.intake.domain.uploads import Counts
    from sealwire_profiling.tenancy import Tenant

_U = uploads.c
_READING = UploadState.READING.value
_MAX_COLUMN = 200
_MAX_MESSAGE = 500


async def claim(session: AsyncSession, *, worker: UUID, lease_s: float) -> Claimed | None:
    """Give a worker the upload that waits longest, of any administration; None where none waits.

    A worker that was interrupted gets its own again.
    Of one source only the oldest is given out, so that an older file never amends a newer one.

    Args:
        session: The transaction.
        worker: Who asks.
        lease_s: How long nobody else is given it, unless `hold` lengthens that.
    """
    before = uploads.alias("before")
    older = exists().where(
        before.c.state == _READING,
        before.c.tenant == _U.tenant,
        before.c.source == _U.source,
        tuple_(before.c.ready_at, before.c.id) < tuple_(_U.ready_at, _U.id),
    )
    free = or_(_U.leased_until.is_(None), _U.leased_until < func.now(), _U.worker == worker)
    waiting = (
        select(_U.tenant, _U.id)
        .where(_U.state == _READING, free, ~older)
        .order_by(_U.ready_at, _U.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=uploads)
        .cte("waiting")
    )
    statement = (
        update(uploads)
        .where(_U.tenant == waiting.c.tenant, _U.id == waiting.c.id)
        .values(worker=worker, leased_until=_until(lease_s))
        .returning(uploads)
    )
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else Claimed(row.tenant, upload_of(row), worker)


async def hold(session: AsyncSession, claimed: Claimed, *, tenant: Tenant, lease_s: float) -> bool:
    """Lengthen a worker's lease until from now; False where the upload is no longer its own."""
    statement = _own(claimed, tenant).values(leased_until=_until(lease_s)).returning(_U.id)
    return await session.scalar(statement) is not None


async def advance(
    session: AsyncSession, claimed: Claimed, counts: Counts, *, tenant: Tenant, progress: dict[str, Any]
) -> None:
    """Add what came of a chunk to an upload; `progress` has position, lines, total_lines and ignored."""
    added = {name: _U[name] + getattr(counts, name) for name in ("added", "amended", "unchanged", "refused")}
    ignored = [_clean(each) for each in progress.pop("ignored")]
    await session.execute(_own(claimed, tenant).values(**added, **progress, ignored=ignored))


async def add_errors(
    session: AsyncSession, claimed: Claimed, errors: Sequence[LineError], *, tenant: Tenant
) -> None:
    """Store errors of lines behind those that are there; from a number on they are only counted."""
    if not errors:
        return
    counted = _own(claimed, tenant).values(errors=_U.errors + len(errors)).returning(_U.errors)
    total = (await session.execute(counted)).scalar_one()
    rows = [
        {
            "tenant": tenant,
            "upload": claimed.id,
            "number": number,
            "line": each.line,
            "column": _clean(each.column)[:_MAX_COLUMN],
            "code": each.code,
            "message": _clean(each.message)[:_MAX_MESSAGE],
        }
        for number, each in enumerate(errors, total - len(errors) + 1)
        if number <= MAX_STORED_ERRORS
    ]
    if rows:
        await session.execute(insert(upload_errors), rows)


async def finish(
    session: AsyncSession, claimed: Claimed, failure: SealwireError | None, *, tenant: Tenant, now: int
) -> None:
    """End an upload: done, or failed; its parts are not kept."""
    ended: dict[str, Any] = {"state": UploadState.DONE.value, "finished_at": now, "leased_until": None}
    if failure is None:
        ended["total_lines"] = _U.lines
    else:
        message = f"{failure.title()} {failure.detail}".strip()
        ended |= {"state": UploadState.FAILED.value, "failure_code": failure.code, "failure": _clean(message)}
    await session.execute(_own(claimed, tenant).values(**ended))
    await drop_parts(session, claimed.id, tenant=tenant)


async def same_again(session: AsyncSession, upload: UUID, earlier: UUID, *, tenant: Tenant, now: int) -> None:
    """End an upload whose file was read before."""
    await session.execute(
        update(uploads)
        .where(_U.tenant == tenant, _U.id == upload)
        .values(state=UploadState.DONE.value, same_as=earlier, finished_at=now)
    )
    await drop_parts(session, upload, tenant=tenant)


async def drop_parts(session: AsyncSession, upload: UUID, *, tenant: Tenant) -> None:
    """Delete the parts of an upload."""
    parts = upload_parts.c
    await session.execute(delete(upload_parts).where(parts.tenant == tenant, parts.upload == upload))


def _own(claimed: Claimed, tenant: Tenant) -> Update:
    return update(uploads).where(
        _U.tenant == tenant, _U.id == claimed.id, _U.worker == claimed.worker, _U.state == _READING
    )


def _until(lease_s: float) -> ColumnElement[Any]:
    return func.now() + literal(timedelta(seconds=lease_s), Interval)


def _clean(text: str) -> str:
    """Return a text that PostgreSQL takes: JSON can spell zero bytes and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
